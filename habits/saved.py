"""Keep, open, list, delete. Everything that touches the one table is here.

A record is JSON, sealed (see sealing.py). A result holds the answers and never the tips: those are
chosen anew at each opening, so a tip that we withdraw is gone for everyone.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction

from . import sealing
from .codes import codes_in
from .engine.assess import EDITION
from .models import Sealed
from .sealing import Keyring, Kind, NotSealed

# How long a record outlives its last opening, in days; the first is for who chooses nothing.
DAYS = (365, 30, 730)
# A list is used more rarely than its results and must outlive them.
LIST_DAYS = 730
# Records of that time do not say so.
FIRST_EDITION = 1
# With longer lists the record would outgrow its largest size.
MOST_ITEMS = 100
PURGE_SECONDS, PURGE_ROWS = 300, 100

log = logging.getLogger(__name__)
FAILURES = (DatabaseError, InterfaceError, OSError)


class CannotKeep(Exception):
    """The database did not take it: full, locked, down or read-only."""

    because = "database"


class DiskFull(CannotKeep):
    """The disk is so full that what is left is for what is kept already."""

    because = "disk full"


class EnoughToday(CannotKeep):
    """This process made as many new rows as it may in a day."""

    because = "enough today"


class OtherKind(NotSealed):
    """The code opens a record of the other kind."""

    def __init__(self, kind: Kind, code: str) -> None:
        self.kind, self.code = kind, code


class ListFull(Exception):
    """The list holds as many results as it can."""


@dataclass(frozen=True)
class Record:
    """One saved result.

    answers  question id -> ids of the options chosen
    made     the day it was made
    tips     id of each tip shown that day -> fingerprint of its words
    days     how long it is kept after the last opening
    edition  of the questionnaire that was answered
    ends     the day after which it is gone however often it is opened; None for who wants no such
             day. It is sealed: the table does not tell for whom a day is the last
    """

    answers: dict[str, list[str]]
    made: date
    tips: dict[str, str] = field(default_factory=dict)
    days: int = DAYS[0]
    edition: int = EDITION
    ends: date | None = None

    def until(self, today: date) -> date:
        """The last day of a record that is opened today."""
        return self.ends or today + timedelta(days=self.days)

    def to_json(self) -> bytes:
        raw = {
            "a": self.answers, "d": self.made.isoformat(), "t": self.tips, "k": self.days,
            "e": self.edition, "x": self.ends.isoformat() if self.ends else None,
        }  # fmt: skip
        return json.dumps(raw, separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Record:
        """Raises NotSealed when it is not a record of any version that we wrote."""
        try:
            raw = json.loads(data)
            days = raw["k"] if raw["k"] in DAYS else DAYS[0]
            made, edition = date.fromisoformat(raw["d"]), int(raw.get("e", FIRST_EDITION))
            ends = date.fromisoformat(raw["x"]) if raw.get("x") else None
            return cls(dict(raw["a"]), made, dict(raw["t"]), days, edition, ends)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise NotSealed from None


def canonical(answers: Mapping[str, Iterable[str]]) -> bytes:
    """The same answers as the same bytes, in whatever order they were given."""
    ordered = {question: sorted(chosen) for question, chosen in answers.items()}
    return json.dumps(ordered, separators=(",", ":"), sort_keys=True).encode()


def keep(keyring: Keyring, nonce: bytes, record: Record, today: date) -> str:
    """Save a result and return its code. The same nonce and answers give the same code and row.

    Raises CannotKeep when the database fails or there is no room; nothing is half saved then.
    Raises ValueError without a nonce: the answers alone would make a code that others can guess.
    """
    if len(nonce) != sealing.NONCE_BYTES:
        raise ValueError("a nonce of 20 bytes is needed")
    secret = sealing.secret_for(nonce, canonical(record.answers))
    row = Sealed(
        locator=sealing.locator_of(secret, "result"),
        blob=sealing.seal(keyring, secret, "result", record.to_json()),
        expires_on=today + timedelta(days=record.days),
    )
    try:
        insert(row, today)
    except CannotKeep as error:
        # A connection that was made while the file was read-only stays so: try once on a new one.
        if "readonly" not in str(error.__cause__):
            raise
        insert(row, today)
    purge_now_and_then(today)
    return sealing.code_of(secret)


def insert(row: Sealed, today: date) -> None:
    """A new row, if there is room for one. The same row again changes nothing."""
    with kept_or_told():
        if not new_rows.has(row, today):
            look_for_room(today)
        Sealed.objects.bulk_create([row], ignore_conflicts=True)
    new_rows.count(row, today)


def open_result(keyring: Keyring, code: str, today: date) -> Record:
    """The result that a code opens. Raises NotSealed, whatever is wrong with the code or the row.

    Opening moves the day of expiry, and seals the row anew when its server key is an old one.
    """
    secret = secret_to_look_for(code)
    row, data = open_row(keyring, secret, "result", today)
    record = Record.from_json(data)
    move_on(keyring, secret, "result", row, data, record.until(today))
    return record


def keep_for(
    keyring: Keyring, code: str, days: int, today: date, whatever_happens: bool = False
) -> Record:
    """Change how long a result is kept: after each opening, or to a day that opening does not move.

    Raises NotSealed, ValueError, CannotKeep.
    """
    if days not in DAYS:
        raise ValueError(days)
    secret = sealing.secret_of(code)
    row, data = open_row(keyring, secret, "result", today)
    ends = today + timedelta(days=days) if whatever_happens else None
    record = replace(Record.from_json(data), days=days, ends=ends)
    row.blob = sealing.seal(keyring, secret, "result", record.to_json())
    row.expires_on = record.until(today)
    write(row)
    return record


def replace_answers(keyring: Keyring, code: str, new: Record, today: date) -> None:
    """Put changed answers in the place of those that a code opens. Raises NotSealed, CannotKeep.

    Its day and how long it is kept stay: a change is a correction, what is new is a new result.
    """
    secret = sealing.secret_of(code)
    with kept_or_told(), transaction.atomic():
        row, data = open_row(keyring, secret, "result", today, lock=True)
        old = Record.from_json(data)
        record = replace(new, made=old.made, days=old.days, ends=old.ends)
        row.blob = sealing.seal(keyring, secret, "result", record.to_json())
        row.expires_on = record.until(today)
        write(row)


def delete(code: str, kind: Kind = "result") -> None:
    """Delete what the code opens, and its bytes in the database's files. Undone by nothing.

    Raises NotSealed when there was nothing, CannotKeep when the database fails.
    """
    locator = sealing.locator_of(sealing.secret_of(code), kind)
    with kept_or_told():
        count, _ = Sealed.objects.filter(locator=locator).delete()
    if not count:
        raise NotSealed
    leave_no_bytes()


@contextmanager
def kept_or_told() -> Iterator[None]:
    """Turns any failure of the database into CannotKeep, and lets go of its connection.

    A connection can stay broken when the database is well again: the next request makes a new one.
    """
    try:
        file = look_for_file()
        yield
        if look_for_file() != file:
            raise FileNotFoundError
    except FAILURES as error:
        if not connection.in_atomic_block:
            connection.close()
        raise CannotKeep from error


def look_for_file() -> tuple[int, int] | None:
    """Which file SQLite's name leads to: device and inode. None for a database that is no file.

    SQLite goes on writing to a file that was deleted or replaced, and makes an empty one for who
    asks next. Raises FileNotFoundError before either can happen, and lets go of a replaced file.
    """
    name = database_file()
    if name is None:
        return None
    found = os.stat(name)
    # Connections that can only read keep a whole process from writing: none outlives its request.
    connection.settings_dict["CONN_MAX_AGE"] = None if os.access(name, os.W_OK) else 0
    file = found.st_dev, found.st_ino
    if getattr(connection, "file", file) != file:
        if connection.in_atomic_block:
            raise FileNotFoundError
        connection.close()
    connection.file = file
    return file


# Room for new rows. What is kept already can be opened, changed and deleted without.


class NewRows:
    """Which rows this process made today: a hash of each, nothing of whoever sent it.

    A set, so that a form that is sent again counts once. Threads that count at the same moment can
    let a few more through; 20,000 rows take about 3 MB of memory.
    """

    def __init__(self) -> None:
        self.day, self.made = date.min, set[int]()

    def of(self, today: date) -> set[int]:
        if today != self.day:
            self.day, self.made = today, set()
        return self.made

    def has(self, row: Sealed, today: date) -> bool:
        return hash(row.locator) in self.of(today)

    def count(self, row: Sealed, today: date) -> None:
        if settings.NEW_ROWS_A_DAY:
            self.of(today).add(hash(row.locator))


new_rows = NewRows()


def look_for_room(today: date) -> None:
    """Raises DiskFull, EnoughToday. Asks the database nothing."""
    if (file := database_file()) and too_full(file):
        raise DiskFull
    if settings.NEW_ROWS_A_DAY and len(new_rows.of(today)) >= settings.NEW_ROWS_A_DAY:
        raise EnoughToday


def database_file() -> str | None:
    """SQLite's file; None for a database that is no file of ours."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return None
    return str(connection.settings_dict["NAME"])


