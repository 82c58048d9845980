"""What views of results say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..site import open_results
from ..site.decorators import allows
from ..site.errors import storage_unavailable, too_many_requests
from ..store import database, failures
from ..store.sealing import NotSealed
from .not_opened import not_found
from .opened import open_page, opened_by


def handle_storage_errors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that needs the database, and a plain word when that does not do its work."""

    @wraps(view)
    def answered(request: HttpRequest, **names: Any) -> HttpResponse:
        try:
            return view(request, **names)
        except failures.NetworkLimitReached as error:
            return too_many_requests(request, error.seconds)
        except (failures.StorageUnavailable, *database.FAILURES):
            return storage_unavailable(request)

    return answered


def with_opened_result(*methods: str) -> Callable[..., Callable[..., HttpResponse]]:
    """A view of a result that is open on this device; its address names the handle."""

    def decorate(
        view: Callable[..., HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @allows(*methods)
        @handle_storage_errors
        @wraps(view)
        def opened_first(request: HttpRequest, handle: str, **place: int) -> HttpResponse:
            code = open_results.code_at(request, handle)
            try:
                if code is not None:
                    return view(request, opened_by(code, handle), **place)
            except NotSealed:
                pass
            if request.method == "POST":
                # The page that says so is one to come back to.
                return redirect("result", handle)
            if code is None:
                response = open_page(request, closed=True)
                response.status_code = 404
            else:
                response = not_found(request, "result")
                open_results.forget(response, handle)
            return response

        return opened_first

    return decorate
