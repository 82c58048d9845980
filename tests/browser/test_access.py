"""Every page in every state is open to everyone, as far as a browser can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.opened import Faults, opened
from tests.every_page import Seen

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 800}
DARK = WIDE | {"scheme": "dark"}
SPACED = PHONE | {"spaced": True}
FORCED = WIDE | {"forced": True}
# 1280 by 800 at 200 %, the letters twice as large on top.
ZOOMED = {"width": 640, "height": 400, "letters": "32px"}
# Elements without an end.
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
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


def elements(html: str) -> Iterator[tuple[str, ...]]:
    """Each element of a page and those around it, outermost first: tag, classes and attributes."""
    around: list[str] = []
    for closes, tag, attributes in re.findall(r"<(/?)(\w+)([^>]*)>", html):
        if closes:
            while around and around.pop().partition(" ")[0] != tag:
                pass
            continue
        told = re.findall(r'((?:class|type)="[^"]*"|[\w-]+)(?:="[^"]*")?', attributes)
        around.append(" ".join((tag, *sorted(told))))
        yield tuple(around)
        if tag in VOID or attributes.endswith("/"):
            around.pop()


def covering(shown: dict[str, set[tuple[str, ...]]]) -> set[str]:
    """The names of few pages that together show all that is shown."""
    left, chosen = set().union(*shown.values()), set()
    while left:
        best = max(shown, key=lambda name: len(shown[name] & left))
        chosen.add(best)
        left -= shown[best]
    return chosen


def places(pages: list[Seen]) -> set[str]:
    """Pages that together show every kind of element in every place: enough for what words cannot
    change."""
    return covering({page.name: set(elements(page.html)) for page in pages})


def few(pages: list[Seen]) -> set[str]:
    """Those that together show every kind of element right within every other."""
    return covering({page.name: {way[-2:] for way in elements(page.html)} for page in pages})


def every(pages: list[Seen]) -> set[str]:
    return {page.name for page in pages}


def asking(pages: list[Seen]) -> set[str]:
    return {page.name for page in pages if page.asks}


class Look(NamedTuple):
    """What no page may show, the measure that finds it, which pages are looked at, and how."""

    rule: str
    measure: str
    some: Callable[[list[Seen]], set[str]] = places
    how: Mapping[str, Any] = PHONE


# `make audit` has axe look at all pages in both schemes and widths.
LOOKS = [
    Look("axe finds nothing and is sure of everything", "axe"),
    Look("axe, dark and wide", "drawn", few, DARK),
    Look("nothing is left in the browser", "stored", every),
    Look("everything to press is large", "targets"),
    Look("everything to press is large, wide", "targets", few, WIDE),
    Look("nothing scrolls sideways", "sideways", every),
    Look("nothing scrolls sideways, right to left", "sideways", places,
         PHONE | {"direction": "rtl"}),
    *(Look(f"at twice the size: {loss}", loss, places, ZOOMED)
      for loss in ("sideways", "clipped", "overlaps")),
    Look("with wide spacing: sideways", "sideways", every, SPACED),
    *(Look(f"with wide spacing: {loss}", loss, places, SPACED) for loss in ("clipped", "overlaps")),
    Look("lines are short and apart", "reading", places, {"width": 1600}),
    *(Look(f"no word is broken at {width}", "broken", every, {"width": width, "height": 844})
      for width in (360, 390)),
    Look("the focus is drawn strong and whole", "focus"),
    Look("the focus, dark", "focus", few, DARK),
    Look("the focus, forced colours", "focus", few, FORCED),
    Look("the edge of what can be used stands out, light", "shapes", few, WIDE),
    Look("the edge of what can be used stands out, dark", "shapes", few, DARK),
    Look("what is chosen shows without our colours", "chosenRows", asking, FORCED),
    Look("edges show without our colours", "edges", few, FORCED),
    Look("nothing moves for someone who asked for less motion", "motion", few, WIDE),
]  # fmt: skip


def test_enough_pages_are_looked_at(pages) -> None:
    """Of each kind of look: what picks the pages picked some."""
    pages = typical(pages)
    assert len(pages) > 150
    assert len(places(pages)) > 60
    assert len(few(pages)) > 40
    assert len(asking(pages)) > 17


@pytest.mark.parametrize("hand", range(HANDS))
def test_every_page_is_open_to_everyone(chromium: Browser, pages, hand) -> None:
    found = {look.rule: Faults() for look in LOOKS}
    found["no other site is asked for anything and nothing complains"] = loading = Faults()
    chosen = typical(pages)
    looks = [(look, look.some(chosen)) for look in LOOKS]
    # What is seen in the same window is measured together: to change the window is what takes long.
    windows = [dict(how) for how in dict.fromkeys(tuple(look.how.items()) for look in LOOKS)]
    for tab in opened(chromium, chosen[hand::HANDS]):
        loading.add([url for url in tab.requests if not url.startswith(tab.site)], tab.seen)
        loading.add(tab.complaints, tab.seen)
        for window in windows:
            here = [look for look, names in looks if look.how == window and tab.seen.name in names]
            if not here:
                continue
            tab.look(**window)
            for look, faults in zip(
                here, tab.measure(*(each.measure for each in here)), strict=True
            ):
                found[look.rule].add(faults, tab.seen)
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
    "drawn": "<p style='color: #777'>Faint</p>",
}


def test_every_measure_finds_its_fault(chromium: Browser) -> None:
    broken = [
        Seen(name, "", "/", 200, f"<!DOCTYPE html><title>a</title>{html}", {}, frozenset())
        for name, html in BROKEN.items()
    ]
    for tab in opened(chromium, broken):
        tab.look(width=320 if tab.seen.name == "sideways" else 1600)
        assert tab.measure(tab.seen.name) != [[]], tab.seen.name
