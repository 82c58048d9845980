"""Check your answers, and make the result."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .. import drafts
from ..advice import content
from ..engine.assess import red_flags
from ..engine.schema import Page
from ..pieces import hole, respond
from ..words import Row, rows
from . import results
from .check import applying, unfinished
from .errors import allows


@allows("GET", "POST")
def check_answers(request: HttpRequest) -> HttpResponse:
    form = content().questionnaire
    draft = drafts.read(request, form)
    if elsewhere := unfinished(draft):
        return redirect(elsewhere)
    if red_flags(content(), draft.answers).emergency:
        return redirect("care")
    if request.method == "POST":
        return results.make(request, draft)
    pages = tuple(applying(draft))
    return respond(
        request,
        "habits/check_answers.html",
        {chosen(row.id): said(row) for page in pages for row in rows(page, draft.answers)},
        parts=parts(pages),
        back=reverse("check", args=[pages[-1].id]),
        dropped=draft.dropped,
    )


Part = tuple[str, tuple[tuple[Page, tuple[tuple[str, str, str], ...]], ...]]


@cache
def parts(pages: tuple[Page, ...]) -> tuple[Part, ...]:
    """The pages by part, each with its questions: id, name, and the hole for what was chosen."""
    return tuple(
        (name, tuple((page, questions(page)) for page in pages if page.part == part))
        for part, name in content().questionnaire.parts.items()
    )


def questions(page: Page) -> tuple[tuple[str, str, str], ...]:
    return tuple((asked.id, asked.name, hole(chosen(asked.id))) for asked in page.questions)


def chosen(question: str) -> str:
    """The name of a hole; no variable of a template has a space in its name."""
    return f"chosen {question}"


def said(row: Row) -> str:
    lines = format_html_join(SafeString("<br>"), "{}", ((label,) for label in row.labels))
    return lines or "Not answered"
