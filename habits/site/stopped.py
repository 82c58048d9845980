"""The page for a form that could not be taken."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from . import refused_forms
from .decorators import allows
from .errors import MOST_DIGITS, away, not_found, too_large, too_often, unchecked


@allows("GET")
def stopped(request: HttpRequest, why: str) -> HttpResponse:
    """The page for a form that could not be taken."""
    again = refused_forms.read(request)
    if why == "away":
        return away(request, again)
    if why == "often":
        wait = request.GET.get("wait", "")
        known = wait.isascii() and wait.isdigit() and len(wait) < MOST_DIGITS
        return too_often(request, int(wait) if known else 60, again)
    if why == "unchecked":
        return unchecked(request, again)
    if why == "large":
        return too_large(request)
    return not_found(request, Http404())
