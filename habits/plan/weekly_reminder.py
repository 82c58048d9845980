"""A reminder of a plan for a calendar."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..site.calendars import all_day, calendar_file
from ..site.decorators import limited
from ..site.rate_limits import OPEN
from .opened_plan import CHECK_IN, OpenedPlan, with_plan

AT = timedelta(hours=18)


@limited(OPEN, pages=True)
@with_plan("GET")
def reminder(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
    """Four entries, one a week, on the day after each week of the plan."""
    if current.plan is None:
        return redirect(current.at())
    first = current.plan.first_day(max(1, current.plan.week_of(current.today) + 1))
    says = f"Open your bookmark, or go to {settings.SITE_ADDRESS}."
    event = all_day(first, f"A moment for {settings.SITE_NAME}", says, AT)
    event.add("rrule", {"freq": "weekly", "count": CHECK_IN})
    return calendar_file(event, "my-weeks.ics")
