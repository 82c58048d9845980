"""The result: what the engine chose, in the order of the page."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .. import drafts
from ..advice import content
from ..engine.assess import Grading, ShownTip, assess
from ..engine.schema import Caution, Food, Tip
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
        "cards": [(c.flag, you_said(c.matches)) for c in assessed.care_cards if not c.silent],
    }
    if assessed.emergency:
        return render(request, "habits/care.html", context)
    if elsewhere := unfinished(draft):
        return redirect(elsewhere)
    tips = [tip_card(shown) for shown in assessed.tips]
    context |= {
        "cautions": [caution for caution in assessed.cautions if changes_the_page(caution)],
        "silent_cards": [(card.flag, []) for card in assessed.care_cards if card.silent],
        "first_tips": tips[:3],
        "more_tips": tips[3:],
        "kinds": [
            (kind.name, [food_row(food) for food in assessed.foods if food.kind == kind.id])
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
    return {
        "tip": tip,
        "said": you_said(shown.matches),
        "body": tip_body(tip),
        "cautions": [caution_row(caution) for caution in shown.cautions],
        "gradings": [*map(skin_grading, shown.gradings), health_grading(tip)],
        "sources": tip_sources(tip),
    }


# Pieces that are the same for everyone: rendered once in each process and kept.


@cache
def tip_body(tip: Tip) -> SafeString:
    articles = [(content().article_by_id[said.article], said.says) for said in tip.articles]
    return render_to_string("habits/_tip_body.html", {"tip": tip, "articles": articles})


@cache
def tip_sources(tip: Tip) -> SafeString:
    references = [content().reference_by_id[reference] for reference in tip.references]
    reasons = why(content().questionnaire, tip.when)
    context = {"tip": tip, "references": references, "why": reasons}
    return render_to_string("habits/_tip_sources.html", context)


@cache
def skin_grading(grading: Grading) -> SafeString:
    names = [content().questionnaire.concerns[concern] for concern in grading.concerns]
    context = {"concerns": names, "evidence": grading.evidence}
    return render_to_string("habits/_grading.html", context)


@cache
def health_grading(tip: Tip) -> SafeString:
    return render_to_string("habits/_grading.html", {"of_health": True, "evidence": tip.general})


@cache
def caution_row(caution: Caution) -> SafeString:
    return render_to_string("habits/_caution.html", {"caution": caution})


@cache
def food_row(food: Food) -> SafeString:
    return render_to_string("habits/_food.html", {"food": food})
