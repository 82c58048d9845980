"""Red flags: who to see, and how soon."""

from __future__ import annotations

from collections.abc import Collection

from ..answers import EffectiveAnswers, conditions_naming, matches, open_options
from ..conditions import Answers, any_of, is_met
from ..content import Content
from ..schema import URGENCIES, RedFlag, When
from .result import CareCard

URGENCY_RANK = {urgency: rank for rank, urgency in enumerate(URGENCIES)}


def care_cards(content: Content, effective: EffectiveAnswers) -> tuple[CareCard, ...]:
    """Every red flag that is triggered, worst first, and of two alike what cannot wait as long.

    A flag of which one half is known and the other was left open stands as conditional, unless it
    would be an emergency: that is said in the card of the half that is known.
    """
    refined, derived = effective.refined, effective.derived
    unanswered = open_options(content.questionnaire, effective.given)
    cards = []
    for number in conditions_naming(content.flags_by_answer, derived):
        flag = content.red_flags[number]
        if flag.when is None:
            continue
        if is_met(flag.when, derived):
            cards.append(CareCard(flag, matches(content.reads[flag.dom_id], refined)))
        elif (
            unanswered
            and flag.urgency != "emergency"
            and could_hold(flag.when, derived, unanswered)
        ):
            cards.append(CareCard(flag, matches(content.reads[flag.dom_id], refined), True))
    cards.sort(key=lambda c: (URGENCY_RANK[c.flag.urgency], c.conditional, not c.flag.soon))
    replaced = replaced_flags([card.flag for card in cards if not card.conditional])
    return tuple(card for card in cards if card.flag.id not in replaced)


def replaced_flags(flags: Collection[RedFlag]) -> set[str]:
    """The ids of flags that others say more about; what is replaced itself replaces nothing."""
    named = {name for flag in flags for name in flag.replaces}
    return {name for flag in flags if flag.id not in named for name in flag.replaces}


def could_hold(when: When, answers: Answers, unanswered: Answers) -> bool:
    """Is a part of the condition known to hold, and could the rest do so too?"""
    parts = [{question: options} for question, options in when.all_of.items()]
    if when.any_of:
        parts.append(when.any_of)
    known = [any_of(part, answers) for part in parts]
    return any(known) and all(
        holding or any_of(part, unanswered) for holding, part in zip(known, parts, strict=True)
    )
