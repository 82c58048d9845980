"""Keeping and opening a result in a real browser, and what leaks on the way: nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Request, Route

from tests.browser.opened import press, until
from tests.browser.test_back import SETTLED, fill_in
from tests.browser.test_journey import START, answer, show_tips

pytestmark = pytest.mark.browser

SHORT = START | {"skin_concerns": ["eczema"], "itch": ["4"], "safety": ["none"]}
# Every page that a code passes through.
CODED = "**/results/#*"


def make(page: Page) -> str:
    """Answer, and return the link of the result."""
    fill_in(page)
    show_tips(page)
    page.wait_for_url(CODED)
    return page.url


class Wire:
    """Everything that a browser sends and says."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[Request] = []
        self.console: list[str] = []
        context.on("request", lambda request: self.requests.append(request))
        context.on("console", lambda message: self.console.append(message.text))

    def leaks(self, code: str, address: str) -> list[str]:
        """Where the code can be seen, but in the body of a POST to us."""
        found = []
        for request in self.requests:
            shown = {"address": request.url.split("#")[0], **request.all_headers()}
            found += [
                f"{request.method} {name}"
                for name, value in shown.items()
                if code in value and name != "cookie"
            ]
            if not request.url.startswith(address):
                found.append(f"outside: {request.url}")
            if request.method == "GET" and code in (request.post_data or ""):
                found.append("GET body")
        return found + [f"console: {line}" for line in self.console if code in line]


def test_a_result_opens_again_by_its_link_on_another_device(chromium, address) -> None:
    with (
        chromium.new_context(base_url=address, reduced_motion="reduce") as first,
        chromium.new_context(reduced_motion="reduce") as second,
    ):
        link = make(first.new_page())
        page = second.new_page()
        page.goto(link)
        page.locator("#tips").wait_for()
        assert page.title().startswith("Your tips")
        assert "Eczema" not in page.title()
        assert page.locator("article[id^=tip-]").count() >= 2


def nested(page: Page) -> list[str]:
    """What stands in what: each heading, and the elements around it."""
    return page.locator("main h2, main h3").evaluate_all(
        """(all) => all.map((heading) => {
            const around = [];
            for (let e = heading; e.localName !== "main"; e = e.parentElement) {
                around.push(e.localName + e.className);
            }
            return around.join(" < ");
        })"""
    )


def test_a_link_opens_the_result_in_the_columns_it_was_made_in(page) -> None:
    make(page)
    made = nested(page)
    page.reload()
    page.locator("#sources").wait_for()
    assert nested(page) == made


def headings(page: Page) -> list[str]:
    return page.locator("main h2, main h3").all_inner_texts()


def test_a_link_opens_all_of_the_result_in_order(page) -> None:
    make(page)
    made = headings(page)
    page.reload()
    page.locator("#sources").wait_for()
    assert len(made) > 10
    assert headings(page) == made


def test_a_link_that_cannot_be_opened_says_so_and_takes_the_code(page) -> None:
    link = make(page)
    page.route("**/results/open/", lambda route: route.abort())
    page.goto(link + "x")
    page.get_by_role("status").get_by_text("That did not work.").wait_for()
    assert page.get_by_label("Your code").is_visible()


# The answer breaks off after its first piece.
CUT = """fetch = async () => new Response(new ReadableStream({
  start: (to) => to.enqueue(
    new TextEncoder().encode("<!--Your tips--><h1>Your tips</h1><!--fold-->")),
  pull: (to) => new Promise((done) => setTimeout(() => done(to.error(new Error("cut"))), 300)),
}))"""


def test_a_result_that_comes_only_in_part_says_so(page) -> None:
    make(page)
    page.add_init_script(CUT)
    page.reload()
    page.get_by_role("status").get_by_text("The rest of this page did not load.").wait_for()
    assert page.locator("h1").inner_text() == "Your tips"
    assert page.locator("footer").is_visible()


def test_who_leaves_while_a_link_opens_finds_it_opened_on_the_way_back(page) -> None:
    link = make(page)
    page.route("**/results/open/", lambda route: None)
    page.goto("/about/")
    page.goto(link)
    page.get_by_text("Opening…").wait_for()
    page.unroute("**/results/open/")
    # As a browser does that keeps the page: left, and shown again.
    for event in ("pagehide", "pageshow"):
        page.evaluate(f"dispatchEvent(new PageTransitionEvent('{event}', {{ persisted: true }}))")
    page.locator("#sources").wait_for()


