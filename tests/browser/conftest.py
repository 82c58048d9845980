"""One server and one browser for all browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.chromium import OPTIONS, find_light
from tests.browser.server import serving


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/test.sqlite3"
        options = ("--workers", "2", "--threads", "4")
        with serving("gutskin.wsgi", *options, DATABASE_URL=database) as (address, _):
            yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all browsers: a process can hold no second one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_light(), args=OPTIONS)
    yield browser
    browser.close()


class Watched:
    """A page, and what went wrong or out while it was used."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.outside: list[str] = []
        page.on("console", lambda message: self.hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.see(request.url))

    def hear(self, kind: str, text: str) -> None:
        # Chromium reports our own 422 pages as failed loads.
        if kind in {"error", "warning"} and "422" not in text:
            self.complaints.append(text)

    def see(self, url: str) -> None:
        if not url.startswith(self.address):
            self.outside.append(url)


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def watched(request, chromium: Browser, address: str) -> Iterator[Watched]:
    context = chromium.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        java_script_enabled=request.param == "with JavaScript",
        reduced_motion="reduce",
    )
    yield Watched(context.new_page(), address)
    context.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    yield context.new_page()
    context.close()
