"""Details of a result that the agreed cases do not show."""

from __future__ import annotations

import pytest

from habits.engine.answers import askable_pages
from habits.engine.assess import assess
from habits.engine.loaded import get_content
from tests.cases import cases
from tests.engine.people import someone

CONTENT = get_content()
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
    assert result.undisclosed


def test_someone_whom_food_worries_or_who_does_not_say_is_not_asked_the_pages_of_food() -> None:
    def asked(*names: str, skips: tuple[str, ...] = ()) -> set[str]:
        return {page.id for page in askable_pages(FORM, someone(*names, skips=skips)) if page.area}

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
    concerns = ["psoriasis", "dull", "ageing"]
    tip = shown(ADULT | {"skin_concerns": concerns, "plant_kinds": ["under_10"]}, "plant_diversity")
    [grading] = tip.gradings
    assert grading.concerns == ("psoriasis", "dull_skin", "ageing")
    assert grading.evidence
    assert grading.evidence.grade == "insufficient"


def test_a_concern_that_was_not_studied_has_no_grade_and_stands_last() -> None:
    """Never the grade of another concern, nor that of health as a whole."""
    concerns = ["psoriasis", "hives", "eczema"]
    tip = shown(ADULT | {"skin_concerns": concerns, "habits": ["perfume"]}, "fragrance_free")
    assert [(g.concerns, g.evidence and g.evidence.grade) for g in tip.gradings] == [
        (("eczema",), "moderate"),
        (("psoriasis", "hives"), None),
    ]
    only = shown(ADULT | {"skin_concerns": ["hives"], "habits": ["perfume"]}, "fragrance_free")
    assert [g.evidence for g in only.gradings] == [None]


def test_a_tip_about_health_alone_is_graded_for_no_skin() -> None:
    tip = shown(ADULT | {"skin_concerns": ["eczema"], "poo_form": ["hard"]}, "constipation")
    assert [g.evidence for g in tip.gradings] == [None]
    assert tip.tip.general
    assert tip.tip.general.grade == "moderate"


def test_two_concerns_with_other_evidence_have_a_grade_each() -> None:
    concerns = ["acne_stubborn", "eczema"]
    tip = shown(ADULT | {"skin_concerns": concerns}, "probiotic_supplement")
    assert [(g.concerns, g.evidence.grade) for g in tip.gradings] == [
        (("acne",), "limited"),
        (("eczema",), "insufficient"),
    ]


PINNED_FIRST = [
    (["skin_concerns.eczema", "skin_treatment.not_helping", "try_first.food"], "go_back"),
    (["skin_concerns.ageing", "skin_treatment.stopped", "habits.little_sun_care"], "go_back"),
]


@pytest.mark.parametrize(("names", "first"), PINNED_FIRST, ids=str)
def test_to_go_back_comes_first_whatever_is_known_of_the_rest(names, first) -> None:
    """For ageing skin it is the tip that is known least: it is what someone asked for."""
    assert assess(CONTENT, someone(*names)).tips[0].tip.id == first


def test_someone_who_never_had_a_treatment_is_not_sent_back_to_one() -> None:
    for treatment in ("helping", "just_started", "none", "finished"):
        answers = someone("skin_concerns.eczema", f"skin_treatment.{treatment}")
        assert "go_back" not in {tip.tip.id for tip in assess(CONTENT, answers).tips}


@pytest.mark.parametrize("concern", ["eczema", "psoriasis", "dry_itchy"])
def test_proven_help_is_shown_without_any_habit_unless_it_is_done_daily(concern) -> None:
    def shown_with(**more: list[str]) -> bool:
        result = assess(CONTENT, someone(f"skin_concerns.{concern}") | more)
        return "gentle_skincare" in {tip.tip.id for tip in result.tips}

    assert shown_with()
    assert shown_with(moisturise_days=["5_6"])
    assert not shown_with(moisturise_days=["7"])
    # What someone does daily may still be done with soap.
    assert shown_with(moisturise_days=["7"], wash_with=["soap"])


