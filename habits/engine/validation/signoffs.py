"""What is wrong with sign-offs, across files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content import Content
from ..file_names import SIGNOFFS
from .unknown import unknown_item

HASH = re.compile(r"[0-9a-f]{64}")


def signoff_faults(content: Content) -> Iterator[str]:
    """What would make a sign-off say less than it seems to."""
    known = content.items
    seen: set[tuple[str, str, str]] = set()
    for signoff in content.signoffs:
        place = f"{SIGNOFFS}: {signoff.item}"
        if signoff.item not in known:
            yield f"{place}: {unknown_item(content, signoff.item)}"
        if not HASH.fullmatch(signoff.text):
            yield f"{place}: text: not the 64 letters and digits that `manage.py review` prints"
        for name in ("name", "profession", "register"):
            if not getattr(signoff, name).strip():
                yield f"{place}: {name}: empty"
        same = (signoff.item, signoff.text, signoff.register)
        if same in seen:
            yield f"{place}: {signoff.register} signed these words twice"
        seen.add(same)
