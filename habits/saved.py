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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, get_args

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from . import clock, keys, limits, scattered, sealing
from .codes import codes_in
from .database import FAILURES, database_file, look_for_file
from .engine.assess import EDITION
from .limits import Network
from .models import Sealed
from .sealing import Keyring, Kind, NotSealed

# How long a record outlives its last opening, in days; the first is for who chooses nothing.
DAYS = (365, 30, 730)
# For a result on a list that does not say so: lists were once all kept so long.
LIST_DAYS = 730
# Records of that time do not say so.
FIRST_EDITION = 1
# With longer lists the record would outgrow its largest size.
MOST_ITEMS = 100
# Longer than this no row lives that nobody opens.
LONGEST_DAYS = max(*DAYS, LIST_DAYS)
# A purge of one night deletes a small share of all rows; a few of a small table are no matter.
LARGEST_SHARE, FEW = 0.1, 5
# How often, in seconds, SQLite's log is cut off where results are made.
CUT_SECONDS = 300
WHEN_SURE = "Look at the clock. If it is right, run: manage.py purge --force"

log = logging.getLogger(__name__)


class CannotKeep(Exception):
    """The database did not take it: full, locked, down or read-only."""

    because = "database"


class DiskFull(CannotKeep):
    """The disk is so full that what is left is for what is kept already."""

    because = "disk full"


class EnoughToday(CannotKeep):
    """This process made as many new rows as it may in a day."""

    because = "enough today"


class KeysDiffer(CannotKeep):
    """This process's keys are not those of the table, or nobody could look so far."""

    because = "keys"


class CannotOpen(CannotKeep):
    """A row is there and may be sound: it is the server's key or clock that is not as it was."""

    because = "keys or clock"


