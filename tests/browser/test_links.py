"""Private links that people and programs changed on the way, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.opened import press
from tests.browser.test_back import made, on_list
from tests.browser.wire import tapped

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def code(chromium, address) -> str:
    """Of a result that was made on another device."""
    with chromium.new_context(base_url=address) as context:
        page = context.new_page()
        made(page)
        return urlsplit(page.url).fragment


def opened(page: Page) -> None:
    page.locator("#sources").wait_for()
    assert page.title().startswith("Your tips")


BEHIND = ["”", "。", "…", "%20", "%0A", "%22", "%C2%A0", "?fbclid=IwAR0", "&utm_source=news",
          ' " Sent from my phone', "%E2%80"]  # fmt: skip


@pytest.mark.parametrize("junk", BEHIND)
def test_a_link_opens_with_what_programs_put_behind_it(page, code, junk) -> None:
    page.goto(f"/results/#{code}{junk}")
    opened(page)


def test_a_link_in_full_width_letters_and_capitals_opens(page, code) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.upper())
    page.goto(f"/results/#{wide}")
    opened(page)


LOST = [
    "/results/%23{}",
    "/results%23{}",
    "/results/{}",
    "/results/{}/",
    "/Results/#{}",
    "/RESULTS#{}",
    "/results/%2523{}",
    "/Results/{}”",
]


@pytest.mark.parametrize("form", LOST)
def test_a_link_that_lost_its_mark_is_found_and_the_code_is_not_sent_on(
    page, address, code, form
) -> None:
    with tapped(address) as wire:
        page.goto(wire.address + form.format(code))
        opened(page)
        assert page.url.startswith(f"{wire.address}/results/#{code}")
        told = [r.line for r in wire.sent() if code in r.line]
        # As it came, and no more; a server of ours writes no line of it down.
        assert len(told) == (code in form.format(code).partition("#")[0])
        assert not [r for r in wire.sent() if code in str(r.headers)]
        # What somebody goes on to is not told either, and Back leads to the result.
        page.get_by_role("link", name="Get help").first.click()
        page.wait_for_url("**/help/**")
        page.go_back()
        opened(page)


def test_the_link_of_a_list_that_lost_its_mark_is_found(page) -> None:
    on_list(page)
    link = page.locator("a", has_text="its private link").get_attribute("href")
    page.goto(str(link).replace("#", ""))
    # It is the list of this device.
    page.get_by_role("heading", name="Results on your list").wait_for()


def test_without_scripts_the_page_says_what_to_copy(chromium, address, code) -> None:
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/results/{code}")
        expect(page.locator("main")).to_contain_text("copy its last 32 letters and numbers")
        link = page.get_by_role("link", name="the page of results")
        expect(link).to_have_attribute("href", "/results/")


def test_with_scripts_nobody_is_told_what_to_copy(page) -> None:
    page.goto("/results/")
    expect(page.locator("main")).not_to_contain_text("behind the #")


@pytest.mark.parametrize("place", ["/results/", "/saved/"])
@pytest.mark.parametrize("length", [5, 25, 31])
def test_a_link_that_was_cut_off_says_so_and_stays_to_be_mended(page, code, place, length) -> None:
    page.goto(f"{place}#{code[:length]}")
    expect(page.locator("#opening")).to_contain_text("This link is cut off")
    expect(page.locator("#code")).to_have_value(code[:length])


def test_a_link_that_was_cut_off_is_told_on_the_page_it_is_followed_on(page, code) -> None:
    page.goto("/results/")
    page.evaluate("code => { location.hash = code }", code[:25])
    expect(page.locator("#opening")).to_contain_text("This link is cut off")
    page.evaluate("code => { location.hash = code }", code)
    opened(page)


def test_a_cut_link_with_text_behind_it_says_so_too(page, code) -> None:
    page.goto(f"/results/#{code[:25]} Sent from my phone")
    expect(page.locator("main")).to_contain_text("it may be cut off")
    expect(page.get_by_label("Your code")).to_have_value(re.compile(code[:25]))


@pytest.mark.parametrize("anchor", ["main", "code", ""])
def test_a_place_on_the_page_is_no_link_that_was_cut_off(page, anchor) -> None:
    page.goto(f"/results/#{anchor}")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#opening")).to_have_text("")


def test_what_was_typed_stays_and_is_nowhere_in_the_address(page, code) -> None:
    wrong = f"my code: {code[:-1]}{'a' if code[-1] != 'a' else 'b'}"
    page.goto("/results/")
    page.get_by_label("Your code").fill(wrong)
    press(page, "Open my result")
    page.get_by_role("heading", name="We cannot open that").wait_for()
    expect(page.get_by_label("Your code")).to_have_value(wrong)
    assert code[:-1] not in page.url
    page.get_by_label("Your code").fill(f"my code: {code}")
    press(page, "Open my result")
    opened(page)


def test_a_whole_mail_is_pasted_into_the_field(page, code) -> None:
    page.goto("/results/")
    mail = f"Hello,\n\n{'this is how I keep it. ' * 20}\n{code}\nSent from my phone"
    page.evaluate(
        """text => {
          document.getElementById("code").focus();
          document.execCommand("insertText", false, text);
        }""",
        mail,
    )
    press(page, "Open my result")
    opened(page)


def test_the_link_of_a_list_at_results_leads_to_the_list(page) -> None:
    on_list(page)
    link = str(page.locator("a", has_text="its private link").get_attribute("href"))
    page.goto("about:blank")
    page.goto(link.replace("/saved/", "/results/"))
    page.get_by_role("heading", name="This is the code of a list").wait_for()
    press(page, "Open the list")
    # It is the list of this device.
    page.get_by_role("heading", name="Results on your list").wait_for()


def test_the_link_of_a_result_at_saved_leads_to_the_result(page, code) -> None:
    page.goto(f"/saved/#{code}")
    page.get_by_role("heading", name="This is the code of a result").wait_for()
    press(page, "Open the result")
    opened(page)
