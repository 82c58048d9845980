"""Which tips may be planned by someone, by all that we know of them today.

A plan outlives the day on which it was made: answers are changed, tips are taken back, an eating
disorder is told of later. What may not be shown any more is asked for nowhere, and named nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..engine.assess import Result, is_told_no_food
from ..engine.content import Content
from ..engine.schema import TipPlan, Withdrawn
from ..store.plans import Plan, Step
from ..store.saved_results import Record


class ShownTips(NamedTuple):
    """A plan as one person may see it today.

    steps      of the plan, each with how its tip is planned; those that are on, then the others
    stopped    the same of tips that were stopped
    withdrawn  tips of the plan that we took back
    left_out   is there another tip in the plan that may not be safe for them?
    unplanned  is there one that nobody can plan any more?
    offered    what can be added, in the order of their result
    """

    steps: tuple[tuple[Step, TipPlan], ...]
    stopped: tuple[tuple[Step, TipPlan], ...]
    withdrawn: tuple[Withdrawn, ...]
    left_out: bool
    unplanned: bool
    offered: tuple[TipPlan, ...]


def hidden_tips(content: Content, assessed: Result, records: Iterable[Record]) -> frozenset[str]:
    """The ids of tips that a caution hides, or that were withdrawn.

    records: all results of theirs that we know of. Food is hidden for good once one of them tells
    of an eating disorder, or does not tell.
    """
    hidden = {
        tip
        for caution in (*assessed.priority_cautions, *assessed.cautions)
        for tip in caution.hides
    }
    if any(is_told_no_food(content, record.answers, record.edition) for record in records):
        hidden.update(content.food_worry.hides)
    return frozenset(hidden | {withdrawn.id for withdrawn in content.withdrawn})


def unplanned_tips(content: Content, plan: Plan | None) -> frozenset[str]:
    """The ids of tips of a plan that can be planned no more, as their plan was taken out."""
    tips = {step.tip for step in plan.steps} if plan else set[str]()
    return frozenset(tips - content.plan_of.keys())


def shown_tips(
    content: Content, assessed: Result, plan: Plan | None, hidden: frozenset[str]
) -> ShownTips:
    """What may be shown. `plan` is None before one is made; `hidden`: see hidden_tips()."""
    known = {tip.id for tip in content.tips} & content.plan_of.keys() - hidden
    steps = plan.steps if plan else ()
    seen = [(step, content.plan_of[step.tip]) for step in steps if step.tip in known]
    gone = {step.tip for step in steps if step.on and step.tip not in known}
    # For whom lists of food can harm, not even that is named.
    food = frozenset(content.food_worry.hides)
    unnamed = food if food <= hidden else frozenset[str]()
    withdrawn = [w for w in content.withdrawn if w.id in gone and w.id not in unnamed]
    unplanned = unplanned_tips(content, plan) - {w.id for w in withdrawn}
    # Own words of a tip that was stopped may have made room for others: it is chosen anew.
    planned = {step.tip for step, _ in seen if step.on or step.cue or step.words}
    offered = [shown.tip.id for shown in assessed.tips if shown.tip.id in known - planned]
    return ShownTips(
        tuple(pair for pair in seen if pair[0].on),
        tuple(pair for pair in seen if not pair[0].on),
        tuple(withdrawn),
        bool(gone - {w.id for w in withdrawn} - unplanned),
        bool(gone & unplanned),
        tuple(content.plan_of[tip] for tip in offered),
    )