class EnoughFromThere(CannotKeep):
    """A network has taken its share of the day's new rows; it has one again in so many seconds."""

    because = "enough from a network"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


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
    links    codes of the links that let others read it (shared_links.py)
    """

    answers: dict[str, list[str]]
    made: date
    tips: dict[str, str] = field(default_factory=dict)
    days: int = DAYS[0]
    edition: int = EDITION
    ends: date | None = None
    links: tuple[str, ...] = ()

    def until(self, today: date) -> date:
        """The last day of a record that is opened today."""
        return self.ends or today + timedelta(days=self.days)

    def to_json(self) -> bytes:
        raw = {
            "a": self.answers, "d": self.made.isoformat(), "t": self.tips, "k": self.days,
            "e": self.edition, "x": self.ends.isoformat() if self.ends else None,
        }  # fmt: skip
        if self.links:
            raw["l"] = self.links
        return json.dumps(raw, separators=(",", ":"), sort_keys=True).encode()

    def shown(self) -> dict[str, Any]:
        """What a link that lets someone read it holds of it: as little as its page is made of."""
        return {"a": self.answers, "d": self.made.isoformat(), "e": self.edition}

    @classmethod
    def from_shown(cls, raw: Mapping[str, Any]) -> Record:
        """The record that a link shows. Raises NotSealed."""
        return cls.from_json(json.dumps({"k": DAYS[0], "t": {}, **raw}).encode())

    @classmethod
    def from_json(cls, data: bytes) -> Record:
        """Raises NotSealed when it is not a record of any version that we wrote."""
        try:
            raw = json.loads(data)
            days = raw["k"] if raw["k"] in DAYS else DAYS[0]
            made, edition = date.fromisoformat(raw["d"]), int(raw.get("e", FIRST_EDITION))
            ends = date.fromisoformat(raw["x"]) if raw.get("x") else None
            links = tuple(raw.get("l", ()))
            return cls(dict(raw["a"]), made, dict(raw["t"]), days, edition, ends, links)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise NotSealed from None


def canonical(answers: Mapping[str, Iterable[str]]) -> bytes:
    """The same answers as the same bytes, in whatever order they were given."""
    ordered = {question: sorted(chosen) for question, chosen in answers.items()}
    return json.dumps(ordered, separators=(",", ":"), sort_keys=True).encode()


def keep(
    keyring: Keyring,
    nonce: bytes,
    record: Record,
    today: date,
    earlier: Iterable[bytes] = (),
    networks: Sequence[Network] = (),
) -> str:
    """Save a result and return its code. The same nonce and answers give the same code and row.

    earlier: nonces that it may have been kept with already; then that code is returned.
    networks: those that it is counted for; nothing of them is kept with it.

    Raises CannotKeep when the database fails or there is no room; nothing is half saved then.
    Raises ValueError without a nonce: the answers alone would make a code that others can guess.
    """
    if len(nonce) != sealing.NONCE_BYTES:
        raise ValueError("a nonce of 20 bytes is needed")
    for secret in (sealing.secret_for(each, canonical(record.answers)) for each in earlier):
        if opens(sealing.code_of(secret), keyring, today):
            return sealing.code_of(secret)
    secret = sealing.secret_for(nonce, canonical(record.answers))
    row = new_row(keyring, secret, "result", record.to_json(), today, record.days)
    try:
        insert(row, today, networks)
    except CannotKeep as error:
        # A connection that was made while the file was read-only stays so: try once on a new one.
        if "readonly" not in str(error.__cause__):
            raise
        insert(row, today, networks)
    cut_log_now_and_then()
    return sealing.code_of(secret)


def opens(code: str, keyring: Keyring, today: date) -> bool:
    """Does the code open a result? Raises CannotKeep when the database fails."""
    with kept_or_told():
        try:
            find_code(keyring, code, "result", today)
        except NotSealed:
            return False
    return True


def new_row(
    keyring: Keyring, secret: bytes, kind: Kind, data: bytes, today: date, days: int
) -> Sealed:
    """A row that nobody has seen yet. Raises CannotKeep, ValueError."""
    with kept_or_told():
        return Sealed(
            locator=sealing.locator_of(secret, kind),
            blob=seal(keyring, secret, kind, data),
            expires_on=end(today, days),
        )


def seal(keyring: Keyring, secret: bytes, kind: Kind, data: bytes) -> bytes:
    """As sealing.seal(), with keys that were compared with those of the table, once in a process.

    Raises KeysDiffer, ValueError, FAILURES.
    """
    if not keys.passed and keys.settle(keyring):
        raise KeysDiffer
    return sealing.seal(keyring, secret, kind, data)


def end(today: date, days: int) -> date:
    """The last day of what is kept for so many days from now. Raises FAILURES."""
    return clock.day(today).latest + timedelta(days=days)


def insert(row: Sealed, today: date, networks: Sequence[Network]) -> None:
    """A new row, if there is room for one. The same row again changes nothing."""
    with kept_or_told():
        if not new_rows.has(row, today):
            look_for_room(today, networks)
        Sealed.objects.bulk_create([row], ignore_conflicts=True)
    new_rows.count(row, today)
    scattered.have_pages_ready()


def open_result(keyring: Keyring, code: str, today: date) -> Record:
    """The result that a code opens. Raises NotSealed, whatever is wrong with the code or the row.

    Opening moves the day of expiry, and seals the row anew when its server key is an old one.
    Raises CannotOpen when it is the server that is not as it was.
    """
    secret = secret_to_look_for(code)
    row, data = open_row(keyring, secret, "result", today)
    record = Record.from_json(data)
    day = clock.day(today)
    move_on(keyring, secret, "result", row, data, day, record.until(day.latest))
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
    with kept_or_told(), transaction.atomic():
        row, data = open_row(keyring, secret, "result", today, lock=True)
        ends = end(today, days) if whatever_happens else None
        record = replace(Record.from_json(data), days=days, ends=ends)
        row.blob = seal(keyring, secret, "result", record.to_json())
        row.expires_on = ends or end(today, days)
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
        record = replace(new, made=old.made, days=old.days, ends=old.ends, links=old.links)
        row.blob = seal(keyring, secret, "result", record.to_json())
        row.expires_on = record.ends or end(today, record.days)
        write(row)
        shared_links.follow(keyring, record.links, record.shown(), today)


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


def look_for_room(today: date, networks: Sequence[Network] = ()) -> None:
    """Raises DiskFull, EnoughToday, EnoughFromThere. Asks the database nothing."""
    if (file := database_file()) and too_full(file):
        raise DiskFull
    if settings.NEW_ROWS_A_DAY and len(new_rows.of(today)) >= settings.NEW_ROWS_A_DAY:
        raise EnoughToday
    # Its share counts whether or not the database then takes the row.
    if settings.NEW_ROWS_A_DAY and (seconds := limits.buckets.wait(limits.of_new_rows(), networks)):
        raise EnoughFromThere(seconds)


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
    """The code in a text that opens a record. Raises OtherKind, NotSealed, CannotOpen.

    One question to the database, about all kinds and whatever the text holds.
    """
    codes = codes_in(text) or [sealing.code_of(sealing.new_secret())]
    kinds = sorted(get_args(Kind), key=lambda each: each != kind)
    tried = [(k, code, sealing.secret_of(code)) for k in kinds for code in codes]
    locators = [sealing.locator_of(secret, k) for k, _, secret in tried]
    rows = rows_at(locators, today)
    for (found, code, secret), locator in zip(tried, locators, strict=True):
        if locator not in rows:
            continue
        try:
            read(keyring, secret, found, rows[locator], today)
        except NotSealed:
            continue
        if found != kind:
            raise OtherKind(found, code)
        return code
    raise NotSealed


def rows_at(
    locators: list[bytes], today: date, among: QuerySet[Sealed] | None = None
) -> dict[bytes, Sealed]:
    """Locator -> row, of those that have not ended for certain. Raises FAILURES."""
    look_for_file()
    rows = Sealed.objects if among is None else among
    last = over(clock.day(today).earliest)
    return {bytes(row.locator): row for row in rows.filter(pk__in=locators, expires_on__gt=last)}


def read(keyring: Keyring, secret: bytes, kind: Kind, row: Sealed, today: date) -> bytes:
    """The data of a row. Raises NotSealed for one that is damaged, CannotOpen when it is the
    server's key or clock that is not as it was."""
    if row.expires_on <= over(clock.day(today).latest):
        raise CannotOpen
    blob = bytes(row.blob)
    if not sealing.is_for(keyring, blob):
        raise CannotOpen
    try:
        return sealing.open_blob(keyring, secret, kind, blob)
    except NotSealed:
        if keys.faults(keyring):
            raise CannotOpen from None
        raise


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
    """The row and its data; when its day is over it is as good as gone.

    Raises NotSealed, CannotOpen.
    """
    among = Sealed.objects.select_for_update() if lock else None
    for row in rows_at([sealing.locator_of(secret, kind)], today, among).values():
        return row, read(keyring, secret, kind, row, today)
    raise NotSealed


