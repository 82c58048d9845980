"""The journey in a real browser, on a phone's screen, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from habits.engine.schema import Page as Asked
from tests.browser.opened import press
from tests.people import ECZEMA, FORM

pytestmark = pytest.mark.browser


START = {"adult": ["yes"], "region": ["uk"], "urgent_now": ["none"]}


def answer(page: Page, answers: dict[str, list[str]], until: str = "answers") -> list[str]:
    """Go through the questionnaire with the mouse, from the start page; returns the pages seen."""
    page.goto("/")
    seen = []
    while f"/check/{until}/" not in page.url:
        before = page.url
        asked = asked_on(page)
        seen.append(asked.id)
        chosen = [(q.id, o) for q in asked.questions for o in answers.get(q.id, [])]
        for question, option in chosen:
            page.check(f'input[name="{question}"][value="{option}"]')
        page.click(f'main form button[name="{"continue" if chosen else "skip"}"]')
        page.wait_for_url(lambda url, before=before: url != before)
    return seen


def show_tips(page: Page, button: str = "Show my tips") -> None:
    page.get_by_role("button", name=button).click()
    page.locator("#tips").wait_for()


def asked_on(page: Page) -> Asked:
    """The page of the questionnaire that is open; its first one stands on the start page."""
    path = urlsplit(page.url).path
    return FORM.pages[0] if path == "/" else FORM.by_page[path.split("/")[2]]


def test_someone_answers_reads_tips_and_changes_an_answer(watched) -> None:
    page = watched.page
    assert answer(page, ECZEMA) == [asked.id for asked in FORM.short_way]
    show_tips(page)
    assert page.title().startswith("Your tips")
    assert page.locator("#not-medical-advice").is_visible()
    assert page.locator("#see-someone").is_visible()
    assert page.locator("article[id^=tip-]").count() > 3
    first = page.locator("article[id^=tip-]").first
    assert first.get_attribute("id") == "tip-eczema-first"
    assert "You said" in first.inner_text()
    assert page.locator("#tip-sleep").count() == 1

    press(page, "Change my answers")
    page.get_by_role("link", name="Change Your habits").click()
    page.uncheck('input[name="habits"][value="short_sleep"]')
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/check/answers/")
    show_tips(page, "Keep these under the same link")
    assert page.locator("#tip-sleep").count() == 0

    assert watched.complaints == []
    assert watched.outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


def test_the_back_button_shows_the_last_answer(watched) -> None:
    page = watched.page
    answer(page, START, until="skin")
    page.goto("/check/gut/")
    page.check('input[name="poo_form"][value="loose"]')
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/check/gut-signs/")
    page.go_back()
    assert page.is_checked('input[name="poo_form"][value="loose"]')


def test_what_was_told_at_once_is_there_again_on_the_way_back(watched) -> None:
    page = watched.page
    answer(page, ECZEMA | {"skin_signs": ["eye_pain"]}, until="skin-days")
    told = page.locator("#told")
    expect(page.locator("#told-eye")).to_be_visible()
    # Told before anything is asked.
    assert told.bounding_box()["y"] < page.locator("main form").bounding_box()["y"]
    words = told.inner_text()

    def leave_and_come_back(back: Callable[[], None]) -> None:
        page.get_by_role("button", name="Skip this page").click()
        page.wait_for_url("**/check/gut/")
        expect(told).to_have_count(0)
        back()
        page.wait_for_url("**/check/skin-days/")
        expect(page.locator("#told-eye")).to_be_visible()
        assert told.inner_text() == words

    leave_and_come_back(lambda: page.go_back())
    leave_and_come_back(lambda: page.get_by_role("link", name="Back").click())
    page.reload()
    assert told.inner_text() == words
    # One step more leads to the answer that brought it up, as it was given.
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/check/skin-signs/")
    expect(page.locator('input[value="eye_pain"]')).to_be_checked()
    assert watched.complaints == []


def test_an_empty_page_puts_the_focus_on_the_summary_and_leads_to_the_question(watched) -> None:
    page = watched.page
    answer(page, START, until="skin")
    page.goto("/check/skin-signs/")
    page.get_by_role("button", name="Continue").click()
    # Focus as the browser sees it: works without running any script of ours.
    expect(page.locator(".problems:focus")).to_have_count(1)
    assert page.title().startswith("Error: ")
    page.locator(".problems a").click()
    expect(page.locator("#id_skin_signs_0:focus, #id_skin_signs_0:target")).to_have_count(1)


def test_none_clears_the_others_and_the_others_clear_none(page) -> None:
    answer(page, START, until="skin")
    page.goto("/check/gut-signs/")
    page.check('input[value="blood"]')
    assert not page.is_checked('input[value="none"]')
    page.check('input[value="none"]')
    assert not page.is_checked('input[value="blood"]')


def test_choosing_never_moves_on_by_itself(page) -> None:
    page.goto("/check/you/")
    page.check('input[name="adult"][value="yes"]')
    page.focus('input[name="region"][value="uk"]')
    page.keyboard.press("Space")
    assert page.url.endswith("/check/you/")


def test_the_whole_questionnaire_can_be_answered_by_keyboard(page) -> None:
    page.goto("/check/you/")
    page.keyboard.press("Tab")
    presses = 1
    while page.evaluate("document.activeElement.name") != "adult" and presses < 12:
        page.keyboard.press("Tab")
        presses += 1
    assert presses <= 6
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/urgent/")


def test_a_chosen_place_changes_the_numbers_without_loading_the_page(page) -> None:
    page.goto("/help/?region=uk")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.evaluate("document.querySelectorAll('#signs details').forEach(e => { e.open = true })")
    assert "999" in page.locator("#signs").inner_text()
    page.select_option("#region", "canada")
    page.get_by_role("button", name="Show who to call").click()
    page.get_by_text("811").first.wait_for()
    assert page.evaluate("document.body.dataset.same") == "yes"
    # A number of the other place, or a link back to it, would send someone to nobody.
    rest = page.locator("main").inner_html()
    assert "999" not in rest
    assert "region=uk" not in rest
    # htmx notes the path it is on, and no more than that.
    kept = "[...Object.values(sessionStorage), ...Object.values(localStorage)]"
    assert set(page.evaluate(kept)) <= {"/help/?region=uk"}


def test_a_row_of_an_option_is_a_large_target(page) -> None:
    page.goto("/check/you/")
    for row in page.locator(".option").all():
        assert row.bounding_box()["height"] >= 44
    for button in page.locator("main button.button").all():
        assert button.bounding_box()["height"] >= 48
