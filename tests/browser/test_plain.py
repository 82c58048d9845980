"""What a browser shows that is too old for layers: every page, in plain style."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.test_saved import make

pytestmark = pytest.mark.browser

LAYER = re.compile(r"@layer[^;{]*")
UNKNOWN = "not (color: revert-layer)"


def as_old(css: str) -> str:
    """The stylesheet as such a browser reads it: every rule of layers is passed over."""
    while found := LAYER.search(css):
        start, end, depth = found.start(), found.end(), 0
        while css[end] != ";" or depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
            if css[end - 1] == "}" and not depth:
                break
        css = css[:start] + css[end:].removeprefix(";")
    return css.replace(UNKNOWN, "(color: red)")


@pytest.fixture
def old(page: Page) -> Page:
    def answer(route: Route) -> None:
        # A page that is left while its style is on the way needs none.
        with suppress(Error):
            response = route.fetch()
            route.fulfill(response=response, body=as_old(response.text()))

    page.route("**/*.css", answer)
    return page


def test_the_rules_of_layers_are_passed_over() -> None:
    css = "@layer a, b; @layer a { p { top: 0; } @media print { p { top: 1px; } } } q { left: 0; }"
    assert as_old(css).split() == ["q", "{", "left:", "0;", "}"]


@pytest.mark.parametrize("path", ["/", "/tips/", "/foods/", "/learn/gut-skin-axis/"])
def test_drawings_stay_small_and_nothing_is_wider_than_the_screen(old, path) -> None:
    old.goto(path)
    # A page that has its layers is a grid or a column.
    assert old.evaluate("getComputedStyle(document.body).display") == "block"
    sizes = old.locator("svg:not(.diagram *)").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert sizes
    assert max(sizes) <= 60
    assert old.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_code_is_on_no_sheet(old) -> None:
    make(old)
    old.emulate_media(media="print")
    for hidden in (".code", "#saved-link"):
        expect(old.locator(hidden)).to_be_hidden()
    expect(old.locator("#see-someone")).to_be_visible()
