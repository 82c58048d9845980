"""A class mirrors a table of withdrawn.toml."""

from __future__ import annotations

from datetime import date

from .table import Table


class Withdrawn(Table, frozen=True, kw_only=True):
    """A tip that we took back: shown to nobody from then on, and told to everyone who had it."""

    # The tip itself stays in its file, so that its id is never used for another.
    id: str
    title: str
    # What we learned, and what to do for someone who went by the tip.
    why: str
    do: str
    day: date
