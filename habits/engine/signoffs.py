"""Who put their name to which words: a class mirrors signoffs.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from .schema import Table

if TYPE_CHECKING:
    from .content import Content

SIGNOFFS = "signoffs.toml"
HASH = re.compile(r"[0-9a-f]{64}")


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


def signoff_faults(content: Content) -> Iterator[str]:
    """What would make a sign-off say less than it seems to."""
    known = content.items
    seen: set[tuple[str, str, str]] = set()
    for signoff in content.signoffs:
        place = f"{SIGNOFFS}: {signoff.item}"
        if signoff.item not in known:
            yield f"{place}: unknown item"
        if not HASH.fullmatch(signoff.text):
            yield f"{place}: text: not the 64 letters and digits that `manage.py review` prints"
        for name in ("name", "profession", "register"):
            if not getattr(signoff, name).strip():
                yield f"{place}: {name}: empty"
        same = (signoff.item, signoff.text, signoff.register)
        if same in seen:
            yield f"{place}: {signoff.register} signed these words twice"
        seen.add(same)
