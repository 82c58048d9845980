"""Answers as Hypothesis makes them: a number for each question, its digits the options chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from habits.engine.schema import Question, Questionnaire

Answers = dict[str, list[str]]
# The most options that one person ticks on one question.
MOST = 3
# So many people in an example of Hypothesis, which costs more than what is tried with it.
AT_ONCE = 16
# Far more numbers than a question has ways to be answered, so that all come up alike.
BYTES = 4


def any_answers(form: Questionnaire, *, retired: bool = False) -> st.SearchStrategy[Answers]:
    """Answers that a person can give: exclusive options alone, any question left open.

    With `retired`, what an earlier edition offered as well: answers as they may have been saved.
    Drawn as one string of bytes, a few for each question: a draw for each takes four times as long.
    """
    questions = list((form.by_question if retired else form.current_questions).values())
    options = {q.id: [o.id for o in q.options if retired or not o.retired] for q in questions}

    def decode(drawn: bytes) -> Answers:
        answers = {}
        for place, question in enumerate(questions):
            first, *others = drawn[place * BYTES : (place + 1) * BYTES]
            # One in nine is left open whatever its ways; so are zeros, which a failure shrinks to.
            if first < 28:
                continue
            number = int.from_bytes(others, "big")
            if chosen := choose(question, options[question.id], number):
                answers[question.id] = chosen
        return answers

    size = BYTES * len(questions)
    return st.binary(min_size=size, max_size=size).map(decode)


def choose(question: Question, ids: list[str], number: int) -> list[str]:
    """The options whose places are the digits of `number`; the last place stands for none.

    Few options at a time: with half of a long list ticked, one caution hides what another misses.
    """
    digits = 1 if question.kind == "one" else MOST
    number %= (len(ids) + 1) ** digits
    places = set()
    for _ in range(digits):
        number, place = divmod(number, len(ids) + 1)
        places.add(place)
    chosen = [option for place, option in enumerate(ids) if place in places]
    alone = [option for option in chosen if option in question.exclusive]
    return alone[:1] or chosen


def adult_answers(form: Questionnaire, *, retired: bool = False) -> st.SearchStrategy[Answers]:
    """Answers of an adult with no urgent sign: those who see tips."""
    answers = any_answers(form, retired=retired)
    return answers.map(lambda a: a | {"adult": ["yes"], "urgent_now": ["none"]})


def at_most(examples: int) -> settings:
    """So many examples, or as many as the profile tries, whichever is fewer."""
    return settings(max_examples=min(examples, settings.default.max_examples))


def tried_with(*people: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """`given`, with as many people as there would be examples, and several in each."""

    def decorate(test: Callable[..., None]) -> Any:
        def several(people: list[tuple[Any, ...]]) -> None:
            for person in people:
                try:
                    test(*person)
                except Exception as error:
                    error.add_note(f"Of the people below it is: {person}")
                    raise

        # What Hypothesis and pytest call it; its arguments are not those of the test.
        several.__name__, several.__qualname__ = test.__name__, test.__qualname__
        several.__module__, several.__doc__ = test.__module__, test.__doc__
        each = st.lists(st.tuples(*people), min_size=AT_ONCE, max_size=AT_ONCE)
        examples = -(-settings.default.max_examples // AT_ONCE)
        return settings(max_examples=examples)(given(each)(several))

    return decorate
