"""Counts for the operator, and nothing about anyone: which page answered with which status.

On when PROMETHEUS_MULTIPROC_DIR names a folder. There each worker process counts in a file of its
own, and prometheus-client adds them up, so that it does not matter which worker is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

# The page's name in urls.py, never its path: a path can hold what someone typed.
RESPONSES = Counter("thread_responses", "Responses by page and status.", ["page", "status"])
NOT_SAVED = Counter("thread_not_saved", "Results shown without being saved.", ["because"])


def folder() -> str:
    """Where the processes of a server share their counts; "" where they do not."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


@cache
def counter(page: str, status: int) -> Counter:
    return RESPONSES.labels(page, str(status))


def count_responses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    if not folder():
        raise MiddlewareNotUsed

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        counter((match and match.url_name) or "none", response.status_code).inc()
        return response

    return respond


def text() -> bytes:
    """All counts of all workers, as Prometheus reads them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder())  # type: ignore[no-untyped-call]  # has no types
    return bytes(generate_latest(registry))
