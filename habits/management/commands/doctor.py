"""Says in plain words what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ...checks import overdue
from ...engine.loaded import get_content
from ...engine.reader import ContentError
from ...models import Sealed
from ...store import key_check, purging
from ...store.capacity import fullness, too_full
from ...store.database import FAILURES
from ...store.file_modes import database_files
from ...store.sealed_rows import expired_by

# From this SQLite on, two connections cannot spoil the write-ahead log between them.
WHOLE_SQLITE = (3, 51, 3)
FULLEST = 0.90
LARGEST_DRIFT = timedelta(minutes=1)
Faults = Iterator[str]


def settings_for_readers() -> Faults:
    if settings.DEBUG:
        yield "DEBUG is on. It shows the insides of the server to readers."
    if settings.LOCAL_HTTP:
        yield "LOCAL_HTTP is on: pages go out unencrypted, to this machine alone."
    for name in settings.GENERATED_SECRETS:
        yield f"{name} is not set. This machine made one, and a second machine would not have it."
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1"}:
        yield "ALLOWED_HOSTS names only this machine. Put the host name of the site there."
    if not settings.BEHIND_PROXY and not settings.LOCAL_HTTP:
        yield "BEHIND_PROXY is off: behind a proxy, no network is held back for asking too often."


def key_files() -> Faults:
    """Secrets that other users of this machine can read."""
    named = [os.environ.get(f"{name}_FILE") for name in ("SECRET_KEY", "SERVER_KEYS")]
    named += [os.environ.get("DATABASE_URL_FILE")]
    made = [settings.LOCAL_DIR / name for name in ("secret_key", "server_keys")]
    for path in [*map(Path, filter(None, named)), *made, *database_files()]:
        if path.exists() and path.stat().st_mode & 0o077 and path.parent.stat().st_mode & 0o011:
            yield f"Other users of this machine can read {path}. Run: chmod go= {path}"


def words_and_sources() -> Faults:
    try:
        read = get_content()
    except ContentError as error:
        yield from error.faults
        return
    today = date.today()
    if late := [warning.msg for warning in overdue(read, today)]:
        yield f"{len(late)} reviews are overdue, the first: {late[0]}."
    newest = max(item.checked for item in read.reviewed.values())
    if today < newest:
        yield f"The clock says {today}, before the content was last checked ({newest}). Set it."


def static_files() -> Faults:
    known = getattr(staticfiles_storage, "hashed_files", None)
    if known is None:
        return
    wanted = {path for finder in get_finders() for path, _ in finder.list([])}
    lacking = sorted(
        path for path in wanted if path not in known or not staticfiles_storage.exists(known[path])
    )
    if lacking:
        yield f"{len(lacking)} static files are not collected. Run: manage.py collectstatic"


def disk() -> Faults:
    kept = {file.parent for file in database_files()}
    for place in filter(Path.exists, kept | {settings.LOCAL_DIR}):
        full = fullness(place)
        if place in kept and too_full(place):
            yield f"The disk of {place} is {full:.0%} full, and nothing new is kept. Make room."
        elif full > FULLEST:
            yield f"The disk of {place} is {full:.0%} full. Make room."


def database() -> Faults:
    """Everything that needs the database, or one sentence when it does not answer."""
    try:
        yield from migrations()
        yield from durability()
        yield from server_keys()
        yield from purge()
    except FAILURES as error:
        yield f"The database does not answer as it should ({type(error).__name__}). Is it up?"


def server_keys() -> Faults:
    yield from key_check.faults(settings.SERVER_KEYS)
    if count := key_check.rows_without_key(settings.SERVER_KEYS):
        yield f"{count} results are sealed with a server key that is not here. Put it back."


def migrations() -> Faults:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database is older than the code. Run: manage.py migrate"


def durability() -> Faults:
    """What could lose or leak what was answered as saved."""
    if connection.vendor == "sqlite":
        wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
        if connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's
            wanted.pop("journal_mode")
        for name, value in wanted.items():
            if (found := one(f"PRAGMA {name}")) != value:
                yield f"SQLite's {name} is {found}, not {value}: saved results are at risk."
        if (found := one("PRAGMA quick_check")) != "ok":
            yield f"The database file is damaged ({found}). Restore it from a backup."
        return
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if (found := one(f"SHOW {name}")) != "on":
            yield f"PostgreSQL's {name} is {found}, not on: saved results are at risk."
    drift = abs(one("SELECT clock_timestamp()") - datetime.now(UTC))
    if drift > LARGEST_DRIFT:
        yield f"The clocks here and in the database differ by {drift.total_seconds():.0f} seconds."


def one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def purge() -> Faults:
    if doubt := purging.doubt(date.today()):
        yield f"{doubt} {purging.WHEN_SURE}"
        return
    late = Sealed.objects.filter(
        expires_on__lt=expired_by(date.today()) - timedelta(days=2)
    ).count()
    if late:
        yield f"{late} results are past their day. Run manage.py purge, and see to its timer."


def notes() -> Faults:
    """What is worth knowing and nobody's mistake."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < WHOLE_SQLITE:
        version = sqlite3.sqlite_version
        yield f"Note: SQLite is {version}. From 3.51.3 on, a rare fault that damages it is mended."
    if database_files() and (place := database_files()[0].parent).exists():
        most = settings.DISK_FULL_PERCENT
        end = f"Above {most}%, nothing new is kept." if most else "New results fill it to the end."
        yield f"Note: the disk of the database is {fullness(place):.0%} full. {end}"
    if most := settings.NEW_ROWS_A_DAY:
        yield f"Note: each worker keeps {most:,} new results and lists a day, and no more."


CHECKS: tuple[Callable[[], Faults], ...] = (
    settings_for_readers,
    key_files,
    words_and_sources,
    static_files,
    disk,
    database,
)


class Command(BaseCommand):
    help = "Says in plain words what is wrong with this installation. Ends with 1 if anything is."
    # Its own check of the content says it in fewer words.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        # Our own sentence on a database that is away is enough.
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
        for note in notes():
            self.stdout.write(note)
        faults = [fault for check in CHECKS for fault in check()]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
        self.stdout.write("All is well.")
