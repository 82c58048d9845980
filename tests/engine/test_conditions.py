"""The two words of a condition: a truth table, and every condition of the content."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from habits.engine import conditions as engine
from habits.engine.conditions import FACT, all_of, any_of, is_met
from habits.engine.content import Content
from habits.engine.loaded import get_content
from habits.engine.schema import When
from habits.engine.validation.conditions import conditions

A, B = {"a": frozenset({"1", "2"})}, {"b": frozenset({"1"})}
BOTH = A | B

# answers to a and b -> all_of both, any_of both
TRUTH = [
    (None, None, False, False),
    ("1", None, False, True),
    (None, "1", False, True),
    ("1", "1", True, True),
    ("2", "1", True, True),
    ("3", "1", False, True),
    ("1", "2", False, True),
    ("3", "2", False, False),
]


def answers(a: str | None, b: str | None) -> dict[str, frozenset[str]]:
    return {name: frozenset({value}) for name, value in (("a", a), ("b", b)) if value}


@pytest.mark.parametrize(("a", "b", "in_all", "in_any"), TRUTH)
def test_the_two_words_mean_every_question_and_at_least_one(a, b, in_all, in_any) -> None:
    assert all_of(BOTH, answers(a, b)) is in_all
    assert any_of(BOTH, answers(a, b)) is in_any


@pytest.mark.parametrize(("a", "b", "in_all", "in_any"), TRUTH)
def test_a_condition_with_one_word_means_that_word(a, b, in_all, in_any) -> None:
    assert is_met(When(all_of=BOTH), answers(a, b)) is in_all
    assert is_met(When(any_of=BOTH), answers(a, b)) is in_any


def test_a_condition_with_both_words_needs_both() -> None:
    when = When(all_of=A, any_of=B)
    assert is_met(when, answers("1", "1"))
    assert not is_met(when, answers("1", None))
    assert not is_met(when, answers(None, "1"))


def test_one_of_several_chosen_options_is_enough() -> None:
    assert is_met(When(all_of=A), {"a": frozenset({"2", "9"})})


CONTENT = get_content()
CONDITIONS = [(place, when) for place, when in conditions(CONTENT) if isinstance(when, When)]


def ways(content: Content, when: When):
    """Every way to answer the questions that a condition names, with one option or none each.

    Two options where both words look at the same question: one alone is not enough for both.
    """
    names = dict.fromkeys([*when.all_of, *when.any_of])
    choices = []
    for name in names:
        form = content.questionnaire
        known = [*(form.fact_by_id if name == FACT else form.by_question[name].by_id)]
        pairs = combinations(known, 2) if name in when.all_of and name in when.any_of else ()
        choices.append([frozenset(), *(frozenset({o}) for o in known), *map(frozenset, pairs)])
    for chosen in product(*choices):
        yield {name: options for name, options in zip(names, chosen, strict=True) if options}


@pytest.mark.parametrize(("place", "when"), CONDITIONS, ids=[place for place, _ in CONDITIONS])
def test_every_condition_holds_for_some_answers_and_not_for_others(place, when, content) -> None:
    wanted = {True: 0, False: 0}
    for answers in ways(content, when):
        expected = expected_by_hand(when, answers)
        assert is_met(when, answers) is expected, answers
        wanted[expected] += 1
    assert wanted[True], "nobody can ever see it"
    assert wanted[False], "its condition hides it from nobody"


def expected_by_hand(when: When, answers: dict[str, frozenset[str]]) -> bool:
    """The meaning of a condition, written a second time and in another way."""
    met = [bool(options & answers.get(q, frozenset())) for q, options in when.all_of.items()]
    some = [bool(options & answers.get(q, frozenset())) for q, options in when.any_of.items()]
    return (False not in met) and (not some or True in some)


def test_every_option_a_condition_names_can_make_it_hold(content) -> None:
    """An option that never makes its condition hold is a slip of the pen."""
    for place, when in CONDITIONS:
        for table in (when.all_of, when.any_of):
            for question, options in table.items():
                for option in options:
                    given = with_the_rest(when, question, option)
                    assert engine.is_met(when, given), f"{place}: {question}.{option}"


def with_the_rest(when: When, question: str, option: str) -> dict[str, frozenset[str]]:
    """The option, with one answer more to each other part of the condition."""
    given = {question: frozenset({option})}
    for table in (when.all_of, dict(list(when.any_of.items())[-1:])):
        for name, options in table.items():
            if options.isdisjoint(given.get(name, frozenset())):
                given[name] = given.get(name, frozenset()) | {min(options)}
    return given
