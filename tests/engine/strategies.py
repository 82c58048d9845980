"""Answers as Hypothesis makes them: a number for each question, its bits the options chosen.

One draw a question keeps 20,000 examples quick.
"""

from __future__ import annotations

from hypothesis import strategies as st

from habits.engine.schema import Questionnaire

Answers = dict[str, list[str]]


def any_answers(form: Questionnaire) -> st.SearchStrategy[Answers]:
    """Answers that a person can give: exclusive options alone, any question left open."""
    questions = list(form.by_question.values())
    sizes = [len(question.options) for question in questions]

    def decode(numbers: tuple[int, ...]) -> Answers:
        answers = {}
        for question, number in zip(questions, numbers, strict=True):
            ids = list(question.by_id)
            if question.kind == "one":
                chosen = [ids[number - 1]] if 0 < number <= len(ids) else []
            else:
                chosen = [option for bit, option in enumerate(ids) if number >> bit & 1]
                alone = [option for option in chosen if option in question.exclusive]
                chosen = alone[:1] or chosen
            if chosen:
                answers[question.id] = chosen
        return answers

    tops = [
        size if question.kind == "one" else 2**size - 1
        for question, size in zip(questions, sizes, strict=True)
    ]
    return st.tuples(*(st.integers(0, top) for top in tops)).map(decode)


def adult_answers(form: Questionnaire) -> st.SearchStrategy[Answers]:
    """Answers of an adult with no urgent sign: those who see tips."""
    return any_answers(form).map(lambda a: a | {"adult": ["yes"], "urgent_now": ["none"]})
