"""Leaving the questionnaire: the answers kept on this device for 30 days, or deleted."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ..engine.loaded import get_content
from ..site import refused_forms
from ..site.decorators import COOKIES_ALONE, allows, unlimited
from . import drafts
from .missing_draft import ended_notice
from .routing import Route


@allows("GET")
def leave(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, get_content().questionnaire)
    context = {"draft": draft, "carry_on": Route(draft).carry_on, **ended_notice(draft)}
    return render(request, "habits/journey/leave.html", context)


@allows("POST")
@unlimited(because=COOKIES_ALONE)
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the answers on this device for 30 days."""
    draft = drafts.read(request, get_content().questionnaire)
    response = redirect("leave")
    if draft.done:
        draft.keep = True
        drafts.write(response, draft)
    return response


@allows("POST")
@unlimited(because=COOKIES_ALONE)
def delete(request: HttpRequest) -> HttpResponse:
    response = redirect("deleted")
    drafts.delete(response)
    # Answers that could not be taken wait there (errors.to_refused_form).
    refused_forms.drop(response)
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    if request.COOKIES.get(settings.DRAFT_COOKIE_NAME):
        return redirect("leave")
    return render(request, "habits/journey/deleted.html")
