"""For work on the app, in DEBUG alone: an edit of content or of a page shows on the next reload."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.autoreload import reset_loaders

# crispy-forms keeps the template of a form.
PACKAGES = ("habits.", "crispy_forms.")


def keep_nothing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Empty every cache of the process before each request."""

    def respond(request: HttpRequest) -> HttpResponse:
        empty_caches()
        reset_loaders()
        return get_response(request)

    return respond


def empty_caches() -> None:
    """Of every function that functools.cache or lru_cache keeps the answers of."""
    ours = [module for name, module in sys.modules.items() if name.startswith(PACKAGES)]
    for module in ours:
        for value in list(vars(module).values()):
            if callable(clear := getattr(value, "cache_clear", None)):
                clear()
