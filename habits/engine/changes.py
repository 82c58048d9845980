"""What changed for readers: a class mirrors changes.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from .schema import Table

if TYPE_CHECKING:
    from .content import Content

CHANGES = "changes.toml"
ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


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


def change_faults(content: Content) -> Iterator[str]:
    """What only the whole of the file, or of the content, can show to be wrong."""
    told = content.changes.changes
    if not told:
        yield f"{CHANGES}: no change at all"
    for above, below in pairwise(told):
        if above.day < below.day:
            yield f"{CHANGES}: {below.id}: is newer than {above.id}, which stands above it"
    known = content.items
    for change in told:
        place = f"{CHANGES}: {change.id}"
        if not ID.fullmatch(change.id):
            yield f"{place}: id: not small letters, digits and single _"
        if change.says != " ".join(change.says.split()) or not change.says.endswith((".", "?")):
            yield f"{place}: says: no whole sentence, or space that is not needed"
        for key in sorted(set(change.about) - set(known)):
            yield f"{place}: about: unknown item {key}"
        if len(set(change.about)) < len(change.about):
            yield f"{place}: about: an item stands there twice"
