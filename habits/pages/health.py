"""For what watches over the server: alive, ready, counts. No page says anything about anyone."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from ..site import metrics
from ..site.decorators import allows
from ..store import key_check
from ..store.database import FAILURES


def plain(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@allows("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. A database that is away is no reason to kill it."""
    return plain("ok\n")


@allows("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """Results can be kept and opened: the database answers, with the keys that it was sealed with.

    Only which of the two fails is told, because everyone can ask.
    """
    try:
        faults = key_check.faults(settings.SERVER_KEYS)
    except FAILURES:
        return plain("the database does not answer\n", 503)
    return plain("the keys are wrong\n", 503) if faults else plain("ready\n")


@allows("GET")
def counts(request: HttpRequest) -> HttpResponse:
    """Counts, for this machine alone."""
    if not metrics.folder() or not from_this_machine(request):
        raise Http404
    return plain(metrics.text().decode())


def from_this_machine(request: HttpRequest) -> bool:
    """Asked over loopback or a socket file, and not passed on by a proxy, which says so."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    address = request.META.get("REMOTE_ADDR", "")
    return not address or ip_address(address).is_loopback
