"""A person's own list of results."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from ..models import Sealed
from ..site.rate_limits import Network
from . import clock, sealing, shared_links
from .failures import ListFull, storage_errors
from .periods import DAYS, LIST_DAYS
from .saved_results import Record
from .sealed_rows import (
    end,
    insert,
    new_row,
    open_row,
    read,
    refresh_expiry,
    rows_at,
    seal,
    secret_or_decoy,
    write,
)
from .sealing import Keyring, NotSealed
from .write_ahead_log import truncate_log

# With longer lists the record would outgrow its largest size.
MOST_ITEMS = 100


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
    secret = secret_or_decoy(code)
    row, data = open_row(keyring, secret, "list", today)
    items = list_from_json(data)
    day = clock.day(today)
    last = day.latest + timedelta(days=list_days(items))
    refresh_expiry(keyring, secret, "list", row, data, day, last)
    # Of one day, what was added last comes first.
    return sorted(items, key=lambda item: item.made)[::-1]


def new_list(
    keyring: Keyring, items: Iterable[Item], today: date, networks: Sequence[Network] = ()
) -> str:
    """Start a list and return its code. Raises StorageUnavailable."""
    items = list(items)
    secret = sealing.new_secret()
    row = new_row(keyring, secret, "list", list_to_json(items), today, list_days(items))
    insert(row, today, networks)
    return sealing.code_of(secret)


def change_list(keyring: Keyring, code: str, change: Change, today: date) -> list[Item]:
    """Read, change and write a list as one step: of two presses at once, neither is lost.

    Raises NotSealed, StorageUnavailable, ListFull.
    """
    secret = sealing.secret_of(code)
    with storage_errors(), transaction.atomic():
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
    """The result of this code gets the name; nothing when it is not on the list."""
    return lambda items: [replace(i, name=name) if i.code == code else i for i in items]


def keeping(code: str, days: int) -> Change:
    """The result is kept longer or shorter from now on."""
    return lambda items: [replace(i, days=days) if i.code == code else i for i in items]


def removing(code: str) -> Change:
    """The result of this code goes off the list; nothing when it is not on it."""
    return lambda items: [item for item in items if item.code != code]


def delete_everything(keyring: Keyring, code: str, today: date) -> int:
    """Delete every result on a list, then the list. Returns how many results.

    Raises NotSealed, StorageUnavailable.
    """
    items = open_list(keyring, code, today)
    with storage_errors(), transaction.atomic():
        # A link that is made meanwhile waits for these rows, and then finds nothing.
        opened = open_all(keyring, items, today, lock=True)
        locators = [sealing.locator_of(sealing.secret_of(item.code), "result") for item in items]
        for _, record in opened:
            locators += shared_links.locators(record.links)
        locators.append(sealing.locator_of(sealing.secret_of(code), "list"))
        Sealed.objects.filter(pk__in=locators).delete()
    truncate_log()
    return len(items)


def open_all(
    keyring: Keyring, items: Iterable[Item], today: date, lock: bool = False
) -> list[tuple[Item, Record]]:
    """The results of these items that still open, oldest first, in one query. The items come
    newest first."""
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
