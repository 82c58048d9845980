"""A plan in words: when a tip is done, in the person's own words or in ours."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..engine.content import Content
from ..engine.schema import TipPlan
from ..results.list_names import shown_text
from ..store.plans import LONGEST_WORDS, MOST, NOT, NOTHING, SOME, Plan, Step, too_long

LABELS = {MOST: "Most days", SOME: "Some days", NOT: "Not this week", NOTHING: ""}
UNSEEN = "Give your own words, or select another answer"
TOO_LONG = f"Give at most {LONGEST_WORDS} letters"
# Emoji above all.
TOO_WIDE = "Give fewer of these letters or emoji: each takes the room of several"


class NoWords(ValueError):
    """It cannot be when someone does a tip; the text says what can."""


def own_words(typed: str) -> str:
    """The person's own words without what cannot be seen. Raises NoWords."""
    words = shown_text(typed).rstrip(".,;: ")
    if not words:
        raise NoWords(UNSEEN)
    if too_long(words):
        raise NoWords(TOO_LONG if len(words) > LONGEST_WORDS else TOO_WIDE)
    return words


def when(planned: TipPlan | None, step: Step) -> str:
    """The cue in words; "" for one that we do not know any more."""
    if step.words:
        return step.words
    cue = planned.by_id.get(step.cue) if planned else None
    return cue.when if cue else ""


def sentence(planned: TipPlan, step: Step) -> SafeString:
    """When, and what: "When I brush my teeth at night, I put moisturiser on"."""
    if step.words:
        return format_html("<bdi>{}</bdi>, {}", step.words, planned.does)
    if cue := when(planned, step):
        return format_html("{}, {}", cue, planned.does)
    return format_html("{}", planned.does[:1].upper() + planned.does[1:])


def exported(content: Content, plan: Plan) -> dict[str, Any]:
    """The person's own plan, whole and in words: what is hidden on pages too, since it is theirs.
    Weeks count from 1."""
    return {
        "begun": plan.start.isoformat(),
        **answered_before(plan),
        "tips": [
            {
                "id": step.tip,
                "when": when(content.plan_of.get(step.tip), step),
                "does": content.plan_of[step.tip].does if step.tip in content.plan_of else "",
                "in_the_plan": step.on,
                "weeks": {
                    str(week + 1): LABELS[step.tick(week)]
                    for week in plan.weeks_said()
                    if step.tick(week) != NOTHING
                },
            }
            for step in plan.steps
        ],
        "weeks": {str(week + 1): said for week in plan.weeks_said() if (said := plan.said(week))},
    }


def answered_before(plan: Plan) -> dict[str, Any]:
    if not plan.before:
        return {}
    return {"answered_before": {"day": plan.before.day.isoformat(), **plan.before.said}}
