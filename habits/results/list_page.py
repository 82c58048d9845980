"""The person's own list of results. Its secret is in a cookie, put there by a press."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ..engine.loaded import get_content
from ..site import cookies, rate_limits
from ..site.decorators import allows, limited, unlimited
from ..site.errors import layout
from ..site.htmx import HtmxRequest
from ..site.rate_limits import OPEN
from ..store import failures, saved_lists
from ..store.sealing import NotSealed, grouped
from . import own_list
from .comparison import choice, missing, told_closed
from .decorators import handle_storage_errors, with_opened_result
from .list_names import TOO_LONG, UNSEEN, NoName, name_from
from .not_opened import not_found
from .opened import Opened
from .trends import course, format_date, rows


@allows("GET")
@handle_storage_errors
def list_page(request: HttpRequest) -> HttpResponse:
    items = own_list.items(request)
    context: dict[str, object] = {
        "items": items,
        "has_cookie": bool(own_list.read(request).code),
        "held_back": cookies.withheld(request),
        "look": cookies.withheld(request) and cookies.asked_from_here(request),
        "layout": layout(request),
        "closed": request.GET.get("problem") == "closed",
        "section": "saved",
    }
    if items is not None:
        context |= listing(request, items)
    return render(request, "habits/results/saved.html", context)


def listing(request: HttpRequest, items: list[saved_lists.Item]) -> dict[str, object]:
    """What the page of the list shows, with what its address says of a form that did not do."""
    opened = saved_lists.open_all(settings.SERVER_KEYS, items, date.today())
    records = [record for _, record in opened]
    newest = [item.code for item, _ in opened][:-3:-1]
    charts = course(get_content().questionnaire, records)
    wrong = request.GET.get("problem", "")
    chosen = chosen_before(request, items) if wrong in {"compare", "closed"} else newest
    told = {name: text for text, name in NAMES.items()}
    if wrong == "compare":
        told[wrong] = choice(items, opened, chosen).problem
    if wrong == "closed":
        told[wrong] = told_closed([item for item in items if item.code in chosen])
    return {
        "items": items,
        "gone": missing(items, opened),
        "records": len(records),
        "chosen": chosen,
        "problem": told.get(wrong),
        "code": own_list.read(request).code,
        "grouped": grouped(own_list.read(request).code),
        "charts": charts,
        "drawn": any(chart.drawn for chart in charts),
        "rows": rows(get_content().questionnaire, charts, records),
        "wrong": wrong,
        "until": own_list.read(request).until,
    }


# For a code that is on no place of the list.
NOWHERE = "?"


def chosen_before(request: HttpRequest, items: list[saved_lists.Item]) -> list[str]:
    """The codes of the results that were chosen by their place on the list."""
    codes = [*(item.code for item in items), NOWHERE]
    places = {at for at in request.GET.getlist("chosen") if at.isascii() and at.isdigit()}
    return [code for at, code in enumerate(codes) if str(at) in places]


@limited(OPEN, pages=True)
@with_opened_result("POST")
def add(request: HttpRequest, opened: Opened) -> HttpResponse:
    """An explicit press puts a result on the list, and starts the list when there is none."""
    today = date.today()
    made = opened.record.made
    item = saved_lists.Item(opened.code, f"Notes of {format_date(made)}", made, opened.record.days)
    response = redirect("saved")
    long = "remember" in request.POST
    try:
        saved_lists.change_list(
            settings.SERVER_KEYS, own_list.read(request).code, saved_lists.adding(item), today
        )
    except NotSealed:
        networks = rate_limits.networks_of(request)
        code = saved_lists.new_list(settings.SERVER_KEYS, [item], today, networks)
        own_list.remember(response, code, long, today)
        return response
    except failures.ListFull:
        return redirect("list-full")
    if long:
        own_list.remember(response, own_list.read(request).code, long, today)
    return response


@allows("GET")
def full(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/results/list_full.html", {"most": saved_lists.MOST_ITEMS})


@allows("POST")
@unlimited(because="it opens the list of this device alone, as its page does")
@handle_storage_errors
def remember(request: HttpRequest) -> HttpResponse:
    """Have this device remember the list, or forget it when the browser closes."""
    response = redirect("saved")
    if own_list.items(request) is not None:
        long = "long" in request.POST
        own_list.remember(response, own_list.read(request).code, long, date.today())
    return response


def changed(
    request: HtmxRequest, change: saved_lists.Change, message: str, at: str = ""
) -> HttpResponse:
    """Change the list; htmx gets the list alone, open at the code it was changed at."""
    try:
        saved_lists.change_list(
            settings.SERVER_KEYS, own_list.read(request).code, change, date.today()
        )
    except NotSealed:
        return not_found(request, "list") if request.htmx else redirect("saved")
    if not request.htmx:
        return redirect("saved")
    return part(request, own_list.items(request) or [], message, at)


def part(
    request: HttpRequest, items: list[saved_lists.Item], message: str, at: str, status: int = 200
) -> HttpResponse:
    """The list alone, for htmx."""
    opened = saved_lists.open_all(settings.SERVER_KEYS, items, date.today())
    context = {"items": items, "gone": missing(items, opened), "message": message, "at": at}
    return render(request, "habits/results/_items.html", context, status=status)


@allows("POST")
@limited(OPEN)
@handle_storage_errors
def rename(request: HtmxRequest) -> HttpResponse:
    items = own_list.items(request)
    if items is None:
        return not_found(request, "list") if request.htmx else redirect("saved")
    try:
        name = name_from(request.POST.get("name", ""))
    except NoName as error:
        if request.htmx:
            return part(request, items, str(error), request.POST.get("code", ""), status=422)
        return own_list.to_problem(NAMES[str(error)])
    code = request.POST.get("code", "")
    return changed(request, saved_lists.renaming(code, name), "The name is changed.", at=code)


@allows("POST")
@limited(OPEN)
@handle_storage_errors
def remove(request: HtmxRequest) -> HttpResponse:
    """Off the list; the result itself stays."""
    code = request.POST.get("code", "")
    return changed(request, saved_lists.removing(code), "It is off your list.")


# What can be wrong with a name, as the address of the list says it.
NAMES = {UNSEEN: "unseen", TOO_LONG: "long"}
