"""A result of the first edition never opens with less care than on the day it was made."""

from __future__ import annotations

import pytest

from habits.engine.assess import assess
from habits.engine.schema import URGENCIES
from tests.cases import cases, found

RANKS = [*URGENCIES, ""]
OLD = [case for case in cases() if case.edition == 1]

# Every condition of a red flag of the first edition, with the urgency that it had then. Typed from
# its files: what today's content says must not move it.
THEN: list[tuple[str, dict[str, str | list[str]]]] = [
    ("emergency", {"urgent_now": "breathing_swelling"}),
    ("emergency", {"urgent_now": "rash_no_fade_glass"}),
    ("emergency", {"urgent_now": "very_ill"}),
    ("emergency", {"urgent_now": "blistering_peeling"}),
    ("emergency", {"urgent_now": "skin_dark_painful"}),
    ("emergency", {"urgent_now": "severe_tummy_pain"}),
    ("emergency", {"urgent_now": "vomiting_blood"}),
    ("emergency", {"urgent_now": "heavy_bleeding"}),
    ("emergency", {"urgent_now": "self_harm"}),
    ("emergency", {"skin_signs": ["punched_out_sores", "eye_pain"]}),
    ("emergency", {"skin_signs": "hot_painful_spreading", "safety": "weak_immunity"}),
    ("urgent", {"safety": "pregnant", "itch_days": "1_2"}),
    ("urgent", {"safety": "pregnant", "itch_days": "3_4"}),
    ("urgent", {"safety": "pregnant", "itch_days": "5_6"}),
    ("urgent", {"safety": "pregnant", "itch_days": "7"}),
    ("urgent", {"safety": "pregnant", "itch_days": "not_sure"}),
    ("urgent", {"safety": "pregnant", "itch_nights": "1_2"}),
    ("urgent", {"safety": "pregnant", "itch_nights": "3_4"}),
    ("urgent", {"safety": "pregnant", "itch_nights": "5_6"}),
    ("urgent", {"safety": "pregnant", "itch_nights": "7"}),
    ("urgent", {"safety": "pregnant", "itch_nights": "not_sure"}),
    ("urgent", {"safety": "pregnant", "skin_concerns": "dry_itchy"}),
    ("urgent", {"safety": "pregnant", "skin_concerns": "rash"}),
    ("urgent", {"safety": "pregnant", "skin_signs": "punched_out_sores"}),
    ("urgent", {"safety": "pregnant", "skin_signs": "new_medicine_rash"}),
    ("urgent", {"safety": ["pregnant", "isotretinoin"]}),
    ("urgent", {"safety": "isotretinoin", "skin_impact": "very_much"}),
    ("urgent", {"safety": "isotretinoin", "stress": "very_much"}),
    ("urgent", {"skin_signs": "punched_out_sores"}),
    ("urgent", {"skin_signs": "weeping_crusting"}),
    ("urgent", {"skin_signs": "hot_painful_spreading"}),
    ("urgent", {"skin_signs": "new_medicine_rash"}),
    ("urgent", {"skin_signs": "eye_pain"}),
    ("urgent", {"gut_signs": "black_poo"}),
    ("urgent", {"gut_signs": "swallowing"}),
    ("urgent", {"gut_signs": "yellow_skin"}),
    ("non-urgent", {"safety": "alcohol_dependence"}),
    ("non-urgent", {"safety": "eating_disorder"}),
    ("non-urgent", {"skin_signs": "scarring"}),
    ("non-urgent", {"skin_signs": "changing_mole"}),
    ("non-urgent", {"skin_signs": "joint_pain"}),
    ("non-urgent", {"skin_treatment": "not_helping"}),
    ("non-urgent", {"skin_treatment": "stopped"}),
    ("non-urgent", {"itch_nights": "3_4"}),
    ("non-urgent", {"itch_nights": "5_6"}),
    ("non-urgent", {"itch_nights": "7"}),
    ("non-urgent", {"itch_nights": "1_2", "sleep_hours": "under_5"}),
    ("non-urgent", {"itch_nights": "1_2", "sleep_hours": "5_6"}),
    ("non-urgent", {"skin_impact": "a_lot"}),
    ("non-urgent", {"skin_impact": "very_much"}),
    ("non-urgent", {"stress": "very_much"}),
    ("non-urgent", {"gut_signs": "blood"}),
    ("non-urgent", {"gut_signs": "change_3_weeks"}),
    ("non-urgent", {"gut_signs": "lump"}),
    ("non-urgent", {"gut_signs": "weight_loss"}),
    ("non-urgent", {"gut_signs": "night_poo"}),
]
# What everyone else said who had nothing to tell.
WELL = {
    "adult": "yes",
    "urgent_now": "none",
    "skin_signs": "none",
    "gut_signs": "none",
    "safety": "none",
}


def listed(answers: dict[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: [said] if isinstance(said, str) else said for name, said in answers.items()}


@pytest.mark.parametrize(("then", "answers"), THEN, ids=str)
def test_every_red_flag_of_the_first_edition_is_as_urgent_or_more(then, answers, content) -> None:
    now = assess(content, listed(WELL | answers), edition=1).urgency or ""
    assert RANKS.index(now) <= RANKS.index(then)


@pytest.mark.parametrize("answers", [WELL, WELL | {"itch_nights": "1_2", "sleep_hours": "6_7"}])
def test_who_had_no_red_flag_then_has_none_now(answers, content) -> None:
    assert assess(content, listed(answers), edition=1).urgency is None


def test_there_are_enough_agreed_results_of_the_first_edition() -> None:
    assert len(OLD) >= 12


@pytest.mark.parametrize("case", OLD, ids=[case.name for case in OLD])
def test_a_result_of_the_first_edition_opens_no_less_urgent(case, content) -> None:
    now = found(content, case)["urgency"]
    assert RANKS.index(now) <= RANKS.index(case.then["urgency"])


@pytest.mark.parametrize("case", OLD, ids=[case.name for case in OLD])
def test_a_result_of_the_first_edition_loses_no_caution(case, content) -> None:
    now = found(content, case)
    # In an emergency the page stops after the card. Some cautions are said to all readers by now.
    if now["urgency"] != "emergency":
        everyone = {caution.id for caution in content.standing_cautions}
        assert {*case.then["cautions"]} <= {*now["first"], *now["cautions"]} | everyone


@pytest.mark.parametrize("answers", [{"skin_impact": "a_lot"}, {"stress": "very_much"}], ids=str)
def test_what_only_the_first_edition_made_a_card_of_is_none_today(answers, content) -> None:
    assert assess(content, listed(WELL | answers), edition=1).urgency == "non-urgent"
    assert assess(content, listed(WELL | answers)).urgency is None
