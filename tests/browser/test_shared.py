"""Let someone read a result, in a real browser: the owner's page and the reader's."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import press
from tests.browser.test_back import fill_in, made

pytestmark = pytest.mark.browser


def shared(page: Page) -> str:
    """A result is made, and a link to it; what is behind its #."""
    made(page)
    press(page, "Let someone read it")
    press(page, "7 days")
    return urlsplit(page.get_by_label("This link ends on").input_value()).fragment


def made_without_scripts(page: Page) -> None:
    fill_in(page)
    press(page, "Show my tips")
    page.wait_for_url(re.compile(r"/results/\w{8}/$"))


def test_a_link_opens_by_itself_and_its_owner_sees_that_it_was_opened(
    chromium: Browser, page, address
) -> None:
    code = shared(page)
    expect(page.get_by_role("heading", name="not opened yet")).to_be_visible()
    with chromium.new_context(base_url=address) as context:
        reader = context.new_page()
        reader.goto("/notes/")
        page.reload()
        expect(page.get_by_role("heading", name="not opened yet")).to_be_visible()
        reader.goto("about:blank")
        reader.goto(f"/notes/#{code}")
        expect(reader.get_by_text("Someone lets you read")).to_be_visible()
        assert reader.title().startswith("Notes for an appointment")
        page.reload()
        expect(page.get_by_role("heading", name="opened first on")).to_be_visible()
        # Taken back, a reload shows nothing more.
        press(page, "Take it back")
        expect(page.get_by_role("button", name="Take it back")).to_have_count(0)
        reader.reload()
        expect(reader.get_by_role("heading", name="We cannot open that")).to_be_visible()


def test_a_page_that_the_browser_loads_before_anyone_asked_opens_nothing(
    chromium: Browser, page, address
) -> None:
    code = shared(page)
    with chromium.new_context(base_url=address) as context:
        reader = context.new_page()
        reader.add_init_script(
            "Object.defineProperty(document, 'prerendering', { get: () => !window.asked });"
        )
        sent: list[str] = []
        reader.on("request", lambda request: sent.append(request.method))
        reader.goto(f"/notes/#{code}", wait_until="networkidle")
        assert set(sent) == {"GET"}
        reader.evaluate("asked = 1; document.dispatchEvent(new Event('prerenderingchange'))")
        expect(reader.get_by_text("Someone lets you read")).to_be_visible()


def test_back_after_leaving_the_notes_opens_them_anew_and_keeps_nothing(page) -> None:
    code = shared(page)
    page.goto(f"/notes/#{code}")
    page.get_by_text("Someone lets you read").wait_for()
    page.goto("/about/")
    page.go_back()
    page.get_by_text("Someone lets you read").wait_for()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_time_is_told_by_the_readers_own_clock(chromium: Browser, address) -> None:
    with chromium.new_context(base_url=address, timezone_id="Asia/Kathmandu") as context:
        page = context.new_page()
        shared(page)
        time = page.locator("time").first
        said = re.search(r"T(\d\d):(\d\d)", time.get_attribute("datetime"))
        minutes = (int(said[1]) * 60 + int(said[2]) + 5 * 60 + 45) % (24 * 60)
        expect(time).to_contain_text(f"{minutes // 60:02}:{minutes % 60:02}")
        assert "UTC" not in time.inner_text()


@pytest.mark.parametrize("allowed", [True, False])
def test_a_press_copies_the_link_or_selects_it(chromium: Browser, address, allowed) -> None:
    granted = ["clipboard-read", "clipboard-write"] if allowed else []
    with chromium.new_context(base_url=address, permissions=granted) as context:
        page = context.new_page()
        if not allowed:
            page.add_init_script("delete Navigator.prototype.clipboard")
        code = shared(page)
        page.locator("[data-copy]").first.click()
        if allowed:
            expect(page.locator("[data-copy]").first).to_have_text("Copied")
            assert page.evaluate("navigator.clipboard.readText()").endswith(f"/notes/#{code}")
        assert page.evaluate("getSelection().toString()").endswith(f"/notes/#{code}")


def test_without_javascript_a_link_is_made_read_and_taken_back(chromium: Browser, address) -> None:
    with (
        chromium.new_context(base_url=address, java_script_enabled=False) as owner,
        chromium.new_context(base_url=address, java_script_enabled=False) as reader,
    ):
        page, other = owner.new_page(), reader.new_page()
        made_without_scripts(page)
        press(page, "Let someone read it")
        press(page, "1 day")
        expect(page.get_by_role("button", name="Copy it")).to_have_count(0)
        link = page.get_by_label("This link ends on").input_value()
        other.goto("/notes/#" + urlsplit(link).fragment)
        other.get_by_label("The link you were sent, or its code").fill(link)
        press(other, "Read the notes")
        expect(other.get_by_text("Someone lets you read")).to_be_visible()
        other.reload()
        expect(other.get_by_text("Someone lets you read")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="opened first on")).to_be_visible()
        press(page, "Take it back")
        other.reload()
        expect(other.get_by_role("heading", name="We cannot open that")).to_be_visible()


def test_the_words_for_a_form_can_be_selected_without_javascript(
    chromium: Browser, address
) -> None:
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        made_without_scripts(page)
        press(page, "Print")
        page.locator("summary", has_text="Words for an online form").click()
        field = page.get_by_label("At most 500 characters")
        assert field.get_attribute("readonly") is not None
        words = field.input_value()
        assert 100 < len(words.replace("\n", "\r\n")) <= 500
        assert words.startswith("What bothers me: Eczema")
