"""The answers of a result go back into the questionnaire: to be changed, or as a new check-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ..engine.loaded import content
from ..journey import drafts
from .begun_again import begin, check_in
from .decorators import by_handle
from .opened import Opened


@by_handle("GET", "POST")
def change(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Bring the answers back into the questionnaire, to change them."""
    form = content().questionnaire
    draft = drafts.from_saved(opened.record.answers, opened.record.edition, form)
    draft.changes = opened.code
    asked = request.POST.get("page", request.GET.get("page", ""))
    page = form.by_page.get(asked)
    to = reverse("check", args=[page.id]) if page else reverse("check-answers")
    at = reverse("result-change", args=[opened.handle]) + (f"?page={page.id}" if page else "")
    return begin(request, opened, draft, f"{to}?change=1" if page and not page.area else to, at)


@by_handle("GET", "POST")
def again(request: HttpRequest, opened: Opened) -> HttpResponse:
    return check_in(request, opened)
