"""What a code that does not lead to what it was given for leads to."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .. import days, sent, shared_links
from .. import opened as open_here
from ..codes import cut_off
from ..saved import OtherKind
from ..sealing import Kind
from .errors import layout

PLACES: dict[Kind, str] = {"result": "result-lost", "list": "list-lost", "shared": "notes-lost"}
OPEN: dict[Kind, str] = {"result": "result", "list": "list-use", "shared": "notes-read"}


def tell(request: HttpRequest, kind: Kind, typed: str) -> HttpResponse:
    """Lead to the page that says what is wrong with what was typed; a script gets it at once."""
    if layout(request) != "base.html":
        return not_found(request, kind, typed)
    response = redirect(PLACES[kind])
    sent.keep(request, response)
    return response


def typed_before(request: HttpRequest) -> str:
    """What was typed last and opened nothing."""
    form = sent.read(request)
    return form.get("code") if form else ""


def not_found(request: HttpRequest, kind: Kind, typed: str = "") -> HttpResponse:
    """One answer for a code that is unknown, expired, deleted or no code at all.

    What is shorter than a code is told apart by what was typed alone.
    """
    context = {"layout": layout(request), "kind": kind, "typed": typed, "short": cut_off(typed)}
    return render(request, "habits/not_found.html", context, status=404)


def lead_on(request: HttpRequest, other: OtherKind) -> HttpResponse:
    """The code of a list was given for a result, or the other way round: a script gets a press that
    leads to the right place, and a form leads there."""
    if layout(request) != "base.html":
        context = {"layout": layout(request), "kind": other.kind, "code": other.code}
        return render(request, "habits/other_kind.html", context)
    if other.kind == shared_links.KIND:
        # By a press, as on its own page.
        shared_links.open_link(settings.SERVER_KEYS, other.code, days.now())
    handle = open_here.handle_of(request, other.code)
    response = redirect(OPEN[other.kind], handle)
    open_here.put(request, response, handle, other.code)
    return response
