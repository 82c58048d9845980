"""The start page."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..engine.content import Reads
from ..engine.grading import gradings, rank
from ..engine.loaded import get_content
from ..engine.schema import GRADES, Grade, RedFlag
from ..journey import drafts
from ..journey.forms import blank_or_kept
from ..journey.missing_draft import ended_notice
from ..journey.routing import Route
from ..results import own_list
from ..site.decorators import allows
from ..site.phrases import region_of


@allows("GET")
def home(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, get_content().questionnaire)
    context = {
        "questions": blank_or_kept(get_content().questionnaire.pages[0], draft.answers),
        "carry_on": Route(draft).carry_on,
        "region": region_of(get_content(), draft.answers),
        "has_list": bool(own_list.read(request).code),
        "flags": emergencies(),
        "withdrawn": get_content().withdrawn,
        "tip_count": len(get_content().tips),
        "tally": tally(),
        "healthy": sum(rank(tip.general) <= GRADES.index("moderate") for tip in get_content().tips),
        **ended_notice(draft),
    }
    return render(request, "habits/pages/home.html", context)


def tally() -> tuple[tuple[Grade, int], ...]:
    """How many tips have each grade for skin, at best; best first, and none without a tip."""
    concerns = tuple(get_content().questionnaire.concerns)
    best = [found[0].evidence for tip in get_content().tips if (found := gradings(tip, concerns))]
    counts = Counter(evidence.grade for evidence in best if evidence)
    return tuple((grade, counts[grade]) for grade in GRADES if counts[grade])


def emergencies() -> tuple[RedFlag, ...]:
    """Emergency flags that one answer of a required page makes."""
    flags = [flag for flag in get_content().red_flags if flag.urgency == "emergency"]
    return tuple(flag for flag in flags if required(get_content().reads[flag.dom_id]))


def required(reads: Reads) -> bool:
    return bool(reads) and all(question.required for question, _ in reads)
