"""The two databases that the app can use, for tests of both: made, looked into, copied, dropped."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.browser.server import manage
from tests.harness.faults.app import App, environment
from tests.run import POSTGRES, reachable

UNREACHABLE = "no PostgreSQL reachable; set TEST_POSTGRES_URL"


@dataclass
class Store:
    """A database of SQLite in a folder of its own."""

    folder: Path
    name = "SQLite"

    def __post_init__(self) -> None:
        self.folder.mkdir()

    @property
    def file(self) -> Path:
        return self.folder / "saved.sqlite3"

    @contextmanager
    def app(self, **env: str) -> Iterator[App]:
        """The app on this database; what is in there stays."""
        kept = self.file.exists() and self.file.rename(self.folder / "kept")
        with App(self.folder, workers=1, **env) as app:
            if kept:
                kept.rename(self.file)
            yield app

    def run(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(self.file, timeout=20)) as database, database:
            database.executemany(sql, rows)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file, timeout=20)) as database:
            return database.execute(sql).fetchall()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody can reach it."""
        elsewhere = self.file.with_suffix(".away")
        self.file.rename(elsewhere)
        try:
            yield
        finally:
            elsewhere.rename(self.file)

    def back_up(self, to: Path) -> None:
        with closing(sqlite3.connect(self.file)) as database:
            database.execute("VACUUM INTO ?", [str(to)])

    def restore(self, backup: Path) -> None:
        shutil.copy(backup, self.file)

    def drop(self) -> None:
        shutil.rmtree(self.folder)


class PostgreSQL(Store):
    """A database of its own on the server of TEST_POSTGRES_URL."""

    name = "PostgreSQL"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.database = f"faults_{os.getpid()}_{self.folder.name}"
        self.url = urlsplit(POSTGRES)._replace(path=f"/{self.database}").geturl()
        self.admin(f'CREATE DATABASE "{self.database}"')

    def admin(self, sql: str) -> None:
        server = urlsplit(POSTGRES)._replace(path="/postgres").geturl()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql)

    @contextmanager
    def app(self, **env: str) -> Iterator[App]:
        own = environment(self.file) | {"DATABASE_URL": self.url}
        manage(own | env, "migrate")
        with App(self.folder, workers=1, DATABASE_URL=self.url, **env) as app:
            yield app

    def run(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), rows)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).fetchall()

    @contextmanager
    def away(self) -> Iterator[None]:
        self.admin(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS false')
        try:
            yield
        finally:
            self.admin(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS true')

    def back_up(self, to: Path) -> None:
        command = ["pg_dump", "--format=custom", f"--file={to}", self.url]
        subprocess.run(command, check=True)

    def restore(self, backup: Path) -> None:
        command = ["pg_restore", "--exit-on-error", f"--dbname={self.url}", str(backup)]
        subprocess.run(command, check=True)

    def drop(self) -> None:
        super().drop()
        self.admin(f'DROP DATABASE "{self.database}" WITH (FORCE)')


def kinds() -> list[type[Store]]:
    """The kinds of database that can be reached here."""
    place = urlsplit(POSTGRES)
    there = reachable(place.hostname or "", place.port or 5432)
    return [Store, PostgreSQL] if there else [Store]


def rows_of(store: Store) -> dict[bytes, bytes]:
    """Locator -> blob of everything saved; the marks of the server's keys are shorter."""
    found = store.ask("SELECT locator, blob FROM sealed WHERE length(locator) = 32")
    return {bytes(locator): bytes(blob) for locator, blob in found}
