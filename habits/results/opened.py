"""A result that is open, with the code that opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..engine.loaded import get_content
from ..journey import drafts
from ..journey.routing import Route
from ..store import saved_results
from ..store.sealing import code_of, secret_of


@dataclass(frozen=True)
class Opened:
    """A result with the code that opens it."""

    code: str
    record: saved_results.Record
    handle: str

    @cached_property
    def at(self) -> str:
        """Its address on this device."""
        return reverse("result", args=[self.handle])

    @cached_property
    def link(self) -> str:
        return f"{reverse('results')}#{self.code}"

    @property
    def until(self) -> date:
        return self.record.until(date.today())


def open_page(request: HttpRequest, closed: bool = False) -> HttpResponse:
    """The page that asks for a link or code; `closed`: because a result is open here no more."""
    draft = drafts.read(request, get_content().questionnaire)
    route = Route(draft)
    emergency = route.triage.emergency
    waiting = bool(draft.done) and not route.first_incomplete and not emergency
    context = {"waiting": waiting, "emergency": emergency, "closed": closed}
    return render(request, "habits/results/open.html", context)


def opened_by(code: str, handle: str) -> Opened:
    """Raises NotSealed, whatever is wrong."""
    record = saved_results.open_result(settings.SERVER_KEYS, code, date.today())
    return Opened(code_of(secret_of(code)), record, handle)
