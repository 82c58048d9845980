"""The notes that someone was given a link to: read, and nothing else.

These pages ask for rows of links alone: the code of a link is a way to no view of a result, and the
other way round.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ..results.decorators import handle_storage_errors
from ..results.not_opened import not_found, to_not_found, to_other_kind, typed_before
from ..site import days, open_results
from ..site.decorators import allows, limited
from ..site.errors import layout
from ..site.rate_limits import OPEN
from ..store import sealed_rows, shared_links
from ..store.failures import OtherKind
from ..store.saved_results import Record
from ..store.sealing import NotSealed
from ..store.shared_links import SharedLink
from .sheet import sheet


@allows("GET")
def shell(request: HttpRequest) -> HttpResponse:
    """The same page for everyone: open.js takes the code from the address, or a person gives it.

    Asking for it opens no link: what looks at links before people do spends nothing.
    """
    return shell_page(request)


def shell_page(request: HttpRequest, closed: bool = False) -> HttpResponse:
    return render(request, "habits/notes/notes.html", {"closed": closed})


@allows("POST")
@limited(OPEN)
@handle_storage_errors
def open_(request: HttpRequest) -> HttpResponse:
    """Open a link, which marks it as opened. A script gets the page at once."""
    typed = request.POST.get("code", "")
    try:
        link, code = open_typed(typed)
    except OtherKind as other:
        return to_other_kind(request, other, shared_links.KIND, typed)
    except NotSealed:
        return to_not_found(request, shared_links.KIND, typed)
    if "X-Fragment" in request.headers:
        return show(request, link)
    return led_to(request, code)


def open_typed(typed: str) -> tuple[SharedLink, str]:
    """The link that a text opens, and its code. Raises OtherKind, NotSealed, StorageUnavailable.

    One question to the database for what opens nothing and one more for all, so that a link that
    has ended takes as long as one that never was.
    """
    now, keyring = days.now(), settings.SERVER_KEYS
    try:
        code = sealed_rows.find(keyring, typed, shared_links.KIND, now.date()).code
    except OtherKind:
        raise
    except NotSealed:
        code = ""
    return shared_links.open_link(keyring, code, now), code


def led_to(request: HttpRequest, code: str) -> HttpResponse:
    handle = open_results.handle_of(request, code)
    response = redirect("notes-read", handle)
    open_results.remember(request, response, handle, code)
    return response


@allows("GET")
@limited(OPEN, pages=True)
@handle_storage_errors
def read(request: HttpRequest, handle: str) -> HttpResponse:
    """The page of a link that was opened on this device. Loading it again marks nothing."""
    code = open_results.code_at(request, handle)
    if code is None:
        response = shell_page(request, closed=True)
        response.status_code = 404
        return response
    try:
        link = shared_links.read_link(settings.SERVER_KEYS, code, days.now())
    except NotSealed:
        return not_found(request, shared_links.KIND)
    response = show(request, link)
    open_results.remember(request, response, handle, code)
    return response


def show(request: HttpRequest, link: SharedLink) -> HttpResponse:
    record = Record.from_shown(link.shows)
    context = {**sheet(record), "until": link.until, "layout": layout(request)}
    return render(request, "habits/notes/shared.html", context)


@allows("GET")
def lost(request: HttpRequest) -> HttpResponse:
    """What was typed opens nothing: it stands in the field, to be mended."""
    return not_found(request, shared_links.KIND, typed_before(request))
