"""How long a result is kept, and its end."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ..site import open_results
from ..site.decorators import allows, limited
from ..site.rate_limits import DELETE, OPEN
from ..store import failures, periods, result_links, saved_lists, saved_results
from ..store.sealing import NotSealed
from . import own_list
from .decorators import with_opened_result
from .opened import Opened


@limited(OPEN, pages=True)
@with_opened_result("POST")
def keep_for(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Choose how long the result is kept after its last opening, or its last day."""
    days = request.POST.get("days", "")
    if days in map(str, periods.DAYS):
        ends = "ends" in request.POST
        saved_results.set_period(settings.SERVER_KEYS, opened.code, int(days), date.today(), ends)
        on_own_list(request, saved_lists.keeping(opened.code, int(days)))
    return redirect(opened.at)


def on_own_list(request: HttpRequest, change: saved_lists.Change) -> None:
    """Do the same on the list of this device, if there is one."""
    if code := own_list.read(request).code:
        with suppress(NotSealed, failures.StorageUnavailable):
            saved_lists.change_list(settings.SERVER_KEYS, code, change, date.today())


@limited(DELETE)
@with_opened_result("GET", "POST")
def delete(request: HttpRequest, opened: Opened) -> HttpResponse:
    """A press, a confirmation, and it is gone."""
    if request.method != "POST":
        record = opened.record
        context = {"at": opened.at, "links": record.links, "plan": record.plan}
        return render(request, "habits/results/result_delete.html", context)
    result_links.delete_result(settings.SERVER_KEYS, opened.code, date.today())
    on_own_list(request, saved_lists.removing(opened.code))
    response = redirect("result-deleted")
    open_results.forget(response, opened.handle)
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/results/result_deleted.html")
