"""Room for new rows. What is kept already can be opened, changed and deleted without."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date

from django.conf import settings

from ..models import Sealed
from ..site import rate_limits
from ..site.rate_limits import Network
from .database import database_file
from .failures import DailyLimitReached, DiskFull, NetworkLimitReached

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


def ensure_capacity(today: date, networks: Sequence[Network] = ()) -> None:
    """Raises DiskFull, DailyLimitReached, NetworkLimitReached. Asks the database nothing."""
    if (file := database_file()) and too_full(file):
        raise DiskFull
    if settings.NEW_ROWS_A_DAY and len(new_rows.of(today)) >= settings.NEW_ROWS_A_DAY:
        raise DailyLimitReached
    # Its share counts whether or not the database then takes the row.
    if settings.NEW_ROWS_A_DAY and (
        seconds := rate_limits.buckets.wait(rate_limits.of_new_rows(), networks)
    ):
        raise NetworkLimitReached(seconds)


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