def move_on(
    keyring: Keyring,
    secret: bytes,
    kind: Kind,
    row: Sealed,
    data: bytes,
    day: clock.Day,
    expires_on: date,
) -> None:
    """Write only what an opening changes: nothing at all on most days.

    The end moves forward alone, except what a clock that was ahead put too far.
    """
    changes: dict[str, object] = {}
    too_far = day.sure and row.expires_on > expires_on + clock.MOST_DAYS
    if row.expires_on < expires_on or too_far:
        changes["expires_on"] = expires_on
    try:
        if sealing.key_id_of(bytes(row.blob)) != keyring.seals:
            changes["blob"] = seal(keyring, secret, kind, data)
        if changes:
            # Only as it was read: a change made meanwhile wins.
            Sealed.objects.filter(pk=row.pk, blob=row.blob).update(**changes)
    except (CannotKeep, *FAILURES):
        # What can be read is shown, even when nothing can be written.
        log.warning("an expiry day could not be moved")


def write(row: Sealed) -> None:
    with kept_or_told():
        Sealed.objects.filter(pk=row.pk).update(blob=row.blob, expires_on=row.expires_on)


def purge(today: date) -> int:
    """Delete rows whose day is over everywhere. Returns how many.

    It believes the clock: doubt() comes first.
    """
    count, _ = ended(today).delete()
    # What a clock that was ahead put further than any row lives ends with the others.
    last = today + timedelta(days=LONGEST_DAYS) + clock.APART
    too_far = Sealed.objects.filter(expires_on__gt=last, expires_on__lt=clock.NEVER)
    too_far.update(expires_on=last)
    clock.purged(today)
    # Also when nothing was deleted: the log tells what was written last, in its order.
    leave_no_bytes()
    return count


def ended(today: date) -> QuerySet[Sealed]:
    return Sealed.objects.filter(expires_on__lte=over(today))


def doubt(today: date) -> str:
    """A sentence on why not to purge unasked; "" when all is as usual. Raises FAILURES."""
    if told := clock.day(today).doubt:
        return told
    kept = Sealed.objects.filter(expires_on__lt=clock.NEVER).count()
    count = ended(today).count()
    if count > FEW and count > kept * LARGEST_SHARE:
        return f"By the clock ({today}), {count} of {kept} results and lists have ended at once."
    return ""


