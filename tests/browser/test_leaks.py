"""Eleven channels by which eight pages could tell a secret to somebody, and none does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from playwright.sync_api import BrowserContext, Request

from habits.journey import drafts
from habits.store import sealing
from tests.browser.opened import press
from tests.browser.wire import Sent, Wire, tapped
from tests.people import ECZEMA, FORM

pytestmark = pytest.mark.browser

NAME = "name canary 41c7"
# What only somebody's own answers say.
WORDS = ("eczema", "harsh_wash", FORM.by_question["habits"].by_id["harsh_wash"].label.lower(), NAME)
CHANNELS = (
    "request lines", "Referer", "HX headers", "cookies", "sessionStorage", "localStorage", "title",
    "prefetch", "requests to others", "print view", "console",
)  # fmt: skip
# Everything that a page can ask a browser to fetch ahead.
AHEAD = (
    "link[rel~=prefetch], link[rel~=prerender], link[rel~=preload], link[rel~=preconnect], "
    "link[rel~=dns-prefetch], link[rel~=modulepreload], script[type=speculationrules]"
)


class Watch:
    """One browser, and all that it sends and keeps."""

    def __init__(self, context: BrowserContext, wire: Wire) -> None:
        self.context, self.wire = context, wire
        self.page = context.new_page()
        self.secrets: set[str] = set()
        self.listed = ""
        self.console: list[str] = []
        self.current_questions: list[Request] = []
        context.on("console", lambda message: self.console.append(message.text))
        context.on("request", lambda request: self.current_questions.append(request))
        self.seen = 0

    def know(self, code: str) -> None:
        """A code, in every spelling that it could be told in."""
        spaced = sealing.grouped(code)
        inside = {spaced.replace(" ", space) for space in (" ", "%20", "+")}
        self.secrets |= {code, code.upper(), *inside}

    def tells(self, text: str, words: bool = True) -> list[str]:
        """The secrets in a text; `words` too, where not even an answer may be."""
        found = [secret for secret in self.secrets if secret in text]
        return found + [word for word in WORDS if words and word in text.lower()]

    def look(self) -> dict[str, list[str]]:
        """The secrets in each channel, in what was sent since last time and in what is there."""
        page, sent = self.page, self.wire.sent()
        new, self.seen = sent[self.seen :], len(sent)
        asked, self.current_questions[:] = list(self.current_questions), []
        said, self.console[:] = list(self.console), []
        stored = "JSON.stringify({...%s})"
        page.emulate_media(media="print")
        printed = page.locator("body").inner_text() + page.url.partition("#")[0]
        page.emulate_media(media="screen")
        found = {
            "request lines": [t for each in new for t in self.tells(each.line)],
            "Referer": [t for each in new for t in self.tells(each.headers.get("referer", ""))],
            "HX headers": [t for each in new for t in self.tells(hx(each))],
            "cookies": self.in_cookies(),
            "sessionStorage": self.tells(page.evaluate(stored % "sessionStorage")),
            "localStorage": self.tells(page.evaluate(stored % "localStorage")),
            "title": self.tells(page.title()),
            "prefetch": [each.line for each in new if ahead(each)]
            + ["a link"] * page.locator(AHEAD).count(),
            "requests to others": [r.url for r in asked if not r.url.startswith(self.wire.address)],
            # On paper answers are what somebody wants; a code would open them to whoever finds it.
            "print view": self.tells(printed, words=False),
            "console": [t for line in said for t in self.tells(line)],
        }
        assert tuple(found) == CHANNELS
        return {channel: leaks for channel, leaks in found.items() if leaks}

    def in_cookies(self) -> list[str]:
        """The code of the list is in a cookie of its own, closed to scripts; nothing else is."""
        cookies = self.context.cookies()
        found = self.tells(self.page.evaluate("document.cookie"))
        for cookie in cookies:
            own = cookie["name"] == settings.SAVED_COOKIE_NAME and cookie["httpOnly"]
            own = own and cookie["sameSite"] == "Strict" and cookie["value"] == self.listed
            found += [] if own else self.tells(json.dumps(cookie))
        return found


def hx(sent: Sent) -> str:
    return " ".join(value for name, value in sent.headers.items() if name.startswith("hx-"))


def ahead(sent: Sent) -> bool:
    return "prefetch" in sent.headers.get("sec-purpose", "") + sent.headers.get("purpose", "")


@pytest.fixture
def watch(chromium, address) -> Iterator[Watch]:
    with (
        tapped(address) as wire,
        chromium.new_context(base_url=wire.address, reduced_motion="reduce") as context,
    ):
        yield Watch(context, wire)


def made(watch: Watch) -> None:
    response = HttpResponse()
    drafts.write(response, drafts.Draft(ECZEMA, list(FORM.by_page)))
    value = response.cookies[settings.DRAFT_COOKIE_NAME].value
    cookie = {"name": settings.DRAFT_COOKIE_NAME, "value": value}
    watch.secrets.add(value)
    watch.context.add_cookies([{**cookie, "domain": "127.0.0.1", "path": "/"}])
    watch.page.goto("/check/answers/")
    press(watch.page, "Show my tips")
    watch.page.wait_for_url("**/results/#*")
    watch.know(urlsplit(watch.page.url).fragment)


def on_list(watch: Watch, results: int = 1) -> None:
    """Results on the list, one of them renamed with htmx."""
    for _ in range(results):
        made(watch)
        press(watch.page, "Add until I close the browser")
        watch.page.wait_for_url("**/saved/")
    [watch.listed] = [
        c["value"] for c in watch.context.cookies() if c["name"] == settings.SAVED_COOKIE_NAME
    ]
    watch.know(watch.listed)
    # As if it had been opened by its link: htmx would tell the whole address.
    watch.page.evaluate("code => history.replaceState(null, '', '#' + code)", watch.listed)
    watch.page.locator("summary", has_text="Rename").first.click()
    watch.page.get_by_label("Name").first.fill(NAME)
    press(watch.page, "Rename")
    watch.page.get_by_text("The name is changed.").wait_for()


def by_link(watch: Watch) -> None:
    made(watch)
    link = watch.page.url
    watch.page.goto("/about/")
    watch.page.goto(link)
    watch.page.locator("#tips").wait_for()
    watch.page.reload()
    watch.page.locator("#tips").wait_for()


def printed(watch: Watch) -> None:
    made(watch)
    press(watch.page, "Print")
    watch.page.get_by_role("heading", name="Notes for an appointment").wait_for()


def compared(watch: Watch) -> None:
    on_list(watch, results=2)
    press(watch.page, "Compare them")
    watch.page.get_by_role("heading", name="Compare 2 results").wait_for()


def list_by_link(watch: Watch) -> None:
    on_list(watch)
    press(watch.page, "Take the list off this device")
    watch.page.goto("/about/")
    watch.page.goto(f"/saved/#{watch.listed}")
    watch.page.get_by_role("heading", name="Use this list on this device?").wait_for()


def links_out(watch: Watch) -> None:
    """The owner's page of links that let others read the result."""
    made(watch)
    press(watch.page, "Let someone read it")
    press(watch.page, "7 days")
    field = watch.page.get_by_label("This link ends on")
    watch.know(urlsplit(field.input_value()).fragment)


