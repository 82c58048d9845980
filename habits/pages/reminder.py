"""A calendar entry to check in again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..journey.regions import region_in
from ..site import days
from ..site.calendars import all_day, calendar_file
from ..site.decorators import allows

IN = timedelta(weeks=4)
AT = timedelta(hours=9)


@allows("GET")
def reminder(request: HttpRequest) -> HttpResponse:
    """Four weeks from the person's day: as their browser puts it into the address, or by region."""
    day = days.local_day(request.GET.get("day", ""), region_in(request)) + IN
    says = f"Open your bookmark, or go to {settings.SITE_ADDRESS} and check in again."
    event = all_day(day, f"Check in with {settings.SITE_NAME}", says, AT)
    return calendar_file(event, "check-in.ics")
