"""Sentences made from answers and conditions, for the templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..engine.answers import Match
from ..engine.content import Content
from ..engine.schema import Condition, Question, Questionnaire, Region


def join_words(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def you_said(matches: Iterable[Match]) -> list[str]:
    """What follows "You said", a line for each answer."""
    return [option.quote for match in matches for option in match.options]


class Why(NamedTuple):
    """A condition in words: answers that were all needed, and answers of which one was enough."""

    all_of: list[str]
    any_of: list[str]


def describe_condition(form: Questionnaire, condition: Condition) -> Why:
    """Both lists are empty for "everyone"."""
    if condition == "everyone":
        return Why([], [])
    return Why(
        [describe_requirement(form, *item) for item in condition.all_of.items()],
        [describe_requirement(form, *item) for item in condition.any_of.items()],
    )


def describe_requirement(form: Questionnaire, question_id: str, options: frozenset[str]) -> str:
    question = form.by_question[question_id]
    labels = [f"“{option.label}”" for option in question.options if option.id in options]
    return f"{question.name}: {join_words(labels, 'or')}"


def region_of(content: Content, answers: Mapping[str, Sequence[str]]) -> Region:
    """The region chosen, or the one that fits anywhere."""
    chosen = next(iter(answers.get(content.questionnaire.role["region"].id, ())), "")
    return content.region_by_id.get(chosen, content.anywhere)


class Row(NamedTuple):
    """A question: its id, its name and the labels chosen."""

    id: str
    name: str
    labels: list[str]


def summary_rows(
    questions: Iterable[Question], answers: Mapping[str, Collection[str]]
) -> list[Row]:
    """A row for each question in the order given; no labels where it was left open."""
    return [
        Row(
            question.id,
            question.name,
            [o.label for o in question.options if o.id in answers.get(question.id, ())],
        )
        for question in questions
    ]
