"""T10: whatever is wrong with a code, the answer and the time it takes are the same."""

from __future__ import annotations

import http.client
import os
import re
import sqlite3
import statistics
import time
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from habits.store import sealing
from habits.store.shared_links import SharedLink
from tests.harness.faults.app import KEYRING, App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor

CLOSE = 0.001
# What was typed, sealed anew each time, and until when.
SEALED = re.compile(r'(?<=typed_key=)[\w="-]+|(?<=expires=)[^;]+')
TOKEN = re.compile(rb'(?<=csrfmiddlewaretoken" value=")\w+')


def codes_that_open_nothing(app: App, visitor: Visitor) -> dict[str, str]:
    expired, deleted, damaged = (visitor.submit(Form.of(n)).code for n in range(3))
    assert visitor.on_result(deleted, "delete").location == "/results/deleted/"
    with closing(sqlite3.connect(app.database)) as database, database:
        for code, column, value in (
            (expired, "expires_on", str(date.today() - timedelta(days=2))),
            (damaged, "blob", b"\x01\x01" + os.urandom(4124)),
        ):
            locator = sealing.locator_of(sealing.secret_of(code), "result")
            sql = f"UPDATE sealed SET {column} = ? WHERE locator = ?"  # noqa: S608  our own words
            assert database.execute(sql, [value, locator]).rowcount == 1
    unknown = sealing.code_of(sealing.new_secret())
    return {
        "unknown": unknown,
        "expired": expired,
        "deleted": deleted,
        "malformed": unknown[:-1] + "9",
        "damaged": damaged,
    }


def links_that_open_nothing(app: App, visitor: Visitor) -> dict[str, str]:
    jar = visitor.jar()
    at = visitor.address(visitor.submit(Form.of(3)).code, jar)
    taken, ended = visitor.share(at, jar), visitor.share(at, jar)
    assert visitor.post(f"{at}share/back/", jar, link=taken).status == 302
    secret = sealing.secret_of(ended)
    locator = sealing.locator_of(secret, "shared")
    with closing(sqlite3.connect(app.database)) as database, database:
        [[blob]] = database.execute("SELECT blob FROM sealed WHERE locator = ?", [locator])
        link = SharedLink.from_json(sealing.open_blob(KEYRING, secret, "shared", blob))
        over = replace(link, until=link.made - timedelta(minutes=1))
        blob = sealing.seal(KEYRING, secret, "shared", over.to_json())
        database.execute("UPDATE sealed SET blob = ? WHERE locator = ?", [blob, locator])
    unknown = sealing.code_of(sealing.new_secret())
    return {
        "unknown": unknown,
        "taken back": taken,
        "ended": ended,
        "malformed": unknown[:-1] + "9",
    }


def measure(
    app: App, visitor: Visitor, codes: dict[str, str], opening: str, rounds: int
) -> tuple[set[tuple[int, bytes, str]], dict[str, float]]:
    """What was answered, and the median time in seconds, by what is wrong with the code."""
    # One connection for all, as the time to make one would hide the difference.
    connection = http.client.HTTPConnection(app.host, timeout=20)
    cookie = f"{settings.CSRF_COOKIE_NAME}={visitor.cookies[settings.CSRF_COOKIE_NAME]}"
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    bodies = {
        why: urlencode({"csrfmiddlewaretoken": visitor.token, "code": code})
        for why, code in codes.items()
    }
    answers: set[tuple[int, bytes, str]] = set()
    spent: dict[str, list[float]] = {why: [] for why in codes}
    for _ in range(rounds):
        for why, body in bodies.items():
            start = time.perf_counter()
            # The press, and the page that it leads to.
            connection.request("POST", opening, body, headers)
            pressed = connection.getresponse()
            pressed.read()
            typed = pressed.getheader("Set-Cookie", "").partition(";")[0]
            here = headers | {"Cookie": f"{cookie}; {typed}"}
            connection.request("GET", pressed.getheader("Location", ""), headers=here)
            response = connection.getresponse()
            answer = response.read()
            spent[why].append(time.perf_counter() - start)
            # What was typed comes back; it is the sender's own.
            answer = TOKEN.sub(b"", answer.replace(codes[why].encode(), b""))
            heads = [*pressed.getheaders(), *response.getheaders()]
            told = [(name, SEALED.sub("", value)) for name, value in heads if name != "Date"]
            answers.add((response.status, answer, repr(told)))
    connection.close()
    return answers, {why: statistics.median(times) for why, times in spent.items()}


def run(folder: Path, rounds: int, close: float = CLOSE) -> list[Row]:
    """close: how far the medians may be apart, in seconds."""
    rows = []
    with App(folder, workers=1) as app:
        app.start()
        visitor = Visitor(app)
        for what, codes, opening in (
            ("code", codes_that_open_nothing(app, visitor), "/results/open/"),
            ("link to read", links_that_open_nothing(app, visitor), "/notes/open/"),
        ):
            rows += rows_of(what, *measure(app, visitor, codes, opening, rounds), rounds, close)
    return rows


def rows_of(
    what: str,
    answers: set[tuple[int, bytes, str]],
    medians: dict[str, float],
    rounds: int,
    close: float,
) -> list[Row]:
    # A damaged row takes longer, as there is something to open; no code that a person has is one.
    alike = [median for why, median in medians.items() if why != "damaged"]
    apart = max(alike) - min(alike)
    each = ", ".join(f"{why} {median * 1000:.2f}" for why, median in medians.items())
    print(f"   {what}, medians in ms: {each}")
    return [
        Row(
            f"T10 answers to a {what} that opens nothing",
            "1, a 404",
            f"{len(answers)}, {sorted(status for status, *_ in answers)}",
            [status for status, *_ in answers] == [404],
        ),
        Row(
            f"T10 medians apart over {rounds:,} each, a {what}",
            f"< {close * 1000:g} ms",
            f"{apart * 1000:.2f} ms of {min(alike) * 1000:.1f} ms",
            apart < close,
        ),
    ]
