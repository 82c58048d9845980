"""Let someone read a result: the links that are out, one more, and one taken back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..results.decorators import with_opened_result
from ..results.opened import Opened
from ..site import days, rate_limits
from ..site.decorators import limited
from ..site.rate_limits import OPEN
from ..store import result_links, shared_links


@limited(OPEN, pages=True)
@with_opened_result("GET", "POST")
def share(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The links that are out, and a press to make one."""
    if request.method == "POST":
        make(request, opened)
        return redirect("result-share", opened.handle)
    out = result_links.links_of(settings.SERVER_KEYS, opened.record, days.now())
    links = [
        {
            "number": number,
            "code": code,
            "address": address_of(code),
            "until": link.until,
            "first": link.first,
        }
        for number, (code, link) in enumerate(out, start=1)
    ]
    context = {
        "at": opened.at,
        # Newest first: it is the one that was asked for.
        "links": links[::-1],
        "lasts": shared_links.DAYS,
        "full": len(links) >= result_links.MOST,
        "state": result_links.state_of(opened.record.links),
    }
    return render(request, "habits/notes/share.html", context)


def make(request: HttpRequest, opened: Opened) -> None:
    """Make the link that was asked for. Nothing happens for what the page does not offer."""
    wanted, state = request.POST.get("days", ""), request.POST.get("state", "")
    if wanted not in map(str, shared_links.DAYS):
        return
    networks = rate_limits.networks_of(request)
    now, keyring = days.now(), settings.SERVER_KEYS
    try:
        result_links.share(keyring, opened.code, int(wanted), now, state, networks)
    except result_links.LinksFull:
        # The page says so.
        return


def address_of(code: str) -> str:
    # Never the Host of the request: whoever sends one chooses it.
    return f"{settings.SITE_ADDRESS}{reverse('notes')}#{code}"


@limited(OPEN, pages=True)
@with_opened_result("POST")
def take_back(request: HttpRequest, opened: Opened) -> HttpResponse:
    """End a link now."""
    link = request.POST.get("link", "")
    result_links.take_back(settings.SERVER_KEYS, opened.code, link, days.now().date())
    return redirect("result-share", opened.handle)
