"""A result is opened by its link, its code or its handle, and shown."""

from __future__ import annotations

from datetime import date

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe

from ..engine.assess import assess
from ..engine.loaded import get_content
from ..journey import drafts
from ..journey.routing import Route
from ..site import open_results
from ..site.decorators import allows, limited
from ..site.rate_limits import OPEN
from ..store import failures, saved_results
from ..store.sealing import NotSealed
from .decorators import handle_storage_errors, with_opened_result
from .draft_from_result import check_in
from .not_opened import not_found, to_not_found, to_other_kind, typed_before
from .opened import Opened, open_page
from .presenter import page, waits_for
from .who_to_call import care_page, who_to_call


def qr(address: str) -> SafeString:
    svg = segno.make(address, error="m").svg_inline(scale=4, dark="#000", light="#fff", border=4)
    return mark_safe(svg)  # noqa: S308  made by segno from our own address


@allows("GET")
def open_form(request: HttpRequest) -> HttpResponse:
    """The same page for everyone: open.js takes the code from the address, or a person gives it."""
    return open_page(request)


@allows("GET")
def lost(request: HttpRequest) -> HttpResponse:
    """What was typed opens nothing: it stands in the field, to be mended."""
    return not_found(request, "result", typed_before(request))


# What the buttons of a list say of themselves.
LISTED = "list"


@allows("POST")
@limited(OPEN)
@handle_storage_errors
def open_(request: HttpRequest) -> HttpResponse:
    """Have a result open on this device, and lead on to it or to what the list offers to do with
    it. A script that opens a link gets the page at once."""
    typed = request.POST.get("code", "")
    try:
        code, record = saved_results.find_result(settings.SERVER_KEYS, typed, date.today())
        opened = Opened(code, record, open_results.handle_of(request, code))
    except failures.OtherKind as other:
        return to_other_kind(request, other, "result", typed)
    except NotSealed:
        # Pressed on a list, it was the right code: the list says what became of it.
        listed = LISTED in (request.POST.get(name) for name in ("open", "again", "delete"))
        return redirect("saved") if listed else to_not_found(request, "result", typed)
    if "X-Fragment" in request.headers:
        response = show(request, opened)
    elif "again" in request.POST:
        response = check_in(request, opened)
    else:
        response = redirect(
            "result-delete" if "delete" in request.POST else "result", opened.handle
        )
    open_results.remember(request, response, opened.handle, opened.code)
    return response


@limited(OPEN, pages=True)
@with_opened_result("GET")
def result(request: HttpRequest, opened: Opened) -> HttpResponse:
    draft = drafts.read(request, get_content().questionnaire)
    if draft.made == opened.handle and Route(draft).triage.emergency:
        # Another tab's answer made an emergency of it while this was made.
        return redirect("care")
    response = show(request, opened)
    open_results.remember(request, response, opened.handle, opened.code)
    return response


@allows("GET")
def shown(request: HttpRequest, handle: str) -> HttpResponse:
    """An empty stylesheet that the end of a new result's page asks for: its link and code are on
    the screen by then, and the draft that it was made of can go. Needs no script."""
    response = HttpResponse(content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "no-store"
    if waits_for(request, handle):
        drafts.delete(response)
    return response


def show(request: HttpRequest, opened: Opened) -> HttpResponse:
    record = opened.record
    assessed = assess(get_content(), record.answers, record.edition)
    if assessed.emergency or not assessed.adult:
        return care_page(request, assessed, record.answers, record.made, opened=opened)
    return page(request, assessed, record.answers, record.made, opened)


@limited(OPEN, pages=True)
@with_opened_result("GET")
def phone(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The link as a square to point a phone at, on a page of its own: it takes long to draw."""
    # Never the Host of the request: whoever sends one chooses it.
    square = qr(settings.SITE_ADDRESS + opened.link)
    context = {"qr": square, "at": opened.at, **who_to_call(opened.record)}
    return render(request, "habits/results/phone.html", context)
