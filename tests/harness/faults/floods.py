"""Floods, thieves and neighbours: nobody uses up everybody's room, rows tell no order in which they
were made, other users of the machine read nothing, and what cannot be deleted is said to be there.

A flood comes from many addresses of one network, as our proxy would tell them.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from habits.store import sealing
from tests.harness.faults.app import App
from tests.harness.faults.broken import files_at_their_largest
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor

A_DAY = 60
# One worker's, so that every request is counted by the same one.
PROXIED = {"BEHIND_PROXY": "1", "NEW_ROWS_A_DAY": str(A_DAY)}
FLOODS: dict[str, Callable[[int], str]] = {
    "one home": lambda n: "198.51.100.23",
    "a /24": lambda n: f"198.51.100.{n % 250}",
    "a /16": lambda n: f"198.51.{n % 250}.1",
    "three /64 of a /48": lambda n: f"2001:db8:1:{n % 3:x}::{n:x}",
    "a /48": lambda n: f"2001:db8:1:{n:x}::1",
    "a /32": lambda n: f"2001:db8:{n:x}::1",
}
UNREADABLE = ("1.2.3:44", "[v6]:44", "junk", "unknown", "_hidden", "", "::g")
ELSEWHERE = ("203.0.113.9", "2a01:db8:1:1::1", "203.0.114.1:443", "[2a02::1]:443")
# Deleting: 750 at once and 750 a minute for all who come so; a slow machine asks 20 times a second.
MOST = 3_000
DELETE = "/results/abcdefgh/delete/"
TITLE = re.compile(rb"<h1>([^<]+)</h1>")


class At(Visitor):
    """A browser at an address, as our proxy writes it behind what the browser made up itself."""

    def at(self, address: str) -> At:
        self.headers = {"X-Forwarded-For": f"192.0.2.7, {address}"}
        return self


def saved_from(visitor: At, addresses: list[str]) -> int:
    return sum(bool(visitor.at(a).submit(Form.of(n)).code) for n, a in enumerate(addresses))


def flooded(folder: Path, count: int) -> Row:
    with App(folder, workers=1, **PROXIED) as app:
        app.start()
        visitor = At(app)
        taken = {
            name: saved_from(visitor, [flood(number) for number in range(count)])
            for name, flood in FLOODS.items()
        }
        others = saved_from(visitor, list(ELSEWHERE))
    most = max(taken.values())
    return Row(
        f"T50 {count} made from each of {len(FLOODS)} networks, {A_DAY} a day",
        f"<= {A_DAY // 4} each, elsewhere all",
        f"{most} at most, {others}/{len(ELSEWHERE)} elsewhere",
        0 < most <= A_DAY // 4 and others == len(ELSEWHERE),
    )


def without_address(folder: Path) -> Row:
    with App(folder, workers=1, **PROXIED) as app:
        app.start()
        visitor = At(app)
        asked = 0
        while asked < MOST:
            visitor.at(UNREADABLE[asked % len(UNREADABLE)])
            asked += 1
            if visitor.post(DELETE, visitor.jar()).status == 429:
                break
        elsewhere = visitor.at(ELSEWHERE[0]).post(DELETE, visitor.jar()).status
    return Row(
        "T52 asked without a readable address",
        f"held back within {MOST:,}, others not",
        f"{'held back' if asked < MOST else 'let through'} after {asked:,}, elsewhere {elsewhere}",
        asked < MOST and elsewhere == 302,
    )


def places(app: App, codes: list[str]) -> list[int]:
    """The page of SQLite's file that holds most of each result."""
    with closing(sqlite3.connect(app.database)) as thief:
        pages = thief.execute(
            "SELECT pageno FROM dbstat WHERE name = 'sealed' AND pagetype = 'overflow' "
            "ORDER BY replace(path, '+', '~')"
        ).fetchall()
        # Marks of the server's keys are too short to need a page of their own.
        rows = thief.execute("SELECT locator FROM sealed WHERE length(locator) = 32 ORDER BY 1")
        found = {locator: number for (locator,), (number,) in zip(rows, pages, strict=True)}
    return [found[sealing.locator_of(sealing.secret_of(code), "result")] for code in codes]


def stolen(folder: Path, count: int) -> list[Row]:
    """A thief of the files, and a neighbour on the machine where the files were open before."""
    before = os.umask(0o022)
    try:
        with App(folder, workers=1, NEW_ROWS_A_DAY="0") as app:
            app.database.chmod(0o644)
            app.start()
            visitor = Visitor(app)
            codes = [visitor.submit(Form.of(number)).code for number in range(count)]
            visitor.on_result(codes[0], "add")
            files = sorted(app.folder.glob("saved.sqlite3*"))
            open_ = [file.name for file in files if file.stat().st_mode & 0o077]
            with closing(sqlite3.connect(app.database)) as thief:
                ends = "SELECT DISTINCT expires_on FROM sealed WHERE length(locator) = 32"
                days = thief.execute(ends).fetchall()
                try:
                    thief.execute("SELECT rowid FROM sealed")
                    numbered = True
                except sqlite3.OperationalError:
                    numbered = False
            # The first are made before pages are ready.
            steps = list(pairwise(places(app, codes[2:])))
            forward = sum(first < second for first, second in steps) / len(steps)
    finally:
        os.umask(before)
    return [
        Row(
            "T53 rows numbered; made later, lies later; days",
            "no, 35-65 %, 1",
            f"{'yes' if numbered else 'no'}, {forward:.0%}, {len(days)}",
            not numbered and 0.35 <= forward <= 0.65 and len(days) == 1,
        ),
        Row(
            "T55 files that other users can read",
            "0 of 3",
            f"{len(open_)} of {len(files)}",
            len(files) == 3 and not open_,
        ),
    ]


def deleting(folder: Path) -> Row:
    """A press on Delete where nothing can be written."""
    with App(folder, workers=1) as app:
        app.start()
        visitor = Visitor(app)
        code = visitor.submit(Form.of(0)).code
        with files_at_their_largest(app):
            jar = visitor.jar()
            answer = visitor.press(f"{visitor.address(code, jar)}delete/", jar)
            still = visitor.open(code).status
        title = TITLE.search(answer.body)
        told = title[1].decode() if title else "nothing"
        after = visitor.on_result(code, "delete").status
        gone = visitor.open(code).status
    return Row(
        "T57 deleted on a full disk",
        "503 that says so, still there, later gone",
        f"{answer.status} {told!r}, {still}, {after} and {gone}",
        (answer.status, still, after, gone) == (503, 200, 302, 404) and "not delete" in told,
    )


def run(folder: Path, count: int, rows: int) -> list[Row]:
    """count: results that a flood tries to have kept; rows: results that a thief looks at."""
    parts = {name: folder / name for name in ("flood", "unreadable", "stolen", "delete")}
    for place in parts.values():
        place.mkdir()
    return [
        flooded(parts["flood"], count),
        without_address(parts["unreadable"]),
        *stolen(parts["stolen"], rows),
        deleting(parts["delete"]),
    ]
