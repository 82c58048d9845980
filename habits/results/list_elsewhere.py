"""A list that is opened on another device, deleted, or forgotten on this one."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..journey import drafts
from ..site import open_results, refused_forms
from ..site.decorators import COOKIES_ALONE, allows, limited, unlimited
from ..site.errors import layout
from ..site.rate_limits import DELETE, OPEN
from ..store import failures, saved_lists, sealed_rows
from ..store.sealing import NotSealed
from . import own_list
from .decorators import handle_storage_errors
from .not_opened import not_found, to_not_found, to_other_kind, typed_before


@allows("GET", "POST")
@limited(DELETE)
@handle_storage_errors
def delete_all(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        items = own_list.items(request)
        if items is None:
            return redirect("saved")
        return render(request, "habits/results/list_delete.html", {"items": items})
    try:
        count = saved_lists.delete_everything(
            settings.SERVER_KEYS, own_list.read(request).code, date.today()
        )
    except NotSealed:
        return redirect("saved")
    response = redirect(f"{reverse('list-deleted')}?results={count}")
    own_list.forget(response)
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    count = request.GET.get("results", "")
    known = count in map(str, range(saved_lists.MOST_ITEMS + 1))
    return render(
        request, "habits/results/list_deleted.html", {"count": int(count) if known else None}
    )


@allows("POST")
@unlimited(because=COOKIES_ALONE)
def forget(request: HttpRequest) -> HttpResponse:
    """Take the list off this device; it still opens by its own link."""
    response = redirect("saved")
    own_list.forget(response)
    return response


@allows("POST")
@limited(OPEN)
@handle_storage_errors
def open_elsewhere(request: HttpRequest) -> HttpResponse:
    """A list from another device: a page that asks whether to use it here comes first."""
    typed = request.POST.get("code", "")
    try:
        code = sealed_rows.find(settings.SERVER_KEYS, typed, "list", date.today()).code
    except failures.OtherKind as other:
        return to_other_kind(request, other, "list", typed)
    except NotSealed:
        return to_not_found(request, "list", typed)
    if code == own_list.read(request).code:
        # It is here already, and stays as long as was asked for before.
        return redirect("saved")
    handle = open_results.handle_of(request, code)
    if "X-Fragment" in request.headers:
        response = confirm(request, code, handle)
    else:
        response = redirect("list-use", handle)
    open_results.remember(request, response, handle, code)
    return response


@allows("GET")
def lost(request: HttpRequest) -> HttpResponse:
    """What was typed opens nothing: it stands in the field, to be mended."""
    return not_found(request, "list", typed_before(request))


@allows("GET", "POST")
@limited(OPEN)
@handle_storage_errors
def use(request: HttpRequest, handle: str) -> HttpResponse:
    """A list from another device is used only after a press, and never replaces one unasked."""
    code = open_results.code_at(request, handle)
    if code is None:
        return redirect("saved")
    try:
        confirmed = confirm(request, code, handle)
    except NotSealed:
        # Also for a press: what opens nothing must not take the place of a list that is here.
        form = request.method == "POST"
        return redirect(request.path) if form else not_found(request, "list")
    if request.method != "POST":
        return confirmed
    response = redirect("saved")
    open_results.forget(response, handle)
    own_list.remember(response, code, "remember" in request.POST, date.today())
    return response


def confirm(request: HttpRequest, code: str, handle: str) -> HttpResponse:
    """Raises NotSealed."""
    context = {
        "at": reverse("list-use", args=[handle]),
        "count": len(saved_lists.open_list(settings.SERVER_KEYS, code, date.today())),
        "other": own_list.items(request) is not None,
        "layout": layout(request),
    }
    return render(request, "habits/results/list_confirm.html", context)


@allows("POST")
@unlimited(because=COOKIES_ALONE)
def clear(request: HttpRequest) -> HttpResponse:
    """Close and clear this device: cookies off, the browser's own copies away."""
    response = redirect("cleared")
    own_list.forget(response)
    open_results.forget_all(request, response)
    refused_forms.drop(response)
    drafts.delete(response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@allows("GET")
def cleared(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/results/cleared.html")
