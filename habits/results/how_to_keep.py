"""How to come back to a saved result, send, print or delete it: the bar at the top of its page."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.dateformat import format
from django.utils.safestring import SafeString

from ..engine.schema import Region
from ..site.compiled_html import compile_fragment
from ..store.sealing import grouped
from . import own_list
from .opened import Opened

# Months are easier to say than days.
PERIODS = ((30, "30 days"), (365, "12 months"), (730, "24 months"))


def how_to_keep(
    request: HttpRequest, opened: Opened, region: Region, plan: bool, csrf_token: str
) -> SafeString:
    """The bar, and what it unfolds: half of the page's template, and nearly all of it the same for
    everyone. plan: does it lead to a plan?"""
    listed_until, ends = own_list.read(request).until, opened.record.ends
    compiled = compile_fragment(
        "habits/results/_keep.html",
        *("csrf_token", "at", "link", "code", "until", "listed_until"),
        plan=plan,
        region=region,
        periods=PERIODS,
        days=opened.record.days,
        ends=bool(ends),
        listed=bool(listed_until),
    )
    return compiled.render(
        {
            "csrf_token": csrf_token,
            "at": opened.at,
            "link": opened.link,
            "code": grouped(opened.code),
            "until": in_words(opened.until),
            "listed_until": in_words(listed_until) if listed_until else "",
        }
    )


def in_words(day: date) -> str:
    return format(day, "j F Y")