def fullness(place: str | os.PathLike[str]) -> float:
    """How full the disk of a file or folder is, 0 to 1, as df says it: what is free for root alone
    is no room of ours."""
    disk = os.statvfs(place)
    used = disk.f_blocks - disk.f_bfree
    return used / ((used + disk.f_bavail) or 1)


def too_full(place: str | os.PathLike[str]) -> bool:
    """Is nothing new kept there?"""
    most = settings.DISK_FULL_PERCENT
    return bool(most) and fullness(place) * 100 > most


# Rows.


def find_code(keyring: Keyring, text: str, kind: Kind, today: date) -> str:
    """The code in a text that opens a record. Raises OtherKind, NotSealed.

    One question to the database, about both kinds and whatever the text holds.
    """
    codes = codes_in(text) or [sealing.code_of(sealing.new_secret())]
    other: Kind = "list" if kind == "result" else "result"
    tried = [(k, code, sealing.secret_of(code)) for k in (kind, other) for code in codes]
    locators = [sealing.locator_of(secret, k) for k, _, secret in tried]
    look_for_file()
    rows = Sealed.objects.filter(pk__in=locators, expires_on__gt=over(today))
    blobs = {bytes(row.locator): bytes(row.blob) for row in rows}
    for (found, code, secret), locator in zip(tried, locators, strict=True):
        try:
            sealing.open_blob(keyring, secret, found, blobs[locator])
        except (KeyError, NotSealed):
            continue
        if found != kind:
            raise OtherKind(found, code)
        return code
    raise NotSealed


