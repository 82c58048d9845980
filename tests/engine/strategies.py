"""Answers as Hypothesis makes them: a number for each question, its digits the options chosen.

One draw a question keeps 20,000 examples quick.
"""

from __future__ import annotations

from hypothesis import strategies as st

from habits.engine.schema import Question, Questionnaire

Answers = dict[str, list[str]]
# The most options that one person ticks on one question.
MOST = 3


def any_answers(form: Questionnaire) -> st.SearchStrategy[Answers]:
    """Answers that a person can give: exclusive options alone, any question left open."""
    questions = list(form.by_question.values())

    def decode(numbers: tuple[int, ...]) -> Answers:
        answers = {}
        for question, number in zip(questions, numbers, strict=True):
            if chosen := choose(question, number):
                answers[question.id] = chosen
        return answers

    return st.tuples(*(st.integers(0, ways(question) - 1) for question in questions)).map(decode)


def ways(question: Question) -> int:
    digits = 1 if question.kind == "one" else MOST
    return (len(question.options) + 1) ** digits


def choose(question: Question, number: int) -> list[str]:
    """The options whose places are the digits of `number`; the last place stands for none.

    Few options at a time: with half of a long list ticked, one caution hides what another misses.
    """
    ids = list(question.by_id)
    places = set()
    for _ in range(1 if question.kind == "one" else MOST):
        number, place = divmod(number, len(ids) + 1)
        places.add(place)
    chosen = [option for place, option in enumerate(ids) if place in places]
    alone = [option for option in chosen if option in question.exclusive]
    return alone[:1] or chosen


def adult_answers(form: Questionnaire) -> st.SearchStrategy[Answers]:
    """Answers of an adult with no urgent sign: those who see tips."""
    return any_answers(form).map(lambda a: a | {"adult": ["yes"], "urgent_now": ["none"]})