# Adds up every jump of what can be seen, as the browser itself counts them, once the page is read:
# on a slow machine it is drawn piece by piece before.
JUMPS = """window.jumps = 0;
new PerformanceObserver((seen) => {
  const [{ domInteractive }] = performance.getEntriesByType("navigation");
  for (const jump of seen.getEntries()) {
    if (domInteractive && jump.startTime > domInteractive) jumps += jump.value;
  }
}).observe({ type: "layout-shift", buffered: true });"""
# A few frames later each jump up to now is counted.
COUNTED = """async () => {
  for (let frames = 0; frames < 5; frames++) await new Promise(requestAnimationFrame);
  await new Promise((next) => setTimeout(next));
}"""


def test_nothing_jumps_while_a_link_is_opened(page) -> None:
    def late(milliseconds: int, route: Route) -> None:
        page.wait_for_timeout(milliseconds)
        route.continue_()

    make(page)
    page.add_init_script(JUMPS)
    # The page is drawn before anything is said on it, and once more before the result comes.
    page.route("**/app*.js", partial(late, 200))
    page.route("**/results/open/", partial(late, 600))
    page.reload()
    page.locator("#sources").wait_for()
    page.evaluate(COUNTED)
    assert page.evaluate("jumps") == 0
    page.evaluate("scrollTo(0, 0); document.body.prepend('A line that comes late')")
    # The browser counts jumps.
    until(page, "jumps > 0")


