"""A result as plain text for an online form with room for so many characters. Pure: no clock, no
storage.

Only what was ticked, in the words of its option. Whole answers alone: what does not fit is counted,
never cut.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from ..engine.answers import applicable_answers
from ..engine.assess import CareCard, red_flags
from ..engine.content import Content
from ..engine.schema import Option, Question, Questionnaire

# What forms of surgeries have room for.
LIMITS = (500, 1000)
# Stands behind an option that only its hint makes whole.
OF_THE_GUIDE = " in the guide for my country"
MINE = {"your": "my", "you": "me"}
YOU = re.compile(rf"\b({'|'.join(MINE)})\b", re.IGNORECASE)

Said = Mapping[str, Collection[str]]
# Of the room: all that it needs; a share, and all before what is less; a share; or what is left.
Share = Literal["all", "most", "some", "rest"]
ALL = sys.maxsize


class Part(NamedTuple):
    """A line of the text: what it is about, and what was said of it, most important first."""

    title: str
    items: tuple[str, ...]
    share: Share = "most"


def text_of(parts: Iterable[Part], most: int) -> str:
    """The parts as lines, in at most `most` characters as any form counts them.

    What comes before all else has as much of the room as it needs. Of most other parts one item has
    its place; then comes the rest of each, and what can be left out.
    """
    found = list(parts)
    shown = [0] * len(found)
    rounds: tuple[tuple[tuple[Share, ...], int], ...] = (
        (("all",), ALL),
        (("most", "some"), 1),
        (("most",), ALL),
        (("some", "rest"), ALL),
    )
    for shares, count in rounds:
        for at, part in enumerate(found):
            wanted = min(count, len(part.items)) if part.share in shares else 0
            for some in range(wanted, shown[at], -1):
                more = [*shown[:at], some, *shown[at + 1 :]]
                if length(lines(found, more)) <= most:
                    shown = more
                    break
    return lines(found, shown)


def length(text: str) -> int:
    """In characters as a form may count them: a new line as two, a rare character as two."""
    return len(text.replace("\n", "\r\n").encode("utf-16-le")) // 2


def lines(parts: Iterable[Part], shown: Iterable[int]) -> str:
    """The first so many items of each part; a part of which there is nothing has no line."""
    return "\n".join(line(part, count) for part, count in zip(parts, shown, strict=True) if count)


def line(part: Part, count: int) -> str:
    left = len(part.items) - count
    tail = [f"and {left} more"] if left else []
    return f"{part.title}: {'; '.join([*part.items[:count], *tail])}"


def parts_of(
    content: Content, answers: Said, edition: int, tried: Sequence[str] = ()
) -> list[Part]:
    """What a surgery needs to know, most important first; a part without items is left out.

    tried: sentences on what the person has tried, besides their treatment.
    """
    form = content.questionnaire
    result = red_flags(content, answers, edition)
    said = applicable_answers(form, answers)
    role = form.role
    of_their_own = {role["concerns"].id, role["treatment"].id}
    rest = [question for question in printed(form) if question.id not in of_their_own]
    alarms = [card for card in result.care_cards if card.flag.urgency == "emergency"]
    others = [
        card
        for card in (*result.care_cards, *result.other_care_cards)
        if card.flag.urgency == "urgent" and card not in alarms
    ]
    emergencies = tuple(dict.fromkeys(reasons(alarms)))
    urgent = reasons(others, but=of_their_own)
    signs = tuple(dict.fromkeys([*urgent, *ticked(signs_of(form), said)]))
    days = ticked((q for q in rest if q.kind == "one"), said)
    habits = ticked((q for q in rest if q.kind == "many"), said)
    skipped = tuple(page.title for page in result.skipped)
    start = tuple(labels(role["first_area"], said))
    found = (
        Part("Emergency signs", emergencies, "all"),
        Part("Signs to check", without(signs, emergencies)),
        Part("What bothers me", tuple(labels(role["concerns"], said))),
        Part("Last 7 days", without(days, emergencies, signs), "some"),
        Part("Treatment so far", tuple(labels(role["treatment"], said))),
        Part("Health and medicines", without(labels(role["health"], said), emergencies, signs)),
        Part("Tried", tuple(tried)),
        Part("Warning signs not answered", skipped),
        Part("I would like to start with", start, "rest"),
        Part("Habits", without(habits, emergencies, signs), "rest"),
    )
    return [part for part in found if part.items]


def without(items: Iterable[str], *told: Collection[str]) -> tuple[str, ...]:
    """What was not told before."""
    return tuple(item for item in items if not any(item in before for before in told))


def reasons(cards: Iterable[CareCard], but: Collection[str] = ()) -> Iterator[str]:
    """The answers that the cards rest on, less those to some questions; of a card whose other half
    is not known, none."""
    for card in cards:
        for match in () if card.conditional else card.matches:
            for option in match.options if match.question.id not in but else ():
                yield worded(match.question, option)


def ticked(questions: Iterable[Question], said: Said) -> Iterator[str]:
    """What was chosen of these, less what only says that nothing was."""
    for question in questions:
        for option in chosen(question, said):
            yield worded(question, option)


def labels(question: Question, said: Said) -> Iterator[str]:
    return (option.label for option in chosen(question, said))


def chosen(question: Question, said: Said) -> Iterator[Option]:
    mine = said.get(question.id, ())
    return (option for option in question.options if option.id in mine and not option.exclusive)


def worded(question: Question, option: Option) -> str:
    """The words of an option; of a question with one answer, with its name, or it says nothing."""
    label = option.label + (OF_THE_GUIDE if option.alcohol_line else "")
    return f"{own_words(question.name)}: {label}" if question.kind == "one" else label


def own_words(name: str) -> str:
    """The name of a question, which speaks to the person, as they say it."""
    return YOU.sub(lambda found: MINE[found[0].lower()], name)


def signs_of(form: Questionnaire) -> Iterator[Question]:
    for page in (page for page in form.pages if page.signs):
        yield from with_retired(form, page.questions)


def printed(form: Questionnaire) -> Iterator[Question]:
    """The questions of the printed page, each with those that asked for the same before it."""
    for page in (page for page in form.pages if page.printed):
        yield from with_retired(form, page.questions)


def with_retired(form: Questionnaire, questions: Iterable[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from (old for old in form.retired if old.now == question.id)
