"""What is said when the database cannot do its work."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.test import Client

from habits.models import Sealed
from tests.database import on_a_file, rows
from tests.people import ECZEMA, at, give, press, show_tips
from tests.results.helpers import (
    LIST,
    assert_told_that_it_is_not_saved,
    code_in,
    keep,
    names_on_list,
    post,
    text,
    visible,
)

pytestmark = pytest.mark.django_db


@contextmanager
def table_away() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sealed RENAME TO sealed_away")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sealed_away RENAME TO sealed")


@contextmanager
def read_only() -> Iterator[None]:
    """Nothing can be written, by this connection or one that is made in its place."""
    sqlite = connection.vendor == "sqlite"
    switch = "PRAGMA query_only = {}" if sqlite else "SET default_transaction_read_only = {}"

    def turn(to: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(switch.format(to))

    def turn_on(**_: Any) -> None:
        turn("on")

    turn("on")
    connection_created.connect(turn_on)
    try:
        yield
    finally:
        connection_created.disconnect(turn_on)
        if sqlite:
            turn("off")
        else:
            # Any connection of the pool may have been turned.
            connection.close()
            connection.close_pool()


def connection_lost() -> AbstractContextManager[None]:
    def refuse(*_: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    return connection.execute_wrapper(refuse)


FAULTS = [table_away, read_only, connection_lost]


@pytest.fixture
def autocommit(request, transactional_db, tmp_path) -> Iterator[None]:
    """A database outside any transaction of a test, which a fault would break for good."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(on_a_file(tmp_path / "results.sqlite3", timeout=0.1))
        yield


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_tips_are_shown_when_they_cannot_be_saved_and_a_later_try_saves(
    client, autocommit, fault
) -> None:
    give(client, ECZEMA)
    with fault():
        for _ in range(2):
            assert_told_that_it_is_not_saved(client, show_tips(client))
    response = show_tips(client)
    assert "This page is not saved" not in text(response)
    assert post(Client(), "result-open", code=code_in(response)).status_code == 200
    assert Sealed.objects.count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_result_opens_while_nothing_can_be_written(client, autocommit) -> None:
    code = keep()
    Sealed.objects.update(expires_on=date.today() + timedelta(days=3))
    with read_only():
        assert post(client, "result-open", code=code).status_code == 200


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [read_only, connection_lost])
def test_a_change_that_cannot_be_written_is_told_and_nothing_is_lost(
    client, autocommit, fault
) -> None:
    code = keep()
    press(client, code, "result-add")
    at_here = at(client, code, "result-delete")
    before = rows()
    with fault():
        for address, data, title, still in (
            (at_here, {}, "We could not delete that", "It is still there"),
            (at_here.replace("delete", "keep"), {"days": "30"}, *NOT_CHANGED),
            (at_here.replace("delete", "add"), {}, *NOT_ADDED),
            ("/saved/rename/", {"code": code, "name": "Mine"}, *NOT_RENAMED),
            ("/saved/remove/", {"code": code}, *NOT_REMOVED),
            ("/saved/delete/", {}, *NOT_ALL_DELETED),
        ):
            response = client.post(address, data, follow=True)
            html = text(response)
            assert response.status_code == 503, address
            assert f"<h1>{title}</h1>" in html
            assert still in html
            assert "Nothing was changed" in html
            assert "save" not in visible(html.split("<main")[1].split("</main>")[0])
            assert LIST not in response.cookies
    assert rows() == before
    assert len(names_on_list(client)) == 1


NOT_CHANGED = "We could not change how long we keep it", "It ends on the day it had"

NOT_ADDED = "We could not put that on your list", "The result itself is as it was"

NOT_RENAMED = "We could not change the name", "It has the name it had"

NOT_REMOVED = "We could not take that off your list", "It is still on your list"

NOT_ALL_DELETED = "We could not delete your list", "All results on it are still there"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_opening_while_the_database_is_away_says_that_it_did_not_open(client, autocommit) -> None:
    code = keep()
    press(client, code, "result-add")
    here = at(client, code)
    with connection_lost():
        for response in (
            client.get(here),
            client.get(f"{here}print/"),
            client.get(f"{here}delete/"),
            client.post("/results/open/", {"code": code}, follow=True),
            client.post("/results/open/", {"code": code}, headers={"x-fragment": "1"}),
            client.get("/saved/"),
            client.post("/saved/open/", {"code": code}, follow=True),
            client.post("/saved/remember/", {"long": "1"}, follow=True),
        ):
            html = text(response)
            assert response.status_code == 503, response.request["PATH_INFO"]
            assert "<h1>We cannot open that now</h1>" in html
            assert "Nothing was changed" in html


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [read_only, connection_lost])
def test_changed_answers_that_are_not_saved_leave_the_old_ones_and_say_so(
    client, autocommit, fault
) -> None:
    code = keep()
    press(client, code, "result-change")
    before = rows()
    with fault():
        html = text(show_tips(client, replace="1"))
    assert "Your changed answers are not saved" in html
    assert "Your link still opens what it did before." in html
    assert "This page is not saved" not in html
    assert rows() == before


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(path: Path) -> Iterator[None]:
    with connection.cursor() as cursor:
        # No room for another page, and none inside the last one.
        cursor.execute("INSERT INTO sealed VALUES (x'00', zeroblob(9000), '9999-01-01')")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(20):
            try:
                cursor.execute(
                    "INSERT INTO sealed VALUES (%s, zeroblob(1000), '9999-01-01')", [b"%d" % number]
                )
            except OperationalError:
                break
        else:
            pytest.fail("the database did not get full")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def missing(path: Path) -> Iterator[None]:
    connection.close()
    away = path.with_name("away")
    away.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        file.rename(away / file.name)
    yield
    connection.close()
    for file in away.iterdir():
        shutil.move(file, path.parent / file.name)


@contextmanager
def down(path: Path) -> Iterator[None]:
    """PostgreSQL on a port where nothing listens, with the pool as in earnest."""
    here, inside = connections.settings["default"], connections["default"]
    pool = {"min_size": 1, "max_size": 8, "timeout": 0.2}
    connections.settings["default"] = {
        **here,
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "results",
        "HOST": "127.0.0.1",
        "PORT": "1",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": pool},
    }
    del connections["default"]
    yield
    connections["default"].close()
    connections["default"].close_pool()
    connections.settings["default"], connections["default"] = here, inside


@pytest.mark.parametrize("fault", [locked, full, missing, down])
def test_tips_are_shown_when_the_database_is_locked_full_missing_or_down(
    client, sqlite_file, fault: Callable[[Path], AbstractContextManager[None]]
) -> None:
    give(client, ECZEMA)
    with fault(sqlite_file):
        assert_told_that_it_is_not_saved(client, show_tips(client))
    assert post(client, "result-open", code=code_in(show_tips(client))).content