# The answer is there as soon as it is asked for: no frame is drawn between the last one without it
# and the first one with it.
AT_ONCE = """fetch = async () => new Response(new ReadableStream({
  start: (to) => {
    to.enqueue(new TextEncoder().encode(
      "<!--Your tips--><h1>Your tips</h1><!--fold-->" + "<p>A tip</p>".repeat(100)));
    to.close();
  },
}))"""
# The page was drawn down to its foot: a frame began when the foot was there, and more since.
DRAWN = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  while (!document.querySelector(".foot")) await frame();
  await frame();
  await frame();
}"""


def test_nothing_jumps_when_the_answer_comes_at_once(page) -> None:
    def once_drawn(route: Route) -> None:
        page.evaluate(DRAWN)
        route.continue_()

    make(page)
    page.add_init_script(JUMPS)
    page.add_init_script(AT_ONCE)
    page.route("**/open*.js", once_drawn)
    page.reload()
    page.get_by_text("A tip").last.wait_for()
    page.evaluate(COUNTED)
    assert page.evaluate("jumps") == 0


def test_a_reload_shows_the_same_result(page) -> None:
    make(page)
    page.reload()
    page.locator("#tips").wait_for()


def test_the_code_leaks_nowhere(chromium, address) -> None:
    with chromium.new_context(
        base_url=address, accept_downloads=True, reduced_motion="reduce"
    ) as context:
        wire = Wire(context)
        page = context.new_page()
        link = make(page)
        code = urlsplit(link).fragment
        page.reload()
        page.locator("#tips").wait_for()
        press(page, "Add until I close the browser")
        page.wait_for_url("**/saved/")
        page.locator("summary", has_text="Rename").click()
        page.get_by_label("Name").fill("Mine")
        page.get_by_role("button", name="Rename").click()
        page.get_by_text("The name is changed.").wait_for()
        page.goto(link)
        page.locator("#tips").wait_for()
        press(page, "Print")
        page.get_by_role("heading", name="Notes for an appointment").wait_for()
        assert code not in page.url
        assert code not in page.content()
        page.goto("/help/")
        assert wire.leaks(code, address) == []
        stored = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
        assert code not in stored
        assert "eczema" not in stored.lower()
        assert all(code not in json.dumps(cookie) for cookie in context.cookies())


def test_printing_the_result_never_shows_the_code(page) -> None:
    link = make(page)
    page.emulate_media(media="print")
    assert page.locator(".code").is_hidden()
    assert page.locator("#saved-link").is_hidden()
    assert urlsplit(link).fragment not in page.locator("main").inner_text().replace(" ", "")


WAYS_OUT = {
    "a link": lambda page: page.get_by_role("link", name="Get help").first.click(),
    "another address": lambda page: page.goto("/about/"),
    "the list": lambda page: page.get_by_role("link", name="Saved results").first.click(),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_back_after_deleting_shows_no_answers(page, way) -> None:
    make(page)
    WAYS_OUT[way](page)
    page.go_back()
    page.locator("#tips").wait_for()
    press(page, "Delete this result")
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("heading", name="It is deleted").wait_for()
    for _ in range(3):
        # A page that was the answer to a form does not come back: the browser asks to send it anew.
        with suppress(Error):
            page.go_back()
        until(page, SETTLED)
        assert page.locator("article[id^=tip-]").count() == 0
        assert page.get_by_text("Limited:").count() == 0


def test_back_after_clearing_the_device_shows_no_list(page) -> None:
    make(page)
    press(page, "Add until I close the browser")
    page.wait_for_url("**/saved/")
    page.get_by_role("button", name="Close and clear this device").click()
    page.get_by_role("heading", name="This device is clear").wait_for()
    page.go_back()
    until(page, SETTLED)
    assert page.get_by_text("Notes of").count() == 0


def test_without_javascript_a_result_is_made_opened_by_hand_and_deleted(chromium, address) -> None:
    with chromium.new_context(
        base_url=address, java_script_enabled=False, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        answer(page, SHORT)
        show_tips(page)
        page.locator("#keep > summary").click()
        code = page.locator(".code").inner_text()
        page.goto("/results/")
        page.get_by_label("Your code").fill(code.upper().replace(" ", "-"))
        page.get_by_role("button", name="Open my result").click()
        page.locator("#tips").wait_for()
        press(page, "Delete this result")
        page.get_by_role("button", name="Delete it").click()
        page.get_by_role("heading", name="It is deleted").wait_for()
        page.goto("/results/")
        page.get_by_label("Your code").fill(code)
        page.get_by_role("button", name="Open my result").click()
        page.get_by_role("heading", name="We cannot open that").wait_for()


def test_taking_off_the_list_keeps_the_focus_on_the_list(page) -> None:
    make(page)
    press(page, "Add until I close the browser")
    page.wait_for_url("**/saved/")
    page.locator("summary", has_text="Rename").click()
    page.get_by_role("button", name="Take off the list").click()
    page.get_by_text("It is off your list.").wait_for()
    assert page.get_by_text("The list is empty").is_visible()
    assert page.evaluate("document.activeElement.id") == "items"
    assert page.url.endswith("/saved/")


def test_a_list_opens_by_its_link_on_another_device_and_asks_first(chromium, address) -> None:
    with (
        chromium.new_context(base_url=address, reduced_motion="reduce") as mine,
        chromium.new_context(reduced_motion="reduce") as other,
    ):
        page = mine.new_page()
        make(page)
        press(page, "Add until I close the browser")
        page.wait_for_url("**/saved/")
        link = page.locator("a", has_text="its private link").get_attribute("href")
        there = other.new_page()
        there.goto(address + str(link))
        there.get_by_role("heading", name="Use this list on this device?").wait_for()
        assert not [c for c in other.cookies() if "saved" in c["name"]]
        there.get_by_role("button", name="Use it until I close the browser").click()
        there.get_by_text("Notes of").first.wait_for()


def test_a_foreign_list_never_replaces_the_one_that_is_here(chromium, address) -> None:
    with (
        chromium.new_context(base_url=address, reduced_motion="reduce") as mine,
        chromium.new_context(base_url=address, reduced_motion="reduce") as other,
    ):
        links = []
        for context in (mine, other):
            page = context.new_page()
            make(page)
            press(page, "Add until I close the browser")
            page.wait_for_url("**/saved/")
            links.append(page.locator("a", has_text="its private link").get_attribute("href"))
        page = mine.new_page()
        page.goto(address + str(links[1]))
        page.get_by_text("There is a list on this device now.").wait_for()
        page.get_by_role("link", name="Keep the list that is here").click()
        page.get_by_role("heading", name="Saved results").wait_for()
        kept = page.locator("a", has_text="its private link").get_attribute("href")
        assert kept == links[0]
