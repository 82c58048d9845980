"""axe on every page in light and dark, on a wide and a narrow screen."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser import opened
from tests.every_page import Seen
from tests.harness.audits.tools import Missing, install
from tests.harness.faults.table import Row

LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]
# Each page has a tab of its own: so many at a time.
AT_ONCE = 40


def newest() -> str:
    """The script of axe: npm's is newer than pip's."""
    try:
        return (install("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    except Missing:
        return opened.AXE_SCRIPT


def run(browser: Browser, pages: list[Seen]) -> list[Row]:
    script = newest()
    found: dict[tuple[str, int], list[str]] = {look: [] for look in LOOKS}
    for start in range(0, len(pages), AT_ONCE):
        with opened.opened(browser, pages[start : start + AT_ONCE]) as tabs:
            for scheme, width in LOOKS:
                found[scheme, width] += opened.faults(
                    tabs, lambda tab: tab.axe(script), scheme=scheme, width=width
                )
    for (scheme, width), faults in found.items():
        print(*(f"{scheme} {width}: {fault}" for fault in faults), sep="\n")
    return [
        Row(f"axe, {scheme}, {width} px", "0 violations, 0 not sure",
            f"{len(faults)} on {len(pages)} pages", not faults)
        for (scheme, width), faults in found.items()
    ]  # fmt: skip
