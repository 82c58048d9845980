"""Names that lead to nothing, told with what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ..content import Content

STANDS = {"reference": "references stand in sources.toml"}


def unknown(kind: str, name: str, known: Iterable[str], within: str = "") -> str:
    """What is wrong with `name`. `within` is told before it, and makes no two names alike."""
    hints = [f"did you mean {near}?" for near in get_close_matches(name, list(known), n=1)]
    if kind in STANDS:
        hints.append(STANDS[kind])
    return f"unknown {kind} {within}{name}{':' if hints else ''} {' '.join(hints)}".rstrip()


def unknown_item(content: Content, key: str) -> str:
    """The same for an item by kind and id: "tip/sunscreen"."""
    kinds = content.items_by_kind
    kind, _, name = key.partition("/")
    if kind not in kinds:
        return f"unknown item {key}: it begins with one of {', '.join(f'{k}/' for k in kinds)}"
    return unknown("item", name, (item.id for item in kinds[kind]), f"{kind}/")
