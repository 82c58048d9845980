"""Check your answers, and make the result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import drafts
from ..advice import content
from ..engine.assess import assess
from ..words import rows
from . import results
from .check import applying, unfinished
from .errors import allows


@allows("GET", "POST")
def check_answers(request: HttpRequest) -> HttpResponse:
    form = content().questionnaire
    draft = drafts.read(request, form)
    if elsewhere := unfinished(draft):
        return redirect(elsewhere)
    if assess(content(), draft.answers).emergency:
        return redirect("care")
    if request.method == "POST":
        return results.make(request, draft)
    pages = applying(draft)
    parts = [
        (name, [(page, rows(page, draft.answers)) for page in pages if page.part == part])
        for part, name in form.parts.items()
    ]
    back = reverse("check", args=[pages[-1].id])
    return render(
        request,
        "habits/check_answers.html",
        {"parts": parts, "back": back, "dropped": draft.dropped},
    )
