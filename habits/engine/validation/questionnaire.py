"""What is wrong with the questionnaire, across files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from ..content import Content
from ..schema import Area, Page, Question, Questionnaire, When
from .conditions import conditions, option_faults
from .ids import FORM, asked_ever
from .unknown import unknown


def questionnaire_faults(content: Content) -> Iterator[str]:
    form = content.questionnaire
    current = form.current_questions
    for area in sorted(set(get_args(Area)) - set(form.areas)):
        yield f"{FORM}: areas: {area}: missing"
    for page in form.pages:
        yield from page_faults(form, page)
    for question in form.retired:
        if question.now not in current:
            yield f"{FORM}: {question.id}: now: {unknown('question', question.now, current)}"
    for question in asked_ever(form):
        yield from question_faults(question)
        yield from option_key_faults(form, question)


def page_faults(form: Questionnaire, page: Page) -> Iterator[str]:
    if page.area and page.area not in form.more:
        yield f"{FORM}: {page.id}: {unknown('area', page.area, form.more)}"
    if page.hide_when and not page.area:
        yield f"{FORM}: {page.id}: hide_when: everyone is asked this page"
    for question in page.questions:
        if not question.error and (question.required or len(page.questions) == 1):
            yield f"{FORM}: {question.id}: error: missing"


def question_faults(question: Question) -> Iterator[str]:
    place = f"{FORM}: {question.id}"
    if question.kind == "one" and question.exclusive:
        yield f"{place}: exclusive option, but only one can be chosen"
    if question.charted and not any(option.value is not None for option in question.options):
        yield f"{place}: charted, but no option has a value"


def option_key_faults(form: Questionnaire, question: Question) -> Iterator[str]:
    for option in question.options:
        place = f"{FORM}: {question.id}.{option.id}"
        if option.concern and option.concern not in form.concerns:
            yield f"{place}: {unknown('concern', option.concern, form.concerns)}"
        if option.group and option.group not in question.groups:
            yield f"{place}: {unknown('group', option.group, question.groups)}"


def meaning_faults(content: Content) -> Iterator[str]:
    """What answers count as and put right must exist; what is retired must mean something still."""
    for question in content.questionnaire.by_question.values():
        place = f"{FORM}: {question.id}"
        for name, options in question.refines.items():
            yield from option_faults(content, f"{place}: refines", name, options)
        for option in question.options:
            for name, options in option.counts_as.items():
                yield from option_faults(content, f"{place}.{option.id}: counts_as", name, options)
            if option.retired and not option.counts_as:
                yield f"{place}.{option.id}: retired, but counts as nothing: its answers are lost"


def unread_faults(content: Content) -> Iterator[str]:
    """Nobody is asked in vain: whoever ticks a sign must be told something."""
    named = answers_named(content)
    foods = {kind.question for kind in content.food_kinds}
    for question in content.questionnaire.current_questions.values():
        place = f"{FORM}: {question.id}"
        unread = [
            option.id
            for option in question.offered
            if not (option.counts_as or option.concern or (question.id, option.id) in named)
        ]
        if question.id in foods:
            continue
        marked = question.role or question.charted or question.weekly
        if len(unread) == len(question.offered) and not marked:
            yield f"{place}: nothing looks at its answers"
        elif question.kind == "many":
            for option in sorted(question.plain.intersection(unread)):
                yield f"{place}.{option}: nothing looks at this answer"


def answers_named(content: Content) -> set[tuple[str, str]]:
    """Question and option of each answer that the content goes by."""
    tables: list[Mapping[str, Iterable[str]]] = [tip.gap for tip in content.tips]
    for _, condition in conditions(content):
        if isinstance(condition, When):
            tables += [condition.all_of, condition.any_of]
    return {
        (question, option)
        for table in tables
        for question, options in table.items()
        for option in options
    }
