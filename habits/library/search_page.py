"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ..site.decorators import allows
from .cached_pages import cached_response, render_public_page
from .search import MAX_QUERY, find
from .search_entries import SIGN, Entry

# Search.

# Of each kind of find; the others unfold.
AT_ONCE = 3


GROUPS = {
    SIGN: "Warning signs",
    "Tip": "Tips",
    "Claim": "Claims",
    "Food": "Foods",
    "Topic": "Topics",
    "Word": "Words explained",
    "Tips": "Lists of tips",
    "Page": "Pages of this website",
}


@allows("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Not kept, unlike the other pages: nobody's words stay in our memory."""
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    found = find(query)
    page = render_public_page(
        "habits/library/search.html",
        reverse("search"),
        section="search",
        title="Search",
        description="Find a warning sign, a tip, a food, a topic or a word explained.",
        live=True,
        unlisted=bool(query),
        query=query,
        found=found,
        groups=grouped(found),
        sign=SIGN,
    )
    return cached_response(request, page)


def grouped(found: list[Entry]) -> list[tuple[str, list[Entry], list[Entry]]]:
    """The finds by kind, in the order of the best of each: the first few, then the others."""
    kinds: dict[str, list[Entry]] = {}
    for entry in found:
        kinds.setdefault(entry.kind, []).append(entry)
    return [(GROUPS[kind], entries[:AT_ONCE], entries[AT_ONCE:]) for kind, entries in kinds.items()]
