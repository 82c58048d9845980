"""Rows of the one table: written, found, opened, moved on and deleted."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, get_args

from django.db.models import QuerySet

from ..models import Sealed
from ..site.codes import codes_in
from ..site.rate_limits import Network
from . import capacity, clock, key_check, sealing, shuffled_pages
from .database import FAILURES, check_sqlite_file
from .failures import CannotOpen, KeysDiffer, OtherKind, StorageUnavailable, storage_errors
from .sealing import Keyring, Kind, NotSealed
from .write_ahead_log import truncate_log

log = logging.getLogger(__name__)


def new_row(
    keyring: Keyring, secret: bytes, kind: Kind, data: bytes, today: date, days: int
) -> Sealed:
    """A row that nobody has seen yet. Raises StorageUnavailable, ValueError."""
    with storage_errors():
        return Sealed(
            locator=sealing.locator_of(secret, kind),
            blob=seal(keyring, secret, kind, data),
            expires_on=end(today, days),
        )


def seal(keyring: Keyring, secret: bytes, kind: Kind, data: bytes) -> bytes:
    """As sealing.seal(), with keys that were compared with those of the table, once in a process.

    Raises KeysDiffer, ValueError, FAILURES.
    """
    if not key_check.passed and key_check.settle(keyring):
        raise KeysDiffer
    return sealing.seal(keyring, secret, kind, data)


def end(today: date, days: int) -> date:
    """The last day of what is kept for so many days from now. Raises FAILURES."""
    return clock.day(today).latest + timedelta(days=days)


def insert(row: Sealed, today: date, networks: Sequence[Network]) -> None:
    """A new row, if there is room for one. The same row again changes nothing."""
    with storage_errors():
        if not capacity.new_rows.has(row, today):
            capacity.ensure_capacity(today, networks)
        Sealed.objects.bulk_create([row], ignore_conflicts=True)
    capacity.new_rows.count(row, today)
    shuffled_pages.prepare_free_pages()


def delete(code: str, kind: Kind = "result") -> None:
    """Delete what the code opens, and its bytes in the database's files. Undone by nothing.

    For a result with its links: result_links.delete_result.

    Raises NotSealed when there was nothing, StorageUnavailable when the database fails.
    """
    locator = sealing.locator_of(sealing.secret_of(code), kind)
    with storage_errors():
        count, _ = Sealed.objects.filter(locator=locator).delete()
    if not count:
        raise NotSealed
    truncate_log()


class Found(NamedTuple):
    """A code, its secret, the row that it opens, and what that holds."""

    code: str
    secret: bytes
    row: Sealed
    data: bytes


def find(keyring: Keyring, text: str, kind: Kind, today: date) -> Found:
    """What a code in a text opens. Raises OtherKind, NotSealed, CannotOpen.

    One question to the database, about all kinds and whatever the text holds.
    """
    codes = codes_in(text) or [sealing.code_of(sealing.new_secret())]
    kinds = sorted(get_args(Kind), key=lambda each: each != kind)
    tried = [(k, code, sealing.secret_of(code)) for k in kinds for code in codes]
    locators = [sealing.locator_of(secret, k) for k, _, secret in tried]
    rows = rows_at(locators, today)
    for (of_kind, code, secret), locator in zip(tried, locators, strict=True):
        if locator not in rows:
            continue
        try:
            data = read(keyring, secret, of_kind, rows[locator], today)
        except NotSealed:
            continue
        if of_kind != kind:
            raise OtherKind(of_kind, code)
        return Found(code, secret, rows[locator], data)
    raise NotSealed


def rows_at(
    locators: list[bytes], today: date, among: QuerySet[Sealed] | None = None
) -> dict[bytes, Sealed]:
    """Locator -> row, of those that have not ended for certain. Raises FAILURES."""
    check_sqlite_file()
    rows = Sealed.by_locator if among is None else among
    last = expired_by(clock.day(today).earliest)
    return {bytes(row.locator): row for row in rows.filter(pk__in=locators, expires_on__gt=last)}


def read(keyring: Keyring, secret: bytes, kind: Kind, row: Sealed, today: date) -> bytes:
    """The data of a row. Raises NotSealed for one that is damaged, CannotOpen when it is the
    server's key or clock that is not as it was."""
    if row.expires_on <= expired_by(clock.day(today).latest):
        raise CannotOpen
    return data_of(keyring, secret, kind, row)


def data_of(keyring: Keyring, secret: bytes, kind: Kind, row: Sealed) -> bytes:
    """The data of a row, whatever its day. Raises NotSealed, CannotOpen."""
    blob = bytes(row.blob)
    if not sealing.is_for(keyring, blob):
        raise CannotOpen
    try:
        return sealing.open_blob(keyring, secret, kind, blob)
    except NotSealed:
        if key_check.faults(keyring):
            raise CannotOpen from None
        raise


def expired_by(today: date) -> date:
    """On the server's day `today`, the last day that is over wherever people are.

    Who is told a day keeps it to the end of that day, theirs. In whole days: a row has no hours.
    """
    return today - timedelta(days=2)


def secret_or_decoy(code: str) -> bytes:
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


def refresh_expiry(
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
    except (StorageUnavailable, *FAILURES):
        # What can be read is shown, even when nothing can be written.
        log.warning("an expiry day could not be moved")


def write(row: Sealed) -> None:
    """Its blob and its day. Nothing when the row is gone. Raises StorageUnavailable."""
    with storage_errors():
        Sealed.objects.filter(pk=row.pk).update(blob=row.blob, expires_on=row.expires_on)