def over(today: date) -> date:
    """On the server's day `today`, the last day that is over wherever people are.

    Who is told a day keeps it to the end of that day, theirs. In whole days: a row has no hours.
    """
    return today - timedelta(days=2)


def secret_to_look_for(code: str) -> bytes:
    """The secret of a code; for what is no code a new one, so that the answer takes as long."""
    try:
        return sealing.secret_of(code)
    except NotSealed:
        return sealing.new_secret()


def open_row(
    keyring: Keyring, secret: bytes, kind: Kind, today: date, lock: bool = False
) -> tuple[Sealed, bytes]:
    """The row and its data; when its day is over it is as good as gone. Raises NotSealed."""
    look_for_file()
    rows = Sealed.objects.select_for_update() if lock else Sealed.objects
    locator = sealing.locator_of(secret, kind)
    row = rows.filter(locator=locator, expires_on__gt=over(today)).first()
    if row is None:
        raise NotSealed
    return row, sealing.open_blob(keyring, secret, kind, bytes(row.blob))


def move_on(
    keyring: Keyring, secret: bytes, kind: Kind, row: Sealed, data: bytes, expires_on: date
) -> None:
    """Write only what an opening changes: nothing at all on most days."""
    changes: dict[str, object] = {}
    if row.expires_on != expires_on:
        changes["expires_on"] = expires_on
    if sealing.key_id_of(bytes(row.blob)) != keyring.newest:
        changes["blob"] = sealing.seal(keyring, secret, kind, data)
    if changes:
        try:
            # Only as it was read: a change made meanwhile wins.
            Sealed.objects.filter(pk=row.pk, blob=row.blob).update(**changes)
        except FAILURES:
            # What can be read is shown, even when nothing can be written.
            log.warning("an expiry day could not be moved")


def write(row: Sealed) -> None:
    with kept_or_told():
        Sealed.objects.filter(pk=row.pk).update(blob=row.blob, expires_on=row.expires_on)


def purge(today: date, most: int | None = None) -> int:
    """Delete rows whose day is over everywhere, `most` of them or all. Returns how many."""
    old = Sealed.objects.filter(expires_on__lte=over(today))
    if most is not None:
        old = Sealed.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most]))
    count, _ = old.delete()
    if count:
        leave_no_bytes()
    return count


last_purge = 0.0


def purge_now_and_then(today: date) -> None:
    """A few old rows, at most every five minutes in each process; a failure harms nobody."""
    global last_purge
    if time.monotonic() - last_purge < PURGE_SECONDS:
        return
    last_purge = time.monotonic()
    try:
        purge(today, PURGE_ROWS)
    except FAILURES:
        log.warning("old rows could not be purged")


