"""Every page of tests/every_page.py, open in a real browser, and the ways to look at it."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from tests.every_page import Seen

MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
# Each page is somebody else's: that one person clears a device closes no page of another.
ALONE = "BroadcastChannel.prototype.postMessage = () => {};"
# And nothing is there of whoever had the tab before.
FRESH = 'if (origin !== "null") { localStorage.clear(); sessionStorage.clear(); }'
Scheme = Literal["light", "dark"]


@contextmanager
def served(pages: list[Seen]) -> Iterator[str]:
    """Answers each page as the app did; which of them is told by a header, not by the address."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            # A choice of colours, and what says that a result was shown: both empty here.
            if self.path.endswith(("/display.css", "/shown.css")):
                self.send(200, {"Content-Type": "text/css"}, b"")
            elif self.path.startswith("/static/"):
                file = Path(str(finders.find(self.path.removeprefix("/static/"))))
                kind = mimetypes.guess_type(file.name)[0] or ""
                headers = {"Content-Type": kind, "Cache-Control": "max-age=3600"}
                self.send(200, headers, file.read_bytes())
            else:
                page = pages[int(self.headers["X-Page"])]
                headers = {k: v for k, v in page.headers.items() if k != "Content-Length"}
                # A page that leads on by itself stays, to be looked at.
                html = re.sub(r' data-look="[^"]+"', "", page.html)
                self.send(page.status, headers, html.encode())

        def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the test says what is wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Opened:
    """A tab with one page after another, and what each asked for and complained of as it loaded."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.window: object = None
        self.media: object = None
        self.tab: Page = context.new_page()
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", lambda message: self.hear(message.type, message.text))

    def open(self, number: int, seen: Seen) -> None:
        """Load this page as if nothing had been in the tab before."""
        self.look()
        self.seen = seen
        self.requests.clear()
        self.complaints.clear()
        self.tab.set_extra_http_headers({"X-Page": str(number)})
        self.tab.goto(self.site + seen.address)
        self.tab.evaluate(f"{MEASURE}; measure.openAll()")

    def hear(self, kind: str, text: str) -> None:
        # Chromium reports our own error pages as failed loads.
        if kind in {"error", "warning"} and f"status of {self.seen.status}" not in text:
            self.complaints.append(text)

    def look(
        self,
        width: int = 320,
        height: int = 800,
        scheme: Scheme = "light",
        forced: bool = False,
        still: bool = True,
        **dress: object,
    ) -> None:
        """Everything that a test can change, so that no test sees what another one left."""
        if self.window != (width, height):
            self.tab.set_viewport_size({"width": width, "height": height})
            self.window = width, height
        if self.media != (scheme, forced, still):
            self.tab.emulate_media(
                color_scheme=scheme,
                forced_colors="active" if forced else "none",
                reduced_motion="reduce" if still else "no-preference",
            )
            self.media = scheme, forced, still
        self.dress = dress

    def measure(self, *names: str) -> list[list[str]]:
        """A line for each fault, of each of these measures."""
        if "focus" in names:
            # After a key the browser shows where the focus is.
            self.tab.keyboard.press("Tab")
        return list(self.tab.evaluate("measure.take", [names, self.dress]))


def opened(browser: Browser, pages: list[Seen], axe: str = AXE_SCRIPT) -> Iterator[Opened]:
    """Each page, one after another in one tab, with axe in it."""
    with served(pages) as site, browser.new_context(reduced_motion="reduce") as context:
        for script in (ALONE, FRESH, axe):
            context.add_init_script(script)
        tab = Opened(context, site)
        for number, seen in enumerate(pages):
            tab.open(number, seen)
            yield tab


class Faults:
    """What was found, each once, with the pages that have it."""

    def __init__(self) -> None:
        self.pages: dict[str, list[str]] = {}

    def add(self, found: Iterable[str], seen: Seen) -> None:
        for fault in found:
            self.pages.setdefault(fault, []).append(seen.name)

    def lines(self) -> list[str]:
        return [
            f"{fault} [{len(names)}: {', '.join(names[:3])}]" for fault, names in self.pages.items()
        ]


def press(page: Page, name: str) -> None:
    """Press a button of a page, or what looks like one; if it is folded, it is unfolded first."""

    def called(hidden: bool) -> Locator:
        button = page.get_by_role("button", name=name, exact=True, include_hidden=hidden)
        return button.or_(page.get_by_role("link", name=name, exact=True, include_hidden=hidden))

    if not called(hidden=False).count():
        fold = page.locator("main details:not([open])").filter(has=called(hidden=True)).first
        if fold.count():
            fold.locator("> summary").click()
    called(hidden=False).first.click()


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds. Asked from outside: a page forbids `eval`, so it cannot ask
    itself (wait_for_function), and a page that is being left is asked again."""
    for _ in range(600):
        with suppress(Error):
            if page.evaluate(condition):
                return
        page.wait_for_timeout(50)
    raise TimeoutError(condition)
