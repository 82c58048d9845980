"""The answers that count: what was given, what it means besides, and what silence stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from .conditions import FACT, NOTHING, Answers, facts_of, is_met
from .content import ByAnswer, Reads
from .schema import Option, Page, Question, Questionnaire


class Match(NamedTuple):
    """The answers to one question that made a condition hold."""

    question: Question
    options: tuple[Option, ...]


class EffectiveAnswers(NamedTuple):
    """One person's answers as the parts of the engine look at them.

    given     known answers to questions that apply
    refined   those, less the ticks that a detail put right
    derived   with all that those count as, and the facts that follow: what red flags rest on
    concerns  the options chosen of the question on skin concerns
    safest    with silence counted as every option: what tips, foods and cautions rest on
    """

    given: Answers
    refined: Answers
    derived: Answers
    safest: Answers
    undisclosed: bool
    concerns: frozenset[str]


# The edition of the questionnaire that is asked today.
EDITION = 2


def is_unanswered(page: Page, refined: Answers) -> bool:
    """Was a question of the page left open? `refined`: see EffectiveAnswers."""
    return any(not refined.get(question.id) for question in page.questions)


def conditions_naming(index: ByAnswer, answers: Answers) -> list[int]:
    """The numbers of the conditions that name one of these answers, in order."""
    found: set[int] = set()
    for question, options in index.items():
        for option in answers.get(question, NOTHING):
            found |= options.get(option, set())
    return sorted(found)


# The answers.


def applicable_answers(
    form: Questionnaire, answers: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Known answers only, less those of pages that the other answers pass over.

    Kept in the draft all the same: who changes their mind finds them again.
    """
    effective = {
        question: frozenset(chosen)
        for question, options in answers.items()
        if question in form.by_question
        and (chosen := form.by_question[question].by_id.keys() & frozenset(options))
    }
    gone = {q.id for page in form.pages if is_skipped(page, effective) for q in page.questions}
    gone |= {question.id for question in form.retired if question.now in gone}
    return {question: chosen for question, chosen in effective.items() if question not in gone}


def askable_pages(form: Questionnaire, answers: Mapping[str, Collection[str]]) -> list[Page]:
    """The pages that someone with these answers can be asked: silence counts as every option."""
    return askable(form, effective_answers(form, answers, EDITION))


def askable(form: Questionnaire, effective: EffectiveAnswers) -> list[Page]:
    """As askable_pages(), of answers that are worked out already."""
    return [
        page
        for page in form.pages
        if not is_skipped(page, effective.given)
        and (page.hide_when is None or not is_met(page.hide_when, effective.safest))
    ]


def is_skipped(page: Page, answers: Answers) -> bool:
    return page.skip_when is not None and is_met(page.skip_when, answers)


def effective_answers(
    form: Questionnaire, answers: Mapping[str, Collection[str]], edition: int
) -> EffectiveAnswers:
    """The answers as each part of the engine looks at them."""
    given = applicable_answers(form, answers)
    refined = without_ticks_put_right(form, given)
    derived = with_meanings(form, refined)
    if facts := facts_of(form, refined, edition):
        derived[FACT] = facts
    safest, undisclosed = assume_all_when_undisclosed(form, refined, derived)
    concerns = refined.get(form.role["concerns"].id, NOTHING)
    return EffectiveAnswers(given, refined, derived, safest, undisclosed, concerns)


def without_ticks_put_right(form: Questionnaire, given: Answers) -> Answers:
    """A detail wins over the tick that it refines, unless the person was not sure of it."""
    put_right: dict[str, set[str]] = {}
    for question in form.refining:
        if is_sure(question, given):
            for name, ticks in question.refines.items():
                put_right.setdefault(name, set()).update(ticks)
    found = {name: given[name] - ticks for name, ticks in put_right.items() if name in given}
    return {**given, **found} if found else given


def with_meanings(form: Questionnaire, refined: Answers) -> dict[str, frozenset[str]]:
    """The answers, and all that they count as."""
    derived = dict(refined)
    for question, meanings in form.counting.items():
        for option in refined.get(question, NOTHING):
            for name, more in meanings.get(option, {}).items():
                derived[name] = derived.get(name, NOTHING) | more
    return derived


def assume_all_when_undisclosed(
    form: Questionnaire, refined: Answers, derived: Answers
) -> tuple[dict[str, frozenset[str]], bool]:
    """Silence counted as every option, and whether someone did not say what their health is."""
    effective = dict(derived)
    undisclosed = False
    for question in form.undisclosable:
        if is_undisclosed(question, refined):
            effective[question.id] = question.plain
            undisclosed = undisclosed or not form.page_of[question.id].signs
    return effective, undisclosed


def is_undisclosed(question: Question, refined: Answers) -> bool:
    chosen = refined.get(question.id, NOTHING)
    return not chosen or not chosen.isdisjoint(question.undisclosed)


def open_options(form: Questionnaire, given: Answers) -> dict[str, frozenset[str]]:
    """What may still be true: the options of each question of the short way that applies and was
    left open, or answered with silence, less those that another answer settles."""
    settled = {question.now for question in form.retired if question.id in given}
    found = {
        question.id: question.plain
        for page in form.short_way
        if not is_skipped(page, given)
        for question in page.questions
        if is_undisclosed(question, given) and question.id not in settled
    }
    for question in form.refining:
        if is_sure(question, given):
            for name, ticks in question.refines.items():
                found[name] = found.get(name, NOTHING) - ticks
    return found


def is_sure(question: Question, given: Answers) -> bool:
    chosen = given.get(question.id, NOTHING)
    return bool(chosen) and chosen.isdisjoint(question.unsure)


def matches(reads: Reads, refined: Answers) -> tuple[Match, ...]:
    """What the person said among the answers that a condition reads."""
    found = []
    for question, options in reads:
        chosen = refined.get(question.id)
        if chosen and not chosen.isdisjoint(options):
            named = [o for o in question.options if o.id in chosen and o.id in options]
            found.append(Match(question, tuple(named)))
    return tuple(found)
