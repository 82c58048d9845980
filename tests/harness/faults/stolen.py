"""T8: whoever steals every file of the app reads nothing in them.

Each person has a code, a form, a browser and a name for the result that nobody else has; none of
them is in the database, its log, its index, a backup, or the folder for temporary files.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from habits.engine.loaded import get_content
from habits.store import saved_lists, saved_results, sealing
from tests.harness.faults.app import KEYRING, App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor, together

CLIENTS = 4
# A list holds at most 100.
ON_A_LIST = 50
COLUMNS = [("locator", "BLOB"), ("blob", "BLOB"), ("expires_on", "date")]
# The others hold marks of the keys and the day of the last purge, which are nobody's.
TABLES = {"django_migrations", "sealed", "key_checks", "last_purge"}


@dataclass
class Person:
    number: int
    form: Form
    code: str = ""
    # Of a link that lets someone read the result, and did.
    link: str = ""

    @property
    def name(self) -> str:
        return f"name-canary-{self.number:05}"

    @property
    def agent(self) -> str:
        return f"agent-canary-{self.number:05}"

    def needles(self) -> set[bytes]:
        """Everything that is this person's alone, in the spellings that could be written."""
        secret = sealing.secret_of(self.code)
        nonce = bytes.fromhex(self.form.nonce)
        return {
            self.code.encode(),
            self.code.upper().encode(),
            sealing.grouped(self.code).encode(),
            secret,
            secret.hex().encode(),
            nonce,
            nonce.hex().encode(),
            self.form.cookie[-60:].encode(),
            self.link.encode(),
            self.link.upper().encode(),
            sealing.grouped(self.link).encode(),
            sealing.secret_of(self.link),
        }


def words() -> set[bytes]:
    """What every answer and record is written with. Shorter words are in random bytes by chance."""
    questions = get_content().questionnaire.by_question.values()
    found = {f'"{q.id}":["{o.id}"'.encode() for q in questions for o in q.options}
    texts = {text for q in questions for text in (q.id, *q.by_id, *(o.label for o in q.options))}
    return found | {t.encode() for t in texts if len(t) > 5} | {b"-canary-", b"127.0.0.1"}


def submit(app: App, people: list[Person]) -> list[str]:
    """They make their results, put them on lists and name them; returns the codes of the lists."""
    visitors = [Visitor(app) for _ in range(-(-len(people) // ON_A_LIST))]

    def act(person: Person) -> None:
        visitor = visitors[person.number // ON_A_LIST]
        person.code = visitor.submit(person.form, f"?{person.agent}").code
        listed = {settings.SAVED_COOKIE_NAME: visitor.cookies.get(settings.SAVED_COOKIE_NAME, "")}
        visitor.on_result(person.code, "add", **listed)
        listed = {settings.SAVED_COOKIE_NAME: visitor.cookies[settings.SAVED_COOKIE_NAME]}
        jar = visitor.jar(**listed)
        visitor.post("/saved/rename/", jar, code=person.code, name=person.name)
        person.link = visitor.share(visitor.address(person.code, jar), jar, days="30")
        assert visitor.read(person.link).status == 200

    # The first of each starts the list that the others go on.
    together(CLIENTS, act, people[::ON_A_LIST])
    together(CLIENTS, act, [person for person in people if person.number % ON_A_LIST])
    return [visitor.cookies[settings.SAVED_COOKIE_NAME] for visitor in visitors]


def back_up(app: App) -> None:
    with closing(sqlite3.connect(app.database)) as database:
        database.execute("VACUUM INTO ?", [str(app.folder / "vacuumed")])
        with closing(sqlite3.connect(app.folder / "copied")) as copy:
            database.backup(copy)


def seen(files: dict[str, bytes], needles: set[bytes]) -> list[tuple[str, bytes]]:
    return [(name, needle) for name, data in files.items() for needle in needles if needle in data]


def named(app: App, listed: list[str]) -> list[str]:
    """The names on the lists, opened with their codes: they are in there, and sealed."""
    rows = app.rows()
    found = []
    for code in listed:
        secret = sealing.secret_of(code)
        blob = rows[sealing.locator_of(secret, "list")]
        data = sealing.open_blob(KEYRING, secret, "list", blob)
        found += [item.name for item in saved_lists.list_from_json(data)]
    return sorted(found)


def run(folder: Path, count: int) -> list[Row]:
    temporary = folder / "temporary"
    temporary.mkdir()
    people = [Person(number, Form.of(number)) for number in range(count)]
    with App(folder, TMPDIR=str(temporary)) as app:
        app.start()
        before = app.database.read_bytes()
        listed = submit(app, people)
        back_up(app)
        # While it runs: what is in the log and the index is not in the database yet.
        files = {
            str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }
        sizes = {len(blob) for blob in app.rows().values()}
        with closing(sqlite3.connect(app.database)) as database:
            columns = [row[1:3] for row in database.execute("PRAGMA table_info(sealed)")]
            tables = {
                name
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
                if not name.startswith("sqlite_")
            }
            # The marks of the keys and of the last purge have days of their own, and are nobody's.
            of_people = "SELECT DISTINCT expires_on FROM sealed WHERE length(locator) = 32"
            days = {row[0] for row in database.execute(of_people)}
    needles = words().union(*(person.needles() for person in people))
    # SQLite keeps the words of the set-up, such as the names of its tables.
    found = [(name, needle) for name, needle in seen(files, needles) if needle not in before]
    for name, needle in found[:10]:
        print("  ", name, needle)
    kept = named(app, listed) == [person.name for person in people]
    control = {
        "control": b"".join([b"x", *(saved_results.canonical(p.form.answers) for p in people)])
    }
    wanted = {
        app.database.name,
        f"{app.database.name}-wal",
        f"{app.database.name}-shm",
        "vacuumed",
        "copied",
    }
    size = sum(map(len, files.values()))
    codes = {person.code for person in people if person.code}
    sole = columns == COLUMNS and tables == TABLES
    return [
        Row(
            "T8 people whose result is kept",
            f">= {count:,}, names too",
            f"{len(codes):,}, {'names too' if kept else 'not the names'}",
            len(codes) >= count and kept,
        ),
        Row(
            "T8 secrets in every file of the app",
            "0",
            f"{len(found)} of {len(needles):,} in {len(files)} files, {size / 1e6:.0f} MB",
            not found and wanted <= files.keys(),
        ),
        Row(
            "T8 sizes, columns",
            "<= 3, exactly 3",
            f"{len(sizes)} ({', '.join(map(str, sorted(sizes)))}), {len(columns)}",
            len(sizes) <= 3 and sole,
        ),
        Row("T8 days of expiry that tell them apart", "<= 3", str(len(days)), len(days) <= 3),
        Row(
            "T8 control: answers in plain words",
            "found",
            f"{len(seen(control, needles))} times",
            bool(seen(control, needles)),
        ),
    ]
