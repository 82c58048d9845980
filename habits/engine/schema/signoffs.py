"""Who put their name to which words: a class mirrors a table of signoffs.toml."""

from __future__ import annotations

from datetime import date

from .table import Table


class Signoff(Table, frozen=True, kw_only=True):
    """Someone qualified put their name to the words of one item."""

    # Its key: "tip/sunscreen".
    item: str
    # The hash of its text (signing.py), as `manage.py review` prints it.
    text: str
    name: str
    profession: str
    # The register, and the number there: "NMC 12A3456E".
    register: str
    day: date
