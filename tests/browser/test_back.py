"""What the Back button shows after leaving, deleting and clearing: no answer, on any path.

Chromium keeps whole pages for its Back button, also those that say no-store. Playwright turns that
off; here it is on, as in everybody's browser.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from playwright.sync_api import Browser, Error, Page, Playwright

from habits.journey import drafts
from tests.browser.chromium import OPTIONS, find
from tests.browser.opened import press
from tests.people import ECZEMA, FORM, Answers

pytestmark = pytest.mark.browser

# Words that only somebody's own page shows.
TELLING = [
    FORM.by_question["habits"].by_id["harsh_wash"].label,
    "to start with",
    f"Notes of {date.today().day} ",
    "What I noticed",
    "Side by side",
]


@pytest.fixture(scope="module")
def keeping(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that keeps pages for its Back button."""
    browser = playwright.chromium.launch(
        executable_path=find(),
        # Of Playwright's own, the whole one.
        channel=None if find() else "chromium",
        args=OPTIONS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def page(keeping: Browser, address: str) -> Iterator[Page]:
    with keeping.new_context(base_url=address, reduced_motion="reduce") as context:
        context.set_default_timeout(8000)
        yield context.new_page()


def fill_in(page: Page, answers: Answers = ECZEMA) -> None:
    """Have everything answered, and be at "Check your answers"."""
    response = HttpResponse()
    drafts.write(response, drafts.Draft(answers, list(FORM.by_page)))
    value = response.cookies[settings.DRAFT_COOKIE_NAME].value
    place = {"domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([{"name": settings.DRAFT_COOKIE_NAME, "value": value, **place}])
    page.goto("/check/answers/")


def made(page: Page) -> None:
    fill_in(page)
    press(page, "Show my tips")
    page.wait_for_url("**/results/#*")


def by_link(page: Page) -> None:
    made(page)
    link = page.url
    # Another tab's: what was made is not in the history of this one.
    page.goto("about:blank")
    page.goto(link)
    page.locator("#tips").wait_for()


def on_list(page: Page) -> None:
    made(page)
    press(page, "Add until I close the browser")
    page.wait_for_url("**/saved/")


def printed(page: Page) -> None:
    made(page)
    press(page, "Print")
    page.get_by_role("heading", name="Notes for an appointment").wait_for()


def answered(page: Page) -> None:
    """Pages of the questionnaire, with what was chosen on them."""
    fill_in(page)
    page.goto("/check/habits/?change=1")
    page.goto("/check/answers/")


def follow_a_link(page: Page) -> None:
    page.get_by_role("link", name="Get help").first.click()
    page.wait_for_url("**/help/**")


def go_elsewhere(page: Page) -> None:
    page.goto("/about/")


def delete(page: Page) -> None:
    press(page, "Delete this result")
    press(page, "Delete it")
    page.get_by_role("heading", name="It is deleted").wait_for()


def delete_everything(page: Page) -> None:
    press(page, "Delete everything")
    press(page, "Delete everything")
    page.get_by_role("heading", name="Everything is deleted").wait_for()


def delete_answers(page: Page) -> None:
    press(page, "Delete my answers")
    page.wait_for_url("**/check/deleted/")


def clear(page: Page) -> None:
    press(page, "Close and clear this device")
    page.get_by_role("heading", name="This device is clear").wait_for()


def answer_then_list(page: Page) -> None:
    """A list, and after it answers that are no result yet; then the list again."""
    on_list(page)
    fill_in(page)
    page.goto("/saved/")


Step = Callable[[Page], None]
PATHS: dict[str, tuple[Step, Step]] = {
    "leave a result just made": (made, follow_a_link),
    "leave a result opened by its link": (by_link, go_elsewhere),
    "leave the list": (on_list, follow_a_link),
    "leave the printed page": (printed, go_elsewhere),
    "delete a result just made": (made, delete),
    "delete a result opened by its link": (by_link, delete),
    "delete everything on the list": (on_list, delete_everything),
    "delete the answers so far": (answered, delete_answers),
    "clear at a result just made": (made, clear),
    "clear at a result opened by its link": (by_link, clear),
    "clear at the list": (on_list, clear),
    "clear with answers under way": (answer_then_list, clear),
}


# All is there that will be: nothing is on its way, and no page that was emptied waits to be loaded.
SETTLED = """document.readyState === "complete"
  && !document.querySelector("main[data-opening], main[data-personal]:empty")"""


class Tab:
    """The page by Chromium's own protocol: Playwright loses one that comes back from the cache."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def run(self, script: str) -> Any:
        return self.session.send("Runtime.evaluate", {"expression": script})["result"].get("value")

    def back(self) -> str:
        """Press Back; the address that it leads to, "" at the end of the history."""
        history = self.session.send("Page.getNavigationHistory")
        at = history["currentIndex"]
        if not at:
            return ""
        entry = history["entries"][at - 1]
        self.session.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
        for _ in range(400):
            # Between two pages there is none to ask.
            with suppress(Error):
                if self.at() == at - 1 and self.run(SETTLED):
                    return str(entry["url"])
            time.sleep(0.05)
        raise AssertionError(f"Back does not arrive at {entry['url']}")

    def at(self) -> int:
        return int(self.session.send("Page.getNavigationHistory")["currentIndex"])

    def telling(self) -> list[str]:
        """What of a person's can be seen."""
        shown = self.run("document.body ? document.body.innerText : ''")
        chosen = self.run("document.querySelectorAll('main input:checked').length")
        return [word for word in TELLING if word in shown] + ["a chosen option"] * bool(chosen)


@pytest.mark.parametrize("path", PATHS)
def test_back_shows_nothing_of_a_person(page, path) -> None:
    arrive, leave = PATHS[path]
    arrive(page)
    tab = Tab(page)
    assert tab.telling(), "the test sees what is there"
    tab.run("window.kept = true")
    leave(page)
    # Who left may come back, and their page is asked for anew. What is gone is gone on any page.
    left = leave in (follow_a_link, go_elsewhere)
    seen = []
    while address := tab.back():
        shown = tab.run("window.kept === true") if left else True
        seen.append((address.partition("/results/#")[0], tab.telling() if shown else []))
    assert len(seen) > 1
    assert [where for where, telling in seen if telling] == []


def test_this_browser_keeps_pages_for_its_back_button(page) -> None:
    page.goto("/about/")
    page.evaluate("window.kept = true")
    page.goto("/help/")
    tab = Tab(page)
    tab.back()
    assert tab.run("window.kept") is True


def test_a_page_is_emptied_before_the_browser_keeps_it(page) -> None:
    # Chromium drops these pages as it is; other browsers, and later ones, may keep them.
    for arrive in (by_link, on_list, printed):
        arrive(page)
        assert Tab(page).telling()
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
        assert Tab(page).telling() == []
