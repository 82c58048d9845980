"""The database is set up to lose nothing. Runs on SQLite and, when one is reachable, PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def scalar(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_it_answers() -> None:
    assert scalar("SELECT 1") == 1


def test_a_saved_row_survives_a_power_cut() -> None:
    if connection.vendor == "sqlite":
        assert scalar("PRAGMA synchronous") == 2
        assert scalar("PRAGMA secure_delete") == 1
    else:
        assert scalar("SHOW synchronous_commit") == "on"
        assert scalar("SHOW fsync") == "on"
