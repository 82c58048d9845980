"""What people see when something is wrong: what happened, what to do, what is kept.

Plain functions. Django's own handlers read the body once more and answer 500 when it is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..codes import codes_in

# What a private link looks like when its # was lost on the way.
LINK = re.compile(r"/(results|saved)\b", re.IGNORECASE)


def page(
    request: HttpRequest, status: int, title: str, *lines: str, **more: object
) -> HttpResponse:
    drawing = "drawings/mended.svg" if status >= 500 else "drawings/lost.svg"
    context = {"title": title, "lines": lines, "layout": layout(request), "drawing": drawing}
    return render(request, "habits/error.html", context | more, status=status)


def layout(request: HttpRequest) -> str:
    """open.js and htmx ask for the inside of a page only."""
    part = "HX-Request" in request.headers or "X-Fragment" in request.headers
    return "fragment.html" if part else "base.html"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return page(
            request, 400, "That was too much at once",
            "What was sent is larger than any of our pages.",
            "Go back, load the page again and answer it once more.",
        )  # fmt: skip
    return page(
        request, 400, "We could not read what was sent",
        "Part of it was missing or broken on the way.",
        "Go back, load the page again and answer it once more.",
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.method != "POST":
        return not_allowed(request, ("GET", "HEAD", "POST"))
    return page(
        request, 403, "We could not check where this came from",
        "Cookies may be switched off, the page was open for long, or what was sent was cut off.",
        "Go back, load the page again and answer it once more.",
    )  # fmt: skip


def cookie_twice(request: HttpRequest) -> HttpResponse:
    return page(
        request, 400, "Your browser sent us a cookie twice",
        "Another website may have put one there. We read neither, and nothing was changed.",
        "Press the button to clear the cookies of this website. Then start again.",
        clear=True,
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, "This page is closed", "Go to the start page.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The address may hold a code: nothing on the page tells it on."""
    link = LINK.match(request.path)
    response = page(
        request, 404, "There is no page here",
        "Check the address, look for the page, or go to the start page.",
        lost=True, link=link and link[1].lower(), here="",
    )  # fmt: skip
    if link or codes_in(request.path):
        response["Referrer-Policy"] = "strict-origin"
    return response


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    told = "1 second" if seconds == 1 else f"{seconds} seconds"
    response = page(
        request, 429, "That was too often in a short time",
        "Many forms came from your network. Others may use it too.",
        f"Wait {told}, go back and press again. Nothing was changed.",
    )  # fmt: skip
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return page(
        request, 500, "Something went wrong on our side",
        "Try again in a few minutes.",
    )  # fmt: skip


def not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    response = page(
        request, 405, "This page cannot do that",
        "Go back, load the page again and use its buttons.",
    )  # fmt: skip
    response["Allow"] = ", ".join(methods)
    return response


View = Callable[..., HttpResponse]


def allows(*methods: str) -> Callable[[View], View]:
    """Answer other methods with a page instead of Django's empty 405."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed:
                return not_allowed(request, allowed)
            return view(request, *args, **kwargs)

        return checked

    return decorate
