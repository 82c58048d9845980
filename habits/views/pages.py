"""Pages that stand on their own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from .. import drafts
from ..advice import content
from ..engine.schema import URGENCIES
from ..words import region_of
from .check import carry_on, known_region
from .errors import allows


def site(request: HttpRequest) -> dict[str, object]:
    """What every template knows."""
    has_draft = bool(request.COOKIES.get(settings.DRAFT_COOKIE_NAME))
    return {"site_name": settings.SITE_NAME, "has_draft": has_draft}


@allows("GET")
def home(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    region = region_of(content(), draft.answers)
    context = {"carry_on": carry_on(draft), "region": region, "flags": emergencies()}
    return render(request, "habits/home.html", context)


def emergencies() -> list[object]:
    """Emergency flags that the questionnaire asks for."""
    return [f for f in content().red_flags if f.urgency == "emergency" and f.when and not f.derived]


@allows("GET")
def help_page(request: HttpRequest) -> HttpResponse:
    """Every red flag by urgency, and who to call where. htmx asks for the numbers alone."""
    draft = drafts.read(request, content().questionnaire)
    chosen = known_region(request) or draft.answers.get("region", [])
    context = {
        "region": region_of(content(), {"region": chosen}),
        "regions": content().regions,
        "unknown_region": bool(request.GET.get("region")) and not known_region(request),
        "groups": [
            (urgency, [flag for flag in content().red_flags if flag.urgency == urgency])
            for urgency in URGENCIES
        ],
    }
    response = render(
        request, "habits/_numbers.html" if request.htmx else "habits/help.html", context
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@allows("GET")
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/about.html", {"articles": content().sources.articles})


@allows("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/privacy.html", {"days": drafts.KEPT_DAYS})