def notes_by_link(watch: Watch) -> None:
    """What who was given such a link sees, in a browser of their own."""
    links_out(watch)
    link = watch.page.get_by_label("This link ends on").input_value()
    watch.context.clear_cookies()
    watch.page.goto("/about/")
    watch.page.goto(f"/notes/#{urlsplit(link).fragment}")
    watch.page.get_by_text("Someone lets you read").wait_for()
    watch.page.reload()
    watch.page.get_by_text("Someone lets you read").wait_for()


PAGES: dict[str, Callable[[Watch], None]] = {
    "a result just made": made,
    "a result opened by its link": by_link,
    "the list": on_list,
    "a list opened by its link": list_by_link,
    "the printed page": printed,
    "two results compared": compared,
    "the links that are out": links_out,
    "notes opened by their link": notes_by_link,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_channel_of_a_page_tells_a_secret(watch, name) -> None:
    PAGES[name](watch)
    assert watch.look() == {}
    # What is loaded next is told where somebody came from, with what htmx and the style ask for.
    watch.page.get_by_role("link", name="Get help").first.click()
    watch.page.wait_for_url("**/help/**")
    watch.page.select_option("#region", "canada")
    press(watch.page, "Show who to call")
    watch.page.get_by_text("811").first.wait_for()
    assert watch.look() == {}
    assert len(watch.secrets) >= 6
    assert watch.seen > 5


LEAKS = """async (code) => {
  sessionStorage.kept = code;
  localStorage.kept = code;
  document.cookie = `kept=${code}`;
  document.title = code;
  console.log(code);
  document.body.append(code);
  document.head.insertAdjacentHTML("beforeend", "<link rel=prefetch href=/about/>");
  await fetch(`/?code=${code}`, { headers: { "HX-Current-URL": code } });
  history.replaceState(null, "", `/help/?code=${code}`);
  await fetch("/help/");
  await fetch(`http://127.0.0.2:9/`, { mode: "no-cors" }).catch(() => null);
}"""


def test_every_channel_is_watched(chromium, address) -> None:
    # Past the policy that stops the last of these in our pages.
    with (
        tapped(address) as wire,
        chromium.new_context(
            base_url=wire.address, reduced_motion="reduce", bypass_csp=True
        ) as context,
    ):
        watch = Watch(context, wire)
        made(watch)
        watch.page.evaluate(LEAKS, urlsplit(watch.page.url).fragment)
        assert set(watch.look()) == set(CHANNELS)
