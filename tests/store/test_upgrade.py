"""A database of an earlier version is upgraded in place, and a process of that version beside it
goes on finding what it looks for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from habits.models import EARLIER_MARKS, Sealed
from habits.store import clock, key_check, purging, saved_results, sealing
from habits.store.saved_results import Record
from habits.store.sealing import Keyring
from tests.people import ECZEMA
from tests.store.vectors import KEY, OTHER

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

BEFORE = "0002_without_rowid"
RIGHT, WRONG = Keyring({1: KEY}), Keyring({1: OTHER})
TODAY = date.today()
PURGED = TODAY - timedelta(days=3)
# As the version before wrote them.
MARKS = {
    (b"server-key-1", sealing.check_value(KEY), date(9999, 12, 31)),
    (b"last-purge", PURGED.isoformat().encode(), date(9999, 12, 30)),
}


def put(marks: set[tuple[bytes, bytes, date]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sealed (locator, blob, expires_on) VALUES (%s, %s, %s)",
            [(locator, blob, day.isoformat()) for locator, blob, day in marks],
        )


def marks_there() -> set[tuple[bytes, bytes, date]]:
    """Read as the version before reads them."""
    rows = Sealed._base_manager.filter(expires_on__gte=EARLIER_MARKS)
    return {(bytes(row.locator), bytes(row.blob), row.expires_on) for row in rows}


@pytest.fixture
def upgraded(monkeypatch) -> str:
    """A database with a result and the marks of the version before, upgraded. The result's code."""
    code = saved_results.save_result(RIGHT, sealing.new_secret(), Record(ECZEMA, TODAY), TODAY)
    call_command("migrate", "habits", BEFORE, verbosity=0)
    put(MARKS)
    call_command("migrate", "habits", verbosity=0)
    monkeypatch.setattr(clock, "known_day", None)
    return code


def test_the_keys_are_known_again(upgraded) -> None:
    assert key_check.check(WRONG) == ["Server key 1 is not the one that sealed the results."]
    assert key_check.check(RIGHT) == []
    assert key_check.stored() == {1: sealing.check_value(KEY)}
    assert saved_results.open_result(RIGHT, upgraded, TODAY).answers == ECZEMA


@pytest.mark.usefixtures("upgraded")
def test_the_day_of_the_last_purge_is_known_again() -> None:
    assert clock.day(TODAY).purged == PURGED


@pytest.mark.usefixtures("upgraded")
def test_a_process_of_the_version_before_finds_what_it_looks_for() -> None:
    assert marks_there() == MARKS
    purging.purge(TODAY)
    assert marks_there() == MARKS


@pytest.mark.usefixtures("upgraded")
def test_marks_of_the_version_before_are_no_results() -> None:
    assert Sealed.objects.count() == key_check.rows_by_key().count() == 1
    assert key_check.rows_without_key(Keyring({2: OTHER})) == 1
    assert purging.doubt(TODAY) == ""


@pytest.mark.usefixtures("upgraded")
def test_what_a_process_of_the_version_before_still_writes_stops_nothing() -> None:
    put({(b"server-key-2", sealing.check_value(OTHER), date(9999, 12, 31))})
    assert key_check.check(RIGHT) == []
    call_command("migrate", "habits", verbosity=0)
    assert key_check.stored() == {1: sealing.check_value(KEY)}


def test_an_empty_database_is_upgraded_too() -> None:
    call_command("migrate", "habits", BEFORE, verbosity=0)
    call_command("migrate", "habits", verbosity=0)
    assert (key_check.stored(), clock.purged_on()) == ({}, None)


def test_going_back_a_version_takes_the_marks_along() -> None:
    key_check.settle(RIGHT)
    purging.purge(TODAY)
    call_command("migrate", "habits", BEFORE, verbosity=0)
    back = marks_there()
    call_command("migrate", "habits", verbosity=0)
    assert back == {
        (b"server-key-1", sealing.check_value(KEY), date(9999, 12, 31)),
        (b"last-purge", TODAY.isoformat().encode(), date(9999, 12, 30)),
    }
