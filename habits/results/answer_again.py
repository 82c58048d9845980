"""The answers of a result go back into the questionnaire: to be changed, or as a new check-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ..engine.loaded import get_content
from ..journey import drafts
from ..site.decorators import limited
from ..site.rate_limits import OPEN
from .decorators import with_opened_result
from .draft_from_result import begin_answering, check_in
from .opened import Opened


@limited(OPEN, pages=True)
@with_opened_result("GET", "POST")
def change(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Bring the answers back into the questionnaire, to change them."""
    form = get_content().questionnaire
    draft = drafts.from_saved(opened.record.answers, opened.record.edition, form)
    draft.changes = opened.code
    asked = request.POST.get("page", request.GET.get("page", ""))
    page = form.by_page.get(asked)
    to = reverse("check", args=[page.id]) if page else reverse("check-answers")
    at = reverse("result-change", args=[opened.handle]) + (f"?page={page.id}" if page else "")
    return begin_answering(
        request, opened, draft, f"{to}?change=1" if page and not page.area else to, at
    )


@limited(OPEN, pages=True)
@with_opened_result("GET", "POST")
def start_check_in(request: HttpRequest, opened: Opened) -> HttpResponse:
    return check_in(request, opened)
