"""How sure we are of a tip or claim, with the figures behind it in small tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ..engine.figures import (
    Span,
    against_hundred,
    as_seen,
    mean_difference,
    per_people,
    sizes,
)
from ..engine.grading import Grading
from ..engine.loaded import get_content
from ..engine.schema import Extraction, Group, ReadIn, Tip
from ..engine.schema.figures import HEALTH
from ..site.phrases import join_words
from .sources import Source, by_id

# How far a source was read, where that was not the whole of it.
READ: dict[ReadIn, str] = {
    "full": "",
    "abstract": "We read it in short.",
    "summary": "We read of it on pages of others.",
    "notes": "We read of it on a page of others, some time ago.",
}


# Rows that say how the groups compare, where how many had the outcome is not known.
RATIO, ODDS = "Ratio", "Odds"


class Row(NamedTuple):
    """A head and a cell for each group; a single cell is for both."""

    head: str
    cells: tuple[str, ...]


class Table(NamedTuple):
    extraction: Extraction
    rows: tuple[Row, ...]
    source: Source
    read: str

    @property
    def compares(self) -> bool:
        return any(row.head in (RATIO, ODDS) for row in self.rows)


class Figures(NamedTuple):
    """What stands behind a grade: tables, or in words why there are none."""

    tables: tuple[Table, ...]
    reasons: tuple[str, ...]

    @property
    def compare(self) -> bool:
        return any(table.compares for table in self.tables)


def skin_grading(tip: Tip, grading: Grading) -> SafeString:
    """HTML of a grade for skin, with the figures of each of its concerns."""
    names = [get_content().questionnaire.concerns[concern] for concern in grading.concerns]
    context = {
        "what": join_words(names),
        "evidence": grading.evidence,
        "figures": behind(f"{tip.id}.{concern}" for concern in grading.concerns),
    }
    return render_to_string("habits/library/_grading.html", context)


def health_grading(tip: Tip) -> SafeString:
    """HTML of the grade for health, with its figures; "" where there is none."""
    if tip.general is None:
        return SafeString()
    context = {
        "of_health": True,
        "what": "general health",
        "evidence": tip.general,
        "figures": behind([f"{tip.id}.{HEALTH}"]),
    }
    return render_to_string("habits/library/_grading.html", context)


def behind(grades: Iterable[str]) -> Figures:
    """The figures of grades that stand together, each once."""
    wanted, figures = set(grades), get_content().figures
    tables = tuple(table(found) for found in figures.extractions if wanted & set(found.grades))
    reasons = {
        figures.reasons[absence.why]: True
        for absence in figures.without
        if wanted & set(absence.grades)
    }
    return Figures(tables, tuple(reasons))


def table(extraction: Extraction) -> Table:
    source = by_id()[extraction.source]
    return Table(extraction, tuple(rows(extraction)), source, READ[extraction.read])


def rows(extraction: Extraction) -> Iterator[Row]:
    """The table of an extraction, row by row: first the result, then what it rests on."""
    yield from result(extraction)
    if extraction.minimal is not None:
        least = round(extraction.minimal * extraction.times)
        yield Row("Matters from", (f"{least:,} {extraction.unit}",))
    if extraction.lasted:
        yield Row("Time", (extraction.lasted,))
    yield Row("Studied", (studied(extraction),))
    if extraction.certainty:
        yield Row("How sure", (f"{extraction.certainty.capitalize()}, say its authors",))


def result(extraction: Extraction) -> Iterator[Row]:
    """People counted as they were, else of 100 or 1,000, else a ratio; else averages."""
    if as_seen(extraction):
        yield Row("People", tuple(map(people_of, (extraction.with_, extraction.without))))
    elif people := per_people(extraction):
        of, difference = f"Of {people.of:,}", told(people.difference, "more", "fewer")
        if people.with_ is None:
            yield Row(of, (difference,))
        else:
            yield Row(of, (str(people.with_), str(people.without)))
            yield Row("Gap", (difference,))
    elif ratio := against_hundred(extraction):
        odds = extraction.effect and extraction.effect.measure == "OR"
        yield Row(ODDS if odds else RATIO, (f"{ratio.value:g}{between(ratio)}", "100"))
    elif mean := mean_difference(extraction):
        yield Row("Gap", (told(mean, "more", "less", extraction.unit),))
    elif large := sizes(extraction):
        yield Row("Gap", (told_size(large),))


def people_of(group: Group) -> str:
    return f"{group.events} of {group.total}" if group.total else str(group.events)


def told(span: Span, above: str, below: str, unit: str = "") -> str:
    """A difference with the way it goes, and how far chance can move it."""
    value = f"{abs(span.value):,g} {unit}".strip() + f" {above if span.value > 0 else below}"
    if not span.value:
        value = "No difference"
    if span.low is None or span.high is None or not (span.low or span.high):
        return value
    if span.low < 0 < span.high:
        return f"{value} (may be {-span.low:,g} {below} to {span.high:,g} {above})"
    near, far = sorted((abs(span.low), abs(span.high)))
    return f"{value} (may be {near:,g} to {far:,g} {above if span.high > 0 else below})"


def told_size(large: tuple[str, ...]) -> str:
    middle, *ends = large
    if not ends or len(set(ends)) == 1:
        return middle.capitalize()
    return f"{middle.capitalize()} (may be {' to '.join(ends)})"


def between(span: Span) -> str:
    if span.low is None or span.high is None:
        return ""
    return f" (may be {span.low:g} to {span.high:g})"


def studied(extraction: Extraction) -> str:
    """How many studies and people, where what was read tells it."""
    totals = (extraction.with_.total, extraction.without.total)
    people = extraction.people or sum(filter(None, totals))
    told = []
    if extraction.studies:
        told.append("1 study" if extraction.studies == 1 else f"{extraction.studies} studies")
    if people:
        told.append(f"{people:,} people")
    return ", ".join(told) or "Not told in what we read"
