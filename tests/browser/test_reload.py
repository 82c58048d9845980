"""Nothing that a browser does to a page loses it: reload, Back and Forward, a closed browser, a
mistake, scripts switched off, a link to a place on the page, paper."""

from __future__ import annotations

import base64
import io
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from pypdf import PdfReader

from habits.journey import drafts
from tests.browser.opened import press, until
from tests.browser.test_back import fill_in
from tests.browser.test_journey import START, answer
from tests.browser.wire import tapped
from tests.people import ECZEMA, FORM

pytestmark = pytest.mark.browser


def make(page: Page) -> None:
    fill_in(page)
    page.get_by_role("button", name="Show my tips").click()
    page.locator("#sources").wait_for()


def link_of(page: Page) -> str:
    """The address of the result on the page, once the script has put its key there."""
    page.wait_for_url("**/results/#*")
    return page.url


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


# What is pressed on a result, and the heading of the page that it leads to.
PAGES = {
    "Print": "Notes for an appointment",
    "Open it on a phone": "Open it on a phone",
    "Delete this result": "Delete this result?",
    "Change my answers": "Check your answers",
}


def test_every_page_is_there_again_after_reload_back_and_forward(watched) -> None:
    page = watched.page
    make(page)
    page.reload()
    page.locator("#sources").wait_for()
    for button, title in PAGES.items():
        press(page, button)
        page.get_by_role("heading", name=title, exact=True).wait_for()
        page.reload()
        assert heading(page) == title
        page.go_back()
        page.locator("#sources").wait_for()
        page.go_forward()
        page.get_by_role("heading", name=title, exact=True).wait_for()
        page.go_back()
        page.locator("#sources").wait_for()
    assert watched.complaints == []


def test_back_from_a_new_result_says_where_the_answers_went(watched) -> None:
    page = watched.page
    make(page)
    page.go_back()
    page.get_by_role("heading", name="There are no answers on this device").wait_for()
    page.get_by_role("link", name="Open the result that you saw last").click()
    page.locator("#sources").wait_for()


def test_back_after_a_mended_mistake_is_the_page_with_the_answer(watched) -> None:
    page = watched.page
    answer(page, START, until="skin")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    page.check('input[name="skin_concerns"][value="eczema"]')
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/check/skin-signs/")
    page.go_back()
    page.wait_for_url("**/check/skin/*")
    assert page.is_checked('input[name="skin_concerns"][value="eczema"]')
    assert page.get_by_role("heading", name="There is a problem").count() == 0


def test_a_result_outlives_the_browser_by_its_link_alone(chromium, address) -> None:
    with chromium.new_context(base_url=address, reduced_motion="reduce") as first:
        page = first.new_page()
        make(page)
        # As the star of the browser keeps it.
        kept = link_of(page)
    with chromium.new_context(base_url=address, reduced_motion="reduce") as second:
        page = second.new_page()
        page.goto(kept)
        page.locator("#sources").wait_for()
        press(page, "Print")
        page.get_by_role("heading", name="Notes for an appointment").wait_for()
        handled = page.url
    with chromium.new_context(base_url=address, reduced_motion="reduce") as third:
        page = third.new_page()
        page.goto(handled)
        assert heading(page) == "This page is closed on this device"
        page.get_by_label("Your code").fill(urlsplit(kept).fragment)
        page.get_by_role("button", name="Open my result").click()
        page.locator("#sources").wait_for()


# Which answer breaks off on the way to a new result, and after how many bytes: in its head, or in
# the page.
BREAKS = [("POST /check/answers/", 20), ("GET /results/", 20), ("GET /results/", 4000)]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("breaks", "after"), BREAKS)
def test_a_connection_that_breaks_on_the_way_to_a_result_loses_nothing(
    chromium, address, scripts, breaks, after
) -> None:
    with (
        tapped(address) as wire,
        chromium.new_context(
            base_url=wire.address, reduced_motion="reduce", java_script_enabled=scripts
        ) as context,
    ):
        page = context.new_page()
        fill_in(page)
        wire.breaks, wire.after = breaks, after
        with suppress(PlaywrightError):
            page.get_by_role("button", name="Show my tips").click()
            page.locator("#sources").wait_for(timeout=1000)
        assert [line[: len(breaks)] for line in wire.broke] == [breaks]
        assert page.locator("#sources").count() == 0
        # The answers are still there, to be pressed again, until the result was shown.
        other = context.new_page()
        other.goto("/check/answers/")
        assert heading(other) == "Check your answers"
        if breaks.startswith("GET"):
            page.reload()
            page.locator("#sources").wait_for()
        else:
            other.get_by_role("button", name="Show my tips").click()
            other.locator("#sources").wait_for()
            # The end of the page lets the answers go: until that came, they are still there.
            other.wait_for_load_state()
        other.goto("/check/answers/")
        assert heading(other) == "There are no answers on this device"
        other.get_by_role("link", name="Open the result that you saw last").click()
        other.locator("#sources").wait_for()


@pytest.mark.parametrize("sent", ["whole", "cut off"])
def test_another_link_in_the_same_tab_is_opened_and_the_page_of_the_first_is_gone(
    page, sent
) -> None:
    links = []
    for _ in range(2):
        make(page)
        # The link stands in the address once a script has put it there.
        page.wait_for_url("**/results/#*")
        links.append(page.url)
    page.goto("/about/")
    page.goto(links[0])
    page.locator("#sources").wait_for()
    # As a bookmark that is pressed: only what stands behind the # is another.
    link = links[1] if sent == "whole" else links[1][:-5]
    # Not by goto: it can meet the load that follows half-way.
    page.evaluate("link => { location.href = link }", link)
    if sent == "whole":
        page.locator(f'#saved-link[href="/results/#{urlsplit(links[1]).fragment}"]').wait_for()
    else:
        page.get_by_text("This link is cut off").wait_for()
        assert page.locator("#tips").count() == 0


