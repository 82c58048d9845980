"""The page for a form that could not be taken."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from . import refused_forms
from .decorators import allows
from .errors import (
    MOST_DIGITS,
    csrf_unchecked,
    not_found,
    storage_unavailable,
    too_large,
    too_many_requests,
)


@allows("GET")
def refused_form(request: HttpRequest, why: str) -> HttpResponse:
    """The page for a form that could not be taken."""
    again = refused_forms.read(request)
    if why == "away":
        return storage_unavailable(request, again)
    if why == "often":
        wait = request.GET.get("wait", "")
        known = wait.isascii() and wait.isdigit() and len(wait) < MOST_DIGITS
        return too_many_requests(request, int(wait) if known else 60, again)
    if why == "unchecked":
        return csrf_unchecked(request, again)
    if why == "large":
        return too_large(request)
    return not_found(request, Http404())
