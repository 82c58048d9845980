"""Answers that are not on this device any more: said, with a way onward."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..engine.loaded import get_content
from ..engine.schema import Page
from ..site import open_results
from ..store import database, failures, sealed_rows
from ..store.sealing import NotSealed
from . import drafts


def is_missing(draft: drafts.Draft, current_page: Page | None = None) -> bool:
    """Is there nothing of what someone who asks for this page must have answered?"""
    first = get_content().questionnaire.pages[0]
    return not draft.done and not draft.damaged and current_page is not first


def missing_draft(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    """Whoever comes back to answers that are not on this device any more is told so."""
    context = {
        "last": last_seen(request),
        "listed": bool(request.COOKIES.get(settings.SAVED_COOKIE_NAME)),
        **ended_notice(draft),
    }
    if request.method == "POST":
        # Back never asks to send a form again.
        return redirect(request.get_full_path())
    return render(request, "habits/journey/missing_draft.html", context)


def ended_notice(draft: drafts.Draft) -> dict[str, object]:
    """What a page tells of answers whose time is over. They stay on the device until others take
    their place: a clock that is ahead for a moment must not delete them."""
    return {"ended": True, "days": drafts.LONGEST_DAYS} if draft.ended else {}


def last_seen(request: HttpRequest) -> str:
    """The address of the result that was opened last of those that still open; "" for none. A list
    can be open as well, until someone says if it is theirs."""
    for handle in open_results.handles(request):
        code = open_results.code_at(request, handle) or ""
        try:
            sealed_rows.find(settings.SERVER_KEYS, code, "result", date.today())
        except NotSealed:
            continue
        except (failures.StorageUnavailable, *database.FAILURES):
            break
        return reverse("result", args=[handle])
    return ""
