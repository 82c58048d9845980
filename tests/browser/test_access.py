"""Every page in every state is open to everyone, as far as a browser can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.opened import Faults, Opened, opened
from tests.every_page import Seen

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 800}
# 1280 by 800 at 200 %, the letters twice as large on top.
ZOOMED = {"width": 640, "height": 400, "letters": "32px"}
# The pages are dealt into so many hands: workers of the tests play them side by side.
HANDS = 8


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


def few(pages: list[Seen]) -> list[Seen]:
    """Pages that together show every kind of element twice: enough for what words cannot change."""
    shown: Counter[tuple[str, str]] = Counter()
    kept = []
    for page in pages:
        kinds = set(re.findall(r'<(\w+)(?:[^>]*? class="([^"]*)")?', page.html))
        if any(shown[kind] < 2 for kind in kinds):
            kept.append(page)
            shown.update(kinds)
    return kept


def asking(pages: list[Seen]) -> list[Seen]:
    return [page for page in pages if page.asks]


def measured(name: str) -> Callable[[Opened], list[str]]:
    return lambda tab: tab.measure(name)


def focus(tab: Opened) -> list[str]:
    # After a key the browser shows where the focus is.
    tab.tab.keyboard.press("Tab")
    return tab.measure("focus")


class Look(NamedTuple):
    """What no page may show, which pages are looked at, and how."""

    rule: str
    find: Callable[[Opened], list[str]]
    some: Callable[[list[Seen]], list[Seen]] = list
    how: Mapping[str, Any] = {}


# `make audit` has axe look at all pages in both schemes and widths.
LOOKS = [
    Look("axe finds nothing and is sure of everything", Opened.axe, list, {"width": 320}),
    Look("axe, dark and wide", Opened.axe, few, {"scheme": "dark", "width": 1280}),
    Look("nothing is left in the browser", measured("stored")),
    Look("everything to press is large", measured("targets"), list, PHONE),
    Look("everything to press is large, wide", measured("targets"), few),
    Look("nothing scrolls sideways", measured("sideways"), list, PHONE),
    Look("nothing scrolls sideways, right to left", measured("sideways"), list,
         PHONE | {"direction": "rtl"}),
    *(Look(f"at twice the size: {loss}", measured(loss), list, ZOOMED)
      for loss in ("sideways", "clipped", "overlaps")),
    *(Look(f"with wide spacing: {loss}", measured(loss), list, PHONE | {"spaced": True})
      for loss in ("sideways", "clipped", "overlaps")),
    Look("lines are short and apart", measured("reading"), list, {"width": 1600}),
    *(Look(f"no word is broken at {width}", measured("broken"), list,
           {"width": width, "height": 844}) for width in (360, 390)),
    Look("the focus is drawn strong and whole", focus, list, PHONE),
    Look("the focus, dark", focus, few, {"scheme": "dark"}),
    Look("the focus, forced colours", focus, few, {"forced": True}),
    *(Look(f"the edge of what can be used stands out, {scheme}", measured("shapes"), few,
           {"scheme": scheme}) for scheme in ("light", "dark")),
    Look("what is chosen shows without our colours", measured("chosenRows"), asking,
         {"forced": True}),
    Look("edges show without our colours", measured("edges"), few, {"forced": True}),
    Look("nothing moves for someone who asked for less motion", measured("motion"), few),
]  # fmt: skip


def test_enough_pages_are_looked_at(pages) -> None:
    """Of each kind of look: what picks the pages picked some."""
    assert len(asking(pages)) > 17
    assert len(typical(pages)) > 150
    assert len(few(typical(pages))) > 30


@pytest.mark.parametrize("hand", range(HANDS))
def test_every_page_is_open_to_everyone(chromium: Browser, pages, hand) -> None:
    found = {look.rule: Faults() for look in LOOKS}
    found["no other site is asked for anything and nothing complains"] = loading = Faults()
    chosen = typical(pages)
    looked_at = [{page.name for page in look.some(chosen)} for look in LOOKS]
    for tab in opened(chromium, chosen[hand::HANDS]):
        loading.add([url for url in tab.requests if not url.startswith(tab.site)], tab.seen)
        loading.add(tab.complaints, tab.seen)
        for look, names in zip(LOOKS, looked_at, strict=True):
            if tab.seen.name in names:
                tab.look(**look.how)
                found[look.rule].add(look.find(tab), tab.seen)
    faults = [f"{rule}: {line}" for rule, faults in found.items() for line in faults.lines()]
    assert not faults, "\n" + "\n".join(faults)


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
    for tab in opened(chromium, broken):
        find = {"axe": Opened.axe, "focus": focus}.get(tab.seen.name, measured(tab.seen.name))
        tab.look(width=320 if tab.seen.name == "sideways" else 1600)
        assert find(tab), tab.seen.name
