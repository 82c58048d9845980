"""Until a gut sign is checked, nobody is given food to try: weeks of fibre must not hide it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from habits.engine.assess import assess
from habits.engine.loaded import get_content
from tests.engine.people import someone

CONTENT = get_content()
# Someone who is shown each of these, and a list of foods, as long as their gut is well.
HUNGRY = (
    "habits.few_plants",
    "habits.few_ferments",
    "habits.ready_made",
    "habits.sweet",
    "poo_form.hard",
    "bloating_days.7",
    "try_first.food",
    "habits.probiotic",
    "plant_kinds.under_10",
)
FOOD_FOR_GUTS = {
    "fibre_prebiotic",
    "plant_diversity",
    "fermented",
    "mediterranean",
    "constipation",
    "bloating_ibs",
    "probiotic_supplement",
}
SIGNS = [
    "blood", "black_poo", "weight_loss", "lump", "night_poo", "yellow_skin", "change_3_weeks",
    "swallowing", "bloated_3_weeks", "cannot_keep", "tummy_pain_fever",
]  # fmt: skip


def tips(result) -> set[str]:
    return {shown.tip.id for shown in result.tips}


def test_someone_without_gut_signs_is_shown_food_to_try() -> None:
    result = assess(CONTENT, someone(*HUNGRY))
    assert FOOD_FOR_GUTS | {"upf", "sugar_gl"} <= tips(result)
    assert {food.kind for food in result.foods} == {"prebiotic", "fermented"}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_gut_sign_holds_back_fibre_ferments_and_every_food(sign) -> None:
    result = assess(CONTENT, someone(*HUNGRY, f"gut_signs.{sign}"))
    assert result.care_cards
    assert not tips(result) & FOOD_FOR_GUTS
    assert {tip.id for tip in result.left_out} >= FOOD_FOR_GUTS
    assert not result.foods
    assert "gut_signs_first" in {caution.id for caution in result.cautions}


@pytest.mark.parametrize("sign", SIGNS)
def test_only_weight_loss_holds_back_eating_less_of_something_as_well(sign) -> None:
    result = assess(CONTENT, someone(*HUNGRY, f"gut_signs.{sign}"))
    assert bool(tips(result) & {"upf", "sugar_gl"}) is (sign != "weight_loss")


def test_heartburn_holds_back_no_food() -> None:
    well = assess(CONTENT, someone(*HUNGRY))
    heartburn = assess(CONTENT, someone(*HUNGRY, "gut_signs.heartburn"))
    assert heartburn.urgency == "non-urgent"
    assert tips(heartburn) == tips(well)
    assert heartburn.foods == well.foods


def test_gut_signs_that_were_skipped_hold_back_food_as_all_of_them_would() -> None:
    skipped = assess(CONTENT, someone(*HUNGRY, skips=("gut-signs",)))
    assert not tips(skipped) & (FOOD_FOR_GUTS | {"upf", "sugar_gl"})
    assert not skipped.foods
    assert not skipped.care_cards, "silence makes no card"
    assert not skipped.undisclosed, "it is their health that `silence` is about"
    assert [page.id for page in skipped.skipped] == ["gut-signs"]


def test_no_food_is_offered_even_if_no_tip_about_food_were_hidden() -> None:
    """Two locks: the tips that foods belong to are hidden, and the list is closed by itself."""
    cautions = tuple(msgspec.structs.replace(c, hides=()) for c in CONTENT.cautions)
    content = replace(CONTENT, cautions=cautions)
    assert assess(content, someone(*HUNGRY)).foods
    for name in ("gut_signs.blood", "gut_signs.swallowing", "safety.eating_disorder"):
        assert not assess(content, someone(*HUNGRY, name)).foods


def test_these_are_all_the_gut_signs_there_are() -> None:
    assert {*SIGNS, "heartburn"} == CONTENT.questionnaire.by_question["gut_signs"].plain
