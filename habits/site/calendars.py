"""Files for a calendar, in neutral words: a calendar may be shared, and is synced."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse
from icalendar import TRANSP, Alarm, Calendar, Event

from . import days


def all_day(first: date, name: str, says: str, at: timedelta) -> Event:
    """An entry for the whole day that keeps no time busy, without any answer or private link.

    at: when its alarm goes off, from midnight where the person is.
    """
    alarm = Alarm.new(description=name)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", at)
    return Event.new(
        uid=uuid.uuid4(),
        stamp=days.now(),
        start=first,
        summary=name,
        description=says,
        url=settings.SITE_ADDRESS,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )


def calendar_file(event: Event, file_name: str) -> HttpResponse:
    """A file of one event, to be saved under this name; nothing on the way keeps it."""
    calendar = Calendar.new(prodid=f"-//{settings.SITE_NAME}//EN", subcomponents=[event])
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "no-store"
    return response
