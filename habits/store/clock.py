"""Is it the day that the clock says?

Rows end by days, so a clock that jumps could end them all. The day of the last purge therefore
stands in the table: a purge runs every night, and what it says is of no person's.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from ..models import LastPurge

# Two machines can stand on both sides of midnight.
APART = timedelta(days=1)
# A purge that is late by more stood still, or the clock jumped: that is for a person to say.
MOST_DAYS = timedelta(days=8)


class Day(NamedTuple):
    """today: the day of the clock; purged: that of the last purge, None when there was none."""

    today: date
    purged: date | None

    @property
    def set_back(self) -> bool:
        return self.purged is not None and self.today < self.purged - APART

    @property
    def ahead(self) -> bool:
        return self.purged is not None and self.today > self.purged + MOST_DAYS

    @property
    def sure(self) -> bool:
        """Is it vouched for?"""
        return self.purged is not None and not self.set_back and not self.ahead

    @property
    def latest(self) -> date:
        """What a new end is counted from: never too early, at worst too late."""
        return max(self.today, self.purged or self.today)

    @property
    def earliest(self) -> date:
        """What came to its end before this has ended, however wrong the clock is."""
        return min(self.latest, (self.purged or self.today) + MOST_DAYS)

    @property
    def doubt(self) -> str:
        """A sentence on a clock that jumped; "" for none."""
        if self.set_back:
            return (
                f"The clock says {self.today}, and the last purge ran on {self.purged}: "
                "the clock was set back, or stood ahead that day."
            )
        if self.ahead and self.purged:
            late = (self.today - self.purged).days
            return (
                f"The clock says {self.today}, {late} days after the last purge ({self.purged}): "
                "the clock jumped ahead, or the timer stood still."
            )
        return ""


known_day: Day | None = None


def day(today: date) -> Day:
    """The day, as the clock says it and as the table knows it. Raises FAILURES.

    One question a day to the database; as long as there is a doubt, one each time.
    """
    global known_day
    known = known_day
    if known is None or known.today != today or known.doubt:
        known = known_day = Day(today, purged_on())
    return known


def purged_on() -> date | None:
    last = LastPurge.objects.first()
    return last.day if last else None


def begin(today: date) -> None:
    """Have a day to go by before the first purge."""
    global known_day
    if purged_on() is None:
        LastPurge.objects.bulk_create([LastPurge(day=today)], ignore_conflicts=True)
    known_day = None


def purged(today: date) -> None:
    """A purge ran today."""
    begin(today)
    LastPurge.objects.update(day=today)
