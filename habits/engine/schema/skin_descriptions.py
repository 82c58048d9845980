"""A class mirrors a table of skin_descriptions.toml."""

from __future__ import annotations

from .conditions import Condition
from .table import Table


class SkinDescription(Table, frozen=True, kw_only=True):
    """What to look for, feel before colour, on every skin tone."""

    id: str
    when: Condition
    says: str
