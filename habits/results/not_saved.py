"""The tips of who could not be given a saved result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..engine.assess import assess
from ..engine.loaded import get_content
from ..journey import drafts
from ..journey.missing_draft import is_missing, missing_draft
from ..journey.routing import Route
from ..site import days
from ..site.decorators import allows
from ..site.errors import MOST_DIGITS
from ..site.phrases import region_of
from .presenter import page


@allows("GET")
def not_saved(request: HttpRequest) -> HttpResponse:
    """The tips of who could not be given a saved result. Loading it again shows them again."""
    draft = drafts.read(request, get_content().questionnaire)
    if is_missing(draft):
        return missing_draft(request, draft)
    if elsewhere := Route(draft).open_address():
        return redirect(elsewhere)
    assessed = assess(get_content(), draft.answers)
    if assessed.emergency:
        return redirect("care")
    wait = request.GET.get("wait", "")
    seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < MOST_DIGITS else 0
    made = days.local_day("", region_of(get_content(), draft.answers))
    return page(request, assessed, draft.answers, made, wait=seconds)
