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


class Counted(NamedTuple):
    """One person's answers as the parts of the engine look at them.

    given     known answers to questions that apply
    said      those, less the ticks that a detail put right
    own       with all that those count as, and the facts that follow: what red flags rest on
    concerns  the options chosen of the question on skin concerns
    safest    with silence counted as every option: what tips, foods and cautions rest on
    """

    given: Answers
    said: Answers
    own: Answers
    safest: Answers
    silence: bool
    concerns: frozenset[str]


# The edition of the questionnaire that is asked today.
EDITION = 2


def left_open(page: Page, said: Answers) -> bool:
    return any(not said.get(question.id) for question in page.questions)


def naming(index: ByAnswer, answers: Answers) -> list[int]:
    """The numbers of the conditions that name one of these answers, in order."""
    found: set[int] = set()
    for question, options in index.items():
        for option in answers.get(question, NOTHING):
            found |= options.get(option, set())
    return sorted(found)


# The answers.


def answers_that_count(
    form: Questionnaire, answers: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Known answers only, less those of pages that the other answers pass over.

    Kept in the draft all the same: who changes their mind finds them again.
    """
    counted = {
        question: frozenset(chosen)
        for question, options in answers.items()
        if question in form.by_question
        and (chosen := form.by_question[question].by_id.keys() & frozenset(options))
    }
    gone = {q.id for page in form.pages if passed_over(page, counted) for q in page.questions}
    gone |= {question.id for question in form.retired if question.now in gone}
    return {question: chosen for question, chosen in counted.items() if question not in gone}


def offers(form: Questionnaire, answers: Mapping[str, Collection[str]]) -> list[Page]:
    """The pages that someone with these answers can be asked: silence counts as every option."""
    return offered(form, counted_answers(form, answers, EDITION))


def offered(form: Questionnaire, counted: Counted) -> list[Page]:
    return [
        page
        for page in form.pages
        if not passed_over(page, counted.given)
        and (page.not_asked_when is None or not is_met(page.not_asked_when, counted.safest))
    ]


def passed_over(page: Page, answers: Answers) -> bool:
    return page.passed_over_when is not None and is_met(page.passed_over_when, answers)


def counted_answers(
    form: Questionnaire, answers: Mapping[str, Collection[str]], edition: int
) -> Counted:
    """The answers as each part of the engine looks at them."""
    given = answers_that_count(form, answers)
    said = without_ticks_put_right(form, given)
    own = with_meanings(form, said)
    if facts := facts_of(form, said, edition):
        own[FACT] = facts
    safest, silence = with_silence(form, said, own)
    concerns = said.get(form.role["concerns"].id, NOTHING)
    return Counted(given, said, own, safest, silence, concerns)


def without_ticks_put_right(form: Questionnaire, given: Answers) -> Answers:
    """A detail wins over the tick that it refines, unless the person was not sure of it."""
    put_right: dict[str, set[str]] = {}
    for question in form.refining:
        if sure(question, given):
            for name, ticks in question.refines.items():
                put_right.setdefault(name, set()).update(ticks)
    found = {name: given[name] - ticks for name, ticks in put_right.items() if name in given}
    return {**given, **found} if found else given


def with_meanings(form: Questionnaire, said: Answers) -> dict[str, frozenset[str]]:
    """The answers, and all that they count as."""
    own = dict(said)
    for question, meanings in form.counting.items():
        for option in said.get(question, NOTHING):
            for name, more in meanings.get(option, {}).items():
                own[name] = own.get(name, NOTHING) | more
    return own


def with_silence(
    form: Questionnaire, said: Answers, own: Answers
) -> tuple[dict[str, frozenset[str]], bool]:
    """Silence counted as every option, and whether someone did not say what their health is."""
    counted = dict(own)
    silence = False
    for question in form.silent_questions:
        if is_silent(question, said):
            counted[question.id] = question.plain
            silence = silence or not form.page_of[question.id].signs
    return counted, silence


def is_silent(question: Question, said: Answers) -> bool:
    chosen = said.get(question.id, NOTHING)
    return not chosen or not chosen.isdisjoint(question.silence)


def open_options(form: Questionnaire, given: Answers) -> dict[str, frozenset[str]]:
    """What may still be true: the options of each question of the short way that applies and was
    left open, or answered with silence, less those that another answer settles."""
    settled = {question.now for question in form.retired if question.id in given}
    found = {
        question.id: question.plain
        for page in form.short_way
        if not passed_over(page, given)
        for question in page.questions
        if is_silent(question, given) and question.id not in settled
    }
    for question in form.refining:
        if sure(question, given):
            for name, ticks in question.refines.items():
                found[name] = found.get(name, NOTHING) - ticks
    return found


def sure(question: Question, given: Answers) -> bool:
    chosen = given.get(question.id, NOTHING)
    return bool(chosen) and chosen.isdisjoint(question.unsure)


def matches(reads: Reads, said: Answers) -> tuple[Match, ...]:
    """What the person said among the answers that a condition reads."""
    found = []
    for question, options in reads:
        chosen = said.get(question.id)
        if chosen and not chosen.isdisjoint(options):
            named = [o for o in question.options if o.id in chosen and o.id in options]
            found.append(Match(question, tuple(named)))
    return tuple(found)
