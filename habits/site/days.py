"""A person's own day: where they are it can be another than at the server, whose day is UTC's."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ..engine.schema import Region

# Where on earth a day ends last, and where it begins first.
LAST, FIRST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))


def now() -> datetime:
    """With its time zone, UTC."""
    return datetime.now(UTC)


def local_day(sent: str, region: Region) -> date:
    """The day where the person is, as their browser sent it.

    Without that, or with a day that it is nowhere: the earliest that it can be in their region, so
    that nobody holds a page of tomorrow.
    """
    with suppress(ValueError):
        day = date.fromisoformat(sent)
        if now().astimezone(LAST).date() <= day <= now().astimezone(FIRST).date():
            return day
    return now().astimezone(ZoneInfo(region.zone)).date()
