"""How short the way is: screens, pages and presses of six kinds of people on a phone, printed.

And how short the page of a result is, for them and in every state that we know of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.opened import served
from tests.every_page import Seen
from tests.kinds import KINDS
from tests.more_pages import more_pages
from tests.people import FORM, Answers

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 390, 844
# In screens of 844 px. What has to be told at once stands above a question and counts apart.
LONG_LISTS = {"urgent", "skin-signs", "safety", "habits"}
MOST, MOST_OF_A_LIST, MOST_OF_ALL, MOST_OF_ANSWERS = 1.5, 2.5, 14.0, 2.0
PAGES, PRESSES = 10, 30
# Of the page, and of the same page without what is told at once and the space around it.
HEIGHTS = """() => {
  const height = () => document.documentElement.scrollHeight;
  const [whole, told] = [height(), document.getElementById("told")];
  if (!told) return [whole, whole];
  const next = told.nextSibling;
  told.remove();
  const without = height();
  next.before(told);
  return [whole, without];
}"""


# Where the first tip and the link to keep stand, the page as it opens, and the words to be seen.
RESULT = """() => {
  const at = (place) => document.querySelector(place)?.getBoundingClientRect();
  const main = document.querySelector("main");
  const unseen = [...main.querySelectorAll(".hidden")];
  unseen.forEach((words) => { words.style.display = "none"; });
  const words = main.innerText.split(/\\s+/).filter(Boolean).length;
  unseen.forEach((words) => { words.style.display = ""; });
  return {
    tip: ((at("article[id^=tip-] h3")?.top ?? 0) + scrollY) / innerHeight,
    keep: (at("#saved-link")?.bottom ?? 0) / innerHeight,
    screens: document.documentElement.scrollHeight / innerHeight,
    words,
    flags: document.querySelectorAll("#see-someone [data-urgency]").length,
  };
}"""
# With letters of two sizes.
SIDEWAYS = """() => {
  const root = document.documentElement;
  const over = (size) => {
    root.dataset.size = size;
    return root.scrollWidth - root.clientWidth;
  };
  return Math.max(over(""), over("largest"));
}"""
CHOOSE = "(all) => all.forEach((input) => document.querySelector(input).click())"
PHONE, WIDE = {"width": WIDTH, "height": HEIGHT}, {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 800}
MOST_BYTES = 35 * 1024


class Way(NamedTuple):
    """One person's way: presses, and the height of each page without what is told at once; then
    what RESULT says of the page of tips, and how many screens it has on a wide one."""

    presses: int
    heights: dict[str, float]
    told: float
    result: dict[str, float]
    wide: float


def told(name: str, way: Way) -> None:
    """Print presses, pages, screens of the way, of the answers and of what was told at once."""
    print(
        f"\n{way.presses:3} {len(way.heights) - 1:3} {total(way):6.2f}"
        f" {way.heights['answers']:6.2f} {way.told:6.2f}  {name}"
        f"\n    result: wide {way.wide:.2f}, {way.result}"
    )


def total(way: Way) -> float:
    return sum(height for page, height in way.heights.items() if page != "answers") + way.told


def walk(page: Page, answers: Answers) -> Way:
    presses, heights, told_in_all = 0, {}, 0.0
    page.goto("/check/you/")
    while (at := page.url.rstrip("/").split("/")[-1].split("?")[0]) in FORM.by_page:
        whole, told = measure(page)
        heights[at] = whole - told
        told_in_all += told
        given = [(q.id, option) for q in FORM.by_page[at].questions for option in answers[q.id]]
        page.evaluate(CHOOSE, [f"input[name={q}][value='{option}']" for q, option in given])
        page.locator("button[name=continue]").click()
        presses += len(given) + 1
    assert at == "answers"
    whole, told = measure(page)
    heights["answers"] = whole - told
    page.get_by_role("button", name="Show my tips").click()
    page.locator("#see-someone").wait_for()
    result = page.evaluate(RESULT)
    page.set_viewport_size(WIDE)
    return Way(presses + 1, heights, told_in_all, result, page.evaluate(RESULT)["screens"])


def measure(page: Page) -> tuple[float, float]:
    """The height of the page, and how much of it is for what is told at once, in screens."""
    page.wait_for_load_state()
    whole, without = page.evaluate(HEIGHTS)
    return whole / HEIGHT, (whole - without) / HEIGHT


def long(result: dict[str, float]) -> list[str]:
    """What of a page is longer than agreed."""
    most = {
        "keep": 1,
        "tip": 2 if result["flags"] else 1.3,
        "screens": 5.5,
        "words": 500,
        "wide": 3.5,
        "bytes": MOST_BYTES,
        "sideways": 0,
    }
    return [name for name, value in most.items() if result.get(name, 0) > value]


@pytest.mark.parametrize("name", KINDS)
def test_the_way_and_the_page_of_the_result_are_short(page, name) -> None:
    page.set_viewport_size(PHONE)
    way = walk(page, KINDS[name])
    told(name, way)
    assert len(way.heights) - 1 <= PAGES
    assert way.presses <= PRESSES
    for asked, height in way.heights.items():
        most = MOST_OF_ANSWERS if asked == "answers" else MOST
        assert height <= (MOST_OF_A_LIST if asked in LONG_LISTS else most), asked
    assert total(way) <= MOST_OF_ALL + way.told
    assert not long(way.result | {"wide": way.wide})


def states(chromium: Browser, found: list[Seen]) -> Iterator[tuple[str, dict[str, float]]]:
    """Each page of a result, looked at on a phone, on a wide screen and on a narrow one."""
    with served(found) as site, chromium.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        for number, seen in enumerate(found):
            page.set_viewport_size(PHONE)
            page.set_extra_http_headers({"X-Page": str(number)})
            page.goto(site + seen.address)
            result = page.evaluate(RESULT)
            page.set_viewport_size(WIDE)
            result["wide"] = page.evaluate(RESULT)["screens"]
            page.set_viewport_size(NARROW)
            result["sideways"] = page.evaluate(SIDEWAYS)
            yield seen.name, result | {"bytes": len(seen.html.encode())}


def test_the_page_of_a_result_is_short_in_every_state(chromium, pages, in_its_own_database) -> None:
    found = [page for page in (*pages, *in_its_own_database(more_pages)) if 'id="act"' in page.html]
    assert len(found) > 130
    told = dict(states(chromium, found))
    names = ("tip", "keep", "screens", "words", "wide", "bytes", "flags")
    print("\n" + " ".join(f"{name:>7}" for name in names))
    for name, result in told.items():
        print(" ".join(f"{result[each]:7.5g}" for each in names), name)
    assert {name: long(result) for name, result in told.items() if long(result)} == {}


def test_the_first_questions_need_no_scrolling(page) -> None:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto("/")
    button = page.get_by_role("button", name="Start").bounding_box()
    assert button["y"] + button["height"] <= HEIGHT
    before = page.locator("main form").evaluate(
        "(form) => { const range = document.createRange(); range.setStart(document.querySelector("
        "'main'), 0); range.setEndBefore(form); return range.toString() }"
    )
    assert len(before.split()) <= 40 + len(page.locator("h1").inner_text().split())
    signs = page.locator("#do-not-use").bounding_box()
    assert signs["y"] > button["y"]


@pytest.mark.parametrize(("width", "columns"), [(320, 1), (390, 2)])
def test_short_answers_stand_side_by_side_where_there_is_room(page, width, columns) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto("/")
    tops = page.locator(".option").evaluate_all("(all) => all.map((e) => Math.round(e.offsetTop))")
    assert max(map(tops.count, tops)) == columns
