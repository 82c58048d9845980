"""With scripts, a form is as long whatever is ticked in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.people import FORM

pytestmark = pytest.mark.browser

MANY = ("urgent_now", "skin_concerns", "gut_signs", "habits")
STEP = 1024
TICK = """([name, ticked]) => {
  for (const box of document.getElementsByName(name))
    if (box.checked !== ticked.includes(box.value)) box.click();
}"""


def answer_first_page(page: Page) -> list[int]:
    """The lengths of all that is sent from then on."""
    sent: list[int] = []
    page.on("request", lambda r: sent.append(len(r.post_data_buffer or b"")))
    page.goto("/check/you/")
    page.check("[name=adult][value=yes]")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/check/urgent/")
    return sent


def test_a_form_is_as_long_whatever_is_ticked(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    sent = answer_first_page(page)
    page.check("[name=urgent_now][value=none]")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/check/skin/")
    for name in MANY:
        question = FORM.by_question[name]
        several = [option.id for option in question.offered if not option.exclusive]
        # Those of an emergency last: then other pages wait.
        for ticked in (["none"], several[:1], several[1:4], several):
            sent.clear()
            page.goto(f"/check/{FORM.page_of[name].id}/")
            page.evaluate(TICK, [name, ticked])
            with page.expect_navigation():
                page.get_by_role("button", name="Continue").click()
            forms = [size for size in sent if size]
            assert forms == [STEP], (name, ticked, forms)
        page.goto(f"/check/{FORM.page_of[name].id}/")
        page.check(f"[name={name}][value=none]")
        page.get_by_role("button", name="Continue").click()
    context.close()


@pytest.mark.parametrize("ticked", [1, 8])
def test_a_form_that_is_sent_again_is_as_long_too(chromium: Browser, address: str, ticked) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    sent = answer_first_page(page)
    for option in [o.id for o in FORM.by_question["urgent_now"].offered][:ticked]:
        page.check(f"[name=urgent_now][value={option}]")
    context.clear_cookies(name="csrf")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/stopped/unchecked/")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/check/care/")
    assert [size for size in sent if size] == [STEP] * 3
    context.close()


def test_what_is_asked_by_get_is_not_filled_up(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/tips/?concern=eczema")
    page.get_by_role("button").last.click()
    assert "pad=" not in page.url
    page.goto("/search/?q=itch")
    page.locator("#q").fill("rash")
    page.locator("#q").press("Enter")
    page.wait_for_url("**q=rash**")
    assert "pad=" not in page.url
    context.close()
