"""Saved results over time: one table, with a small line for each measure from three days on.

Only what the person said, by date. No verdict, no score, and no word on what caused a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ..engine.answers import applicable_answers
from ..engine.assess import is_told_no_food
from ..engine.conditions import Answers
from ..engine.content import Content
from ..engine.schema import Question, Questionnaire
from ..store.saved_results import Record

LINE_FROM = 3
# Of a drawing: it stands in a cell of the table.
WIDTH, HEIGHT, EDGE = 96, 32, 5


class Point(NamedTuple):
    day: date
    label: str
    value: float | None
    unsure: bool = False


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

    @property
    def drawn(self) -> bool:
        return bool(self.spots)


def course(form: Questionnaire, records: Sequence[Record]) -> list[Chart]:
    """A chart for each measure that at least two of the results (oldest first) answer."""
    charts = []
    for measure in form.charted:
        points = [p for record in records if (p := point(form, measure, record))]
        if len(points) >= 2:
            charts.append(chart(measure, points))
    return charts


class Row(NamedTuple):
    """What one result says of each measure that is charted, "" for nothing."""

    day: date
    labels: list[str]


def rows(form: Questionnaire, charts: Iterable[Chart], records: Iterable[Record]) -> list[Row]:
    """The table: a row for each result (oldest first) that answers one of the measures."""
    measures = [form.by_question[chart.id] for chart in charts]
    found = [Row(r.made, [answered(form, measure, r) for measure in measures]) for r in records]
    return [row for row in found if any(row.labels)]


def answered(form: Questionnaire, measure: Question, record: Record) -> str:
    said = point(form, measure, record)
    return said.label if said else ""


def food_questions(form: Questionnaire) -> frozenset[str]:
    """Questions not compared for someone who has or had an eating disorder, or did not say."""
    pages = (page for page in form.pages if page.hide_when)
    return frozenset(question.id for page in pages for question in page.questions)


def hides_food(content: Content, record: Record) -> bool:
    return is_told_no_food(content, record.answers, record.edition)


def point(form: Questionnaire, measure: Question, record: Record) -> Point | None:
    """What one result says of a measure; nothing when it was not answered.

    An answer to a question that asked for the same in an earlier edition stands in words, off the
    line: its scale was another.
    """
    said = applicable_answers(form, record.answers)
    if chosen := said.get(measure.id):
        option = measure.by_id[min(chosen)]
        return Point(record.made, option.label, option.value, option.unsure)
    for question in form.retired:
        if question.now == measure.id and (chosen := said.get(question.id)):
            label = question.by_id[min(chosen)].label
            return Point(record.made, f"{question.name}: {label[0].lower()}{label[1:]}", None)
    return None


def chart(measure: Question, points: list[Point]) -> Chart:
    """`points`: one or more, oldest first. Under LINE_FROM days with a value nothing is drawn."""
    name = measure.name
    first, last = points[0], points[-1]
    found = (
        f"{small(last)} on {format_date(last.day)}. On {format_date(first.day)}: {small(first)}."
    )
    if first.day == last.day:
        found = f"{small(first)}, then {small(last)}. Both on {format_date(last.day)}."
    days = {p.day for p in points if p.value is not None}
    draw = len(days) >= LINE_FROM
    top = max(option.value for option in measure.options if option.value is not None)
    spots = (
        [to_coordinates(p, points, top) if p.value is not None else None for p in points]
        if draw
        else []
    )
    drawn = [spot for spot in spots if spot]
    return Chart(measure.id, name, f"{name}: {found}", points, line_segments(spots), drawn)


def small(point: Point) -> str:
    """The answer as it reads inside a sentence."""
    if point.unsure:
        return "not sure"
    return point.label[0].lower() + point.label[1:]


def format_date(day: date) -> str:
    """As in 26 November 2026."""
    return f"{day.day} {day:%B %Y}"


def to_coordinates(point: Point, points: Sequence[Point], top: float) -> Spot:
    """Where a point stands: left to right by date, upwards by its value."""
    start, end = points[0].day, points[-1].day
    share = (point.day - start).days / max((end - start).days, 1)
    upward = (point.value or 0.0) / top
    return Spot(
        round(EDGE + share * (WIDTH - 2 * EDGE), 1),
        round(EDGE + (1 - upward) * (HEIGHT - 2 * EDGE), 1),
    )


def line_segments(spots: Iterable[Spot | None]) -> list[list[Spot]]:
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


def compare(content: Content, before: Record, after: Record) -> list[Difference]:
    """Every question that either result answers, side by side."""
    form = content.questionnaire
    old, new = (applicable_answers(form, record.answers) for record in (before, after))
    hidden = food_questions(form) if any(hides_food(content, r) for r in (before, after)) else ()
    return [
        Difference(question.name, labels(question, old), labels(question, new))
        for question in form.by_question.values()
        if question.id not in hidden and (question.id in old or question.id in new)
    ]


def labels(question: Question, answers: Answers) -> list[str]:
    return [o.label for o in question.options if o.id in answers.get(question.id, ())]
