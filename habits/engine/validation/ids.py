"""Ids that are used more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..content import HasId


def repeated(name: str, items: Iterable[HasId]) -> Iterator[str]:
    for item, times in Counter(item.id for item in items).items():
        if times > 1:
            yield f"{name}: {item}: the id is used {times} times"
