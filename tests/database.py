"""A database of a test's own, apart from the one that pytest-django makes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from habits.models import Sealed


@contextmanager
def on_a_file(path: Path, **options: Any) -> Iterator[Path]:
    """The default database as a SQLite file, as `make run` has it, and outside a transaction."""
    settings, inside = connections.settings["default"], connections["default"]
    options = {**settings["OPTIONS"], **options}
    connections.settings["default"] = {**settings, "NAME": str(path), "OPTIONS": options}
    del connections["default"]
    try:
        call_command("migrate", verbosity=0)
        yield path
    finally:
        connections["default"].close()
        connections.settings["default"] = settings
        connections["default"] = inside


def fill(monkeypatch: pytest.MonkeyPatch, full: float) -> None:
    """A disk that is so full, 0 to 1, and has as much again that is free for root alone."""
    disk = SimpleNamespace(f_blocks=200, f_bfree=200 - 100 * full, f_bavail=100 - 100 * full)
    monkeypatch.setattr(os, "statvfs", lambda place: disk)


def rows() -> dict[bytes, tuple[bytes, date]]:
    return {
        bytes(row.locator): (bytes(row.blob), row.expires_on) for row in Sealed.objects.iterator()
    }


def files_of(path: Path) -> bytes:
    """Every byte of the database, its write-ahead log and its index."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
