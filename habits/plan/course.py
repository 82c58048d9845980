"""The weeks of a plan: a line for each measure with what was done beneath it, a table, and in words
what they can tell. Only what the person said, by date; no word on what made a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ..engine.answers import applicable_answers, is_skipped
from ..engine.schema import Option, Question, Questionnaire, TipPlan
from ..results.trends import (
    EDGE,
    LINE_FROM,
    WIDTH,
    Chart,
    Point,
    chart,
    format_date,
    line_segments,
    point,
    to_coordinates,
)
from ..store.plans import NOTHING, WEEKS, Plan, Step
from ..store.saved_results import Record
from .before_and_after import FEW, NEAR, Comparison, comparison
from .wording import LABELS


class Mark(NamedTuple):
    """A tick where its week stands in the line above it."""

    x: float
    letter: str


class Strip(NamedTuple):
    """What was done of a tip, week by week."""

    name: str
    marks: list[Mark]


class Row(NamedTuple):
    """What was said of one week: `said` by measure, `ticks` by tip, "" for nothing."""

    first: date
    said: list[str]
    ticks: list[str]


class Course(NamedTuple):
    """charts of the measures, strips of the tips beneath, and the table: its columns are the
    measures, then the tips by their names."""

    charts: list[Chart]
    strips: list[Strip]
    names: list[str]
    rows: list[Row]
    comparison: Comparison | None
    name: str
    since: date | None


def measures(form: Questionnaire, record: Record) -> tuple[Question, ...]:
    """The questions that this person is asked each week."""
    said = applicable_answers(form, record.answers)
    return tuple(q for q in form.weekly if not is_skipped(form.page_of[q.id], said))


def course(
    form: Questionnaire,
    plan: Plan,
    seen: Sequence[tuple[Step, TipPlan]],
    records: Iterable[Record],
    own: Record,
) -> Course:
    """seen: the steps that may be shown. records: the results with answers of before, or since;
    `own` is among them."""
    points = {q.id: by_week(q, form, plan, records) for q in measures(form, own)}
    asked = [q for q in measures(form, own) if points[q.id]]
    seen = [(step, planned) for step, planned in seen if step.on or step.ticks]
    weeks = all_weeks(points.values(), plan)
    charts = [drawn(q, points[q.id], weeks, plan) for q in asked]
    strips = [Strip(planned.does, marks(step, weeks)) for step, planned in seen if step.ticks]
    rows = [row(week, plan, asked, points, seen) for week in plan.weeks_said()]
    scale = next((q for q in asked if q.scale), None)
    found = told_of(points[scale.id], seen) if scale else None
    since = plan.first_day(found.turn) if found else None
    name = scale.name if scale else ""
    names = [planned.does for _, planned in seen]
    return Course(
        charts, strips, names, [r for r in rows if any(r.said + r.ticks)], found, name, since
    )


Points = dict[int, Point]


def by_week(
    measure: Question, form: Questionnaire, plan: Plan, records: Iterable[Record]
) -> Points:
    """Number of a week (below 0: before the plan) -> what was said of it. A result asks about the
    7 days up to its own; what was ticked in the plan itself wins."""
    found = {}
    if plan.before and (option := measure.by_id.get(plan.before.said.get(measure.id, ""))):
        found[plan.week_asked(plan.before.day)] = told(plan.before.day, option)
    for record in sorted(records, key=lambda record: record.made):
        if said := point(form, measure, record):
            found[plan.week_asked(record.made)] = said
    for week in range(WEEKS):
        if option := measure.by_id.get(plan.said(week).get(measure.id, "")):
            found[week] = told(plan.last_day(week), option)
    return dict(sorted(found.items()))


def told(day: date, option: Option) -> Point:
    return Point(day, option.label, option.value, option.unsure)


def all_weeks(points: Iterable[Points], plan: Plan) -> range:
    """From the first week with an answer or a tick to the last."""
    ends = [week for found in points for week in found] + [*plan.weeks_said()]
    return range(min(ends), max(ends) + 1) if ends else range(0)


def drawn(measure: Question, points: Points, weeks: range, plan: Plan) -> Chart:
    """Lines and strips are as wide; a week of which nothing was said is a gap in the line."""
    said = [points.get(week) for week in weeks]
    even = [
        Point(plan.last_day(week), "", p.value if p else None)
        for week, p in zip(weeks, said, strict=True)
    ]
    top = max(option.value for option in measure.options if option.value is not None)
    spots = [to_coordinates(p, even, top) if p.value is not None else None for p in even]
    lasting = [spot for spot in spots if spot]
    shown = chart(measure, list(points.values()))
    if len(lasting) < LINE_FROM:
        return shown._replace(lines=[], spots=[])
    return shown._replace(lines=line_segments(spots), spots=lasting)


def marks(step: Step, weeks: range) -> list[Mark]:
    wide = (WIDTH - 2 * EDGE) / max(len(weeks) - 1, 1)
    return [
        Mark(round(EDGE + (week - weeks.start) * wide, 1), step.tick(week))
        for week in weeks
        if step.tick(week) != NOTHING
    ]


def row(
    week: int,
    plan: Plan,
    asked: Sequence[Question],
    points: dict[str, Points],
    seen: Sequence[tuple[Step, TipPlan]],
) -> Row:
    said = [points[q.id][week].label if week in points[q.id] else "" for q in asked]
    ticks = [LABELS[step.tick(week)] for step, _ in seen]
    return Row(plan.first_day(week), said, ticks)


def told_of(points: Points, seen: Sequence[tuple[Step, TipPlan]]) -> Comparison | None:
    values = {week: p.value for week, p in points.items() if p.value is not None}
    return comparison(values, {step.since for step, _ in seen if step.on})


class Words(NamedTuple):
    """first what can be told, then why no more."""

    first: str
    why: str


CANNOT = "We cannot tell from this."


def in_words(course: Course) -> Words | None:
    """What the answers of the weeks can tell of a tip; None where nothing can be compared."""
    found, since = course.comparison, course.since
    if found is None or since is None:
        return None
    if found.finding == "few":
        before, after = len(found.before), len(found.since)
        counted = (
            f"You have {before} from the {NEAR} weeks before {format_date(since)}, "
            f"and {after} since."
        )
        return Words(
            CANNOT, f"It takes {FEW} weeks with an answer before a tip, and {FEW} since. {counted}"
        )
    if found.finding == "small":
        return Words(CANNOT, "The change is under 3 points of 10. It moves that much by itself.")
    if found.finding == "mixed":
        return Words(CANNOT, "Some weeks before and since were alike.")
    mean, now = in_figures(found.mean_before), in_figures(found.mean_since)
    means = f"about {mean} before {format_date(since)}, and {now} since."
    return Words(f"{course.name}: {means}", "What made that change, we cannot tell.")


def in_figures(mean: float) -> str:
    """A half is rounded up: to the even number, 7.5 and 4.5 would be 8 and 4, too far apart."""
    return str(int(mean + 0.5))
