"""Links that let someone read a result, until they end or are taken back: each a row of its own.

It holds a copy of what it shows, sealed with its own secret, and nothing that leads to the result:
with the link, the database and the server's keys together nobody reads more than the link shows.
Why so: docs/decisions/8-shared-links.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from ..models import Sealed
from . import clock, sealing
from .failures import CannotOpen, storage_errors
from .sealed_rows import data_of, open_row, refresh_expiry, rows_at, seal, secret_or_decoy, write
from .sealing import Keyring, Kind, NotSealed

KIND: Kind = "shared"
# How long one can last, in days.
DAYS = (1, 7, 30)


@dataclass(frozen=True)
class SharedLink:
    """What the row of a link holds.

    shows  a result as its link shows it (Record.shown)
    made   when, to the minute, in UTC like the others
    until  when it ends
    first  when it was first opened; None when nobody has
    """

    shows: dict[str, Any]
    made: datetime
    until: datetime
    first: datetime | None = None

    def to_json(self) -> bytes:
        times = {"m": self.made, "u": self.until, "f": self.first}
        raw = {name: at and at.isoformat() for name, at in times.items()}
        whole = raw | {"r": self.shows}
        data = json.dumps(whole, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        return sealing.packed(data.encode())

    @classmethod
    def from_json(cls, data: bytes) -> SharedLink:
        """Raises NotSealed when it is not a link of any version that we wrote."""
        try:
            raw = json.loads(sealing.unpacked(data))
            first = parse_time(raw["f"]) if raw["f"] else None
            return cls(dict(raw["r"]), parse_time(raw["m"]), parse_time(raw["u"]), first)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise NotSealed from None


def parse_time(text: str) -> datetime:
    """Raises ValueError for what is no time, or one without its place on earth."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(text)
    return parsed


def whole_minute(now: datetime) -> datetime:
    """The minute that has begun: people are told no seconds."""
    return now.astimezone(UTC).replace(second=0, microsecond=0)


def new_link(shows: dict[str, Any], days: int, now: datetime, last: date | None) -> SharedLink:
    """last: the last day of the result, where it has one; the link is not there after it."""
    made = whole_minute(now)
    until = made + timedelta(days=days)
    if last:
        until = min(until, datetime.combine(last + timedelta(days=1), time(), UTC))
    return SharedLink(shows, made, until)


def row_of(keyring: Keyring, secret: bytes, link: SharedLink) -> Sealed:
    """The row of a new link. Raises KeysDiffer, ValueError, FAILURES.

    Its day is the one before the link's last: a row opens for two days more
    (sealed_rows.expired_by), and the first purge after the link's last day takes it.
    """
    return Sealed(
        locator=sealing.locator_of(secret, KIND),
        blob=seal(keyring, secret, KIND, link.to_json()),
        expires_on=link.until.date() - timedelta(days=1),
    )


def read_row(
    keyring: Keyring, secret: bytes, now: datetime, lock: bool = False
) -> tuple[Sealed, bytes, SharedLink]:
    """The row, its data and what they say. Raises NotSealed, also when it has ended; CannotOpen."""
    row, data = open_row(keyring, secret, KIND, now.date(), lock)
    link = SharedLink.from_json(data)
    if has_ended(link, now):
        raise NotSealed
    return row, data, link


def has_ended(link: SharedLink, now: datetime) -> bool:
    """To the minute. Raises CannotOpen when only a clock in doubt says so."""
    if now < link.until:
        return False
    if clock.day(now.date()).doubt:
        raise CannotOpen
    return True


def read_link(keyring: Keyring, code: str, now: datetime) -> SharedLink:
    """The link that a code opens; nothing is written. Raises NotSealed, CannotOpen."""
    return read_row(keyring, secret_or_decoy(code), now)[2]


def open_link(keyring: Keyring, code: str, now: datetime) -> SharedLink:
    """The link that a code opens, from now on marked as opened.

    Raises NotSealed, CannotOpen, and StorageUnavailable when it cannot be marked: nobody reads it
    unseen.
    """
    secret = secret_or_decoy(code)
    row, data, link = read_row(keyring, secret, now)
    if link.first is None:
        return mark_opened(keyring, secret, now)
    refresh_expiry(keyring, secret, KIND, row, data, clock.day(now.date()), row.expires_on)
    return link


def mark_opened(keyring: Keyring, secret: bytes, now: datetime) -> SharedLink:
    """Locked, so that neither a change of the result nor another opening is lost."""
    with storage_errors(), transaction.atomic():
        row, _, link = read_row(keyring, secret, now, lock=True)
        if link.first is None:
            link = replace(link, first=whole_minute(now))
            row.blob = seal(keyring, secret, KIND, link.to_json())
            write(row)
    return link


def show_anew(keyring: Keyring, codes: Iterable[str], shows: dict[str, Any], today: date) -> None:
    """Have the links show a result as it is now, in the transaction that changes it: also one that
    has ended by a clock in doubt, which keeps its owner from nothing.

    Raises CannotOpen, KeysDiffer, ValueError, FAILURES.
    """
    for secret, row in rows_of(codes, today, lock=True):
        try:
            link = SharedLink.from_json(data_of(keyring, secret, KIND, row))
        except NotSealed:
            # Damaged: it opens for nobody.
            continue
        if link.shows != shows:
            row.blob = seal(keyring, secret, KIND, replace(link, shows=shows).to_json())
            write(row)


def open_links(
    keyring: Keyring, codes: Iterable[str], now: datetime
) -> list[tuple[str, SharedLink]]:
    """Those that still open, or may when the clock is right, with their codes, in the order given.
    Raises CannotOpen, FAILURES."""
    doubt = clock.day(now.date()).doubt
    alive = []
    for secret, row in rows_of(codes, now.date()):
        try:
            link = SharedLink.from_json(data_of(keyring, secret, KIND, row))
            if doubt or not has_ended(link, now):
                alive.append((sealing.code_of(secret), link))
        except NotSealed:
            continue
    return alive


def rows_of(codes: Iterable[str], today: date, lock: bool = False) -> list[tuple[bytes, Sealed]]:
    """The rows of these codes, with their secrets, in one query."""
    secrets = {sealing.locator_of(secret, KIND): secret for secret in map(sealing.secret_of, codes)}
    if not secrets:
        return []
    rows = rows_at(list(secrets), today, Sealed.objects.select_for_update() if lock else None)
    return [(secrets[locator], rows[locator]) for locator in secrets if locator in rows]


def locators(codes: Iterable[str]) -> list[bytes]:
    """By which the rows of these links are found. Raises NotSealed for what is no code."""
    return [sealing.locator_of(sealing.secret_of(code), KIND) for code in codes]
