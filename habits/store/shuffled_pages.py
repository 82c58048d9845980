"""Where a new row lies in SQLite's file does not tell which rows were made before and after it.

SQLite puts what is new on the page that became free last, or on one more at the end of its file, so
that the numbers of the pages would tell the order in which results and lists were made. Here pages
become free in an order of chance before they are needed, some dozens at a time.
"""

from __future__ import annotations

import logging
import os
import secrets
from datetime import date

from django.db import DatabaseError, connection, transaction

# Half a megabyte of the file; with fewer than FEWEST left, as many again.
AHEAD, FEWEST = 64, 16
# As large as a small record, which takes a page of its own.
BYTES = 4126
PUT = "INSERT INTO sealed (locator, blob, expires_on) VALUES (%s, zeroblob(%s), %s)"

log = logging.getLogger(__name__)


def prepare_free_pages() -> None:
    """Have free pages in an order of chance. A failure harms nobody."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or count_free_pages() >= FEWEST:
        return
    locators = [os.urandom(32) for _ in range(AHEAD)]
    shuffled = secrets.SystemRandom().sample(locators, AHEAD)
    try:
        # Nobody else ever sees these rows.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(PUT, [(each, BYTES, date.min.isoformat()) for each in locators])
            cursor.executemany(
                "DELETE FROM sealed WHERE locator = %s", [[each] for each in shuffled]
            )
    except DatabaseError:
        log.warning("no free pages could be made ready")


def count_free_pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA freelist_count")
        return int(cursor.fetchone()[0])
