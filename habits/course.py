"""Saved results over time: a table for each measure, a line from three results on.

Only what the person said, by date. No verdict, no score, and no word on what caused a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from .engine.assess import answers_that_count
from .engine.schema import Questionnaire
from .saved import Record

# The middle of each answer, in days of the last seven; "not sure" leaves a gap.
DAYS = {"0": 0.0, "1_2": 1.5, "3_4": 3.5, "5_6": 5.5, "7": 7.0}
MEASURES = (
    "itch_days", "itch_nights", "bloating_days", "upf_days",
    "sugary_drink_days", "sweetener_days",
)  # fmt: skip
# Never charted for someone who has or had an eating disorder, or did not say.
FOOD_MEASURES = frozenset({"upf_days", "sugary_drink_days", "sweetener_days"})
LINE_FROM = 3
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 320, 150, 26, 14, 12, 22


class Point(NamedTuple):
    day: date
    label: str
    value: float | None


class Spot(NamedTuple):
    x: float
    y: float


class Chart(NamedTuple):
    """A measure over time. `lines` and `spots` are in the units of the drawing's view box."""

    id: str
    name: str
    finding: str
    points: list[Point]
    lines: list[list[Spot]]
    spots: list[Spot]
    marks: list[tuple[int, float]]

    @property
    def drawn(self) -> bool:
        return bool(self.spots)


def course(form: Questionnaire, records: Sequence[Record]) -> list[Chart]:
    """A chart for each measure that at least two of the results (oldest first) answer."""
    hidden = FOOD_MEASURES if any(hides_food(form, r) for r in records) else frozenset()
    charts = []
    for measure in MEASURES:
        points = [p for record in records if (p := point(form, measure, record))]
        if measure not in hidden and len(points) >= 2:
            charts.append(chart(form, measure, points))
    return charts


def hides_food(form: Questionnaire, record: Record) -> bool:
    said = answers_that_count(form, record.answers).get("safety", frozenset())
    return not said or bool(said & {"eating_disorder", "rather_not_say"})


def point(form: Questionnaire, measure: str, record: Record) -> Point | None:
    """What one result says of a measure; nothing when it was not answered."""
    chosen = answers_that_count(form, record.answers).get(measure)
    if not chosen:
        return None
    option = form.by_question[measure].by_id[min(chosen)]
    return Point(record.made, option.label, DAYS.get(option.id))


def chart(form: Questionnaire, measure: str, points: list[Point]) -> Chart:
    name = form.by_question[measure].name
    first, last = points[0], points[-1]
    found = f"{small(last)} on {told(last.day)}. On {told(first.day)}: {small(first)}."
    if first.day == last.day:
        found = f"{small(first)}, then {small(last)}. Both on {told(last.day)}."
    draw = len([p for p in points if p.value is not None]) >= LINE_FROM and first.day < last.day
    spots = [place(p, points) if p.value is not None else None for p in points] if draw else []
    return Chart(
        measure, name, f"{name}: {found}", points, runs(spots), [s for s in spots if s],
        [(days, height(days)) for days in (0, 7)],
    )  # fmt: skip


def small(point: Point) -> str:
    """The answer as it reads inside a sentence."""
    return "not sure" if point.value is None else point.label[0].lower() + point.label[1:]


def told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def place(point: Point, points: Sequence[Point]) -> Spot:
    """Where a point stands: left to right by date, 0 to 7 days upwards."""
    start, end = points[0].day, points[-1].day
    share = (point.day - start).days / max((end - start).days, 1)
    return Spot(round(LEFT + share * (WIDTH - LEFT - RIGHT), 1), height(point.value or 0.0))


def height(days: float) -> float:
    return round(TOP + (1 - days / 7) * (HEIGHT - TOP - BOTTOM), 1)


def runs(spots: Iterable[Spot | None]) -> list[list[Spot]]:
    """Spots that follow each other without a gap; a lone one makes no line."""
    found: list[list[Spot]] = [[]]
    for spot in spots:
        if spot is None:
            found.append([])
        else:
            found[-1].append(spot)
    return [run for run in found if len(run) > 1]


class Difference(NamedTuple):
    """One question in two results."""

    name: str
    before: list[str]
    after: list[str]

    @property
    def changed(self) -> bool:
        return self.before != self.after


def compare(form: Questionnaire, before: Record, after: Record) -> list[Difference]:
    """Every question that either result answers, side by side."""
    old, new = (answers_that_count(form, record.answers) for record in (before, after))
    hidden = FOOD_MEASURES if hides_food(form, before) or hides_food(form, after) else frozenset()
    return [
        Difference(question.name, labels(question, old), labels(question, new))
        for question in form.by_question.values()
        if question.id not in hidden and (question.id in old or question.id in new)
    ]


def labels(question, answers) -> list[str]:  # type: ignore[no-untyped-def]
    return [o.label for o in question.options if o.id in answers.get(question.id, ())]
