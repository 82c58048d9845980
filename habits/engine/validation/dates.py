"""Dates of the last and the next review."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content


def date_faults(content: Content) -> Iterator[str]:
    for name, item in content.reviewed.items():
        if item.review <= item.checked:
            yield f"{name}: review is not after checked"
