"""What we tell search engines."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from ..engine.loaded import get_content
from ..library.cached_pages import CachedPage, cached_response
from ..site.decorators import allows


@allows("GET")
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing is shut out: who may not fetch a page cannot see that it says noindex."""
    lines = ["User-agent: *", "Disallow:", f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}"]
    page = CachedPage("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")
    return cached_response(request, page)


@allows("GET")
def sitemap(request: HttpRequest) -> HttpResponse:
    return cached_response(request, sitemap_file())


def listed_addresses() -> list[tuple[str, date | None]]:
    """Every page that is open to all, and the day its content was last checked."""
    names = ("home", "tips", "claims", "foods", "new-foods", "learn", "glossary", "sources",
             "research", "signs", "dates", "changes", "data",
             "search", "help", "about", "privacy", "accessibility")  # fmt: skip
    pages: list[tuple[str, date | None]] = [(reverse(name), None) for name in names]
    pages += [(reverse("tip", args=[tip.slug]), tip.checked) for tip in get_content().tips]
    pages += [(reverse("food", args=[f.id]), f.allergens_checked) for f in get_content().foods]
    pages += [(reverse("explainer", args=[e.id]), e.checked) for e in get_content().explainers]
    pages += [(reverse("article", args=[a.id]), None) for a in get_content().sources.articles]
    return pages


@cache
def sitemap_file() -> CachedPage:
    listed = [(settings.SITE_ADDRESS + path, day) for path, day in listed_addresses()]
    body = render_to_string("habits/library/sitemap.xml", {"pages": listed})
    return CachedPage(body.encode(), "application/xml; charset=utf-8")
