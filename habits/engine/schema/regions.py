"""A class mirrors a table of regions.toml."""

from __future__ import annotations

from datetime import date

from .table import Table


class Contact(Table, frozen=True, kw_only=True):
    """Who to reach: what to do in words, and the number for a telephone link, if there is one."""

    says: str
    number: str = ""
    name: str = ""
    # The same by text message, for who cannot speak or be overheard: each `crisis` has it.
    text: str = ""
    source: str
    checked: date
    review: date


class AlcoholGuide(Table, frozen=True, kw_only=True):
    """What a place calls low risk, and the amount that people are asked about.

    Where no number is official, `line` names one of ours and says that it is.
    """

    says: str
    line: str
    source: str
    checked: date
    review: date


class Region(Table, frozen=True, kw_only=True):
    id: str
    name: str
    # Of those in it, the one where a day begins last.
    zone: str
    # Fits wherever someone is, and who does not say so.
    anywhere: bool = False
    emergency: Contact
    urgent: Contact
    crisis: Contact
    alcohol: AlcoholGuide
    # For people with a skin problem, where one was found.
    group: Contact | None = None

    @property
    def dated(self) -> tuple[tuple[str, Contact | AlcoholGuide], ...]:
        """All that can go out of date, each with its place in the file."""
        names = ("emergency", "urgent", "crisis", "alcohol", "group")
        parts = ((f"{self.id}.{name}", getattr(self, name)) for name in names)
        return tuple((place, part) for place, part in parts if part)
