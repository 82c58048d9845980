"""Which file a connection to SQLite has open, and how long it is kept: Django knows neither.

The one place that reaches into Django's connection. It keeps one for as long as CONN_MAX_AGE said
when it connected. To connect anew for each request would do without this, and SQLite would then
write its log back and delete it after each.
"""

from __future__ import annotations

from django.db import connection


def use_file(file: tuple[int, int], writable: bool) -> None:
    """Let go of a connection that has another file open than this one: device and inode.

    Raises FileNotFoundError inside a transaction, which cannot move to another file.
    """
    # Connections that can only read keep a whole process from writing: none outlives its request.
    connection.settings_dict["CONN_MAX_AGE"] = None if writable else 0
    if getattr(connection, "sqlite_file", file) != file:
        if connection.in_atomic_block:
            raise FileNotFoundError
        connection.close()
    connection.sqlite_file = file  # type: ignore[attr-defined]  # ours
