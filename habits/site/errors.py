"""What people see when something is wrong: what happened, what to do, what is kept.

Plain functions. Django's own handlers read the body once more and answer 500 when it is broken."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from . import refused_forms
from .addresses import name_of
from .codes import codes_in

# What a private link looks like when its # was lost on the way.
LINK = re.compile(r"/(results|saved|notes)\b", re.IGNORECASE)


def page(
    request: HttpRequest, status: int, title: str, *lines: str, **more: object
) -> HttpResponse:
    drawing = "drawings/mended.svg" if status >= 500 else "drawings/lost.svg"
    context = {"title": title, "lines": lines, "layout": layout(request), "drawing": drawing}
    return render(request, "habits/site/error.html", context | more, status=status)


def layout(request: HttpRequest) -> str:
    """open.js and htmx ask for the inside of a page only."""
    part = "HX-Request" in request.headers or "X-Fragment" in request.headers
    return "fragment.html" if part else "base.html"


def to_refused_form(
    request: HttpRequest, why: str, kept: bool = True, **query: int
) -> HttpResponse:
    """To a form that could not be taken: reload and Back never ask to send it again, and the page
    that tells of it sends it once more by a press."""
    response = redirect(reverse("stopped", args=[why], query=query))
    if kept:
        refused_forms.keep(request, response)
    else:
        refused_forms.drop(response)
    return response


def is_form(request: HttpRequest) -> bool:
    """Is it a form that was sent whole, for which a whole page comes?"""
    return request.method == "POST" and layout(request) == "base.html"


def is_own_form(request: HttpRequest) -> bool:
    """And one of ours in a browser, as that itself says? Programs are told at once."""
    return is_form(request) and request.headers.get("Sec-Fetch-Site") == "same-origin"


# Of the seconds to wait: a few minutes, and days where very little is kept a day.
MOST_DIGITS = 7


class FailedAct(NamedTuple):
    """An act that the database did not take, and what is as it was."""

    title: str
    still: str = ""


OPENING = FailedAct("We cannot open that now", "Use the same link or code again.")


# By the name of the address that was sent to.
ACTS = {
    "result-delete": FailedAct(
        "We could not delete that", "It is still there, and its link still opens it."
    ),
    "result-keep": FailedAct(
        "We could not change how long we keep it", "It ends on the day it had."
    ),
    "result-add": FailedAct(
        "We could not put that on your list", "The result itself is as it was."
    ),
    "result-share": FailedAct(
        "We could not make that link", "The links of before are as they were."
    ),
    "result-unshare": FailedAct("We could not take that link back", "It is still out."),
    **dict.fromkeys(
        ("plan", "plan-make", "plan-step", "plan-delete"),
        FailedAct("We could not save that", "Your plan is as it was."),
    ),
    "saved-rename": FailedAct("We could not change the name", "It has the name it had."),
    "saved-remove": FailedAct("We could not take that off your list", "It is still on your list."),
    "saved-delete": FailedAct(
        "We could not delete your list", "All results on it are still there."
    ),
}


def storage_unavailable(
    request: HttpRequest, again: refused_forms.Sent | None = None
) -> HttpResponse:
    """The database does not answer, or did not take a change."""
    if is_form(request):
        return to_refused_form(request, "away")
    posted = again.to if again else request.path if request.method == "POST" else ""
    failed = ACTS.get(name_of(posted), OPENING)
    context = {"layout": layout(request), "again": again, "failed": failed}
    return render(request, "habits/site/cannot.html", context, status=503)


def too_large(request: HttpRequest) -> HttpResponse:
    if is_own_form(request):
        return to_refused_form(request, "large", kept=False)
    return page(
        request,
        400,
        "That was too much at once",
        "What was sent is larger than any of our pages.",
        "Go back, load the page again and answer it once more.",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return page(
        request,
        400,
        "We could not read what was sent",
        "Part of it was missing or broken on the way.",
        "Go back, load the page again and answer it once more.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.method != "POST":
        return not_allowed(request, ("GET", "HEAD", "POST"))
    if is_own_form(request):
        # Without its token it may have been cut off on the way.
        return to_refused_form(request, "unchecked", kept=refused_forms.TOKEN in request.POST)
    return csrf_unchecked(request)


def csrf_unchecked(request: HttpRequest, again: refused_forms.Sent | None = None) -> HttpResponse:
    return page(
        request,
        403,
        "We could not check where this came from",
        "Cookies may be switched off, the page was open for long, or what was sent was cut off.",
        "Go back, load the page again and answer it once more.",
        again=again,
    )


def cookie_twice(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        400,
        "Your browser sent us a cookie twice",
        "Another website may have put one there. We read neither, and nothing was changed.",
        "Press the button to clear the cookies of this website. Then start again.",
        clear=True,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, "This page is closed", "Go to the start page.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The address may hold a code: nothing on the page tells it on."""
    link = LINK.match(request.path)
    response = page(
        request,
        404,
        "There is no page here",
        "Check the address, look for the page, or go to the start page.",
        lost=True,
        link=link and link[1].lower(),
        here="",
    )
    if link or codes_in(request.path):
        response["Referrer-Policy"] = "strict-origin"
    return response


def too_many_requests(
    request: HttpRequest, seconds: int, again: refused_forms.Sent | None = None
) -> HttpResponse:
    if is_own_form(request):
        # Nobody waits longer for a button than what it sends is kept.
        return to_refused_form(
            request, "often", kept=seconds < refused_forms.KEPT_FOR, wait=seconds
        )
    told = "1 second" if seconds == 1 else f"{seconds} seconds"
    response = page(
        request,
        429,
        "That was too often in a short time",
        "Many forms came from your network. Others may use it too.",
        f"Wait {told}, go back and press again. Nothing was changed.",
        again=again,
    )
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        500,
        "Something went wrong on our side",
        "Try again in a few minutes.",
    )


def not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    response = page(
        request,
        405,
        "This page cannot do that",
        "Go back, load the page again and use its buttons.",
    )
    response["Allow"] = ", ".join(methods)
    return response