def leave_no_bytes() -> None:
    """SQLite keeps deleted bytes in its write-ahead log until a checkpoint cuts it off."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except FAILURES:
        log.warning("the write-ahead log could not be cut off; the next checkpoint does it")


# The person's own list of results.


@dataclass(frozen=True)
class Item:
    """One result on a list: its code, the name the person gave it, the day it was made."""

    code: str
    name: str
    made: date


Change = Callable[[list[Item]], list[Item]]


def list_to_json(items: Iterable[Item]) -> bytes:
    raw = [{"c": item.code, "n": item.name, "d": item.made.isoformat()} for item in items]
    return json.dumps({"items": raw}, separators=(",", ":"), ensure_ascii=False).encode()


def list_from_json(data: bytes) -> list[Item]:
    try:
        raw = json.loads(data)["items"]
        return [Item(item["c"], item["n"], date.fromisoformat(item["d"])) for item in raw]
    except (ValueError, TypeError, KeyError):
        raise NotSealed from None


def open_list(keyring: Keyring, code: str, today: date) -> list[Item]:
    """The items of a list, newest first. Raises NotSealed."""
    secret = secret_to_look_for(code)
    row, data = open_row(keyring, secret, "list", today)
    items = list_from_json(data)
    move_on(keyring, secret, "list", row, data, today + timedelta(days=LIST_DAYS))
    # Of one day, what was added last comes first.
    return sorted(items, key=lambda item: item.made)[::-1]


def new_list(keyring: Keyring, items: Iterable[Item], today: date) -> str:
    """Start a list and return its code. Raises CannotKeep."""
    secret = sealing.new_secret()
    row = Sealed(
        locator=sealing.locator_of(secret, "list"),
        blob=sealing.seal(keyring, secret, "list", list_to_json(items)),
        expires_on=today + timedelta(days=LIST_DAYS),
    )
    insert(row, today)
    return sealing.code_of(secret)


def change_list(keyring: Keyring, code: str, change: Change, today: date) -> list[Item]:
    """Read, change and write a list as one step: of two presses at once, neither is lost.

    Raises NotSealed, CannotKeep, ListFull.
    """
    secret = sealing.secret_of(code)
    with kept_or_told(), transaction.atomic():
        row, data = open_row(keyring, secret, "list", today, lock=True)
        items = change(list_from_json(data))
        try:
            row.blob = sealing.seal(keyring, secret, "list", list_to_json(items))
        except ValueError as error:
            raise ListFull from error
        row.expires_on = today + timedelta(days=LIST_DAYS)
        write(row)
    return items


def adding(item: Item) -> Change:
    """Put a result on the list; one that is there already stays as it is named.

    A name that is taken gets a number: "Notes of 1 May 2026 (2)".
    """

    def change(items: list[Item]) -> list[Item]:
        if any(other.code == item.code for other in items):
            return items
        if len(items) >= MOST_ITEMS:
            raise ListFull
        names = {other.name for other in items}
        numbered = (f"{item.name} ({number})" for number in itertools.count(2))
        name = next(name for name in itertools.chain([item.name], numbered) if name not in names)
        return [*items, replace(item, name=name)]

    return change


def renaming(code: str, name: str) -> Change:
    return lambda items: [replace(i, name=name) if i.code == code else i for i in items]


def removing(code: str) -> Change:
    return lambda items: [item for item in items if item.code != code]


def delete_everything(keyring: Keyring, code: str, today: date) -> int:
    """Delete every result on a list, then the list. Returns how many results.

    Raises NotSealed, CannotKeep.
    """
    items = open_list(keyring, code, today)
    locators = [sealing.locator_of(sealing.secret_of(item.code), "result") for item in items]
    locators.append(sealing.locator_of(sealing.secret_of(code), "list"))
    with kept_or_told():
        Sealed.objects.filter(pk__in=locators).delete()
    leave_no_bytes()
    return len(items)


def open_all(keyring: Keyring, items: Iterable[Item], today: date) -> list[tuple[Item, Record]]:
    """The results of these items, newest first, that still open: oldest first, in one query."""
    secrets = {sealing.locator_of(sealing.secret_of(i.code), "result"): i for i in items}
    found = []
    look_for_file()
    for row in Sealed.objects.filter(pk__in=list(secrets), expires_on__gt=over(today)):
        item = secrets[bytes(row.locator)]
        try:
            data = sealing.open_blob(
                keyring, sealing.secret_of(item.code), "result", bytes(row.blob)
            )
            found.append((item, Record.from_json(data)))
        except NotSealed:
            continue
    order = list(secrets.values())
    return sorted(found, key=lambda pair: order.index(pair[0]), reverse=True)
