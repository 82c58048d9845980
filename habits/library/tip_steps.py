"""What a page has on paper besides what it has on a screen."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from ..engine.loaded import get_content
from ..site.cards import cautions, tip_body
from ..site.decorators import allows
from .cached_pages import CachedPage, cached_response


@allows("GET")
def steps(request: HttpRequest) -> HttpResponse:
    """Every tip in full, for those that stand as rows: app.js puts it in before printing.

    A row that unfolds has its first step and its cautions; one that is a link gets all there are.
    """
    response = cached_response(request, rest_of_tips())
    response["X-Robots-Tag"] = "noindex"
    return response


@cache
def rest_of_tips() -> CachedPage:
    told = {
        tip.id: [c for c in get_content().cautions if tip.id in {*c.tips, *c.hides}]
        for tip in get_content().tips
    }
    parts = (
        format_html(
            '<div id="start-of-{}"><p><strong>Start:</strong> {}</p>{}</div>'
            '<div id="rest-of-{}">{}</div>',
            tip.dom_id,
            tip.first,
            cautions(told[tip.id]),
            tip.dom_id,
            tip_body(tip, whole=False),
        )
        for tip in get_content().tips
    )
    return CachedPage("\n".join(parts).encode())
