"""What changed for readers: a class mirrors a table of changes.toml."""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby
from uuid import UUID, uuid5

from .table import Table


class Change(Table, frozen=True, kw_only=True):
    """One thing that is different, told once."""

    id: str
    day: date
    says: str
    # Keys of the items that it is about: "tip/sunscreen".
    about: tuple[str, ...] = ()

    @property
    def dom_id(self) -> str:
        return f"change-{self.id.replace('_', '-')}"

    @property
    def headline(self) -> str:
        """Its first sentence."""
        return re.split(r"(?<=[.!?]) ", self.says, maxsplit=1)[0]


class Changes(Table, frozen=True, kw_only=True):
    """All changes, the newest day first."""

    # Names the feed for good, whatever its address.
    feed: UUID
    changes: tuple[Change, ...]

    def name_of(self, change: Change) -> str:
        """The name of a change in the feed: the same on every machine and at every address."""
        return uuid5(self.feed, change.id).urn

    @property
    def newest(self) -> date:
        """The day of the newest change."""
        return self.changes[0].day

    @property
    def by_day(self) -> list[tuple[date, list[Change]]]:
        """Each day with its changes, the newest first."""
        return [(day, list(those)) for day, those in groupby(self.changes, lambda c: c.day)]

    def about(self, key: str) -> tuple[Change, ...]:
        """The changes of one item, the newest first."""
        return tuple(change for change in self.changes if key in change.about)
