"""A calendar entry to check in again, in neutral words: a calendar may be shared, and is synced."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from icalendar import TRANSP, Alarm, Calendar, Event

from ..journey.regions import region_in
from ..site import days
from ..site.decorators import allows

IN = timedelta(weeks=4)
# All-day, so counted from midnight where the person is.
AT = timedelta(hours=9)


@allows("GET")
def reminder(request: HttpRequest) -> HttpResponse:
    """Four weeks from the person's day: as their browser puts it into the address, or by region."""
    day = days.own(request.GET.get("day", ""), region_in(request)) + IN
    response = HttpResponse(entry(day).to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="check-in.ics"'
    response["Cache-Control"] = "no-store"
    return response


def entry(day: date) -> Calendar:
    """An entry for the whole day that keeps no time busy, without any answer or private link."""
    name = f"Check in with {settings.SITE_NAME}"
    alarm = Alarm.new(description=name)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", AT)
    event = Event.new(
        uid=uuid.uuid4(),
        stamp=days.now(),
        start=day,
        summary=name,
        description=f"Open your bookmark, or go to {settings.SITE_ADDRESS} and check in again.",
        url=settings.SITE_ADDRESS,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )
    return Calendar.new(prodid=f"-//{settings.SITE_NAME}//EN", subcomponents=[event])
