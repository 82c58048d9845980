"""What whoever has SQLite's files learns of the order in which rows were made."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import OperationalError, connection

from habits.models import Sealed
from habits.store import (
    clock,
    purging,
    saved_lists,
    saved_results,
    sealing,
    shuffled_pages,
    write_ahead_log,
)
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from tests.database import on_a_file
from tests.people import ECZEMA

pytestmark = pytest.mark.django_db
TODAY = date.today()
KEYS = project.SERVER_KEYS


@pytest.fixture
def file(db, tmp_path) -> Iterator[Path]:
    with on_a_file(tmp_path / "results.sqlite3") as path:
        yield path


def keep() -> str:
    return saved_results.save_result(KEYS, sealing.new_secret(), Record(ECZEMA, TODAY), TODAY)


def locator(code: str) -> bytes:
    return sealing.locator_of(sealing.secret_of(code), "result")


def numbered(path: Path) -> list[int]:
    """The numbers that SQLite gave to the rows, in which they were made. Raises OperationalError
    when it gave none."""
    with closing(sqlite3.connect(path)) as thief:
        return [number for (number,) in thief.execute("SELECT rowid FROM sealed ORDER BY locator")]


def places(path: Path) -> dict[bytes, int]:
    """Locator -> the page of the file that holds most of its blob."""
    with closing(sqlite3.connect(path)) as thief:
        found = thief.execute(
            "SELECT path, pageno FROM dbstat WHERE name = 'sealed' AND pagetype = 'overflow' "
            # A row of an inner page comes behind those of the page below it.
            "ORDER BY replace(path, '+', '~')"
        ).fetchall()
        rows = thief.execute("SELECT locator FROM sealed ORDER BY locator").fetchall()
    return {row: number for (row,), (_, number) in zip(rows, found, strict=True)}


def in_order(numbers: list[int]) -> float:
    """How often a number is followed by a larger one: 1 in order, about 0.5 by chance."""
    pairs = list(pairwise(numbers))
    return sum(first < second for first, second in pairs) / len(pairs)


def test_rows_have_no_numbers(file) -> None:
    keep()
    with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
        numbered(file)


def test_the_places_of_rows_in_the_file_are_by_chance(file) -> None:
    keep()
    found = places_in_order(file, 200)
    assert 0.35 < in_order(found) < 0.65
    # Nor is a list beside its result, which is what could tell what it is.
    beside = sum(abs(first - second) <= 2 for first, second in pairwise(found))
    assert beside < 40


def test_that_is_seen_where_places_are_not_by_chance(file, monkeypatch) -> None:
    monkeypatch.setattr(shuffled_pages, "prepare_free_pages", lambda: None)
    keep()
    assert in_order(places_in_order(file, 200)) > 0.9


def places_in_order(path: Path, count: int) -> list[int]:
    made = [locator(keep()) for _ in range(count)]
    found = places(path)
    return [found[each] for each in made]


def test_what_makes_pages_free_leaves_no_row_and_few_pages(file) -> None:
    for _ in range(100):
        keep()
    assert Sealed.objects.count() == 100
    assert shuffled_pages.count_free_pages() < 2 * shuffled_pages.AHEAD


def test_a_row_is_kept_when_no_pages_can_be_made_ready(file) -> None:
    def refuse(execute, sql, *rest: object) -> object:
        if "zeroblob" in sql:
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        code = keep()
    assert saved_results.open_result(KEYS, code, TODAY)


def test_the_log_of_what_was_written_last_is_cut_off_now_and_then(file, monkeypatch) -> None:
    log = Path(f"{file}-wal")
    monkeypatch.setattr(write_ahead_log, "last_cut", time.monotonic())
    keep()
    assert log.stat().st_size
    purging.purge(TODAY)
    assert not log.stat().st_size
    # Where much is made, more often than a purge comes by.
    keep()
    assert log.stat().st_size
    monkeypatch.setattr(write_ahead_log, "last_cut", time.monotonic() - write_ahead_log.CUT_SECONDS)
    keep()
    assert not log.stat().st_size


def made_before(file: Path) -> list[str]:
    """The table as version 1 made it, with results and a list."""
    call_command("migrate", "habits", "zero", verbosity=0)
    call_command("migrate", "habits", "0001", verbosity=0)
    # Where that version kept the day is not looked at.
    clock.known_day = clock.Day(TODAY, TODAY)
    codes = [keep() for _ in range(20)]
    saved_lists.new_list(KEYS, [Item(codes[0], "Notes", TODAY)], TODAY)
    assert sorted(numbered(file)) == list(range(1, 22))
    return codes


def test_rows_from_before_are_kept_and_lose_their_numbers(file) -> None:
    codes = made_before(file)
    before = list(Sealed.objects.order_by("pk").values_list())
    call_command("migrate", verbosity=0)
    assert list(Sealed.objects.order_by("pk").values_list()) == before
    with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
        numbered(file)
    for code in codes:
        assert saved_results.open_result(KEYS, code, TODAY).answers == ECZEMA
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN SELECT 1 FROM sealed WHERE expires_on < '2000-01-01'")
        assert "USING COVERING INDEX" in cursor.fetchone()[3]
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)
    found = places(file)
    assert 0.1 < in_order([found[locator(code)] for code in codes]) < 0.9


def test_a_version_that_runs_on_meanwhile_goes_on_reading_and_writing(file) -> None:
    codes = made_before(file)
    find = "SELECT blob FROM sealed WHERE locator = ?"
    put = "INSERT OR IGNORE INTO sealed (locator, blob, expires_on) VALUES (?, ?, ?)"
    with closing(sqlite3.connect(file, isolation_level=None)) as older:
        blob = older.execute(find, [locator(codes[0])]).fetchone()
        call_command("migrate", verbosity=0)
        assert older.execute(find, [locator(codes[0])]).fetchone() == blob
        older.execute(put, [b"x" * 32, b"x", "2099-01-01"])
    assert Sealed.objects.filter(pk=b"x" * 32).exists()


def test_going_back_a_version_keeps_every_row(file) -> None:
    codes = made_before(file)
    call_command("migrate", verbosity=0)
    call_command("migrate", "habits", "0001", verbosity=0)
    assert all(saved_results.open_result(KEYS, code, TODAY) for code in codes)
