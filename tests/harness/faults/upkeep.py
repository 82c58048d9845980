"""T24, T25 and T27: backups, server keys and the purge, on each database, with many results."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from habits.store import sealing
from habits.store.sealing import NotSealed
from tests.harness.faults.app import KEYS, ROOT, App
from tests.harness.faults.stores import UNREACHABLE, PostgreSQL, Store, kinds, rows_of
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor, together

# The last day that is over everywhere, as sealed_rows.expired_by() has it.
OVER = date.today() - timedelta(days=2)

CLIENTS = 4
# So many saves tell how long one takes when nothing is purged.
CALM = 20
PURGE_SECONDS, STALL_SECONDS = 5.0, 1.0
NEW_KEY = "2:" + base64.b64encode(os.urandom(32)).decode()


def keep(app: App, count: int) -> list[str]:
    visitor = Visitor(app)
    codes = together(CLIENTS, lambda n: visitor.submit(Form.of(n)).code, range(count))
    assert all(codes), "not every result was kept"
    return codes


def opened(app: App, codes: list[str]) -> int:
    """How many of these the app opens."""
    visitor = Visitor(app)
    return sum(together(CLIENTS, lambda code: visitor.open(code).code == code, codes))


def manage(app: App, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=app.env,
        capture_output=True,
        text=True,
        check=False,
    )


def timed(do: Callable[[], object]) -> float:
    start = time.monotonic()
    do()
    return time.monotonic() - start


@contextmanager
def writing(app: App) -> Iterator[list[float]]:
    """Somebody goes on keeping results; how long each took."""
    visitor, over, taken = Visitor(app), threading.Event(), []

    def write() -> None:
        number = 0
        while not over.is_set():
            answer = visitor.submit(Form.of(number))
            # What is not kept counts as one that never ends.
            taken.append(answer.seconds if answer.code else float("inf"))
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield taken
    finally:
        over.set()
        thread.join()


# T24.


def restoring(folder: Path, kind: type[Store], count: int) -> Row:
    here, there = kind(folder / "here"), kind(folder / "there")
    backup = folder / "backup"
    try:
        with here.app() as app:
            app.start()
            codes = keep(app, count)
            with writing(app):
                backing = timed(lambda: here.back_up(backup))
        here.drop()
        # On another machine there is the backup, and the keys, which were kept apart from it.
        restored = timed(lambda: there.restore(backup))
        with there.app() as app:
            starting = timed(app.start)
            start = time.monotonic()
            open_ = opened(app, codes)
            opening = time.monotonic() - start
    finally:
        there.drop()
    return Row(
        f"T24 {there.name}: opened from a backup elsewhere",
        f"{count:,}/{count:,}, time",
        f"{open_:,}/{count:,}; backup {backing:.2f} s, restore {restored:.2f} s, "
        f"start {starting:.1f} s, opening all {opening:.1f} s",
        open_ == count,
    )


# T25.


def opens_with(keyring: sealing.Keyring, rows: dict[bytes, bytes], code: str) -> bool:
    secret = sealing.secret_of(code)
    try:
        blob = rows[sealing.locator_of(secret, "result")]
        sealing.open_blob(keyring, secret, "result", blob)
    except (KeyError, NotSealed):
        return False
    return True


def starts(store: Store, **env: str) -> bool:
    with store.app(**env) as app:
        try:
            app.start()
        except RuntimeError:
            return False
        return True


def rotating(folder: Path, kind: type[Store], count: int) -> list[Row]:
    store, old = kind(folder / "rotated"), kind(folder / "old")
    backup = folder / "old-backup"
    only_new = sealing.parse_keys(NEW_KEY)
    try:
        with store.app() as app:
            app.start()
            codes = keep(app, count)
        store.back_up(backup)
        with store.app(SERVER_KEYS=f"{KEYS},{NEW_KEY}") as app:
            app.start()
            too_early = manage(app, "retire_key", "1").returncode
            both = opened(app, codes)
            rows = rows_of(store)
            left = sum(sealing.key_id_of(blob) == 1 for blob in rows.values())
            retired = manage(app, "retire_key", "1").returncode
        with store.app(SERVER_KEYS=NEW_KEY) as app:
            app.start()
            alone = opened(app, codes)
        old.restore(backup)
        old_rows = rows_of(old)
        refused = not starts(old, SERVER_KEYS=NEW_KEY)
    finally:
        store.drop()
        old.drop()
    readable = sum(opens_with(only_new, old_rows, code) for code in codes)
    # A control: it is the key that is missing, and nothing else.
    sound = sum(opens_with(sealing.parse_keys(KEYS), old_rows, code) for code in codes)
    return [
        Row(
            f"T25 {store.name}: opened with both keys, with the new one",
            f"{count:,}, {count:,}",
            f"{both:,}, {alone:,}",
            both == alone == count,
        ),
        Row(
            f"T25 {store.name}: rows of key 1, retired",
            "0, only then",
            f"{left}, {'only then' if too_early and not retired else 'at another time'}",
            not left and bool(too_early) and not retired,
        ),
        Row(
            f"T25 {store.name}: old backup without key 1",
            "0 open, no start",
            f"{readable} open (with it {sound:,}), {'no start' if refused else 'a start'}",
            not readable and sound == count and refused,
        ),
    ]


# T27.


def fill(store: Store, count: int, day: date) -> None:
    rows = [(os.urandom(32), os.urandom(4126), str(day)) for _ in range(count)]
    store.run("INSERT INTO sealed (locator, blob, expires_on) VALUES (?, ?, ?)", rows)


def purging(folder: Path, kind: type[Store], count: int, patience: int) -> list[Row]:
    store = kind(folder / "purged")
    try:
        with store.app() as app:
            app.start()
            codes = keep(app, 10)
            # As many stay: the old ones are not all there is.
            fill(store, count, date.today() + timedelta(days=200))
            fill(store, count, OVER)
            with writing(app) as taken:
                deadline = time.monotonic() + 60
                while len(taken) < CALM and time.monotonic() < deadline:
                    time.sleep(0.01)
                calm = len(taken)
                stops = manage(app, "purge").returncode
                command = timed(lambda: manage(app, "purge", "--force"))
                during = taken[calm:]
            # With nothing left it takes as long as it takes to start.
            seconds = command - timed(lambda: manage(app, "purge"))
            gone = store.ask("SELECT count(*) FROM sealed WHERE expires_on < CURRENT_DATE")
            kept = store.ask("SELECT count(*) FROM sealed WHERE length(locator) = 32")
            open_ = opened(app, codes)
    finally:
        store.drop()
    rest = kept[0][0] - count - len(codes) - len(taken)
    usual, slowest = max(taken[:calm]), max(during, default=float("inf"))
    purge, stall = patience * PURGE_SECONDS, patience * STALL_SECONDS
    return [
        Row(
            f"T27 {store.name}: {count:,} purged",
            f"all, no other, < {purge:g} s",
            f"{gone[0][0]} left, {-rest} others gone, {seconds:.1f} s (started: {command:.1f} s)",
            not gone[0][0] and not rest and open_ == len(codes) and seconds < purge,
        ),
        Row(
            f"T27 {store.name}: that many, unasked",
            "stops",
            "stops" if stops else "deletes",
            bool(stops),
        ),
        Row(
            f"T27 {store.name}: slowest save meanwhile",
            f"< {stall:g} s",
            f"{slowest:.2f} s of {len(during)} (before: {usual:.2f} s of {calm})",
            slowest < stall,
        ),
    ]


def run(folder: Path, count: int, old: int, every: bool = True, patience: int = 1) -> list[Row]:
    """count: results that are restored and rotated; old: rows that are purged.

    every: on each kind of database that can be reached, and not on SQLite alone.
    patience: how many times as long it may take as on a machine that does nothing else.
    """
    rows = []
    for kind in kinds() if every else [Store]:
        place = folder / kind.name
        place.mkdir()
        if kind is PostgreSQL and not shutil.which("pg_dump"):
            rows.append(Row(f"T24 {kind.name}", "-", "pg_dump is not here", None))
        else:
            rows.append(restoring(place, kind, count))
        rows += [*rotating(place, kind, count), *purging(place, kind, old, patience)]
    if every and PostgreSQL not in kinds():
        rows.append(Row("T24, T25, T27 PostgreSQL", "-", UNREACHABLE, None))
    return rows
