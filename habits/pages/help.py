"""Who to call, and the signs not to wait with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..engine.loaded import get_content
from ..engine.schema import URGENCIES, Part, RedFlag, Urgency
from ..journey import drafts
from ..journey.regions import known_region
from ..site.decorators import allows
from ..site.phrases import region_of

# What people come to /help/ for, in a word each.
PARTS: dict[Part, str] = {
    "skin": "Skin",
    "gut": "Tummy",
    "pregnancy": "Pregnancy",
    "mind": "Mind",
}


@allows("GET")
def help_page(request: HttpRequest) -> HttpResponse:
    """Who to call where, and red flags by urgency."""
    draft = drafts.read(request, get_content().questionnaire)
    chosen = known_region(request) or draft.answers.get("region", [])
    named = request.GET.get("about", "")
    part = named if named in PARTS else ""
    context = {
        "section": "help",
        "region": region_of(get_content(), {"region": chosen}),
        "regions": get_content().regions,
        "unknown_region": bool(request.GET.get("region")) and not known_region(request),
        "parts": PARTS.items(),
        "part": part,
        "unknown_part": named != part,
        "groups": tuple((urgency, signs_of(urgency, part)) for urgency in URGENCIES),
    }
    return render(request, "habits/pages/help.html", context)


def signs_of(urgency: Urgency, part: str) -> tuple[RedFlag, ...]:
    """The signs of a part, and those that belong to all."""
    flags = [flag for flag in get_content().red_flags if flag.urgency == urgency]
    return tuple(flag for flag in flags if not part or not flag.parts or part in flag.parts)
