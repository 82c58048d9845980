"""A class mirrors a table of figures.toml."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from .table import Table

# The part of a tip that is graded for health as a whole, as it is named in figures.toml.
HEALTH = "general"
# How an effect is told: risk ratio, odds ratio, hazard ratio, ratio of rates, risk difference in
# percent, mean difference in a unit, mean difference in standard deviations.
Measure = Literal["RR", "OR", "HR", "rate ratio", "RD", "MD", "SMD"]
# How far a source was read for its figures; "notes": by an earlier reader, whose notes we have.
ReadIn = Literal["full", "abstract", "summary", "notes"]
# How sure the source itself says it is (GRADE).
Certainty = Literal["high", "moderate", "low", "very low"]
# Why a grade has no figures.
Absence = Literal["guideline", "link", "words", "unseen"]


class Group(Table, frozen=True, kw_only=True):
    """One of the two groups that an extraction compares. Only what the source prints."""

    # The head of its column: "Cream", "No cream".
    words: str
    # People with the outcome, of so many.
    events: int | None = None
    total: int | None = None
    percent: float | None = None
    # People with the outcome each year, of Extraction.rate_of.
    rate: float | None = None
    # The average in the unit of the extraction, and its standard error.
    average: float | None = None
    error: float | None = None


class Effect(Table, frozen=True, kw_only=True):
    """How the two groups differ, with the ends of its interval at `level` percent."""

    measure: Measure
    value: float
    low: float | None = None
    high: float | None = None
    level: int = 95


class Baseline(Table, frozen=True, kw_only=True):
    """How many of 100 have the outcome without it, and which reference says so, and where."""

    percent: float
    source: str
    where: str


class Extraction(Table, frozen=True, kw_only=True):
    """Figures as a source prints them; what is shown is worked out from them (figures.py)."""

    id: str
    # What rests on them: "tip.concern", "tip.general", or a claim.
    grades: tuple[str, ...]
    # What was counted or measured, as the head of the table.
    outcome: str
    source: str
    read: ReadIn
    # The section, table or page of the source, and where that was read if not at the source.
    where: str
    with_: Group = field(name="with")
    without: Group
    effect: Effect | None = None
    baseline: Baseline | None = None
    # Of averages and mean differences. What is shown is `times` what the source prints, so that it
    # is a whole number: 10 where the source counts trips a week and we "trips in 10 weeks".
    unit: str = ""
    times: int = 1
    # The smallest difference that matters to people, in the unit, where the source states one.
    minimal: float | None = None
    rate_of: int | None = None
    people: int | None = None
    studies: int | None = None
    # "24 weeks".
    lasted: str = ""
    certainty: Certainty | None = None
    # What a reader must know to take the figures right: one sentence.
    note: str = ""


class WithoutFigures(Table, frozen=True, kw_only=True):
    """Grades that have no figures, and why."""

    grades: tuple[str, ...]
    why: Absence


class Figures(Table, frozen=True, kw_only=True):
    """figures.toml. `reasons` has the words for each reason why there are none."""

    reasons: dict[Absence, str]
    extractions: tuple[Extraction, ...]
    without: tuple[WithoutFigures, ...]
