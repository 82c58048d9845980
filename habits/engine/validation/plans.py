"""What is wrong with the plans of tips, across files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..content import Content
from ..file_names import PLANS
from ..schema import Questionnaire, TipPlan
from .ids import ID
from .unknown import unknown

# A plan that is kept holds ids of tips and cues, and must not outgrow its size.
LONGEST_ID = 24
# What a person can look over before they choose.
MOST_CUES = 4
# So many questions can be asked each week: more is a burden, and more than a plan keeps.
MOST_WEEKLY = 2
# Of the scale: a change is told in points of 10.
TOP = 10


def plan_faults(content: Content) -> Iterator[str]:
    known = {tip.id for tip in content.tips}
    for tip, times in Counter(plan.tip for plan in content.plans).items():
        if times > 1:
            yield f"{PLANS}: {tip}: there are {times} plans for it"
        if tip not in known:
            yield f"{PLANS}: {tip}: {unknown('tip', tip, known)}"
        if len(tip) > LONGEST_ID:
            yield f"{PLANS}: {tip}: the id has more than {LONGEST_ID} letters"
    for plan in content.plans:
        yield from cue_faults(plan)
        if not plan.barriers:
            yield f"{PLANS}: {plan.tip}: nothing could get in the way of it"
    yield from weekly_faults(content.questionnaire)


def cue_faults(plan: TipPlan) -> Iterator[str]:
    if not 1 <= len(plan.offered) <= MOST_CUES:
        yield f"{PLANS}: {plan.tip}: {len(plan.offered)} cues, and 1 to {MOST_CUES} can be"
    for cue, times in Counter(cue.id for cue in plan.cues).items():
        if times > 1 or len(cue) > LONGEST_ID:
            yield f"{PLANS}: {plan.tip}: {cue}: an id twice, or of over {LONGEST_ID} letters"
        # The page has choices of its own between them, with ids that no cue can have.
        if not ID.fullmatch(cue):
            yield f"{PLANS}: {plan.tip}: {cue}: not small letters, digits and single _"


def weekly_faults(form: Questionnaire) -> Iterator[str]:
    """The questions that a plan asks each week are few, and one of them tells of a change."""
    weekly = form.weekly
    if not 1 <= len(weekly) <= MOST_WEEKLY:
        yield f"questionnaire.toml: weekly: {len(weekly)} have it, and 1 to {MOST_WEEKLY} must"
    for question in weekly:
        if question.kind != "one":
            yield f"questionnaire.toml: {question.id}: weekly, and more than one can be chosen"
    scales = [question for question in weekly if question.scale]
    if [max(option.value or 0 for option in q.options) for q in scales] != [TOP]:
        yield f"questionnaire.toml: weekly: one must be a scale to {TOP}, which a change is told of"
