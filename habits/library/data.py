"""All content for others to use: the page that says so, and the files."""

from __future__ import annotations

import json
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from ..engine import dataset
from ..engine.loaded import get_content
from ..site.decorators import allows
from .cached_pages import CachedPage, cached_response, render_public_page

# Each file with its media type, and what it is.
FILES = {
    dataset.DATA: ("application/json", "All our words."),
    dataset.SCHEMA: ("application/schema+json", "What stands where in that file."),
    dataset.SUMS: ("text/plain; charset=utf-8", "To check that nobody changed the files."),
}


@allows("GET")
def data(request: HttpRequest) -> HttpResponse:
    return cached_response(request, data_page())


@allows("GET")
def file(request: HttpRequest, file_name: str) -> HttpResponse:
    if file_name not in FILES:
        raise Http404
    return cached_response(request, files()[file_name])


@cache
def files() -> dict[str, CachedPage]:
    return {
        name: CachedPage(body, FILES[name][0])
        for name, body in dataset.files(get_content()).items()
    }


@cache
def data_page() -> CachedPage:
    sums = dict(line.split()[::-1] for line in files()[dataset.SUMS].body.decode().splitlines())
    named = [
        (
            name,
            about,
            address_of(name),
            -(-len(files()[name].body) // 1000),
            eights(sums.get(name, "")),
        )
        for name, (_, about) in FILES.items()
    ]
    return render_public_page(
        "habits/library/data.html",
        reverse("data"),
        section="sources",
        title="Take our words with you",
        description="All our words as data, and what you may do with them.",
        licence=get_content().licence,
        version=json.loads(files()[dataset.DATA].body)["version"],
        files=named,
    )


def eights(digits: str) -> list[str]:
    """A hash in parts between which a line may break."""
    return [digits[start : start + 8] for start in range(0, len(digits), 8)]


def address_of(name: str) -> str:
    return reverse("data-file", args=[name])
