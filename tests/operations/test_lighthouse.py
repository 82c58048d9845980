"""What `make audit` makes of Lighthouse's answers, and of none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.harness.audits.lighthouse import CATEGORIES, TRIES, judge, look

# Stands in for Lighthouse: late so many times, then a report.
PROGRAM = """
const fs = require("fs");
const runs = Number(fs.readFileSync(`${__dirname}/late`, "utf8"));
fs.writeFileSync(`${__dirname}/late`, String(runs - 1));
if (runs > 0) { console.error("Please run Lighthouse again. (%s)"); process.exit(1); }
console.log('{"requestedUrl": "' + process.argv[2] + '"}');
"""

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is missing")


def program(folder: Path, late: int, says: str = "NO_NAVSTART") -> Path:
    (folder / "late").write_text(str(late))
    file = folder / "lighthouse.js"
    file.write_text(PROGRAM % says)
    return file


@needs_node
def test_a_late_trace_is_taken_again(tmp_path) -> None:
    assert look(program(tmp_path, TRIES - 1), "http://a/", 1) == {"requestedUrl": "http://a/"}


@needs_node
@pytest.mark.parametrize(("late", "says"), [(TRIES, "NO_NAVSTART"), (1, "NO_FCP")])
def test_what_stays_wrong_is_told(tmp_path, late, says) -> None:
    with pytest.raises(RuntimeError, match=says):
        look(program(tmp_path, late, says), "http://a/", 1)


def report(first_paint: float) -> dict[str, Any]:
    paint = {"auditRefs": [{"id": "first-contentful-paint", "weight": 1}], "score": first_paint}
    crawled = {"auditRefs": [{"id": "is-crawlable", "weight": 1}], "score": 0.63}
    audits = {
        name: {"numericValue": 0.0}
        for name in ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")
    }
    return {
        "categories": dict.fromkeys(CATEGORIES, paint) | {"seo": crawled},
        "audits": audits
        | {"first-contentful-paint": {"score": first_paint}, "is-crawlable": {"score": 0}},
    }


@pytest.mark.parametrize(
    ("paints", "told", "passed"),
    [
        ([0.99, 1, 1], "100 100 100 63 (is-crawlable)", True),
        ([0.996, 0.997, 1], "100 100 100 63 (is-crawlable)", True),
        ([0.99, 0.98, 1], "99 99 99 63 (first-contentful-paint, is-crawlable)", False),
    ],
)
def test_what_takes_points_is_told_as_often_as_the_points_are(paints, told, passed) -> None:
    row = next(judge("a page", [report(paint) for paint in paints]))
    assert (row.reached, row.passed) == (told, passed)
