"""What can stand in the way of keeping or opening a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from .database import FAILURES, check_sqlite_file
from .sealing import Kind, NotSealed


class StorageUnavailable(Exception):
    """The database did not take it: full, locked, down or read-only."""

    because = "database"


class DiskFull(StorageUnavailable):
    """The disk is so full that what is left is for what is kept already."""

    because = "disk full"


class DailyLimitReached(StorageUnavailable):
    """This process made as many new rows as it may in a day."""

    because = "enough today"


class KeysDiffer(StorageUnavailable):
    """This process's keys are not those of the table, or nobody could look so far."""

    because = "keys"


class CannotOpen(StorageUnavailable):
    """A row is there and may be sound: it is the server's key or clock that is not as it was."""

    because = "keys or clock"


class NetworkLimitReached(StorageUnavailable):
    """A network has taken its share of the day's new rows; it has one again in so many seconds."""

    because = "enough from a network"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


class OtherKind(NotSealed):
    """The code opens a record of another kind."""

    def __init__(self, kind: Kind, code: str) -> None:
        self.kind, self.code = kind, code


class ListFull(Exception):
    """The list holds as many results as it can."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns any failure of the database into StorageUnavailable, and lets go of its connection.

    A connection can stay broken when the database is well again: the next request makes a new one.
    """
    try:
        file = check_sqlite_file()
        yield
        if check_sqlite_file() != file:
            raise FileNotFoundError
    except FAILURES as error:
        if not connection.in_atomic_block:
            connection.close()
        raise StorageUnavailable from error
