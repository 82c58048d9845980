"""A class mirrors a table of tips/*.toml."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from .conditions import Condition, When
from .evidence import Evidence
from .questionnaire import Area
from .sources import Statement
from .table import Named, Table


class Way(Table, frozen=True, kw_only=True):
    """A page of ours that helps to do a tip, by the name of its address."""

    says: str
    page: str
    # What the page is asked for: "kind=fermented".
    query: str = ""


class Tip(Named, frozen=True, kw_only=True):
    area: Area
    title: str
    # The title as it reads inside "In short: ...".
    short: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    # The question that all grades answer: does doing what the title says help?
    asks: str
    when: Condition
    # At most one question, its options from the widest gap in the habit to the narrowest.
    gap: dict[str, tuple[str, ...]] = {}
    # What someone asked to be seen for: comes first whenever it fits.
    pinned: bool = False
    # What a pharmacist or doctor offers first for a concern: of two tips with the same grade for it
    # this is the stronger one, and its first step is what the page begins with.
    first_help: bool = False
    # Skin concerns (option ids) for which it is proven help: shown to everyone with one of them,
    # unless they do it already.
    proven_for: frozenset[str] = frozenset()
    # Good for most people: shown where few tips fit, unless they do it already.
    for_most: bool = False
    # Someone who says so does it already.
    done_when: When | None = None
    articles: tuple[Statement, ...] = ()
    # Said in place of the articles when neither speaks of it.
    added_because: str = ""
    # What to do first, and what after that.
    first: str
    steps: tuple[str, ...]
    # What its drawing (templates/drawings/tips/) shows the reader doing.
    picture: str
    may_do: str
    could_go_wrong: str
    if_nothing: str
    daily_life: str
    other_choices: str
    # For health as a whole; missing where the tip is about skin alone.
    general: Evidence | None = None
    # Each skin concern that it was graded for. One that is missing was not studied.
    concerns: dict[str, Evidence] = {}
    references: tuple[str, ...]
    # Show the alcohol guide of the person's region beside it.
    alcohol_guide: bool = False
    # Told over time, from several results.
    charted: bool = False
    way: Way | None = None
    checked: date
    review: date

    @cached_property
    def place(self) -> str:
        """What a fault calls it. Only the loader knows the file, and writes it over this: a field
        would stand in the data that others take."""
        return f"tips: {self.id}"
