"""Keep, open, change and delete results.

A record is JSON, sealed (see sealing.py). A result holds the answers and never the tips: those are
chosen anew at each opening, so a tip that we withdraw is gone for everyone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from ..engine.answers import EDITION
from ..models import Sealed
from ..site.rate_limits import Network
from . import clock, sealing, shared_links, shuffled_pages
from .failures import StorageUnavailable, storage_errors
from .periods import DAYS
from .plans import without_own_words
from .sealed_rows import (
    end,
    find,
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
RawPlan = dict[str, Any]


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
    plan     the person's plan, as plans.py writes it; None for none
    links    codes of the links that let others read it (shared_links.py)
    went_on  the day of the check-in with which its plan went on; None when none did
    """

    answers: dict[str, list[str]]
    made: date
    tips: dict[str, str] = field(default_factory=dict)
    days: int = DAYS[0]
    edition: int = EDITION
    ends: date | None = None
    plan: RawPlan | None = None
    links: tuple[str, ...] = ()
    went_on: date | None = None

    def until(self, today: date) -> date:
        """The last day of a record that is opened today."""
        return self.ends or today + timedelta(days=self.days)

    def to_json(self) -> bytes:
        raw = {
            "a": self.answers,
            "d": self.made.isoformat(),
            "t": self.tips,
            "k": self.days,
            "e": self.edition,
            "x": self.ends.isoformat() if self.ends else None,
        }
        if self.plan is not None:
            raw["p"] = self.plan
        if self.links:
            raw["l"] = self.links
        if self.went_on:
            raw["g"] = self.went_on.isoformat()
        data = json.dumps(raw, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
        return sealing.packed(data)

    def shown(self) -> dict[str, Any]:
        """What a link that lets someone read it holds of it: as little as its page is made of."""
        shown = {"a": self.answers, "d": self.made.isoformat(), "e": self.edition}
        return shown | ({"p": without_own_words(self.plan)} if self.plan else {})

    @classmethod
    def from_shown(cls, raw: Mapping[str, Any]) -> Record:
        """The record that a link shows. Raises NotSealed."""
        return cls.from_json(json.dumps({"k": DAYS[0], "t": {}, **raw}).encode())

    @classmethod
    def from_json(cls, data: bytes) -> Record:
        """Raises NotSealed when it is not a record of any version that we wrote."""
        try:
            raw = json.loads(sealing.unpacked(data))
            days = raw["k"] if raw["k"] in DAYS else DAYS[0]
            made, edition = date.fromisoformat(raw["d"]), int(raw.get("e", FIRST_EDITION))
            ends = date.fromisoformat(raw["x"]) if raw.get("x") else None
            plan = dict(raw["p"]) if raw.get("p") is not None else None
            links = tuple(raw.get("l", ()))
            went_on = date.fromisoformat(raw["g"]) if raw.get("g") else None
            answers, tips = dict(raw["a"]), dict(raw["t"])
            return cls(answers, made, tips, days, edition, ends, plan, links, went_on)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise NotSealed from None


GoingOn = Callable[[Record, date], RawPlan | None]


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

    Raises StorageUnavailable when the database fails or there is no room; nothing is half saved.
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


def save_check_in(
    keyring: Keyring,
    nonce: bytes,
    record: Record,
    today: date,
    before: str,
    going_on: GoingOn,
    earlier: Iterable[bytes] = (),
    networks: Sequence[Network] = (),
) -> str:
    """Save a result as save_result does, and have the plan of an earlier one go on with it: one
    step, so that it is never with both or none. When that one opens no more, nothing goes on.

    before: the code of the earlier one. going_on: its plan as the new one keeps it.
    """
    code = ""

    def change(old: Record) -> Record:
        nonlocal code
        plan = going_on(old, record.made)
        new = replace(record, plan=plan)
        code = save_result(keyring, nonce, new, today, earlier, networks)
        # What an earlier press made is not made again: then the plan stays where it is.
        _, data = open_row(keyring, sealing.secret_of(code), "result", today)
        went_on = plan and code != before and Record.from_json(data).plan == plan
        return replace(old, plan=None, went_on=record.made) if went_on else old

    try:
        change_result(keyring, before, change, today)
    except NotSealed:
        return save_result(keyring, nonce, record, today, earlier, networks)
    shuffled_pages.prepare_free_pages()
    cut_log_now_and_then()
    return code


def opens(code: str, keyring: Keyring, today: date) -> bool:
    """Does the code open a result? Raises StorageUnavailable when the database fails."""
    with storage_errors():
        try:
            find(keyring, code, "result", today)
        except NotSealed:
            return False
    return True


def find_result(keyring: Keyring, text: str, today: date) -> tuple[str, Record]:
    """The code that a text holds, as we write it, and the result that it opens (open_result).

    Raises OtherKind, NotSealed, CannotOpen.
    """
    found = find(keyring, text, "result", today)
    return sealing.code_of(found.secret), opened(
        keyring, found.secret, found.row, found.data, today
    )


def open_result(keyring: Keyring, code: str, today: date) -> Record:
    """The result that a code opens. Raises NotSealed, whatever is wrong with the code or the row.

    Opening moves the day of expiry, and seals the row anew when its server key is an old one.
    Raises CannotOpen when it is the server that is not as it was.
    """
    secret = secret_or_decoy(code)
    return opened(keyring, secret, *open_row(keyring, secret, "result", today), today)


def opened(keyring: Keyring, secret: bytes, row: Sealed, data: bytes, today: date) -> Record:
    """The record of a row that is opened now. Raises NotSealed."""
    record = Record.from_json(data)
    day = clock.day(today)
    refresh_expiry(keyring, secret, "result", row, data, day, record.until(day.latest))
    return record


def set_period(
    keyring: Keyring, code: str, days: int, today: date, whatever_happens: bool = False
) -> Record:
    """Change how long a result is kept: after each opening, or to a day that opening does not move.

    Raises NotSealed, ValueError, StorageUnavailable.
    """
    if days not in DAYS:
        raise ValueError(days)

    def change(old: Record) -> Record:
        return replace(old, days=days, ends=end(today, days) if whatever_happens else None)

    return change_result(keyring, code, change, today)


def replace_answers(keyring: Keyring, code: str, new: Record, today: date) -> None:
    """Put changed answers in the place of those that a code opens.

    Raises NotSealed, StorageUnavailable.
    Its day, how long it is kept, its plan and its links stay: a change is a correction, what is new
    is a new result.
    """

    def change(old: Record) -> Record:
        return replace(old, answers=new.answers, tips=new.tips, edition=new.edition)

    change_result(keyring, code, change, today)


def change_result(
    keyring: Keyring, code: str, change: Callable[[Record], Record], today: date
) -> Record:
    """Read, change and write a result, and what its links show, as one step: of two presses at
    once, neither is lost.

    Raises NotSealed, StorageUnavailable, and whatever `change` raises: nothing is changed then.
    """
    secret = sealing.secret_of(code)
    with storage_errors(), transaction.atomic():
        row, data = open_row(keyring, secret, "result", today, lock=True)
        record = change(Record.from_json(data))
        row.blob = seal(keyring, secret, "result", record.to_json())
        row.expires_on = record.ends or end(today, record.days)
        write(row)
        shared_links.show_anew(keyring, record.links, record.shown(), today)
    return record
