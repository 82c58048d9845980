"""Colours and size of text."""

from __future__ import annotations

import zlib
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response

from ..journey.forms import blank_or_kept, form_class, with_errors
from ..site import open_results, preferences
from ..site.decorators import COOKIES_ALONE, allows, unlimited


@allows("GET", "POST")
@unlimited(because=COOKIES_ALONE)
def display(request: HttpRequest) -> HttpResponse:
    """Choose colours and text size; afterwards the page tells where to go back to."""
    came_from = own_path(request.GET.get("from", ""))
    # What was opened by its link stands at an address that says nothing of it.
    if came_from == reverse("results") and (here := open_results.handles(request)):
        came_from = reverse("result", args=[here[0]])
    sent = request.POST if request.method == "POST" else request.GET
    names = [question.id for question in preferences.PAGE.questions]
    form = form_class(preferences.PAGE)({name: sent[name] for name in names if name in sent})
    if request.method != "POST" and "mistake" in sent and not form.is_valid():
        return show_display(request, with_errors(form), came_from, form.problems())
    if request.method != "POST":
        kept = preferences.read(request)
        return show_display(request, blank_or_kept(preferences.PAGE, kept.answers), came_from)
    if not form.is_valid():
        query = urlencode({"from": came_from, "mistake": "1", **form.data})
        return redirect(f"{request.path}?{query}")
    chosen = preferences.Display(**form.cleaned_data)
    response = redirect(f"{request.path}?from={came_from}&done=1")
    preferences.write(response, chosen)
    return response


@allows("GET")
def display_css(request: HttpRequest) -> HttpResponse:
    """The person's colours and text size, for pages that are the same for everyone."""
    css = preferences.stylesheet(preferences.read(request))
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    # Asked for with each page, so that a new choice shows at once.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{len(css)}-{zlib.crc32(css.encode()):x}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def show_display(
    request: HttpRequest,
    questions: str,
    came_from: str,
    problems: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "title": preferences.PAGE.title,
        "questions": questions,
        "came_from": came_from,
        "done": "done" in request.GET and not problems,
        "problems": problems,
    }
    return render(request, "habits/pages/display.html", context)


def own_path(path: str) -> str:
    """The path, when it is one of ours; never another site's."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
