"""The two words of a condition, and the facts that they cannot say."""

from __future__ import annotations

from collections.abc import Mapping

from .schema import Questionnaire, When

Answers = Mapping[str, frozenset[str]]
NOTHING: frozenset[str] = frozenset()
# What a condition calls a fact: `fact = ["name"]`.
FACT = "fact"


def all_of(table: Mapping[str, frozenset[str]], answers: Answers) -> bool:
    """Does every question of `table` have one of its options among the answers?"""
    for question, options in table.items():
        if options.isdisjoint(answers.get(question, NOTHING)):
            return False
    return True


def any_of(table: Mapping[str, frozenset[str]], answers: Answers) -> bool:
    """Does at least one question of `table` have one of its options among the answers?"""
    for question, options in table.items():
        if not options.isdisjoint(answers.get(question, NOTHING)):
            return True
    return False


def is_met(when: When, answers: Answers) -> bool:
    """Does the condition hold? A word that is not used asks for nothing."""
    if when.all_of and not all_of(when.all_of, answers):
        return False
    return not when.any_of or any_of(when.any_of, answers)


def facts_of(form: Questionnaire, answers: Answers, edition: int) -> frozenset[str]:
    """The ids of the facts that hold for answers to this edition of the questionnaire.

    Facts look only at what the person said: silence about their health never makes an emergency.
    """
    return frozenset(
        fact.id
        for fact in form.facts
        if fact.edition in (0, edition) and any(is_met(when, answers) for when in fact.when)
    )