last_cut = 0.0


def cut_log_now_and_then() -> None:
    """At most every five minutes in each process: the log tells what was written last, in order."""
    global last_cut
    if time.monotonic() - last_cut >= CUT_SECONDS:
        last_cut = time.monotonic()
        leave_no_bytes()


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
    """One result on a list: its code, the name the person gave it, the day it was made, and how
    many days it is kept after it was last opened."""

    code: str
    name: str
    made: date
    days: int = DAYS[0]


Change = Callable[[list[Item]], list[Item]]


def list_to_json(items: Iterable[Item]) -> bytes:
    raw = [
        {"c": item.code, "n": item.name, "d": item.made.isoformat(), "k": item.days}
        for item in items
    ]
    return json.dumps({"items": raw}, separators=(",", ":"), ensure_ascii=False).encode()


def list_from_json(data: bytes) -> list[Item]:
    try:
        raw = json.loads(data)["items"]
        return [
            Item(item["c"], item["n"], date.fromisoformat(item["d"]), item.get("k", LIST_DAYS))
            for item in raw
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotSealed from None


def list_days(items: Iterable[Item]) -> int:
    """How long a list outlives its last use: like a result, so that its day does not tell that it
    is none, and as long as any that is on it."""
    return max([DAYS[0], *(item.days for item in items)])


def open_list(keyring: Keyring, code: str, today: date) -> list[Item]:
    """The items of a list, newest first. Raises NotSealed, CannotOpen."""
    secret = secret_to_look_for(code)
    row, data = open_row(keyring, secret, "list", today)
    items = list_from_json(data)
    day = clock.day(today)
    last = day.latest + timedelta(days=list_days(items))
    move_on(keyring, secret, "list", row, data, day, last)
    # Of one day, what was added last comes first.
    return sorted(items, key=lambda item: item.made)[::-1]


def new_list(
    keyring: Keyring, items: Iterable[Item], today: date, networks: Sequence[Network] = ()
) -> str:
    """Start a list and return its code. Raises CannotKeep."""
    items = list(items)
    secret = sealing.new_secret()
    row = new_row(keyring, secret, "list", list_to_json(items), today, list_days(items))
    insert(row, today, networks)
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
            row.blob = seal(keyring, secret, "list", list_to_json(items))
        except ValueError as error:
            raise ListFull from error
        row.expires_on = end(today, list_days(items))
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


def keeping(code: str, days: int) -> Change:
    """The result is kept longer or shorter from now on."""
    return lambda items: [replace(i, days=days) if i.code == code else i for i in items]


def removing(code: str) -> Change:
    return lambda items: [item for item in items if item.code != code]


def delete_everything(keyring: Keyring, code: str, today: date) -> int:
    """Delete every result on a list, then the list. Returns how many results.

    Raises NotSealed, CannotKeep.
    """
    items = open_list(keyring, code, today)
    with kept_or_told(), transaction.atomic():
        # A link that is made meanwhile waits for these rows, and then finds nothing.
        opened = open_all(keyring, items, today, lock=True)
        locators = [sealing.locator_of(sealing.secret_of(item.code), "result") for item in items]
        for _, record in opened:
            locators += shared_links.locators(record.links)
        locators.append(sealing.locator_of(sealing.secret_of(code), "list"))
        Sealed.objects.filter(pk__in=locators).delete()
    leave_no_bytes()
    return len(items)


def open_all(
    keyring: Keyring, items: Iterable[Item], today: date, lock: bool = False
) -> list[tuple[Item, Record]]:
    """The results of these items, newest first, that still open: oldest first, in one query."""
    secrets = {sealing.locator_of(sealing.secret_of(i.code), "result"): i for i in items}
    found = []
    among = Sealed.objects.select_for_update() if lock else None
    for locator, row in rows_at(list(secrets), today, among).items():
        item = secrets[locator]
        try:
            data = read(keyring, sealing.secret_of(item.code), "result", row, today)
            found.append((item, Record.from_json(data)))
        except NotSealed:
            continue
    order = list(secrets.values())
    return sorted(found, key=lambda pair: order.index(pair[0]), reverse=True)


from . import shared_links  # noqa: E402
