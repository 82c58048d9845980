"""Under which terms others may use our words: the class mirrors licence.toml."""

from __future__ import annotations

from .table import Table


class Licence(Table, frozen=True, kw_only=True):
    # As SPDX names it, and the address of its text.
    spdx: str
    name: str
    url: str
    # Whom to name.
    attribution: str
    covers: str
    # What is not ours to give.
    excludes: str
