"""What a code that does not lead to what it was given for leads to."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ..site import days, open_results, refused_forms
from ..site.codes import cut_off
from ..site.errors import layout
from ..store import shared_links
from ..store.failures import OtherKind
from ..store.sealing import Kind, NotSealed

PLACES: dict[Kind, str] = {"result": "result-lost", "list": "list-lost", "shared": "notes-lost"}
OPEN: dict[Kind, str] = {"result": "result", "list": "list-use", "shared": "notes-read"}


def to_not_found(request: HttpRequest, kind: Kind, typed: str) -> HttpResponse:
    """Lead to the page that says what is wrong with what was typed; a script gets it at once."""
    if layout(request) != "base.html":
        return not_found(request, kind, typed)
    response = redirect(PLACES[kind])
    refused_forms.keep(request, response)
    return response


def typed_before(request: HttpRequest) -> str:
    """What was typed last and opened nothing."""
    form = refused_forms.read(request)
    return form.get("code") if form else ""


def not_found(request: HttpRequest, kind: Kind, typed: str = "") -> HttpResponse:
    """One answer for a code that is unknown, expired, deleted or no code at all.

    What is shorter than a code is told apart by what was typed alone.
    """
    context = {"layout": layout(request), "kind": kind, "typed": typed, "short": cut_off(typed)}
    return render(request, "habits/results/not_found.html", context, status=404)


def to_other_kind(request: HttpRequest, other: OtherKind, asked: Kind, typed: str) -> HttpResponse:
    """The code of a list was given for a result, or the other way round: a script gets a press that
    leads to the right place, and a form leads there."""
    script = layout(request) != "base.html"
    if other.kind == shared_links.KIND:
        # By a press, as on its own page.
        open_notes = shared_links.read_link if script else shared_links.open_link
        try:
            open_notes(settings.SERVER_KEYS, other.code, days.now())
        except NotSealed:
            # It ended earlier today: its row is there until the purge, and tells nobody that.
            return to_not_found(request, asked, typed)
    if script:
        context = {"layout": layout(request), "kind": other.kind, "code": other.code}
        return render(request, "habits/results/other_kind.html", context)
    handle = open_results.handle_of(request, other.code)
    response = redirect(OPEN[other.kind], handle)
    open_results.remember(request, response, handle, other.code)
    return response
