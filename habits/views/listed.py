"""The person's own list of results. Its secret is in a cookie, put there by a press."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .. import cookies, drafts, saved, sealing
from ..advice import content
from ..course import compare as compared
from ..course import course, told
from ..sealing import NotSealed, grouped
from .errors import allows, layout
from .results import Opened, by_code, not_found, unless_down

REMEMBERED = 395 * drafts.DAY
NAME_TOO_LONG = f"Give a name of at most {saved.LONGEST_NAME} letters"


def code_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SAVED_COOKIE_NAME, "")


def remember(response: HttpResponse, code: str, long: bool) -> None:
    cookies.put(response, settings.SAVED_COOKIE_NAME, code, REMEMBERED if long else None)


def put_out(response: HttpResponse) -> None:
    """Take the list's cookie off this device."""
    cookies.take(response, settings.SAVED_COOKIE_NAME)


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
    context: dict[str, object] = {"items": items, "has_cookie": bool(code_of(request))}
    if items is not None:
        context |= listing(request, items)
    return render(request, "habits/saved.html", context)


def listing(request: HttpRequest, items: list[saved.Item]) -> dict[str, object]:
    records = [r for _, r in saved.open_all(settings.SERVER_KEYS, items, date.today())]
    return {
        "items": items,
        "code": code_of(request),
        "grouped": grouped(code_of(request)),
        "charts": course(content().questionnaire, records),
    }


@by_code
def add(request: HttpRequest, opened: Opened) -> HttpResponse:
    """An explicit press puts a result on the list, and starts the list when there is none."""
    today = date.today()
    made = opened.record.made
    item = saved.Item(opened.code, f"Notes of {told(made)}", made)
    response = redirect("saved")
    try:
        saved.change_list(settings.SERVER_KEYS, code_of(request), saved.adding(item), today)
    except NotSealed:
        code = saved.new_list(settings.SERVER_KEYS, [item], today)
        remember(response, code, "remember" in request.POST)
        return response
    except saved.ListFull:
        return render(request, "habits/list_full.html", {"most": saved.MOST_ITEMS})
    if "remember" in request.POST:
        remember(response, code_of(request), True)
    return response


def changed(request: HttpRequest, change: saved.Change, message: str, at: str = "") -> HttpResponse:
    """Change the list; htmx gets the list alone, open at the code it was changed at."""
    try:
        saved.change_list(settings.SERVER_KEYS, code_of(request), change, date.today())
    except NotSealed:
        return not_found(request)
    except saved.ListFull:
        return render(request, "habits/list_full.html", {"most": saved.MOST_ITEMS})
    if not request.htmx:
        return redirect("saved")
    context = {"items": items_of(request), "message": message, "at": at}
    return render(request, "habits/_items.html", context)


@allows("POST")
@unless_down
def rename(request: HttpRequest) -> HttpResponse:
    name = " ".join(request.POST.get("name", "").split())
    items = items_of(request)
    if items is None:
        return not_found(request)
    if not 0 < len(name) <= saved.LONGEST_NAME:
        return problem(request, items, NAME_TOO_LONG)
    code = request.POST.get("code", "")
    return changed(request, saved.renaming(code, name), "The name is changed.", at=code)


def problem(request: HttpRequest, items: list[saved.Item], message: str) -> HttpResponse:
    """The list again, with what is wrong; htmx gets the list alone."""
    if request.htmx:
        at = request.POST.get("code", "")
        context: dict[str, object] = {"items": items, "message": message, "at": at}
        return render(request, "habits/_items.html", context, status=422)
    context = {"has_cookie": True, "problem": message, **listing(request, items)}
    return render(request, "habits/saved.html", context, status=422)


@allows("POST")
@unless_down
def remove(request: HttpRequest) -> HttpResponse:
    """Off the list; the result itself stays."""
    code = request.POST.get("code", "")
    return changed(request, saved.removing(code), "It is off your list.")


@allows("POST")
@unless_down
def delete_all(request: HttpRequest) -> HttpResponse:
    if "confirm" not in request.POST:
        return render(request, "habits/list_delete.html", {"items": items_of(request) or []})
    try:
        count = saved.delete_everything(settings.SERVER_KEYS, code_of(request), date.today())
    except NotSealed:
        return not_found(request)
    response = render(request, "habits/list_deleted.html", {"count": count})
    put_out(response)
    return response


@allows("POST")
def forget(request: HttpRequest) -> HttpResponse:
    """Take the list off this device; it still opens by its own link."""
    response = redirect("saved")
    put_out(response)
    return response


@allows("POST")
@unless_down
def open_elsewhere(request: HttpRequest) -> HttpResponse:
    """A list from another device is used only after a press, and never replaces one unasked."""
    code = request.POST.get("code", "")
    try:
        items = saved.open_list(settings.SERVER_KEYS, code, date.today())
    except NotSealed:
        return not_found(request)
    if "confirm" not in request.POST:
        context = {
            "code": code,
            "count": len(items),
            "other": items_of(request) is not None,
            "layout": layout(request),
        }
        return render(request, "habits/list_confirm.html", context)
    response = redirect("saved")
    remember(response, sealing.code_of(sealing.secret_of(code)), "remember" in request.POST)
    return response


@allows("POST")
@unless_down
def compare(request: HttpRequest) -> HttpResponse:
    """Two results of the list side by side."""
    items = items_of(request)
    if items is None:
        return not_found(request)
    chosen = request.POST.getlist("code")
    wanted = [item for item in items if item.code in chosen]
    opened = saved.open_all(settings.SERVER_KEYS, wanted, date.today())
    if len(opened) != 2:
        return problem(request, items, "Select 2 results to compare")
    (before, old), (after, new) = opened
    rows = compared(content().questionnaire, old, new)
    context = {"before": before, "after": after, "rows": rows}
    return render(request, "habits/compare.html", context)


@allows("POST")
def clear(request: HttpRequest) -> HttpResponse:
    """Close and clear this device: cookies off, the browser's own copies away."""
    response = redirect("cleared")
    put_out(response)
    drafts.delete(response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@allows("GET")
def cleared(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/cleared.html")
