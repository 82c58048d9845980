"""Answers that are an emergency: the page that takes the place of a result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..engine.loaded import get_content
from ..journey import drafts
from ..journey.missing_draft import is_missing, missing_draft
from ..journey.routing import Route, address_of
from ..site import days
from ..site.decorators import allows
from ..site.phrases import region_of
from .who_to_call import care_page


@allows("GET")
def care(request: HttpRequest) -> HttpResponse:
    """An emergency: the care cards and nothing else. Nothing is saved."""
    draft = drafts.read(request, get_content().questionnaire)
    if is_missing(draft):
        return missing_draft(request, draft)
    route = Route(draft)
    assessed = route.triage
    if not assessed.emergency:
        # The first question tells of answers that could not be read.
        return redirect((draft.damaged and route.open_address()) or "home")
    # Half-way through, a change leads on through the questionnaire; later, back to the answers.
    change = "" if route.first_incomplete else "?change=1"
    links = [(page.title, address_of(page) + change) for page in route.alarming]
    today = days.local_day("", region_of(get_content(), draft.answers))
    return care_page(request, assessed, draft.answers, today, links)
