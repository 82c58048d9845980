"""Details of a result that the agreed cases do not show."""

from __future__ import annotations

import pytest

from habits.engine.assess import assess, offers
from habits.engine.content import load
from tests.cases import cases
from tests.engine.people import someone

CONTENT = load()
FORM = CONTENT.questionnaire
ADULT = someone()
FIRST = 1


def card(answers: dict[str, list[str]], flag: str, edition: int = 2):
    found = assess(CONTENT, answers, edition).care_cards
    return next(card for card in found if card.flag.id == flag)


def shown(answers: dict[str, list[str]], tip: str):
    return next(t for t in assess(CONTENT, answers).tips if t.tip.id == tip)


def named(matches) -> list[tuple[str, list[str]]]:
    return [(match.question.id, [option.id for option in match.options]) for match in matches]


def test_a_card_made_by_a_fact_tells_what_the_person_said() -> None:
    found = card(ADULT | {"itch_nights": ["3_4"]}, "itch_sleep", FIRST)
    assert not found.conditional
    assert named(found.matches) == [("itch_nights", ["3_4"])]


def test_a_card_made_by_a_retired_answer_tells_what_the_person_said() -> None:
    found = card(ADULT | {"safety": ["pregnant"], "itch_days": ["7"]}, "pregnancy_itch", FIRST)
    assert named(found.matches) == [("safety", ["pregnant"]), ("itch_days", ["7"])]


def test_a_tip_brought_up_by_a_detail_tells_the_detail_and_not_a_tick_it_put_right() -> None:
    details = {"fragrance": ["no"], "wash_with": ["soap"]}
    found = shown(someone("habits.perfume", "habits.harsh_wash") | details, "gentle_skincare")
    assert ("wash_with", ["soap"]) in named(found.matches)
    assert ("habits", ["harsh_wash", "perfume"]) not in named(found.matches)


def test_silence_makes_no_card_and_no_urgency() -> None:
    result = assess(CONTENT, {"adult": ["yes"], "urgent_now": ["none"]})
    assert result.urgency is None
    assert not result.care_cards
    assert result.silence


def test_someone_whom_food_worries_or_who_does_not_say_is_not_asked_the_pages_of_food() -> None:
    def asked(*names: str, skips: tuple[str, ...] = ()) -> set[str]:
        return {page.id for page in offers(FORM, someone(*names, skips=skips)) if page.area}

    food = {"plants", "prebiotic-foods", "ferments", "limits"}
    others = {"skin-routine", "medicines-cleaning", "rest"}
    assert asked() == food | others
    assert asked("safety.eating_disorder") == others
    assert asked("safety.rather_not_say") == others
    assert asked(skips=("safety",)) == others
    assert asked("safety.coeliac") == food | others


def test_what_was_told_of_food_before_an_eating_disorder_still_counts() -> None:
    answers = someone("safety.eating_disorder") | {"alcohol": ["well_above"]}
    assert "alcohol" in {shown.tip.id for shown in assess(CONTENT, answers).tips}


def test_two_concerns_with_the_same_evidence_share_one_grade() -> None:
    tip = shown(
        ADULT | {"skin_concerns": ["ageing", "dull"], "wash_with": ["soap"]}, "gentle_skincare"
    )
    assert [grading.concerns for grading in tip.gradings] == [("dull_skin", "ageing")]


def test_two_concerns_with_other_evidence_have_a_grade_each() -> None:
    concerns = ["acne_stubborn", "eczema"]
    tip = shown(ADULT | {"skin_concerns": concerns}, "probiotic_supplement")
    assert [(g.concerns, g.evidence.grade) for g in tip.gradings] == [
        (("acne",), "limited"),
        (("eczema",), "contradicted"),
    ]


BESIDE = {
    "coeliac": (
        {"safety": ["coeliac"]},
        {"fibre_prebiotic", "plant_diversity", "fermented", "upf"},
    ),
    "warfarin": (
        {"safety": ["warfarin"]},
        {"fibre_prebiotic", "plant_diversity", "fermented", "alcohol", "probiotic_supplement"},
    ),
    "diabetes_meds": ({"safety": ["diabetes"]}, {"sugar_gl", "fibre_prebiotic", "alcohol", "upf"}),
    "isotretinoin": ({"safety": ["isotretinoin"]}, {"hormones", "alcohol", "sunscreen"}),
    "ibs_fodmap": ({"safety": ["ibs"]}, {"fibre_prebiotic", "plant_diversity"}),
    "kidney_potassium": ({"safety": ["kidney"]}, {"fibre_prebiotic", "plant_diversity"}),
    "maoi": ({"safety": ["maoi"]}, {"alcohol", "plant_diversity"}),
    "dont_stop_treatment": (
        {"skin_treatment": ["not_helping"]},
        {"gut_skin_link", "probiotic_supplement", "try_gut_first", "natural_skincare"},
    ),
    "acne_no_greasy": ({}, {"gentle_skincare", "sunscreen"}),
    "emollient_fire": ({}, {"gentle_skincare", "natural_skincare"}),
    "fibre_slowly": ({}, {"fibre_prebiotic", "plant_diversity"}),
    "medicines_alcohol": ({}, {"alcohol"}),
    "new_supplement_medicines": ({}, {"probiotic_supplement", "natural_skincare"}),
    "stop_smoking_meds": ({}, {"smoking"}),
    "sleep_medicines": ({}, {"sleep"}),
}  # fmt: skip
# Someone with every habit that brings up a tip.
EVERYTHING = {
    "skin_concerns": ["acne_stubborn", "eczema"], "flares": ["foods", "period", "sun_heat"],
    "wash_with": ["soap"], "fragrance": ["yes"], "natural_products": ["yes"],
    "sun_protection": ["rarely"], "fibre_portions": ["0"], "plant_kinds": ["under_10"],
    "prebiotic_foods": ["none"], "fermented_foods": ["none"], "probiotic": ["yes_daily"],
    "upf_days": ["7"], "sugary_drink_days": ["7"], "sweetener_days": ["7"],
    "alcohol": ["above_guide"], "sleep_hours": ["under_5"], "smoking": ["smoke"],
}  # fmt: skip


@pytest.mark.parametrize("caution", BESIDE)
def test_a_caution_stands_beside_every_tip_that_it_concerns(caution) -> None:
    answers, tips = BESIDE[caution]
    result = assess(CONTENT, ADULT | EVERYTHING | answers)
    beside = {t.tip.id for t in result.tips if caution in {c.id for c in t.cautions}}
    assert beside == tips


def test_the_cases_show_more_than_one_skin_look() -> None:
    assert len({tuple(case.expected["looks"]) for case in cases()}) > 3