@pytest.mark.parametrize("concern", ["ageing", "rosacea", "breakouts", "hives"])
def test_help_that_is_not_proven_for_a_concern_needs_a_habit(concern) -> None:
    result = assess(CONTENT, someone(f"skin_concerns.{concern}"))
    assert "gentle_skincare" not in {tip.tip.id for tip in result.tips}


@pytest.mark.parametrize("concern", ["rash", "breakouts", "redness_burning", "dark_marks"])
def test_who_itches_is_told_of_moisturiser_without_any_habit(concern) -> None:
    def shown_with(itch: str) -> bool:
        result = assess(CONTENT, someone(f"skin_concerns.{concern}") | {"itch": [itch]})
        return "gentle_skincare" in {tip.tip.id for tip in result.tips}

    assert shown_with("1")
    assert shown_with("10")
    assert not shown_with("0")


def test_who_is_pregnant_and_itches_reads_of_moisturiser_below_the_call() -> None:
    answers = someone("skin_concerns.rash", "safety.pregnant_now") | {"itch": ["5"]}
    result = assess(CONTENT, answers)
    assert result.care_cards[0].flag.id == "pregnancy_itch"
    assert "gentle_skincare" in {tip.tip.id for tip in result.tips}


def test_hives_are_soothed_by_a_tip_of_their_own() -> None:
    tip, *others = [t.tip for t in assess(CONTENT, someone("skin_concerns.hives")).tips]
    # What else stands there is good for most people.
    assert all(other.for_most for other in others)
    assert tip.id == "hives_first"
    assert "cool cloth" in " ".join(tip.steps)


def test_what_is_shown_as_proven_help_is_not_called_proven_where_proof_is_limited() -> None:
    """Psoriasis: everyone is told of moisturiser, and that it is advised rather than shown."""
    [tip] = [tip for tip in CONTENT.tips if tip.id == "gentle_skincare"]
    evidence = tip.concerns["psoriasis"]
    assert evidence.grade == "limited"
    for text in (tip.title, tip.first, tip.may_do, evidence.line, evidence.verdict):
        assert "proven" not in text


def test_what_is_said_beside_a_claim_is_told_with_it() -> None:
    result = assess(CONTENT, someone("skin_concerns.eczema", "skin_treatment.helping"))
    beside = {name: {c.id for c in cautions} for name, cautions in result.claim_cautions.items()}
    assert set(beside) == {claim.id for claim in result.claims}
    assert beside["gut_skin_link"] == {"dont_stop_treatment", "see_clinician_first"}
    assert beside["elimination_eczema"] == {"no_exclusion_diets", "coeliac_test_first", "babies"}


