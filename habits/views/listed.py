"""The person's own list of results. Its secret is in a cookie, put there by a press."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import cookies, drafts, limits, own_list, saved, sent
from .. import opened as open_here
from ..advice import content
from ..comparing import choice, missing, told_closed
from ..course import compare as compared
from ..course import course, rows, told
from ..names import TOO_LONG, UNSEEN, NoName, name_from
from ..sealing import NotSealed, grouped
from .errors import allows, layout
from .lost import lead_on, not_found, tell, typed_before
from .results import Opened, by_handle, unless_down


def code_of(request: HttpRequest) -> str:
    return own_list.read(request).code


def items_of(request: HttpRequest) -> list[saved.Item] | None:
    """The list of this device; nothing when there is none or it does not open."""
    if not code_of(request):
        return None
    try:
        return saved.open_list(settings.SERVER_KEYS, code_of(request), date.today())
    except NotSealed:
        return None


@allows("GET")
@unless_down
def shell(request: HttpRequest) -> HttpResponse:
    items = items_of(request)
    context: dict[str, object] = {
        "items": items,
        "has_cookie": bool(code_of(request)),
        "held_back": cookies.held_back(request),
        "look": cookies.held_back(request) and cookies.asked_from_here(request),
        "layout": layout(request),
        "closed": request.GET.get("problem") == "closed",
        "section": "saved",
    }
    if items is not None:
        context |= listing(request, items)
    return render(request, "habits/saved.html", context)


def listing(request: HttpRequest, items: list[saved.Item]) -> dict[str, object]:
    """What the page of the list shows, with what its address says of a form that did not do."""
    opened = saved.open_all(settings.SERVER_KEYS, items, date.today())
    records = [record for _, record in opened]
    newest = [item.code for item, _ in opened][:-3:-1]
    charts = course(content().questionnaire, records)
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
        "code": code_of(request),
        "grouped": grouped(code_of(request)),
        "charts": charts,
        "drawn": any(chart.drawn for chart in charts),
        "rows": rows(content().questionnaire, charts, records),
        "wrong": wrong,
        "until": own_list.read(request).until,
    }


# For a code that is on no place of the list.
NOWHERE = "?"


def chosen_before(request: HttpRequest, items: list[saved.Item]) -> list[str]:
    """The codes of the results that were chosen by their place on the list."""
    codes = [*(item.code for item in items), NOWHERE]
    places = {at for at in request.GET.getlist("chosen") if at.isascii() and at.isdigit()}
    return [code for at, code in enumerate(codes) if str(at) in places]


@by_handle("POST")
def add(request: HttpRequest, opened: Opened) -> HttpResponse:
    """An explicit press puts a result on the list, and starts the list when there is none."""
    today = date.today()
    made = opened.record.made
    item = saved.Item(opened.code, f"Notes of {told(made)}", made, opened.record.days)
    response = redirect("saved")
    long = "remember" in request.POST
    try:
        saved.change_list(settings.SERVER_KEYS, code_of(request), saved.adding(item), today)
    except NotSealed:
        networks = limits.networks_of(request)
        code = saved.new_list(settings.SERVER_KEYS, [item], today, networks)
        own_list.remember(response, code, long, today)
        return response
    except saved.ListFull:
        return redirect("list-full")
    if long:
        own_list.remember(response, code_of(request), long, today)
    return response


@allows("GET")
def full(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/list_full.html", {"most": saved.MOST_ITEMS})


@allows("POST")
@unless_down
def remember(request: HttpRequest) -> HttpResponse:
    """Have this device remember the list, or forget it when the browser closes."""
    response = redirect("saved")
    if items_of(request) is not None:
        long = "long" in request.POST
        own_list.remember(response, code_of(request), long, date.today())
    return response


def changed(request: HttpRequest, change: saved.Change, message: str, at: str = "") -> HttpResponse:
    """Change the list; htmx gets the list alone, open at the code it was changed at."""
    try:
        saved.change_list(settings.SERVER_KEYS, code_of(request), change, date.today())
    except NotSealed:
        return not_found(request, "list") if request.htmx else redirect("saved")
    if not request.htmx:
        return redirect("saved")
    return part(request, items_of(request) or [], message, at)


def part(
    request: HttpRequest, items: list[saved.Item], message: str, at: str, status: int = 200
) -> HttpResponse:
    """The list alone, for htmx."""
    opened = saved.open_all(settings.SERVER_KEYS, items, date.today())
    context = {"items": items, "gone": missing(items, opened), "message": message, "at": at}
    return render(request, "habits/_items.html", context, status=status)


@allows("POST")
@unless_down
def rename(request: HttpRequest) -> HttpResponse:
    items = items_of(request)
    if items is None:
        return not_found(request, "list") if request.htmx else redirect("saved")
    try:
        name = name_from(request.POST.get("name", ""))
    except NoName as error:
        if request.htmx:
            return part(request, items, str(error), request.POST.get("code", ""), status=422)
        return problem(NAMES[str(error)])
    code = request.POST.get("code", "")
    return changed(request, saved.renaming(code, name), "The name is changed.", at=code)


# What can be wrong with a name, as the address of the list says it.
NAMES = {UNSEEN: "unseen", TOO_LONG: "long"}


def problem(name: str, chosen: Iterable[int] = ()) -> HttpResponse:
    """Lead to the list, which says what is wrong, with what was chosen by its place on the list."""
    query = urlencode([("problem", name), *(("chosen", at) for at in chosen)])
    return redirect(f"{reverse('saved')}?{query}")


@allows("POST")
@unless_down
def remove(request: HttpRequest) -> HttpResponse:
    """Off the list; the result itself stays."""
    code = request.POST.get("code", "")
    return changed(request, saved.removing(code), "It is off your list.")


@allows("GET", "POST")
@unless_down
def delete_all(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        items = items_of(request)
        if items is None:
            return redirect("saved")
        return render(request, "habits/list_delete.html", {"items": items})
    try:
        count = saved.delete_everything(settings.SERVER_KEYS, code_of(request), date.today())
    except NotSealed:
        return redirect("saved")
    response = redirect(f"{reverse('list-deleted')}?results={count}")
    own_list.put_out(response)
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    count = request.GET.get("results", "")
    known = count in map(str, range(saved.MOST_ITEMS + 1))
    return render(request, "habits/list_deleted.html", {"count": int(count) if known else None})


@allows("POST")
def forget(request: HttpRequest) -> HttpResponse:
    """Take the list off this device; it still opens by its own link."""
    response = redirect("saved")
    own_list.put_out(response)
    return response


@allows("POST")
@unless_down
def open_elsewhere(request: HttpRequest) -> HttpResponse:
    """A list from another device: a page that asks whether to use it here comes first."""
    typed = request.POST.get("code", "")
    try:
        code = saved.find_code(settings.SERVER_KEYS, typed, "list", date.today())
    except saved.OtherKind as other:
        return lead_on(request, other)
    except NotSealed:
        return tell(request, "list", typed)
    if code == code_of(request):
        # It is here already, and stays as long as was asked for before.
        return redirect("saved")
    handle = open_here.handle_of(request, code)
    if "X-Fragment" in request.headers:
        response = confirm(request, code, handle)
    else:
        response = redirect("list-use", handle)
    open_here.put(request, response, handle, code)
    return response


@allows("GET")
def lost(request: HttpRequest) -> HttpResponse:
    """What was typed opens nothing: it stands in the field, to be mended."""
    return not_found(request, "list", typed_before(request))


@allows("GET", "POST")
@unless_down
def use(request: HttpRequest, handle: str) -> HttpResponse:
    """A list from another device is used only after a press, and never replaces one unasked."""
    code = open_here.code_at(request, handle)
    if code is None:
        return redirect("saved")
    try:
        asked = confirm(request, code, handle)
    except NotSealed:
        # Also for a press: what opens nothing must not take the place of a list that is here.
        form = request.method == "POST"
        return redirect(request.path) if form else not_found(request, "list")
    if request.method != "POST":
        return asked
    response = redirect("saved")
    open_here.take(response, handle)
    own_list.remember(response, code, "remember" in request.POST, date.today())
    return response


def confirm(request: HttpRequest, code: str, handle: str) -> HttpResponse:
    """Raises NotSealed."""
    context = {
        "at": reverse("list-use", args=[handle]),
        "count": len(saved.open_list(settings.SERVER_KEYS, code, date.today())),
        "other": items_of(request) is not None,
        "layout": layout(request),
    }
    return render(request, "habits/list_confirm.html", context)


@allows("POST")
@unless_down
def choose(request: HttpRequest) -> HttpResponse:
    """Two results of the list, to be seen side by side on a page of their own."""
    items = items_of(request)
    if items is None:
        return redirect("saved")
    codes = request.POST.getlist("code")
    chosen = choice(items, saved.open_all(settings.SERVER_KEYS, items, date.today()), codes)
    if chosen.problem:
        places = [at for at, item in enumerate(items) if item.code in codes]
        return problem("compare", places + [len(items)] * has_unknown(codes, items))
    handles = [open_here.handle_of(request, item.code) for item, _ in chosen.opened]
    response = redirect("compare", *handles)
    for handle, (item, _) in zip(handles, chosen.opened, strict=True):
        open_here.put(request, response, handle, item.code)
    return response


def has_unknown(codes: Iterable[str], items: Iterable[saved.Item]) -> bool:
    """Is one of the codes of a result that is not on the list, or not any more?"""
    return bool(set(codes) - {item.code for item in items} - {""})


@allows("GET")
@unless_down
def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two results of the list side by side."""
    codes = [open_here.code_at(request, handle) or "" for handle in (first, second)]
    listed = items_of(request)
    items = listed or []
    chosen = choice(items, saved.open_all(settings.SERVER_KEYS, items, date.today()), codes)
    if chosen.problem:
        places = [at for at, item in enumerate(items) if item.code in codes]
        return problem("closed" if listed is None or "" in codes else "compare", places)
    (before, old), (after, new) = chosen.opened
    rows = compared(content(), old, new)
    context = {"before": before, "after": after, "rows": rows}
    return render(request, "habits/compare.html", context)


@allows("POST")
def clear(request: HttpRequest) -> HttpResponse:
    """Close and clear this device: cookies off, the browser's own copies away."""
    response = redirect("cleared")
    own_list.put_out(response)
    open_here.take_all(request, response)
    sent.drop(response)
    drafts.delete(response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@allows("GET")
def cleared(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/cleared.html")
