"""HTML that is the same for everyone, rendered once in each process and kept, with holes in it.

Rendering templates is nearly the whole cost of a page. What differs from person to person is a few
words and marks, so the rest is kept and these are filled in. A hole stands only where a template
writes a variable out, never where it decides by one: each way of deciding is a piece of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .context_processors import site

# Never part of our content: TOML forbids it, and so does HTML.
MARK = "\0"
# Whole pages, in every state that one was asked for; more than ever come up in a day.
KEPT = 500


def hole(name: str) -> SafeString:
    return mark_safe(f"{MARK}{name}{MARK}")  # noqa: S308  a name of our own


class Piece:
    """HTML cut at its holes."""

    def __init__(self, html: str) -> None:
        parts = html.split(MARK)
        self.text = parts[0::2]
        self.holes = parts[1::2]

    def fill(self, values: Mapping[str, str]) -> SafeString:
        """The HTML with `values` in its holes, escaped unless marked safe. KeyError: no value."""
        parts = [self.text[0]]
        for name, text in zip(self.holes, self.text[1:], strict=True):
            parts += conditional_escape(values[name]), text
        return mark_safe("".join(parts))  # noqa: S308  rendered by templates, values escaped


@cache
def piece(template: str, *holes: str, **given: object) -> Piece:
    """The template, with what is given once for all and holes for the rest."""
    return cut(template, *holes, **given)


def cut(template: str, *holes: str, **given: object) -> Piece:
    return Piece(render_to_string(template, given | {name: hole(name) for name in holes}))


whole = lru_cache(maxsize=KEPT)(cut)


def respond(
    request: HttpRequest, template: str, values: Mapping[str, str], **given: object
) -> HttpResponse:
    """A page as django.shortcuts.render gives it, from a kept piece.

    given   what the template decides by, hashable; never a person's own words or code
    values  what goes into the holes of this one page, and nowhere else
    """
    page = whole(template, "csrf_token", *values, **{**site(request), **given})
    if "csrf_token" in page.holes:
        values = {**values, "csrf_token": get_token(request)}
    return HttpResponse(page.fill(values))
