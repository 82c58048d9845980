"""Two results of a list beside each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ..engine.loaded import get_content
from ..site import open_results
from ..site.decorators import allows, limited
from ..site.rate_limits import OPEN
from ..store import saved_lists
from . import own_list
from .comparison import Choice, choice
from .decorators import handle_storage_errors
from .trends import compare as compared


@allows("POST")
@limited(OPEN)
@handle_storage_errors
def choose(request: HttpRequest) -> HttpResponse:
    """Two results of the list, to be seen side by side on a page of their own."""
    items = own_list.items(request)
    if items is None:
        return redirect("saved")
    codes = request.POST.getlist("code")
    chosen, places = choice_of(items, codes)
    if chosen.problem:
        return own_list.to_problem("compare", places + [len(items)] * has_unknown(codes, items))
    handles = [open_results.handle_of(request, item.code) for item, _ in chosen.opened]
    response = redirect("compare", *handles)
    for handle, (item, _) in zip(handles, chosen.opened, strict=True):
        open_results.remember(request, response, handle, item.code)
    return response


def choice_of(
    items: Sequence[saved_lists.Item], codes: Collection[str]
) -> tuple[Choice, list[int]]:
    """What the codes choose from the list, and the places on it of those that are there, from 0."""
    opened = saved_lists.open_all(settings.SERVER_KEYS, items, date.today())
    places = [at for at, item in enumerate(items) if item.code in codes]
    return choice(items, opened, codes), places


def has_unknown(codes: Iterable[str], items: Iterable[saved_lists.Item]) -> bool:
    """Is one of the codes of a result that is not on the list, or not any more?"""
    return bool(set(codes) - {item.code for item in items} - {""})


@allows("GET")
@limited(OPEN, pages=True)
@handle_storage_errors
def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two results of the list side by side."""
    codes = [open_results.code_at(request, handle) or "" for handle in (first, second)]
    listed = own_list.items(request)
    items = listed or []
    chosen, places = choice_of(items, codes)
    if chosen.problem:
        return own_list.to_problem("closed" if listed is None or "" in codes else "compare", places)
    (before, old), (after, new) = chosen.opened
    rows = compared(get_content(), old, new)
    context = {"before": before, "after": after, "rows": rows}
    return render(request, "habits/results/compare.html", context)
