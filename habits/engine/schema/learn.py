"""learn/*.toml: the explainers, and the glossary."""

from __future__ import annotations

from datetime import date

from .table import Table


class Diagram(Table, frozen=True, kw_only=True):
    """A drawing in templates/diagrams/, what it shows, and the same in words."""

    id: str
    caption: str
    words: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"diagrams/{self.id}.svg"


class Section(Table, frozen=True, kw_only=True):
    """First what the articles say, by ledger row; then what is known."""

    title: str
    rows: tuple[str, ...] = ()
    text: tuple[str, ...]
    points: tuple[str, ...] = ()
    diagram: Diagram | None = None


class Explainer(Table, frozen=True, kw_only=True):
    """A page of /learn/. Its file is named after its id."""

    id: str
    title: str
    short: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    # The order in which the pages are best read.
    place: int
    sections: tuple[Section, ...]
    # Said in place of the articles when neither speaks of it.
    added_because: str = ""
    references: tuple[str, ...]
    checked: date
    review: date

    @property
    def rows(self) -> list[str]:
        """The ledger rows it teaches, in the order it does."""
        return [row for section in self.sections for row in section.rows]


class Term(Table, frozen=True, kw_only=True):
    """An unusual word of the glossary."""

    id: str
    term: str
    means: str
    # Other forms of the word that lead here as well.
    forms: tuple[str, ...] = ()
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()

    @property
    def dom_id(self) -> str:
        return f"term-{self.id}"


class Glossary(Table, frozen=True, kw_only=True):
    terms: tuple[Term, ...]
