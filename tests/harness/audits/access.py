"""axe on every page in light and dark, on a wide and a narrow screen."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser import opened
from tests.every_page import Seen
from tests.harness.audits.tools import Missing, install
from tests.harness.faults.table import Row

LOOKS: list[tuple[opened.Scheme, int]] = [
    (scheme, width) for scheme in ("light", "dark") for width in (1280, 320)
]


def newest() -> str:
    """The script of axe: npm's is newer than pip's."""
    try:
        return (install("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    except Missing:
        return opened.AXE_SCRIPT


def run(browser: Browser, pages: list[Seen]) -> list[Row]:
    found = {look: opened.Faults() for look in LOOKS}
    for tab in opened.opened(browser, pages, newest()):
        for scheme, width in LOOKS:
            tab.look(scheme=scheme, width=width)
            found[scheme, width].add(*tab.measure("axe"), tab.seen)
    lines = {look: faults.lines() for look, faults in found.items()}
    for (scheme, width), faults in lines.items():
        print(*(f"{scheme} {width}: {fault}" for fault in faults), sep="\n")
    return [
        Row(
            f"axe, {scheme}, {width} px",
            "0 violations, 0 not sure",
            f"{len(faults)} on {len(pages)} pages",
            not faults,
        )
        for (scheme, width), faults in lines.items()
    ]
