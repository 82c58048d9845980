"""What the owner of a result does with its links: make one, see which are out, take one back.

Each is one step with the result's row locked: the result knows all of its links, or has none more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from ..models import Sealed
from ..site.rate_limits import Network
from . import capacity, sealing, shared_links, shuffled_pages
from .failures import storage_errors
from .saved_results import Record, change_result
from .sealed_rows import open_row
from .sealing import Keyring
from .shared_links import SharedLink
from .write_ahead_log import truncate_log

# More at once than anyone asked for a link; the record of the result has room for them.
MOST = 5


class LinksFull(Exception):
    """So many links are out; one has to be taken back first."""


def state_of(links: Iterable[str]) -> str:
    """Tells one state of the links of a result from another: a press that comes twice is one."""
    return hashlib.sha256(" ".join(links).encode()).hexdigest()[:16]


def links_of(keyring: Keyring, record: Record, now: datetime) -> list[tuple[str, SharedLink]]:
    """Those that are out, with their codes, in the order they were made. Raises CannotOpen,
    FAILURES."""
    return shared_links.open_links(keyring, record.links, now)


def share(
    keyring: Keyring,
    code: str,
    days: int,
    now: datetime,
    state: str,
    networks: Sequence[Network] = (),
) -> None:
    """Make a link for so many days, unless the links are not those that the person saw (state).

    Raises NotSealed, ValueError, LinksFull, StorageUnavailable; nothing is half made then.
    """
    if days not in shared_links.DAYS:
        raise ValueError(days)
    made: list[Sealed] = []

    def change(record: Record) -> Record:
        if state_of(record.links) != state:
            return record
        out = [link for link, _ in links_of(keyring, record, now)]
        if len(out) >= MOST:
            raise LinksFull
        secret = sealing.new_secret()
        link = shared_links.new_link(record.shown(), days, now, record.ends)
        made.append(shared_links.row_of(keyring, secret, link))
        capacity.ensure_capacity(now.date(), networks)
        Sealed.objects.bulk_create(made)
        return replace(record, links=(*out, sealing.code_of(secret)))

    change_result(keyring, code, change, now.date())
    for row in made:
        capacity.new_rows.count(row, now.date())
    shuffled_pages.prepare_free_pages()


def take_back(keyring: Keyring, code: str, link: str, today: date) -> None:
    """End one of the result's links now. What is none of its own stays. Raises NotSealed,
    StorageUnavailable."""

    def change(record: Record) -> Record:
        if link not in record.links:
            return record
        Sealed.objects.filter(pk__in=shared_links.locators([link])).delete()
        return replace(record, links=tuple(other for other in record.links if other != link))

    change_result(keyring, code, change, today)
    truncate_log()


def delete_result(keyring: Keyring, code: str, today: date) -> None:
    """Delete a result and its links, and their bytes in the database's files. Undone by nothing.

    Raises NotSealed when there was nothing, StorageUnavailable, CannotOpen.
    """
    secret = sealing.secret_of(code)
    with storage_errors(), transaction.atomic():
        row, data = open_row(keyring, secret, "result", today, lock=True)
        links = shared_links.locators(Record.from_json(data).links)
        Sealed.objects.filter(pk__in=[row.pk, *links]).delete()
    truncate_log()
