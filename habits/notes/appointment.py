"""The page for an appointment: one side of A4, and words for an online form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..plan.opened_plan import known_records
from ..results.decorators import with_opened_result
from ..results.opened import Opened
from ..site.decorators import limited
from ..site.rate_limits import OPEN
from .sheet import form_words, sheet


@limited(OPEN, pages=True)
@with_opened_result("GET")
def print_(request: HttpRequest, opened: Opened) -> HttpResponse:
    known = known_records(request, opened)
    texts = form_words(opened.record, known)
    context = {**sheet(opened.record, known), "texts": texts, "at": opened.at}
    return render(request, "habits/notes/print.html", context)
