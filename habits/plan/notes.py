"""A plan on the notes for an appointment: what someone tries, and how their weeks went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..engine.assess import Result
from ..engine.content import Content
from ..engine.schema import TipPlan
from ..store import plans
from ..store.plans import Plan, Step, UnknownPlan
from ..store.saved_results import Record
from .course import course
from .fitting import fit, hidden_tips
from .wording import LABELS, when


class PlanNotes(NamedTuple):
    """steps: a sentence for each tip that may be named today, and how its weeks went; weeks: what
    was said of each measure, by date."""

    steps: list[str]
    weeks: list[str]


def plan_notes(
    content: Content, assessed: Result, record: Record, known: Iterable[Record] = ()
) -> PlanNotes | None:
    """Nothing for no plan, for one of a version that we do not know, and in an emergency.

    known: other results of theirs, which may tell what to name no more.
    """
    try:
        plan = plans.read(record.plan)
    except UnknownPlan:
        return None
    if plan is None or assessed.emergency:
        return None
    fitting = fit(content, assessed, plan, hidden_tips(content, assessed, [record, *known]))
    pairs = (*fitting.steps, *fitting.stopped)
    told = course(content.questionnaire, plan, pairs, [record], record)
    return PlanNotes(
        [f"{done(planned, step)}{how_often(plan, step)}" for step, planned in pairs],
        [chart.finding for chart in told.charts if len(chart.points) > 1],
    )


def done(planned: TipPlan, step: Step) -> str:
    """When and what, as plain text: "When I brush my teeth at night, I put moisturiser on"."""
    cue = when(planned, step)
    does = planned.does
    return f"{cue}, {does}" if cue else f"{does[:1].upper()}{does[1:]}"


def how_often(plan: Plan, step: Step) -> str:
    """Behind it: ". Most days: 3 weeks. Stopped"."""
    return "".join(f". {part}" for part in parts(plan, step))


def parts(plan: Plan, step: Step) -> Iterator[str]:
    ticks = [step.tick(week) for week in plan.weeks_said()]
    for letter in plans.TICKS:
        if count := ticks.count(letter):
            yield f"{LABELS[letter]}: {count} week{'' if count == 1 else 's'}"
    if not step.on:
        yield "Stopped"
