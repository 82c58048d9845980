"""Fixtures of the tests of results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tests.database import on_a_file
from tests.people import ECZEMA, press
from tests.results.helpers import keep


@pytest.fixture
def sqlite_file(db, tmp_path) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("it is about SQLite's files")
    with on_a_file(tmp_path / "results.sqlite3", timeout=0.1) as path:
        yield path


@pytest.fixture
def listed(client) -> tuple[str, str]:
    """A list of two results on the client's device; their codes."""
    codes = keep(made=date(2026, 1, 1)), keep(ECZEMA | {"itch": ["7"]}, date(2026, 2, 1))
    for code in codes:
        press(client, code, "result-add")
    return codes
