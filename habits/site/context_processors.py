"""What every template knows."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ..engine.loaded import get_content
from . import preferences


@cache
def addresses() -> dict[str, str]:
    """Of pages that every page leads to: looked up once, which takes longer than writing a link."""
    return {
        # Where the questions begin.
        "begin": reverse("check", args=[get_content().questionnaire.pages[0].id]),
        "display_at": reverse("display"),
        "delete_at": reverse("delete"),
    }


def site(request: HttpRequest) -> dict[str, object]:
    has_draft = bool(request.COOKIES.get(settings.DRAFT_COOKIE_NAME))
    return {
        "site_name": settings.SITE_NAME,
        "has_draft": has_draft,
        "display": preferences.read(request),
        # A page that only a form can ask for has no address to come back to.
        "here": request.path if request.method == "GET" else "",
        **addresses(),
        # Of pages that belong to a part of the site, or know where someone is.
        "section": "",
        "region": None,
    }
