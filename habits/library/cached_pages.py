"""Pages that are the same for everyone: rendered once in each process, and kept by caches.

They are rendered without a request, so nothing of a person can get into them.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers

from ..site.context_processors import first_question
from ..site.preferences import Display

# Content changes only with the program; a correction must still reach people within minutes.
FRESH = "public, max-age=300"
PART = re.compile(rb"<!--part-->(.*?)<!--/part-->", re.DOTALL)


@dataclass(frozen=True)
class Copy:
    """A page, or a file such as the site map."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    encoding: str = ""

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.blake2s(self.body, digest_size=12).hexdigest()}"'

    @cached_property
    def part(self) -> Copy:
        """What htmx puts in place of the old: cut out of the page, so that both are the same."""
        parts = PART.findall(self.body)
        return Copy(b"\n".join(parts)) if parts else self

    @cached_property
    def packed(self) -> Copy:
        """Compressed, once. Safe here alone: a page without a secret has none to give away."""
        return Copy(gzip.compress(self.body, mtime=0), self.kind, "gzip")


def page(template: str, path: str, **context: object) -> Copy:
    """Render a page of the library. `path` is the one address it is known by."""
    context |= {
        "site_name": settings.SITE_NAME,
        "canonical": settings.SITE_ADDRESS + path,
        # What someone chose at /display/ comes by a stylesheet of its own, display.css.
        "display": Display(),
        "here": path,
        "begin": first_question(),
    }
    return Copy(render_to_string(template, context).encode())


def answer(request: HttpRequest, copy: Copy) -> HttpResponse:
    """The copy, its part for htmx, or 304 for who holds it already.

    What someone asked for by own words or choices stands in the address: no cache keeps that.
    """
    if getattr(request, "htmx", False):
        copy = copy.part
    if request.GET:
        response = HttpResponse(copy.body, content_type=copy.kind)
        response["Cache-Control"] = "no-store"
        return response
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        copy = copy.packed
    response = HttpResponse(copy.body, content_type=copy.kind)
    if copy.encoding:
        response["Content-Encoding"] = copy.encoding
    response["ETag"] = copy.etag
    response["Cache-Control"] = FRESH
    patch_vary_headers(response, ["HX-Request", "Accept-Encoding"])
    return get_conditional_response(request, etag=copy.etag, response=response)
