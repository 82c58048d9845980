"""Every condition of the content, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..conditions import FACT
from ..content import Content
from ..schema import Condition, When
from .unknown import unknown


def conditions(content: Content) -> list[tuple[str, Condition]]:
    """Every condition in the content, with the place it stands at."""
    form = content.questionnaire
    found = [
        *((tip.place, tip.when) for tip in content.tips),
        *((f"{tip.place}: done_when", tip.done_when) for tip in content.tips),
        *((f"claims.toml: {claim.id}", claim.when) for claim in content.claims),
        *((f"red_flags.toml: {flag.id}", flag.when) for flag in content.red_flags),
        *((f"red_flags.toml: {reason.id}", reason.when) for reason in content.reasons),
        *((f"cautions.toml: {caution.id}", caution.when) for caution in content.cautions),
        *((f"skin_descriptions.toml: {look.id}", look.when) for look in content.skin_descriptions),
        *((f"questionnaire.toml: {page.id}", page.skip_when) for page in form.pages),
        *((f"questionnaire.toml: {page.id}", page.hide_when) for page in form.pages),
        *((f"facts: {fact.id}", when) for fact in form.facts for when in fact.when),
    ]
    return [(place, when) for place, when in found if when is not None]


def condition_faults(content: Content) -> Iterator[str]:
    for place, condition in conditions(content):
        if isinstance(condition, When):
            if not condition.all_of and not condition.any_of:
                yield f"{place}: when: names no question; write when = 'everyone' if so meant"
            for word, table in (("all_of", condition.all_of), ("any_of", condition.any_of)):
                for question, options in table.items():
                    yield from option_faults(content, f"{place}: {word}", question, options)


def option_faults(
    content: Content, place: str, question: str, options: Iterable[str]
) -> Iterator[str]:
    """A line, begun with `place`, for a question or option that is not known, or for no option."""
    known: Iterable[str]
    questions = content.questionnaire.by_question
    if question == FACT:
        known = content.questionnaire.fact_by_id
    elif question in questions:
        known = questions[question].by_id
    else:
        yield f"{place}: {unknown('question', question, questions)}"
        return
    options = list(options)
    if not options:
        yield f"{place}: {question}: names no option"
    for option in options:
        if option not in known:
            yield f"{place}: {unknown('option', option, known, f'{question}.')}"
