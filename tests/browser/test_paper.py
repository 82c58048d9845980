"""What comes out of the printer, as the browser prints it."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from habits.engine.loaded import get_content
from tests.browser.opened import MEASURE
from tests.browser.test_back import fill_in
from tests.browser.test_journey import show_tips
from tests.kinds import KINDS

pytestmark = pytest.mark.browser

TIPS = {tip.dom_id: tip for tip in get_content().tips}


def squeezed(text: str) -> str:
    """Letters alone: a line may break anywhere, and a font may join two letters."""
    return re.sub(r"[\s\u00ad\u2010-]", "", unicodedata.normalize("NFKC", text))


def printed(page: Page, **options: object) -> str:
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", **options))).pages
    assert len(sheets) > 1
    return squeezed("".join(sheet.extract_text() for sheet in sheets))


@pytest.mark.parametrize("kind", ["eczema on the hands, at night", "psoriasis, and many medicines"])
def test_on_paper_every_tip_is_whole(page, kind) -> None:
    fill_in(page, KINDS[kind])
    show_tips(page)
    page.locator("#sources").wait_for()
    ids = page.locator("article[id^=tip-]").evaluate_all("(all) => all.map((tip) => tip.id)")
    assert len(ids) > 5
    paper = printed(page)
    missing = {
        name: line
        for name in ids
        for line in (
            TIPS[name].first,
            *TIPS[name].steps,
            TIPS[name].could_go_wrong,
            TIPS[name].if_nothing,
            TIPS[name].other_choices,
        )
        if squeezed(line) not in paper
    }
    assert missing == {}
    # Afterwards the page is as it was, and a second print is too.
    assert page.locator(".rows article[id^=tip-] .steps").count() == 0
    assert page.locator("main details:not(#keep)[open]").count() == 0
    assert printed(page) == paper


SHEETS = {
    "/foods/": 1,
    "/foods/new/": 1,
    "/learn/gut-skin-axis/": 3,
    "/sources/": 1,
    "/tips/go-back/": 4,
    "/tips/sunscreen/": 4,
}


@pytest.mark.parametrize("path", SHEETS)
def test_a_page_of_the_library_wastes_no_paper_and_breaks_no_word(page, path) -> None:
    page.goto(path)
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) <= SHEETS[path]
    # As wide as what is printed of a sheet.
    page.set_viewport_size({"width": 703, "height": 1032})
    page.emulate_media(media="print")
    page.evaluate(MEASURE)
    assert page.evaluate("measure.broken()") == []


def test_the_figures_of_a_tip_are_on_its_paper_with_scripts_and_without(watched) -> None:
    page = watched.page
    page.goto("/tips/eczema-first/")
    paper = printed(page)
    for extraction in get_content().figures.extractions:
        if "eczema_first.eczema" in extraction.grades:
            assert squeezed(extraction.outcome) in paper
    assert squeezed("Gap 3 more (may be 0 to 7 more)") in paper


def test_when_the_steps_do_not_come_the_paper_says_where_they_are(page) -> None:
    fill_in(page, KINDS["eczema on the hands, at night"])
    show_tips(page)
    page.locator("#sources").wait_for()
    page.route("**/tips/steps/", lambda route: route.abort())
    rows = page.locator(".rows article[id^=tip-]").evaluate_all("(all) => all.map((t) => t.id)")
    paper = printed(page)
    assert rows
    for name in rows:
        assert squeezed(TIPS[name].first) in paper
        assert squeezed(f"/tips/{TIPS[name].slug}/") in paper
