"""What the tables need to know of the database below them."""

from __future__ import annotations

import os

from django.db import DatabaseError, InterfaceError, connection

from .sqlite_connection import use_file

FAILURES = (DatabaseError, InterfaceError, OSError)


def check_sqlite_file() -> tuple[int, int] | None:
    """Which file SQLite's name leads to: device and inode. None for a database that is no file.

    SQLite goes on writing to a file that was deleted or replaced, and makes an empty one for who
    asks next. Raises FileNotFoundError before either can happen, and lets go of a replaced file.
    """
    name = database_file()
    if name is None:
        return None
    found = os.stat(name)
    file = found.st_dev, found.st_ino
    use_file(file, writable=os.access(name, os.W_OK))
    return file


def database_file() -> str | None:
    """SQLite's file; None for a database that is no file of ours."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's
        return None
    return str(connection.settings_dict["NAME"])
