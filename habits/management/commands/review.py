"""Prints what someone needs to review one item of the content, and the block that signs it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from habits.engine.items import UnknownItem, find_key
from habits.engine.loaded import get_content
from habits.library.review.parts import Shown
from habits.library.review.printing import listing, render_html, render_text
from habits.library.review.sheet import sheet

# Where an agreed case names the items of a kind that it shows.
SHOWN_IN = {
    "tip": ("tips",),
    "claim": ("claims",),
    "flag": ("care_cards", "conditional"),
    "caution": ("first", "cautions"),
    "reason": ("reasons",),
    "description": ("looks",),
}


class Command(BaseCommand):
    help = "Prints one item for review, and the block that signs it; without an id, lists all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", nargs="?", help="its id, or kind and id: tip/sunscreen")
        parser.add_argument("--html", type=Path, help="write a page to print into this file")

    def handle(self, *args: Any, item: str | None, html: Path | None, **options: Any) -> None:
        if item is None:
            if html:
                raise CommandError("--html needs the id of an item.")
            self.stdout.write(listing(get_content()))
            return
        try:
            key = find_key(get_content(), item)
        except UnknownItem as unknown:
            raise CommandError(str(unknown)) from None
        made = sheet(get_content(), key, cases_with(key), date.today())
        if html is None:
            self.stdout.write(render_text(made))
            return
        html.write_text(render_html(made), encoding="utf-8")
        self.stdout.write(f"{html} is made. Print it, or open it in a browser.")


def cases_with(key: str) -> list[Shown]:
    """The agreed cases that show the item; none where the tests are not, as when deployed."""
    kind, _, item = key.partition("/")
    try:
        from tests import cases
    except ImportError:
        return []
    return [
        Shown(case.name, case.because, case.answers)
        for case in cases.cases()
        if item in ids_shown(case.expected, kind)
    ]


def ids_shown(expected: dict[str, Any], kind: str) -> list[str]:
    """The items of a kind that a case shows. It names the foods that it does not."""
    from tests import cases

    if kind == "food":
        return cases.foods_offered(get_content(), expected["foods_left_out"])
    return [item for name in SHOWN_IN.get(kind, ()) for item in expected[name]]
