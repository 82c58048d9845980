"""A plan on the notes for an appointment: what someone tries, and how their weeks went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from ..engine.assess import Result
from ..engine.content import Content
from ..engine.schema import Question, TipPlan
from ..results.trends import Point, format_date, small
from ..store import plans
from ..store.plans import MOST, NOT, SOME, Plan, Step, UnknownPlan
from ..store.saved_results import Record
from .course import Course, by_week, course, measures
from .shown_tips import hidden_tips, shown_tips
from .wording import when

# Of a year, what a page has room for.
LAST_WEEKS = 13
HOW_OFTEN = {MOST: "most days", SOME: "some days", NOT: "not"}


class PlanNotes(NamedTuple):
    """What someone tries, and how it went.

    steps   a sentence for each tip that may be named today, and how its weeks went
    tried   the same without when it is done
    weeks   what was said of each measure, week by week: two days picked from them would look like
            a before and after
    course  the same as the page of the plan shows it
    """

    steps: list[str]
    tried: list[str]
    weeks: list[str]
    course: Course


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
    shown = shown_tips(content, assessed, plan, hidden_tips(content, assessed, [record, *known]))
    pairs = (*shown.steps, *shown.stopped)
    told = course(content.questionnaire, plan, pairs, [record], record)
    form = content.questionnaire
    found = [(q, by_week(q, form, plan, [record])) for q in measures(form, record)]
    return PlanNotes(
        [f"{done(planned, step)}{how_often(plan, step)}" for step, planned in pairs],
        [f"{upper(planned.does)}{how_often(plan, step)}" for step, planned in pairs],
        [line for q, points in found if (line := week_by_week(q, points, plan))],
        told,
    )


def done(planned: TipPlan, step: Step) -> str:
    """When and what, as plain text: "When I brush my teeth at night, I put moisturiser on"."""
    cue = when(planned, step)
    return f"{cue}, {planned.does}" if cue else upper(planned.does)


def upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def how_often(plan: Plan, step: Step) -> str:
    """Behind it: ". Most days in 6 weeks, not in 1. Stopped"."""
    ticks = [step.tick(week) for week in plan.weeks_said()]
    counts = [(words, n) for letter, words in HOW_OFTEN.items() if (n := ticks.count(letter))]
    parts = [f"{words} in {n}" for words, n in counts]
    if counts:
        parts[0] += " week" if counts[0][1] == 1 else " weeks"
    said = f". {upper(', '.join(parts))}" if parts else ""
    return said if step.on else f"{said}. Stopped"


def week_by_week(measure: Question, points: Mapping[int, Point], plan: Plan) -> str:
    """What was answered before, and then each week; nothing before there is a week."""
    last = max(points, default=-1)
    if last < 0 or not plan.weeks_said():
        return ""
    weeks = range(max(0, last + 1 - LAST_WEEKS), last + 1)
    said = ["–" if week not in points else small(points[week]) for week in weeks]
    shown = said if measure.scale else runs(said)
    before = [f"{small(p)} on {format_date(p.day)}." for week, p in points.items() if week < 0][-1:]
    since = f"Week by week from {format_date(plan.first_day(weeks.start))}: {', '.join(shown)}"
    return f"{measure.name}: {' '.join([*before, since])}"


def runs(said: list[str]) -> Iterator[str]:
    """The same answer of several weeks once: "never (3 weeks)"."""
    for words, same in groupby(said):
        count = len(list(same))
        yield words if count == 1 else f"{words} ({count} weeks)"
