"""Facts that the two condition words cannot say, each a named function, in one fixed table.

A condition names one as `fact = ["name"]`. Facts look only at what the person said: silence
about their health never makes an emergency. Today all of them keep a result of the first edition
from looking safer than it did on the day it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

Answers = Mapping[str, frozenset[str]]
NOTHING: frozenset[str] = frozenset()
SHORT_NIGHTS = frozenset({"under_5", "5_6"})


def itch_steals_sleep(answers: Answers) -> bool:
    """Awake from itching on 3 nights or more, or on any night with under 6 hours of sleep."""
    nights = answers.get("itch_nights", NOTHING)
    short = not answers.get("sleep_hours", NOTHING).isdisjoint(SHORT_NIGHTS)
    return not nights.isdisjoint({"3_4", "5_6", "7"}) or ("1_2" in nights and short)


def skin_or_stress_weighs(answers: Answers) -> bool:
    """Skin that limits someone a lot, or stress very much: a card of the first edition."""
    return "very_much" in answers.get("stress", NOTHING) or "a_lot" in answers.get(
        "skin_impact", NOTHING
    )


def low_on_isotretinoin(answers: Answers) -> bool:
    """Isotretinoin with skin or stress that upsets very much: urgent in the first edition."""
    low = {*answers.get("skin_impact", NOTHING), *answers.get("stress", NOTHING)}
    return "very_much" in low and "isotretinoin" in answers.get("safety", NOTHING)


def mole_or_sore(answers: Answers) -> bool:
    """One option of the first edition asked for a changing mole and for a sore that stays."""
    return "changing_mole" in answers.get("skin_signs", NOTHING)


class Fact(NamedTuple):
    holds: Callable[[Answers], bool]
    # The answers it looks at, to tell the person what they said.
    reads: dict[str, frozenset[str]]
    # The edition whose answers it is for; 0 stands for any.
    edition: int = 0


FACTS: dict[str, Fact] = {
    "itch_steals_sleep": Fact(
        itch_steals_sleep,
        {"itch_nights": frozenset({"1_2", "3_4", "5_6", "7"}), "sleep_hours": SHORT_NIGHTS},
    ),
    "skin_or_stress_weighs": Fact(
        skin_or_stress_weighs,
        {"skin_impact": frozenset({"a_lot"}), "stress": frozenset({"very_much"})},
        edition=1,
    ),
    "low_on_isotretinoin": Fact(
        low_on_isotretinoin,
        {
            "skin_impact": frozenset({"very_much"}),
            "stress": frozenset({"very_much"}),
            "safety": frozenset({"isotretinoin"}),
        },
        edition=1,
    ),
    "mole_or_sore": Fact(mole_or_sore, {"skin_signs": frozenset({"changing_mole"})}, edition=1),
}


def facts_of(answers: Answers, edition: int) -> frozenset[str]:
    """The names of the facts that hold for answers to this edition of the questionnaire."""
    return frozenset(
        name for name, fact in FACTS.items() if fact.edition in (0, edition) and fact.holds(answers)
    )