BESIDE = {
    "coeliac": (
        {"safety": ["coeliac"]},
        {"fibre_prebiotic", "plant_diversity", "fermented", "upf", "probiotic_supplement"},
    ),
    "milk_allergy_lactose": (
        {"safety": ["milk"]}, {"fermented", "upf", "probiotic_supplement"},
    ),
    "soy_allergy": (
        {"safety": ["soy"]}, {"fermented", "plant_diversity", "probiotic_supplement"},
    ),
    "warfarin": (
        {"safety": ["warfarin"], "habits": ["antibiotics_now"]},
        {
            "antibiotics", "smoking", "natural_skincare", "fragrance_free", "probiotic_supplement",
            "fakes",
        },
    ),
    "warfarin_food": (
        {"safety": ["warfarin"]},
        {"fibre_prebiotic", "plant_diversity", "fermented", "alcohol", "probiotic_supplement"},
    ),
    "diabetes_meds": (
        {"safety": ["diabetes"]}, {"sugar_gl", "fibre_prebiotic", "alcohol", "upf", "movement"},
    ),
    "isotretinoin": (
        {"safety": ["isotretinoin"]},
        {"hormones", "hormone_acne", "alcohol", "sunscreen", "acne_first", "fakes"},
    ),
    "isotretinoin_skin": (
        {"safety": ["isotretinoin"]}, {"gentle_skincare", "sunscreen", "acne_first"},
    ),
    "pregnancy_medicines": (
        {"safety": ["trying"]}, {"acne_first", "eczema_first", "hormone_acne", "hormones"},
    ),
    "pregnancy_creams": (
        {"safety": ["pregnant_now", "retinoid_cream"]}, {"acne_first", "gentle_skincare"},
    ),
    "smoking_pregnancy": ({"safety": ["pregnant_now"]}, {"smoking"}),
    "ibs_fodmap": (
        {"safety": ["ibs"]}, {"fibre_prebiotic", "plant_diversity", "sweeteners", "bloating_ibs"},
    ),
    "kidney_potassium": ({"safety": ["kidney"]}, {"fibre_prebiotic", "plant_diversity"}),
    "maoi": ({"safety": ["maoi"]}, {"alcohol", "plant_diversity"}),
    "dont_stop_treatment": (
        {"skin_treatment": ["not_helping"]},
        {
            "gut_skin_link", "probiotic_supplement", "try_gut_first", "natural_skincare", "go_back",
            "fakes",
        },
    ),
    "acne_no_greasy": ({}, {"gentle_skincare", "sunscreen"}),
    "hidden_steroid": ({}, {"fragrance_free", "natural_skincare", "fakes"}),
    "mercury_cream": ({}, {"fragrance_free", "natural_skincare", "fakes"}),
    "emollient_fire": (
        {}, {"gentle_skincare", "natural_skincare", "eczema_first", "hand_care"},
    ),
    "fibre_slowly": ({}, {"fibre_prebiotic", "plant_diversity"}),
    "kidney_beans": ({}, {"fibre_prebiotic", "plant_diversity"}),
    "g6pd": ({}, {"fibre_prebiotic", "plant_diversity"}),
    "medicines_alcohol": ({}, {"alcohol"}),
    "new_supplement_medicines": ({}, {"probiotic_supplement", "natural_skincare", "fakes"}),
    "probiotic_very_ill": ({}, {"probiotic_supplement", "probiotics_eczema"}),
    "no_exclusion_diets": ({}, {"dairy", "elimination_eczema"}),
    "coeliac_test_first": ({}, {"elimination_eczema"}),
    "stop_smoking_meds": ({}, {"smoking"}),
    "sleep_medicines": ({}, {"sleep"}),
}  # fmt: skip
# Someone with every habit that brings up a tip or a claim.
EVERYTHING = {
    "skin_concerns": ["acne_stubborn", "eczema"], "flares": ["foods", "period", "sun_heat"],
    "wash_with": ["soap"], "fragrance": ["yes"], "natural_products": ["yes"],
    "sun_protection": ["rarely"], "fibre_portions": ["0"], "plant_kinds": ["under_10"],
    "prebiotic_foods": ["none"], "fermented_foods": ["none"], "probiotic": ["yes_daily"],
    "upf_days": ["7"], "sugary_drink_days": ["7"], "sweetener_days": ["7"],
    "alcohol": ["above_guide"], "sleep_hours": ["under_5"], "smoking": ["smoke"],
}  # fmt: skip


@pytest.mark.parametrize("caution", BESIDE)
def test_a_caution_stands_beside_every_tip_and_claim_that_it_concerns(caution) -> None:
    answers, tips = BESIDE[caution]
    result = assess(CONTENT, ADULT | EVERYTHING | answers)
    beside = {t.tip.id: t.cautions for t in result.tips} | result.claim_cautions
    assert {name for name, said in beside.items() if caution in {c.id for c in said}} == tips


def test_the_cases_show_more_than_one_skin_look() -> None:
    assert len({tuple(case.expected["looks"]) for case in cases()}) > 3
