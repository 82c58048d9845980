"""About us, privacy, accessibility."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ..engine.loaded import get_content
from ..journey import drafts
from ..site import open_results
from ..site.decorators import allows
from ..site.html_cache import respond
from ..site.refused_forms import KEPT_FOR


@allows("GET")
def about(request: HttpRequest) -> HttpResponse:
    return respond(request, "habits/pages/about.html", {}, articles=get_content().sources.articles)


@allows("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    return respond(
        request,
        "habits/pages/privacy.html",
        {},
        days=drafts.KEPT_DAYS,
        longest=drafts.LONGEST_DAYS,
        open_days=open_results.LONGEST // drafts.DAY,
        sent_minutes=KEPT_FOR // 60,
    )


@allows("GET")
def accessibility(request: HttpRequest) -> HttpResponse:
    return respond(
        request, "habits/pages/accessibility.html", {}, access=get_content().accessibility
    )
