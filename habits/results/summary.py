"""Check your answers, and make the result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ..engine.loaded import get_content
from ..engine.schema import Page
from ..journey import drafts
from ..journey.areas import more
from ..journey.missing_draft import is_missing, missing_draft
from ..journey.routing import Route
from ..journey.urgent_notices import urgent_notices
from ..site.decorators import allows, limited
from ..site.phrases import summary_rows
from ..site.rate_limits import MAKE
from . import creation


@allows("GET", "POST")
@limited(MAKE, refuses=False)
def check_answers(request: HttpRequest) -> HttpResponse:
    form = get_content().questionnaire
    draft = drafts.read(request, form)
    if is_missing(draft):
        return missing_draft(request, draft)
    if drafts.is_other(draft, request.POST.get("draft", "")):
        return redirect("other-draft")
    route = Route(draft)
    if elsewhere := route.open_address():
        return redirect(elsewhere)
    if route.triage.emergency:
        return redirect("care")
    if request.method == "POST":
        return creation.create_result(request, draft)
    pages = route.pages
    shown = [page for page in pages if not page.area or page.id in draft.done]
    context = {
        "which": draft.which,
        "told": urgent_notices(route),
        "listed": [(page, answers_html(page, draft)) for page in shown],
        "more": more(pages, draft.answers),
        "back": reverse("check", args=[[page for page in pages if not page.area][-1].id]),
        "dropped": draft.lost_answers,
        "changes": bool(draft.changes),
    }
    return render(request, "habits/results/check_answers.html", context)


def answers_html(page: Page, draft: drafts.Draft) -> SafeString:
    """What was answered on a page; several questions each by name."""
    given = [row for row in summary_rows(page.questions, draft.answers) if row.labels]
    if not given:
        return SafeString("Skipped")
    if len(page.questions) == 1:
        return format_html_join("; ", "{}", ((label,) for label in given[0].labels))
    lines = ((row.name, "; ".join(row.labels)) for row in given)
    return format_html_join(SafeString("<br>"), "{}: {}", lines)
