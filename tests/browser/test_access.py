"""Every page in every state is open to everyone, as far as a browser can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.opened import Opened, faults, opened
from tests.every_page import Seen

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 800}
# 1280 by 800 at 200 %, the letters twice as large on top.
ZOOMED = {"width": 640, "height": 400, "letters": "32px"}


def typical(pages: list[Seen]) -> list[Seen]:
    """Tips, foods, topics and pages of research differ in their words alone: two of each here, all
    in `make audit`."""
    kept: dict[str, list[Seen]] = {}
    for page in pages:
        kind, _, what = page.name.partition(": ")
        group = kept.setdefault(
            kind if kind in ("tip", "food", "topic", "research") and what else page.name, []
        )
        if len(group) < 2:
            group.append(page)
    return [page for group in kept.values() for page in group]


def few(tabs: list[Opened]) -> list[Opened]:
    """Tabs that together show every kind of element twice: enough for what words cannot change."""
    shown: Counter[tuple[str, str]] = Counter()
    kept = []
    for tab in tabs:
        kinds = set(re.findall(r'<(\w+)(?:[^>]*? class="([^"]*)")?', tab.seen.html))
        if any(shown[kind] < 2 for kind in kinds):
            kept.append(tab)
            shown.update(kinds)
    return kept


@pytest.fixture(scope="module")
def tabs(chromium: Browser, pages) -> Iterator[list[Opened]]:
    with opened(chromium, typical(pages)) as tabs:
        yield tabs


def nothing(tabs: list[Opened], find: Callable[[Opened], Any], **look: Any) -> None:
    found = faults(tabs, find, **look)
    assert not found, "\n" + "\n".join(found)


def measured(name: str):  # type: ignore[no-untyped-def]
    return lambda tab: tab.measure(name)


# `make audit` runs all four looks on all pages.
@pytest.mark.parametrize(("scheme", "width", "some"), [("light", 320, list), ("dark", 1280, few)])
def test_axe_finds_nothing_and_is_sure_of_everything(tabs, scheme, width, some) -> None:
    nothing(some(tabs), Opened.axe, scheme=scheme, width=width)


def test_no_page_asks_another_site_for_anything_or_complains(tabs) -> None:
    def outside(tab: Opened) -> list[str]:
        return [url for url in tab.requests if not url.startswith(tab.site)] + tab.complaints

    nothing(tabs, outside)


def test_no_page_leaves_anything_in_the_browser(tabs) -> None:
    nothing(tabs, measured("stored"))


@pytest.mark.parametrize(("look", "some"), [(PHONE, list), ({}, few)], ids=["phone", "desktop"])
def test_everything_to_press_is_large(tabs, look, some) -> None:
    nothing(some(tabs), measured("targets"), **look)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_scrolls_sideways_on_a_narrow_screen(tabs, direction) -> None:
    nothing(tabs, measured("sideways"), **PHONE, direction=direction)


@pytest.mark.parametrize("loss", ["sideways", "clipped", "overlaps"])
def test_at_twice_the_size_nothing_is_lost(tabs, loss) -> None:
    nothing(tabs, measured(loss), **ZOOMED)


@pytest.mark.parametrize("loss", ["sideways", "clipped", "overlaps"])
def test_with_wide_spacing_nothing_is_lost(tabs, loss) -> None:
    nothing(tabs, measured(loss), **PHONE, spaced=True)


def test_lines_are_short_and_apart_on_a_wide_screen(tabs) -> None:
    nothing(tabs, measured("reading"), width=1600)


@pytest.mark.parametrize("width", [360, 390])
def test_no_word_is_broken_on_a_phone(tabs, width) -> None:
    nothing(tabs, measured("broken"), width=width, height=844)


def focus(tab: Opened) -> list[str]:
    # After a key the browser shows where the focus is.
    tab.tab.keyboard.press("Tab")
    return tab.measure("focus")


@pytest.mark.parametrize(
    ("look", "some"),
    [(PHONE, list), ({"scheme": "dark"}, few), ({"forced": True}, few)],
    ids=["phone", "dark", "forced colours"],
)
def test_the_focus_is_drawn_strong_and_whole(tabs, look, some) -> None:
    nothing(some(tabs), focus, **look)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_what_can_be_used_stands_out(tabs, scheme) -> None:
    nothing(few(tabs), measured("shapes"), scheme=scheme)


def test_without_our_colours_what_is_chosen_still_shows(tabs) -> None:
    rows = [tab for tab in tabs if tab.seen.asks]
    assert len(rows) > 17
    nothing(rows, measured("chosenRows"), forced=True)
    nothing(few(tabs), measured("edges"), forced=True)


def test_nothing_moves_for_someone_who_asked_for_less_motion(tabs) -> None:
    nothing(few(tabs), measured("motion"))


BROKEN = {
    "targets": "<button class=button>Go</button>",
    "sideways": "<p style='width: 2000px'>" + "wide " * 100,
    "clipped": "<p style='overflow: hidden; height: 10px'>" + "cut " * 100,
    "overlaps": "<button>One</button><button style='margin-left: -20px'>Two</button>",
    "reading": "<p style='width: 1500px'>" + "long " * 100,
    "broken": "<p style='width: 40px; overflow-wrap: anywhere'>November</p>",
    "tall": "<button class=button style='width: 60px'>Two lines</button>",
    "focus": "<style>* { outline: none !important }</style><button>Go</button>",
    "chosenRows": "<div class=option><input type=radio id=a><label for=a>Yes</label></div>",
    "shapes": "<button class=button style='background: #eee; border: 0'>Go</button>",
    "edges": "<p class=note>Told by its ground alone</p>",
    "motion": "<style>p { transition: color 1s }</style><p>Slow</p>",
    "stored": "<p>Kept</p><script>localStorage.answers = 'eczema'</script>",
    "axe": "<p style='color: #777'>Faint</p>",
}


def test_every_measure_finds_its_fault(chromium: Browser) -> None:
    broken = [
        Seen(name, "", "/", 200, f"<!DOCTYPE html><title>a</title>{html}", {}, frozenset())
        for name, html in BROKEN.items()
    ]
    with opened(chromium, broken) as tabs:
        for tab in tabs:
            finds = {"axe": Opened.axe, "focus": focus}.get(tab.seen.name, measured(tab.seen.name))
            found = faults([tab], finds, width=320 if tab.seen.name == "sideways" else 1600)
            assert found, tab.seen.name
