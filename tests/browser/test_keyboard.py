"""The journey by keyboard alone, and what a first look at the result shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.opened import press
from tests.browser.test_back import fill_in
from tests.browser.test_journey import asked_on, show_tips
from tests.people import ECZEMA, FORM

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.getAttribute('name') + '=' + document.activeElement.value"


def tab_to(page: Page, wanted: str, most: int) -> None:
    """Press Tab until the focus is on `name=value`, or on any value of `name=`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if str(page.evaluate(FOCUSED)).startswith(wanted):
            return
    raise AssertionError(f"{page.url}: {wanted} is not within {most} Tabs")


def choose(page: Page, name: str, option: str) -> None:
    """The focus is on the question's first option; choose one with the keys of its kind."""
    question = FORM.by_question[name]
    inputs = page.locator(f'input[name="{name}"]')
    place = inputs.evaluate_all("(all) => all.map((input) => input.value)").index(option)
    if question.kind == "one":
        page.keyboard.press("Space")
        for _ in range(place):
            page.keyboard.press("ArrowDown")
    else:
        for _ in range(place):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
    assert page.is_checked(f'input[name="{name}"][value="{option}"]')


def test_the_whole_journey_works_by_keyboard_alone(page) -> None:
    page.goto("/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    # Past the menu of the start page, where the first questions stand.
    most, seen = 9, []
    while "/check/answers/" not in page.url:
        asked, before = asked_on(page), page.url
        for question in asked.questions:
            tab_to(page, f"{question.id}=", most)
            # After the first answer every option of a page may lie between.
            most = 40
            if question.id in ECZEMA:
                page.wait_for_load_state()
                sent.clear()
                choose(page, question.id, ECZEMA[question.id][0])
                # Choosing asks the server nothing and moves nobody on.
                assert (page.url, sent) == (before, [])
        answered = any(question.id in ECZEMA for question in asked.questions)
        tab_to(page, "continue=" if answered else "skip=", 40)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
        seen.append(asked.id)
        most = 6
    assert seen == [asked.id for asked in FORM.short_way]
    tab_to(page, "continue=", 60)
    page.keyboard.press("Enter")
    page.locator("#tips").wait_for()
    assert page.locator("article[id^=tip-]").count() > 3


def test_the_first_link_leads_past_the_menu(page) -> None:
    page.goto("/tips/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_no_page_holds_the_focus(page) -> None:
    fill_in(page)
    show_tips(page)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    stops = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary')]"
        ".filter((e) => e.type !== 'hidden' && e.checkVisibility()).length"
    )
    seen = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.outerHTML"))
    # Through the whole page, in its own order, and out of it at the end.
    assert seen[0].startswith('<a class="skip"')
    footer = page.locator("footer a, footer button").last.evaluate("(e) => e.outerHTML")
    assert footer in seen[-1:]


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_the_notice_and_the_way_to_keep_it_need_no_scrolling(page, width, height) -> None:
    page.set_viewport_size({"width": width, "height": height})
    fill_in(page)
    show_tips(page)
    for part in ("#not-medical-advice", "#saved-link", "#keep > summary"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= height, part


def test_renaming_keeps_the_focus_and_says_once_that_it_is_done(page) -> None:
    fill_in(page)
    show_tips(page)
    press(page, "Add until I close the browser")
    page.wait_for_url("**/saved/")
    assert page.locator("#status").inner_text() == ""
    page.evaluate("document.body.dataset.same = 'yes'")
    page.evaluate(
        "new MutationObserver(() => (window.said = [...(window.said ?? []),"
        " document.getElementById('status').innerText]))"
        ".observe(document.querySelector('main'), { childList: true, subtree: true })"
    )
    page.locator("summary", has_text="Rename").click()
    page.get_by_label("Name").fill("Mine")
    page.get_by_label("Name").press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("The name is changed.").wait_for()
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert page.evaluate("[...new Set(window.said.filter(Boolean))]") == ["The name is changed."]
    assert page.evaluate("document.activeElement.name") == "rename"
    page.reload()
    assert page.get_by_role("heading", name="Mine").is_visible()
