"""The result: what the engine chose, in the order of the page."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .. import drafts
from ..advice import content
from ..engine.assess import ShownTip, assess
from ..engine.schema import Caution
from ..words import region_of, why, you_said
from .check import unfinished
from .errors import allows


@allows("GET")
def result(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    if not draft.answers:
        return render(request, "habits/no_result.html", {"draft": draft})
    assessed = assess(content(), draft.answers)
    context = {
        "result": assessed,
        "region": region_of(content(), draft.answers),
        "today": date.today(),
        "cards": [(card.flag, you_said(card.matches)) for card in assessed.care_cards],
    }
    if assessed.emergency:
        return render(request, "habits/care.html", context)
    if elsewhere := unfinished(draft):
        return redirect(elsewhere)
    tips = [tip_card(shown) for shown in assessed.tips]
    context |= {
        "cautions": [caution for caution in assessed.cautions if changes_the_page(caution)],
        "first_tips": tips[:3],
        "more_tips": tips[3:],
        "kinds": [
            (kind, [food for food in assessed.foods if food.kind == kind.id])
            for kind in content().food_kinds
        ],
        "articles": content().sources.articles,
        "draft": draft,
    }
    return render(request, "habits/result.html", context)


def changes_the_page(caution: Caution) -> bool:
    """Is it told on its own, besides standing beside its tips?"""
    return bool(
        caution.hides
        or caution.withholds
        or caution.offers_no_foods
        or (caution.when and "safety" in caution.when.any_of)
    )


def tip_card(shown: ShownTip) -> dict[str, object]:
    """What the card of a tip shows."""
    tip = shown.tip
    names = content().questionnaire.concerns
    references = [content().reference_by_id[reference] for reference in tip.references]
    return {
        "tip": tip,
        "said": you_said(shown.matches),
        "why": why(content().questionnaire, tip.when),
        "articles": [(content().article_by_id[s.article], s.says) for s in tip.articles],
        "gradings": [
            ([names[concern] for concern in grading.concerns], grading.evidence)
            for grading in shown.gradings
        ],
        "cautions": shown.cautions,
        "references": references,
    }
