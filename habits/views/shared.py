"""Let someone read a result: the links that its owner makes, and the page that a link shows.

A link opens that page and nothing else. Its pages stand below an address of their own, and ask for
rows of links alone: the code of a link is a way to no view of a result, and the other way round.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import days, limits, saved, shared_links, sharing
from .. import opened as open_here
from ..sealing import NotSealed
from ..shared_links import SharedLink
from .errors import allows, layout
from .lost import lead_on, not_found, tell, typed_before
from .results import Opened, by_handle, sheet, unless_down


@by_handle("GET", "POST")
def share(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The links that are out, and a press to make one."""
    if request.method == "POST":
        make(request, opened)
        return redirect("result-share", opened.handle)
    out = sharing.links_of(settings.SERVER_KEYS, opened.record, days.now())
    links = [
        {"code": code, "address": address_of(code), "until": link.until, "first": link.first}
        for code, link in out
    ]
    context = {
        "at": opened.at,
        "links": links,
        "lasts": shared_links.LASTS,
        "full": len(links) >= sharing.MOST,
        "state": sharing.state_of(opened.record.links),
    }
    return render(request, "results/share.html", context)


def make(request: HttpRequest, opened: Opened) -> None:
    """Make the link that was asked for. Nothing happens for what the page does not offer."""
    wanted, state = request.POST.get("days", ""), request.POST.get("state", "")
    if wanted not in map(str, shared_links.LASTS):
        return
    networks = limits.networks_of(request)
    now, keyring = days.now(), settings.SERVER_KEYS
    try:
        sharing.share(keyring, opened.code, int(wanted), now, state, networks)
    except sharing.LinksFull:
        # The page says so.
        return


def address_of(code: str) -> str:
    # Never the Host of the request: whoever sends one chooses it.
    return f"{settings.SITE_ADDRESS}{reverse('notes')}#{code}"


@by_handle("POST")
def take_back(request: HttpRequest, opened: Opened) -> HttpResponse:
    """End a link now."""
    link = request.POST.get("link", "")
    sharing.take_back(settings.SERVER_KEYS, opened.code, link, days.now().date())
    return redirect("result-share", opened.handle)


# What who was given a link sees.


@allows("GET")
def shell(request: HttpRequest) -> HttpResponse:
    """The same page for everyone: open.js takes the code from the address, or a person gives it.

    Asking for it opens no link: what looks at links before people do spends nothing.
    """
    return shell_page(request)


def shell_page(request: HttpRequest, closed: bool = False) -> HttpResponse:
    return render(request, "results/notes.html", {"closed": closed})


@allows("POST")
@unless_down
def open_(request: HttpRequest) -> HttpResponse:
    """Open a link, which marks it as opened. A script gets the page at once."""
    typed = request.POST.get("code", "")
    try:
        link, code = open_typed(typed)
    except saved.OtherKind as other:
        return lead_on(request, other)
    except NotSealed:
        return tell(request, shared_links.KIND, typed)
    if "X-Fragment" in request.headers:
        return show(request, link)
    return led_to(request, code)


def open_typed(typed: str) -> tuple[SharedLink, str]:
    """The link that a text opens, and its code. Raises OtherKind, NotSealed, CannotKeep.

    One question to the database for what opens nothing and one more for all, so that a link that
    has ended takes as long as one that never was.
    """
    now, keyring = days.now(), settings.SERVER_KEYS
    try:
        code = saved.find_code(keyring, typed, shared_links.KIND, now.date())
    except saved.OtherKind:
        raise
    except NotSealed:
        code = ""
    return shared_links.open_link(keyring, code, now), code


def led_to(request: HttpRequest, code: str) -> HttpResponse:
    handle = open_here.handle_of(request, code)
    response = redirect("notes-read", handle)
    open_here.put(request, response, handle, code)
    return response


@allows("GET")
@unless_down
def read(request: HttpRequest, handle: str) -> HttpResponse:
    """The page of a link that was opened on this device. Loading it again marks nothing."""
    code = open_here.code_at(request, handle)
    if code is None:
        response = shell_page(request, closed=True)
        response.status_code = 404
        return response
    try:
        link = shared_links.look_again(settings.SERVER_KEYS, code, days.now())
    except NotSealed:
        return not_found(request, shared_links.KIND)
    response = show(request, link)
    open_here.put(request, response, handle, code)
    return response


def show(request: HttpRequest, link: SharedLink) -> HttpResponse:
    record = saved.Record.from_shown(link.shows)
    context = {**sheet(record), "until": link.until, "layout": layout(request)}
    return render(request, "results/shared.html", context)


@allows("GET")
def lost(request: HttpRequest) -> HttpResponse:
    """What was typed opens nothing: it stands in the field, to be mended."""
    return not_found(request, shared_links.KIND, typed_before(request))
