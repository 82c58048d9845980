"""Sheets as text and as a page, and the list of all items."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string

from ...engine.content import Content
from ...engine.signing import State, signoff_status
from .lines import Line
from .sheet import Sheet, describe_status, name_of

WIDTH = 100
COUNTED = {State.SIGNED: "signed", State.CHANGED: "changed since", State.UNSIGNED: "not signed"}


def render_text(made: Sheet) -> str:
    """The sheet for a terminal."""
    out = [f"{made.title}", f"{made.key}: {made.state}", ""]
    for part in made.parts:
        out += [part.title.upper(), *map(wrapped, part.lines), ""]
    out += ["TO SIGN IT, PASTE THIS INTO habits/content/signoffs.toml AND FILL IT IN", made.block]
    return "\n".join(out)


def wrapped(line: Line) -> str:
    return textwrap.fill(
        f"{line.label}: {line.says}",
        WIDTH,
        initial_indent="  ",
        subsequent_indent="      ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def render_html(made: Sheet) -> str:
    """The sheet as a page of its own that needs nothing else, to print and to sign by hand."""
    context = {
        "sheet": made,
        "site_name": settings.SITE_NAME,
        "parts": [(part.title, together(part.lines)) for part in made.parts],
    }
    return render_to_string("habits/library/review.html", context)


def together(found: Iterable[Line]) -> list[tuple[str, list[str]]]:
    """Lines with the same label in a row, under it once."""
    grouped = groupby(found, lambda line: line.label)
    return [(label, [line.says for line in same]) for label, same in grouped]


def listing(content: Content) -> str:
    """Every item with its state, a line each, and how many stand how."""
    found = {key: signoff_status(content, key) for key in content.items}
    counts = Counter(status.state for status in found.values())
    total = ", ".join(f"{counts[state]} {words}" for state, words in COUNTED.items())
    named = [
        f"{key}: {describe_status(status)}: {name_of(content.items[key])}"
        for key, status in found.items()
    ]
    return "\n".join([*named, f"{len(found)} items: {total}"])
