"""What a code that does not lead to what it was given for leads to."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .. import cookies
from .. import opened as open_here
from ..codes import codes_in, cut_off
from ..saved import OtherKind
from ..sealing import Kind
from .errors import layout

# In seconds, so that it can be mended.
TYPED_FOR = 600
# What fits into a cookie, and far more than a code.
MOST_BYTES = 2000
PLACES: dict[Kind, str] = {"result": "result-lost", "list": "list-lost"}


def tell(request: HttpRequest, kind: Kind, typed: str) -> HttpResponse:
    """Lead to the page that says what is wrong with what was typed; a script gets it at once."""
    if layout(request) != "base.html":
        return not_found(request, kind, typed)
    response = redirect(PLACES[kind])
    if len(typed.encode()) > MOST_BYTES:
        # Of a whole mail, what can be mended.
        typed = next(iter(codes_in(typed)), typed)
    sealed = open_here.fernet(settings.SECRET_KEY).encrypt(typed.encode()[:MOST_BYTES])
    cookies.put(response, settings.TYPED_COOKIE_NAME, sealed.decode(), TYPED_FOR)
    return response


def typed_before(request: HttpRequest) -> str:
    """What was typed last and opened nothing; it is in an encrypted cookie, never in an address."""
    try:
        sealed = request.COOKIES.get(settings.TYPED_COOKIE_NAME, "")
        return (
            open_here.fernet(settings.SECRET_KEY)
            .decrypt(sealed, ttl=TYPED_FOR)
            .decode(errors="ignore")
        )
    except (InvalidToken, ValueError):
        return ""


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
    handle = open_here.handle_of(request, other.code)
    response = redirect("list-use" if other.kind == "list" else "result", handle)
    open_here.put(request, response, handle, other.code)
    return response
