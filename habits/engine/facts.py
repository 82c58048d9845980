"""Facts that the two condition words cannot say, each a named function, in one fixed table.

A condition names one as `fact = ["name"]`. Facts look only at what the person said: silence
about their health never makes an emergency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

Answers = Mapping[str, frozenset[str]]
NOTHING: frozenset[str] = frozenset()


def itch_steals_sleep(answers: Answers) -> bool:
    """Awake from itching on 3 nights or more, or on any night with under 6 hours of sleep."""
    nights = answers.get("itch_nights", NOTHING)
    short = not answers.get("sleep_hours", NOTHING).isdisjoint({"under_5", "5_6"})
    return not nights.isdisjoint({"3_4", "5_6", "7"}) or ("1_2" in nights and short)


def sores_and_a_painful_eye(answers: Answers) -> bool:
    """Punched-out sores together with eye pain: the evidence file makes this an emergency."""
    return answers.get("skin_signs", NOTHING) >= {"punched_out_sores", "eye_pain"}


def spreading_skin_and_weak_immunity(answers: Answers) -> bool:
    """Hot, painful, spreading skin with a weak immune system: an emergency likewise."""
    return "hot_painful_spreading" in answers.get(
        "skin_signs", NOTHING
    ) and "weak_immunity" in answers.get("safety", NOTHING)


class Fact(NamedTuple):
    holds: Callable[[Answers], bool]
    # The answers it looks at, to tell the person what they said.
    reads: dict[str, frozenset[str]]


FACTS: dict[str, Fact] = {
    "itch_steals_sleep": Fact(
        itch_steals_sleep,
        {
            "itch_nights": frozenset({"1_2", "3_4", "5_6", "7"}),
            "sleep_hours": frozenset({"under_5", "5_6"}),
        },
    ),
    "sores_and_a_painful_eye": Fact(
        sores_and_a_painful_eye, {"skin_signs": frozenset({"punched_out_sores", "eye_pain"})}
    ),
    "spreading_skin_and_weak_immunity": Fact(
        spreading_skin_and_weak_immunity,
        {
            "skin_signs": frozenset({"hot_painful_spreading"}),
            "safety": frozenset({"weak_immunity"}),
        },
    ),
}
