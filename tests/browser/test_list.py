"""One's own list in a real browser."""

from __future__ import annotations

import time

import pytest

from habits.results.own_list import REMEMBERED_DAYS
from tests.browser.opened import press, until
from tests.browser.test_saved import make

pytestmark = pytest.mark.browser


def test_ones_own_list_opened_by_its_link_is_known_and_stays_for_13_months(page) -> None:
    make(page)
    page.locator("#keep > summary").click()
    press(page, "Add to my list for 13 months")
    page.wait_for_url("**/saved/")
    link = str(page.locator("a", has_text="its private link").get_attribute("href"))
    page.goto("/about/")
    page.goto(link)
    # What the link opened has come in.
    until(page, "document.activeElement === document.querySelector('main')")
    assert page.get_by_text("Notes of").first.is_visible()
    assert page.get_by_text("Use this list on this device?").count() == 0
    assert page.get_by_text("There is a problem").count() == 0
    (kept,) = [c for c in page.context.cookies() if "saved" in c["name"]]
    assert kept["expires"] - time.time() > REMEMBERED_DAYS * 24 * 60 * 60 - 600
