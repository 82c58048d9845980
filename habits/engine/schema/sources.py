"""A class mirrors a table of sources.toml."""

from __future__ import annotations

from typing import Literal

from .table import Table

Disposition = Literal[
    "tip", "claim", "question", "option", "food", "explainer", "corrected", "declined"
]


class Statement(Table, frozen=True, kw_only=True):
    """What one article says, in our words, with the ledger rows it comes from."""

    article: str
    rows: tuple[str, ...]
    says: str


class LedgerRow(Table, frozen=True, kw_only=True):
    """Where one statement of an article went."""

    says: str
    dispositions: frozenset[Disposition]
    tips: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    foods: tuple[str, ...] = ()
    # The explainer (/learn/<topic>/) that teaches it.
    explainer: str = ""
    correction: str = ""
    declined_because: str = ""
    references: tuple[str, ...] = ()


class Article(Table, frozen=True, kw_only=True):
    id: str
    title: str
    publisher: str
    sells: str
    # How many statements the ledger numbers: rows <letter>01 to <letter><rows>.
    letter: str
    rows: int
    author: str = ""


class Reference(Table, frozen=True, kw_only=True):
    id: str
    authors: str
    title: str
    journal: str
    kind: str
    people: str
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    url: str = ""
    # Was the publication read, or a page that quotes it? Only what was seen may become a link.
    seen: Literal["seen", "quoted", "not_seen"]
    note: str = ""

    @property
    def link(self) -> str:
        """Address to link to, or nothing while the publication itself was not seen."""
        if self.seen != "seen":
            return ""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url


class Sources(Table, frozen=True, kw_only=True):
    articles: tuple[Article, ...]
    ledger: dict[str, LedgerRow]
    references: tuple[Reference, ...]

    def row(self, number: str) -> LedgerRow:
        """The statement of that number; for a number that is none, one that names nothing."""
        return self.ledger.get(number) or LedgerRow(says="", dispositions=frozenset())
