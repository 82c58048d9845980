"""What a browser fetches: bytes on the wire, compressed and with headers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.test_journey import START
from tests.harness.faults.table import Row


@dataclass
class Fetched:
    """One visit: bytes by kind of what came over the wire, and what went elsewhere."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)

    def of(self, kind: str) -> int:
        return sum(size for name, size in self.sizes.items() if self.kinds[name] == kind)

    @property
    def total(self) -> int:
        return sum(self.sizes.values())


def watch(page: Page, site: str, act: Callable[[], Any]) -> Fetched:
    """What is fetched while `act` leads to a page, until nothing more is."""
    seen = Fetched()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")

    def asked(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        seen.kinds[event["requestId"]] = event.get("type", "Other")
        seen.addresses[event["requestId"]] = url
        if urlsplit(url).netloc != urlsplit(site).netloc:
            seen.outside.append(url)

    def finished(event: dict[str, Any]) -> None:
        # What the cache gave has no bytes.
        if event["requestId"] in seen.kinds and event["encodedDataLength"]:
            seen.sizes[event["requestId"]] = round(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", finished)
    act()
    page.wait_for_load_state("networkidle")
    wire.detach()
    return seen


def icon(context: BrowserContext, page: Page, seen: Fetched) -> list[int]:
    """A browser with a window fetches it as well; some without one do, too."""
    address = str(page.locator("link[rel=icon]").get_attribute("href"))
    if any(url.endswith(address) for url in seen.addresses.values()):
        return []
    return [int(context.request.get(address).headers["content-length"])]


def kb(size: int) -> str:
    return f"{size / 1000:.1f} KB"


def run(browser: Browser, site: str) -> list[Row]:
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        first = watch(page, site, lambda: page.goto("/"))
        extra = icon(context, page, first)
        requests, total = len(first.sizes) + len(extra), first.total + sum(extra)
        page.goto("/check/you/")
        page.check(f'input[name="adult"][value="{START["adult"][0]}"]')
        following = watch(page, site, lambda: page.get_by_role("button", name="Continue").click())
        page.wait_for_url("**/check/urgent/")
        library = watch(page, site, lambda: page.goto("/tips/"))
    outside = first.outside + following.outside + library.outside
    return [
        Row(
            "first view, all of it",
            "40 KB in 6 requests",
            f"{kb(total)} in {requests}",
            total <= 40_000 and requests <= 6,
        ),
        # All are as long as the longest with whatever can be told on it (habits/site/padding.py).
        Row(
            "next questionnaire page",
            "17 KB in 1 request",
            f"{kb(following.total)} in {len(following.sizes)}",
            following.total <= 17_000 and len(following.sizes) == 1,
        ),
        Row(
            "CSS of a first view",
            "10 KB",
            kb(first.of("Stylesheet")),
            0 < first.of("Stylesheet") <= 10_000,
        ),
        Row(
            "JavaScript of a first view",
            "20 KB",
            kb(first.of("Script")),
            0 < first.of("Script") <= 20_000,
        ),
        Row(
            "JavaScript of a page with htmx",
            "20 KB more",
            kb(library.of("Script")),
            library.of("Script") <= 20_000,
        ),
        Row("requests to others", "0", str(len(outside)), not outside),
    ]
