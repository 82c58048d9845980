"""The list of this device: its code in a cookie, put there by a press."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ..site import cookies
from ..store import saved_lists
from ..store.sealing import NotSealed

REMEMBERED_DAYS = 395


class Listed(NamedTuple):
    """The list's code, "" for none, and until when this device remembers it: None for as long as
    the browser is open."""

    code: str
    until: date | None


def read(request: HttpRequest) -> Listed:
    """What the cookie says: the code, and behind a full stop the day, as in 2027-12-26."""
    code, _, day = request.COOKIES.get(settings.SAVED_COOKIE_NAME, "").partition(".")
    with suppress(ValueError):
        return Listed(code, date.fromisoformat(day))
    return Listed(code, None)


def remember(response: HttpResponse, code: str, long: bool, today: date) -> None:
    """Put the code into the list's cookie: for REMEMBERED_DAYS, or until the browser is closed."""
    days = REMEMBERED_DAYS if long else 0
    value = f"{code}.{(today + timedelta(days=days)).isoformat()}" if long else code
    cookies.set_cookie(response, settings.SAVED_COOKIE_NAME, value, days * 24 * 60 * 60 or None)


def forget(response: HttpResponse) -> None:
    """Take the list's cookie off this device."""
    cookies.delete_cookie(response, settings.SAVED_COOKIE_NAME)


def items(request: HttpRequest) -> list[saved_lists.Item] | None:
    """The list of this device; nothing when there is none or it does not open."""
    if not read(request).code:
        return None
    try:
        return saved_lists.open_list(settings.SERVER_KEYS, read(request).code, date.today())
    except NotSealed:
        return None


def to_problem(name: str, chosen: Iterable[int] = ()) -> HttpResponse:
    """Lead to the list, which says what is wrong, with what was chosen by its place on the list."""
    query = urlencode([("problem", name), *(("chosen", at) for at in chosen)])
    return redirect(f"{reverse('saved')}?{query}")
