"""SQLite's log, which keeps deleted bytes and the order of what was written."""

from __future__ import annotations

import logging
import time

from django.db import connection

from .database import FAILURES

log = logging.getLogger(__name__)

# How often, in seconds, SQLite's log is cut off where results are made.
CUT_SECONDS = 300


last_cut = 0.0


def cut_log_now_and_then() -> None:
    """At most every five minutes in each process: the log tells what was written last, in order."""
    global last_cut
    if time.monotonic() - last_cut >= CUT_SECONDS:
        last_cut = time.monotonic()
        truncate_log()


def truncate_log() -> None:
    """SQLite keeps deleted bytes in its write-ahead log until a checkpoint cuts it off."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except FAILURES:
        log.warning("the write-ahead log could not be cut off; the next checkpoint does it")
