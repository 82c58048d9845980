"""What has ended is deleted, by a clock that is not believed too soon."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from ..models import Sealed
from . import clock
from .periods import LONGEST_DAYS
from .sealed_rows import expired_by
from .write_ahead_log import truncate_log

# A purge of one night deletes a small share of all rows; a few of a small table are no matter.
LARGEST_SHARE, FEW = 0.1, 5


WHEN_SURE = "Look at the clock. If it is right, run: manage.py purge --force"


def purge(today: date) -> int:
    """Delete rows whose day is over everywhere. Returns how many.

    It believes the clock: doubt() comes first.
    """
    count, _ = ended(today).delete()
    # What a clock that was ahead put further than any row lives ends with the others.
    last = today + timedelta(days=LONGEST_DAYS) + clock.APART
    Sealed.objects.filter(expires_on__gt=last).update(expires_on=last)
    clock.purged(today)
    # Also when nothing was deleted: the log tells what was written last, in its order.
    truncate_log()
    return count


def ended(today: date) -> QuerySet[Sealed]:
    return Sealed.objects.filter(expires_on__lte=expired_by(today))


def doubt(today: date) -> str:
    """A sentence on why not to purge unasked; "" when all is as usual. Raises FAILURES."""
    if told := clock.day(today).doubt:
        return told
    kept = Sealed.objects.count()
    count = ended(today).count()
    if count > FEW and count > kept * LARGEST_SHARE:
        return f"By the clock ({today}), {count} of {kept} results and lists have ended at once."
    return ""
