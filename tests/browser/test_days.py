"""The day of a result is that of the person's browser, not the server's."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.browser.test_back import fill_in
from tests.browser.test_journey import show_tips
from tests.browser.test_saved import SHORT

pytestmark = pytest.mark.browser

# At any time it is another day in one of them than at the server.
ZONES = ["Pacific/Kiritimati", "America/Los_Angeles", "Pacific/Niue"]


def told(day: date) -> str:
    return f"saved on {day.day} {day:%B %Y}"


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_of_a_result_is_that_of_the_browser(chromium, address, zone) -> None:
    def today() -> str:
        return told(datetime.now(ZoneInfo(zone)).date())

    with chromium.new_context(
        base_url=address, timezone_id=zone, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        fill_in(page, SHORT)
        before = today()
        show_tips(page)
        page.locator("#tips").wait_for()
        shown = page.get_by_text("saved on").first.inner_text().removeprefix("Made and ")
        assert shown in {before, today()}


@pytest.mark.parametrize("zone", ZONES)
def test_the_reminder_is_four_weeks_from_the_day_of_the_browser(chromium, address, zone) -> None:
    def day() -> date:
        return datetime.now(ZoneInfo(zone)).date()

    with chromium.new_context(
        base_url=address, timezone_id=zone, reduced_motion="reduce", accept_downloads=True
    ) as context:
        page = context.new_page()
        fill_in(page, SHORT)
        show_tips(page)
        page.locator("#keep > summary").click()
        before = day()
        with page.expect_download() as download:
            page.get_by_role("link", name="Remind me in 4 weeks").click()
        start = re.search(r"DATE:(\d+)", Path(download.value.path()).read_text()).group(1)
        assert datetime.strptime(start, "%Y%m%d").date() - timedelta(weeks=4) in {before, day()}
