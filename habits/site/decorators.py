"""What views say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from .errors import not_allowed, too_many_requests
from .rate_limits import Limit, seconds_to_wait

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

        checked.methods = allowed  # type: ignore[attr-defined]
        return checked

    return decorate


def limited(limit: Limit, pages: bool = False, refuses: bool = True) -> Callable[[View], View]:
    """Hold back a network that sends this form too often (rate_limits.py).

    pages    asking for the page counts like sending its form
    refuses  False: the view goes on, and finds in request.seconds_to_wait how long is left
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            seconds = seconds_to_wait(request, limit) if pages or request.method == "POST" else 0
            if seconds and refuses:
                return too_many_requests(request, seconds)
            request.seconds_to_wait = seconds  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        counted.limit = limit  # type: ignore[attr-defined]
        counted.pages_count = pages  # type: ignore[attr-defined]
        return counted

    return decorate


COOKIES_ALONE = "it changes cookies alone, and asks the database nothing"


def unlimited(because: str) -> Callable[[View], View]:
    """A form that may be sent as often as anyone likes, and why."""

    def decorate(view: View) -> View:
        view.unlimited_because = because  # type: ignore[attr-defined]
        return view

    return decorate
