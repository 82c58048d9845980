"""How long each page for everyone is on a phone, and how soon it is useful: one line a page.

Measured as the page opens: what is folded counts when a reader unfolds it, and not before.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.harness.faults.table import Row

WIDTH, HEIGHT = 390, 844
# In screens of 844 px, but for the notice.
MOST, MOST_OF_A_LIST, MOST_OF_AN_EXPLAINER, LINES = 10, 6, 6, 4
ROUTES: dict[str, tuple[str, str]] = {
    # What someone comes for, the first of it; and the list that it stands in.
    "home": ("main .option", ""),
    "tips": ("#found article", "#found"),
    "tip": ("#in-short + p", ""),
    "claims": (".claim", ".claims"),
    "foods": ("#found [data-food]", "#found"),
    "food": ("#in-short", ""),
    "new-foods": ("#found [data-food]", "#found"),
    "learn": (".topics > li", ".topics"),
    "explainer": ("main h1 ~ p", ""),
    "glossary": (".terms > div", ".terms"),
    "sources": (".overview", ""),
    "article": ("tbody tr", "tbody"),
    "research": ("#found li", "#found"),
    "signs": (".signs-rest li", ".signs-rest"),
    "dates": ("tbody tr", "tbody"),
    "changes": ("main li", ".changes"),
    "data": ("main h1 ~ p", ""),
    "search": ("#q, #found li", "#found"),
    "help": ("#numbers dd", "#signs"),
    "about": ("main h1 ~ p", ""),
    "privacy": ("main h1 ~ *", ""),
    "accessibility": ("main h1 ~ p", ""),
}
# Beside what the site map lists.
MORE = ("/search/?q=itch", "/tips/?concern=eczema", "/foods/?without=gluten", "/help/?region=uk")
LOOK = """([first, list]) => {
  const box = (place) => place && document.querySelector(place)?.getBoundingClientRect();
  const main = document.querySelector("main");
  const unseen = [...main.querySelectorAll(".hidden")];
  unseen.forEach((words) => { words.style.display = "none"; });
  const words = main.innerText.split(/\\s+/).filter(Boolean).length;
  unseen.forEach((words) => { words.style.display = ""; });
  // Lines of a text: how many heights its letters stand at.
  const notice = document.getElementById("not-medical-advice");
  const range = document.createRange();
  const tops = new Set();
  if (notice && notice.getBoundingClientRect().top < innerHeight) {
    range.selectNodeContents(notice);
    for (const line of range.getClientRects()) tops.add(Math.round(line.bottom / 8));
  }
  const end = document.getElementById("see-someone");
  return {
    screens: document.documentElement.scrollHeight / innerHeight,
    first: (box(first)?.bottom ?? 0) / innerHeight,
    list: (box(list)?.height ?? 0) / innerHeight,
    lines: tops.size,
    prompted: Boolean(notice?.querySelector('[href="#see-someone"]')),
    whole: Boolean(end) && !end.closest("details"),
    words,
  };
}"""


class Look(NamedTuple):
    """One page: heights in screens, the lines of the notice, words to be seen, bytes of HTML."""

    address: str
    route: str
    first: float
    list: float
    screens: float
    lines: int
    prompted: bool
    whole: bool
    words: int
    bytes: int


def addresses(page: Page) -> list[str]:
    """Every page for everyone: what the site map lists, and some states of these."""
    site_map = page.request.get("/sitemap.xml").text()
    listed = re.findall(r"<loc>(.*?)</loc>", site_map)
    return [*(urlsplit(address).path for address in listed), *MORE]


def looks(browser: Browser, site: str) -> list[Look]:
    with browser.new_context(
        base_url=site, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        return [look(page, address) for address in addresses(page)]


def look(page: Page, address: str) -> Look:
    response = page.goto(address)
    assert response
    route = resolve(urlsplit(address).path).url_name or ""
    seen = page.evaluate(LOOK, ROUTES[route])
    return Look(address=address, route=route, bytes=len(response.body()), **seen)


def too_long(seen: Look) -> list[str]:
    """What of a page is longer than agreed."""
    most = MOST_OF_AN_EXPLAINER if seen.route == "explainer" else MOST
    return [
        name
        for name, wrong in {
            "screens": seen.screens > most,
            "list": seen.list > MOST_OF_A_LIST,
            # Nothing found is nothing useful.
            "first": not 0 < seen.first <= 1,
            "notice": seen.lines > LINES,
        }.items()
        if wrong
    ]


def print_looks(found: list[Look]) -> None:
    print(f"\n{'screens':>7} {'first':>6} {'list':>6} {'notice':>6} {'words':>6} {'bytes':>7}")
    for seen in found:
        print(
            f"{seen.screens:7.2f} {seen.first:6.2f} {seen.list:6.2f} {seen.lines:6}"
            f" {seen.words:6} {seen.bytes:7}  {seen.address} {' '.join(too_long(seen))}"
        )


def run(browser: Browser, site: str) -> list[Row]:
    found = looks(browser, site)
    print_looks(found)
    longest = max(found, key=lambda seen: seen.screens)
    wrong = [seen.address for seen in found if too_long(seen)]
    return [
        Row(
            "longest page on a phone",
            f"{MOST} screens",
            f"{longest.screens:.1f}: {longest.address}",
            longest.screens <= MOST,
        ),
        Row("pages longer than agreed", "0", f"{len(wrong)} {' '.join(wrong[:3])}", not wrong),
    ]
