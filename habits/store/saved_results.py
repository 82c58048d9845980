"""Keep, open, change and delete results.

A record is JSON, sealed (see sealing.py). A result holds the answers and never the tips: those are
chosen anew at each opening, so a tip that we withdraw is gone for everyone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction

from ..engine.answers import EDITION
from ..site.rate_limits import Network
from . import clock, sealing
from .failures import StorageUnavailable, storage_errors
from .periods import DAYS
from .sealed_rows import (
    end,
    find_code,
    insert,
    new_row,
    open_row,
    refresh_expiry,
    seal,
    secret_or_decoy,
    write,
)
from .sealing import Keyring, NotSealed
from .write_ahead_log import cut_log_now_and_then

# Records of that time do not say so.
FIRST_EDITION = 1


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


def save_result(
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
    except StorageUnavailable as error:
        # A connection that was made while the file was read-only stays so: try once on a new one.
        if "readonly" not in str(error.__cause__):
            raise
        insert(row, today, networks)
    cut_log_now_and_then()
    return sealing.code_of(secret)


def opens(code: str, keyring: Keyring, today: date) -> bool:
    """Does the code open a result? Raises CannotKeep when the database fails."""
    with storage_errors():
        try:
            find_code(keyring, code, "result", today)
        except NotSealed:
            return False
    return True


def open_result(keyring: Keyring, code: str, today: date) -> Record:
    """The result that a code opens. Raises NotSealed, whatever is wrong with the code or the row.

    Opening moves the day of expiry, and seals the row anew when its server key is an old one.
    Raises CannotOpen when it is the server that is not as it was.
    """
    secret = secret_or_decoy(code)
    row, data = open_row(keyring, secret, "result", today)
    record = Record.from_json(data)
    day = clock.day(today)
    refresh_expiry(keyring, secret, "result", row, data, day, record.until(day.latest))
    return record


def set_period(
    keyring: Keyring, code: str, days: int, today: date, whatever_happens: bool = False
) -> Record:
    """Change how long a result is kept: after each opening, or to a day that opening does not move.

    Raises NotSealed, ValueError, CannotKeep.
    """
    if days not in DAYS:
        raise ValueError(days)
    secret = sealing.secret_of(code)
    row, data = open_row(keyring, secret, "result", today)
    with storage_errors():
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
    with storage_errors(), transaction.atomic():
        row, data = open_row(keyring, secret, "result", today, lock=True)
        old = Record.from_json(data)
        record = replace(new, made=old.made, days=old.days, ends=old.ends)
        row.blob = seal(keyring, secret, "result", record.to_json())
        row.expires_on = record.ends or end(today, record.days)
        write(row)
