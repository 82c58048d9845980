"""Pages that are the same for everyone: rendered once in each process, and kept by caches.

They are rendered without a request, so nothing of a person can get into them.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers

from ..site.context_processors import addresses
from ..site.preferences import Display

# Content changes only with the program; a correction must still reach people within minutes.
FRESH = "public, max-age=300"


@dataclass(frozen=True)
class CachedPage:
    """A page, or a file such as the site map."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    encoding: str = ""

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.blake2s(self.body, digest_size=12).hexdigest()}"'

    @cached_property
    def gzipped(self) -> CachedPage:
        """Compressed, once. Safe here alone: a page without a secret has none to give away."""
        return CachedPage(gzip.compress(self.body, mtime=0), self.content_type, "gzip")


def render_public_page(template: str, path: str, **context: object) -> CachedPage:
    """Render a page of the library. `path` is the one address it is known by."""
    context |= {
        "site_name": settings.SITE_NAME,
        "canonical": settings.SITE_ADDRESS + path,
        # What someone chose at /display/ comes by a stylesheet of its own, display.css.
        "display": Display(),
        "here": path,
        **addresses(),
    }
    return CachedPage(render_to_string(template, context).encode())


def cached_response(request: HttpRequest, page: CachedPage) -> HttpResponse:
    """The page, or 304 for who holds it already.

    What someone asked for by own words or choices stands in the address: no cache keeps that.
    """
    if request.GET:
        response = HttpResponse(page.body, content_type=page.content_type)
        response["Cache-Control"] = "no-store"
        return response
    # Not by gzip_page and condition: they would compress and count anew for each request.
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        page = page.gzipped
    response = HttpResponse(page.body, content_type=page.content_type)
    if page.encoding:
        response["Content-Encoding"] = page.encoding
    response["ETag"] = page.etag
    response["Cache-Control"] = FRESH
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=page.etag, response=response) or response
