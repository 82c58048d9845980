"""What programs get: our questions and codes, the same for everyone, and one person's answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from ..engine.content import Content
from ..engine.loaded import get_content
from ..library.cached_pages import CachedPage, cached_response
from ..results.decorators import with_opened_result
from ..results.opened import Opened
from ..site.decorators import allows, limited
from ..site.rate_limits import OPEN
from .names import ID, KEPT_ANSWER, RELEASES, Json, Release
from .questionnaire import code_system, kept_answer, questionnaire
from .response import response

KIND = "application/fhir+json"
# By type and id, as in their addresses.
RESOURCES: dict[tuple[str, str], Callable[[Content, Release], Json]] = {
    ("Questionnaire", ID): questionnaire,
    ("CodeSystem", ID): code_system,
    ("StructureDefinition", KEPT_ANSWER): kept_answer,
}


def addresses() -> list[str]:
    """Of every resource, in every release."""
    return [reverse(name, args=key) for name in ("fhir", "fhir-r5") for key in RESOURCES]


@allows("GET")
def resource(request: HttpRequest, release: Release, kind: str, name: str) -> HttpResponse:
    """A resource of ours in one release of FHIR."""
    if (kind, name) not in RESOURCES:
        raise Http404
    return cached_response(request, cached(release, kind, name))


@cache
def cached(release: Release, kind: str, name: str) -> CachedPage:
    body = compact(RESOURCES[kind, name](get_content(), release))
    return CachedPage(body, f"{KIND}; fhirVersion={RELEASES[release]}")


def compact(data: Json) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


@limited(OPEN, pages=True)
@with_opened_result("GET")
def export(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The answers of a saved result, to be read by another program."""
    record = opened.record
    body = compact(response(get_content(), record.answers, record.made, record.edition))
    download = HttpResponse(body, content_type=KIND)
    download["Content-Disposition"] = 'attachment; filename="my-notes.fhir.json"'
    download["Cache-Control"] = "no-store"
    return download
