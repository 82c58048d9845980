"""Lighthouse on a simulated phone: slow 4G, a processor a quarter as fast.

A result opens by a link and the list by a cookie. So a browser of ours makes both first, and
Lighthouse works in that browser, told not to empty its storage: it opens /results/#<code> as
someone with the link does.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import OPTIONS, find
from tests.browser.opened import press
from tests.browser.server import free_port
from tests.browser.test_journey import answer
from tests.harness.audits.tools import Missing, install
from tests.harness.faults.table import Row
from tests.people import ECZEMA

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# One run can be slow because the machine was busy.
RUNS = 3
# A renderer that a busy machine starts late joins the trace after its page has begun.
LATE, TRIES = "NO_NAVSTART", 3
FULL = "100 100 100 100"
# Pages about a person ask search engines to stay away; Lighthouse takes points for that.
BY_DESIGN = "is-crawlable"


def made(page: Page) -> str:
    """Make a result, put it on the list, and return its link."""
    answer(page, ECZEMA)
    page.get_by_role("button", name="Show my tips").click()
    page.locator("#tips").wait_for()
    link = str(page.locator("#saved-link").evaluate("link => link.href"))
    press(page, "Add until I close the browser")
    page.wait_for_url("**/saved/")
    return link


@contextmanager
def browser_with_a_result(site: str, folder: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The port of a browser that holds a list with one result, and the pages to look at."""
    port = free_port()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=find(),
            args=[*OPTIONS, f"--remote-debugging-port={port}"],
            base_url=site,
        )
        result = made(context.pages[0])
        yield (
            port,
            {
                "start": f"{site}/",
                "questionnaire": f"{site}/check/you/",
                "result": result,
                "saved results": f"{site}/saved/",
                "tips": f"{site}/tips/",
                "a tip": site + first_tip(site),
                "a food": f"{site}/foods/oats/",
                "an article": f"{site}/sources/betr/",
            },
        )
        context.close()


def first_tip(site: str) -> str:
    with urlopen(f"{site}/tips/", timeout=10) as page:  # noqa: S310  our own server
        found = re.search(r'href="(/tips/[a-z-]+/)', page.read().decode())
    assert found
    return found[1]


def look(program: Path, url: str, port: int) -> dict[str, Any]:
    """The report on a page. Raises RuntimeError, with what Lighthouse says."""
    command = [
        "node",
        str(program),
        url,
        f"--port={port}",
        "--output=json",
        "--quiet",
        "--disable-storage-reset",
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    for _ in range(TRIES):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if f"({LATE})" not in done.stderr:
            break
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-2000:])
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def lost(report: dict[str, Any]) -> list[str]:
    """What took points: rounded, 100 of them may be less than all."""
    weighed = {
        audit["id"]
        for name, points in zip(CATEGORIES, scores(report), strict=True)
        for audit in report["categories"][name]["auditRefs"]
        if audit["weight"] and points < 100
    }
    return sorted(
        name
        for name in weighed
        if (score := report["audits"][name]["score"]) is not None and score < 1
    )


def scores(report: dict[str, Any]) -> list[int]:
    return [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]


def judge(name: str, reports: list[dict[str, Any]]) -> Iterator[Row]:
    points = [
        round(statistics.median(column)) for column in zip(*map(scores, reports), strict=True)
    ]
    # Of more than half of the runs, as the points are.
    often = Counter(audit for report in reports for audit in lost(report))
    takes = sorted(audit for audit, runs in often.items() if 2 * runs > len(reports))
    told = " ".join(map(str, points)) + (f" ({', '.join(takes)})" if takes else "")
    full = points == [100] * 4 or (points[:3] == [100] * 3 and takes == [BY_DESIGN])
    yield Row(f"Lighthouse, {name}", FULL, told, full)

    def middle(audit: str) -> float:
        return statistics.median(r["audits"][audit]["numericValue"] for r in reports)

    lcp, cls = middle("largest-contentful-paint"), middle("cumulative-layout-shift")
    tbt = middle("total-blocking-time")
    yield Row(
        f"  largest paint, shift, blocked, {name}",
        "1.2 s, 0, 0 ms",
        f"{lcp / 1000:.2f} s, {cls:.3f}, {tbt:.0f} ms",
        lcp <= 1200 and cls < 0.0005 and tbt < 0.5,
    )


def run(site: str, folder: Path) -> list[Row]:
    try:
        program = install("lighthouse") / "cli" / "index.js"
    except Missing as missing:
        return [Row("Lighthouse", FULL, str(missing), None)]
    rows: list[Row] = []
    with browser_with_a_result(site, folder) as (port, addresses):
        for name, url in addresses.items():
            try:
                rows += judge(name, [look(program, url, port) for _ in range(RUNS)])
            except RuntimeError as error:
                rows.append(Row(f"Lighthouse, {name}", FULL, str(error).splitlines()[0], False))
    return rows
