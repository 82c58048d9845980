"""A reminder of a plan for a calendar."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from icalendar import TRANSP, Alarm, Calendar, Event

from ..site import days
from ..site.decorators import limited
from ..site.rate_limits import OPEN
from .seen import CHECK_IN, Seen, with_plan


@limited(OPEN, pages=True)
@with_plan("GET")
def reminder(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Four entries, one a week, on the day after each week of the plan."""
    if seen.plan is None:
        return redirect(seen.at())
    first = seen.plan.first_day(max(1, seen.plan.week_of(seen.today) + 1))
    response = HttpResponse(entries(first).to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-weeks.ics"'
    response["Cache-Control"] = "no-store"
    return response


def entries(first: date) -> Calendar:
    """All-day entries that keep no time busy, in neutral words: a calendar may be shared."""
    name = f"A moment for {settings.SITE_NAME}"
    alarm = Alarm.new(description=name)
    alarm.add("action", "DISPLAY")
    # Counted from midnight where the person is.
    alarm.add("trigger", timedelta(hours=18))
    event = Event.new(
        uid=uuid.uuid4(),
        stamp=days.now(),
        start=first,
        summary=name,
        description=f"Open your bookmark, or go to {settings.SITE_ADDRESS}.",
        url=settings.SITE_ADDRESS,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )
    event.add("rrule", {"freq": "weekly", "count": CHECK_IN})
    return Calendar.new(prodid=f"-//{settings.SITE_NAME}//EN", subcomponents=[event])
