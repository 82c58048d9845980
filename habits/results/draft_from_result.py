"""The answers of a result as answers that are under way again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..engine.loaded import get_content
from ..journey import drafts
from ..journey.routing import Route
from .opened import Opened


def check_in(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Check in again: what does not change is filled in, what does is asked anew."""
    form = get_content().questionnaire
    draft = drafts.from_saved(opened.record.answers, opened.record.edition, form)
    asked = {q.id for page in form.pages if page.ask_again for q in page.questions}
    # Details about what is asked anew would be held against the new answers.
    asked |= {q.id for q in form.refining if not asked.isdisjoint(q.refines)}
    draft.answers = {name: said for name, said in draft.answers.items() if name not in asked}
    draft.done = [page for page in draft.done if not form.by_page[page].ask_again]
    draft.is_check_in = True
    draft.before = opened.code if opened.record.plan else ""
    to = Route(draft).open_or_answers()
    return begin_answering(
        request, opened, draft, to, reverse("result-again", args=[opened.handle])
    )


def begin_answering(
    request: HttpRequest, opened: Opened, draft: drafts.Draft, to: str, at: str
) -> HttpResponse:
    """Go on with this draft at `to`. Other answers that are under way on this device are replaced
    only by a press that says so, on the page at `at`."""
    here = drafts.read(request, get_content().questionnaire)
    own = here.made == opened.handle or here.answers == draft.answers
    other = bool(here.done) and not own
    if request.method != "POST":
        context = {
            "other": other,
            "carry_on": Route(here).carry_on,
            "again": draft.is_check_in,
            "plan": draft.before,
            "at": at,
            "back": opened.at,
        }
        return render(request, "habits/results/begin.html", context)
    response = redirect(at if other and "confirm" not in request.POST else to)
    if response.url == to:
        drafts.write(response, draft)
    return response