def test_no_link_of_ours_changes_the_address_that_is_the_key(page) -> None:
    make(page)
    kept = link_of(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url == kept
    page.evaluate(
        "document.getElementById('main').insertAdjacentHTML('afterbegin',"
        " '<a id=probe href=\"#looks\">A place on this page</a>')"
    )
    page.click("#probe")
    assert page.url == kept
    assert page.evaluate("document.activeElement.id") == "looks"
    assert page.locator("#looks").is_visible()
    page.get_by_role("link", name="Colours and text size").click()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Show pages this way").click()
    page.get_by_role("link", name="Go back to the page you came from").click()
    page.locator("#sources").wait_for()
    assert page.url == kept


def test_a_result_that_was_opened_by_its_link_is_found_again_after_a_choice_of_colours(
    page,
) -> None:
    make(page)
    kept = link_of(page)
    page.goto("/about/")
    page.goto(kept)
    page.locator("#sources").wait_for()
    page.get_by_role("link", name="Colours and text size").click()
    page.get_by_role("button", name="Show pages this way").click()
    page.get_by_role("link", name="Go back to the page you came from").click()
    page.locator("#sources").wait_for()
    assert page.url == kept


def printed(page: Page) -> str:
    """What stands on paper, with the browser's own lines at the head and the foot of each sheet."""
    session = page.context.new_cdp_session(page)
    pdf = session.send("Page.printToPDF", {"displayHeaderFooter": True})["data"]
    return "".join(
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(base64.b64decode(pdf))).pages
    )


@pytest.mark.parametrize("way", ["made", "opened", "reloaded"])
def test_the_link_stands_on_no_sheet_with_the_browsers_own_lines_too(page, way) -> None:
    make(page)
    link = link_of(page)
    if way == "opened":
        page.goto("/about/")
        page.goto(link)
    if way == "reloaded":
        page.reload()
    page.locator("#sources").wait_for()
    text = printed(page)
    assert "Your tips" in text
    code = urlsplit(link).fragment
    assert code not in text.replace(" ", "").replace("\n", "")
    # Each tip is whole on paper, and open only there.
    assert page.locator("main details[open]").count() == 0


def test_a_browser_prints_the_whole_address_unless_it_is_kept_from_it(page) -> None:
    """The test above can fail."""
    code = "a" * 32
    page.goto(f"/about/#{code}")
    page.evaluate(
        "document.querySelectorAll('link[rel=stylesheet]').forEach((style) => style.remove())"
    )
    assert code in printed(page).replace(" ", "").replace("\n", "")


def test_the_keys_to_print_wait_until_the_address_is_without_its_key(page) -> None:
    make(page)
    kept = link_of(page)
    # An expression that is a function would be called at once.
    page.evaluate("() => { window.print = () => { window.printed = location.href } }")
    page.keyboard.press("Control+p")
    until(page, "window.printed !== undefined")
    assert page.evaluate("window.printed") == kept.partition("#")[0]
    page.evaluate("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))")
    assert page.url == kept


def test_bookmark_says_how_and_leaves_the_page_as_it_is(page) -> None:
    make(page)
    kept = link_of(page)
    page.locator("#saved-link").click()
    assert page.evaluate("document.activeElement.id") == "how-to-keep"
    assert page.get_by_text("press the star in your browser").is_visible()
    assert page.url == kept


def test_clearing_the_device_closes_the_pages_of_other_tabs(chromium, address) -> None:
    with chromium.new_context(base_url=address, reduced_motion="reduce") as context:
        first, second, third = context.new_page(), context.new_page(), context.new_page()
        make(first)
        second.goto(first.url)
        second.locator("#sources").wait_for()
        press(second, "Print")
        second.get_by_role("heading", name="Notes for an appointment").wait_for()
        third.goto("/about/")
        press(first, "Close and clear this device")
        for tab in (first, second):
            tab.get_by_role("heading", name="This device is clear").wait_for()
        assert heading(third) != "This device is clear"
        until(second, "document.readyState === 'complete'")
        second.go_back()
        assert second.locator("article[id^=tip-]").count() == 0


@pytest.mark.parametrize(
    ("where", "answers"),
    [("/check/care/", ECZEMA | {"urgent_now": ["self_harm"]}), ("/check/tips/", ECZEMA)],
)
def test_clearing_takes_answers_that_are_no_result_off_other_tabs(page, where, answers) -> None:
    make(page)
    other = page.context.new_page()
    sealed = drafts.sealed(drafts.Draft(answers, list(FORM.by_page)))
    place = {"domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([{"name": settings.DRAFT_COOKIE_NAME, "value": sealed, **place}])
    other.goto(where)
    assert heading(other) in ("Get help now", "Your tips")
    press(page, "Close and clear this device")
    other.get_by_role("heading", name="This device is clear").wait_for(timeout=5000)


def test_a_square_to_scan_is_not_offered_on_a_phone(chromium, address) -> None:
    for phone in (True, False):
        with chromium.new_context(
            base_url=address,
            reduced_motion="reduce",
            has_touch=phone,
            is_mobile=phone,
            viewport={"width": 390 if phone else 1280, "height": 844},
        ) as context:
            page = context.new_page()
            make(page)
            page.locator("#keep > summary").click()
            assert page.get_by_role("link", name="Open it on a phone").is_visible() != phone
