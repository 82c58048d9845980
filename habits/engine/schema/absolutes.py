"""A class mirrors a table of absolutes.toml."""

from __future__ import annotations

from .table import Table


class Absolute(Table, frozen=True, kw_only=True):
    """A phrase that leaves no room, and why it may stand."""

    phrase: str
    why: str
    # The research that says so, from the references of the tip or claim.
    reference: str
