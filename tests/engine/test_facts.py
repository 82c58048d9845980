"""The facts that no condition can say."""

import pytest

from habits.engine.facts import FACTS


def holds(name: str, **answers: list[str]) -> bool:
    return FACTS[name].holds({question: frozenset(chosen) for question, chosen in answers.items()})


@pytest.mark.parametrize("nights", ["3_4", "5_6", "7"])
def test_itching_on_three_nights_or_more_steals_sleep(nights) -> None:
    assert holds("itch_steals_sleep", itch_nights=[nights])


@pytest.mark.parametrize(
    ("hours", "expected"), [("under_5", True), ("5_6", True), ("6_7", False), ("7_9", False)]
)
def test_a_night_or_two_of_itching_counts_only_with_short_sleep(hours, expected) -> None:
    assert holds("itch_steals_sleep", itch_nights=["1_2"], sleep_hours=[hours]) is expected


@pytest.mark.parametrize("nights", ["0", "not_sure"])
def test_short_sleep_without_itching_is_not_stolen_by_it(nights) -> None:
    assert not holds("itch_steals_sleep", itch_nights=[nights], sleep_hours=["under_5"])


def test_sores_and_a_painful_eye_need_both() -> None:
    name = "sores_and_a_painful_eye"
    assert holds(name, skin_signs=["punched_out_sores", "eye_pain"])
    assert not holds(name, skin_signs=["punched_out_sores"])
    assert not holds(name, skin_signs=["eye_pain"])


def test_spreading_skin_and_weak_immunity_need_both() -> None:
    name = "spreading_skin_and_weak_immunity"
    assert holds(name, skin_signs=["hot_painful_spreading"], safety=["weak_immunity"])
    assert not holds(name, skin_signs=["hot_painful_spreading"], safety=["ibs"])
    assert not holds(name, skin_signs=["weeping_crusting"], safety=["weak_immunity"])


@pytest.mark.parametrize("name", FACTS)
def test_no_fact_holds_for_someone_who_said_nothing(name) -> None:
    assert not FACTS[name].holds({})
