"""Which two results of a list stand side by side, and why they do not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..store.saved_lists import Item
from ..store.saved_results import Record

CHOOSE = "Select 2 results to compare"

Opened = Sequence[tuple[Item, Record]]


class Choice(NamedTuple):
    """Those chosen that open, oldest first; what is wrong with the choice, "" when nothing is."""

    opened: Opened
    problem: SafeString | str


def choice(items: Sequence[Item], opened: Opened, codes: Collection[str]) -> Choice:
    """`codes` chosen from the list; `opened` are all of its results that still open."""
    gone = [item for item in items if item.code in codes and item.code in missing(items, opened)]
    chosen = [pair for pair in opened if pair[0].code in codes]
    if gone:
        return Choice(chosen, format_html("{} {}", told_gone(gone), CHOOSE))
    if set(codes) - {item.code for item in items} - {""}:
        return Choice(chosen, f"One of the results is not on this list any more. {CHOOSE}")
    return Choice(chosen, "" if len(chosen) == 2 else CHOOSE)


def missing(items: Sequence[Item], opened: Opened) -> set[str]:
    """The codes of results that are on the list and open no more."""
    return {item.code for item in items} - {item.code for item, _ in opened}


def told_gone(gone: Sequence[Item]) -> SafeString:
    names = format_html_join(" and ", "“<bdi>{}</bdi>”", ((item.name,) for item in gone))
    if len(gone) == 1:
        return format_html("{} was deleted or has ended.", names)
    return format_html("{} were deleted or have ended.", names)


def told_closed(left: Sequence[Item]) -> SafeString | str:
    """`left`: which of the two are still open on this device, and are on the list."""
    if not left:
        return f"The page that compared 2 results is closed on this device. {CHOOSE} again"
    told = "The page that compared “<bdi>{}</bdi>” with another result is closed on this device. {}"
    return format_html(told, left[0].name, f"{CHOOSE} again")
