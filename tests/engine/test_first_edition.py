"""Nothing of the first edition is lost: what it offered is read, and what it said is still said.

The lists are typed by hand from the first edition. They may only grow.
"""

from __future__ import annotations

import pytest

from habits.engine.answers import effective_answers
from habits.engine.assess import assess
from habits.engine.loaded import get_content
from tests.engine.people import MEANT, someone

CONTENT = get_content()
FORM = CONTENT.questionnaire
FIRST, SECOND = 1, 2


def ids(words: str) -> set[str]:
    return set(words.split())


# Question of the first edition -> its options.
OFFERED = {
    "adult": "yes no",
    "region": "uk ireland us canada australia new_zealand eu elsewhere",
    "urgent_now": "breathing_swelling rash_no_fade_glass very_ill blistering_peeling"
    " skin_dark_painful severe_tummy_pain vomiting_blood heavy_bleeding self_harm none",
    "skin_concerns": "acne_stubborn breakouts rash eczema psoriasis rosacea dry_itchy"
    " redness_burning dull ageing none",
    "skin_signs": "hot_painful_spreading weeping_crusting punched_out_sores new_medicine_rash"
    " eye_pain changing_mole joint_pain scarring none",
    "itch_days": "0 1_2 3_4 5_6 7 not_sure",
    "itch_nights": "0 1_2 3_4 5_6 7 not_sure",
    "flares": "stress period foods sun_heat new_product poor_sleep not_sure",
    "skin_treatment": "helping not_helping none stopped",
    "skin_impact": "not_at_all a_little a_lot very_much",
    "wash_with": "soap gentle scrub water not_sure",
    "moisturise_days": "0 1_2 3_4 5_6 7 not_sure",
    "fragrance": "yes no not_sure",
    "natural_products": "yes no not_sure",
    "sun_protection": "always sometimes rarely",
    "poo_form": "hard soft loose changes not_sure",
    "bloating_days": "0 1_2 3_4 5_6 7 not_sure",
    "gut_signs": "blood black_poo weight_loss night_poo change_3_weeks lump swallowing"
    " yellow_skin none",
    "fibre_portions": "0 1_2 3_4 5_plus not_sure",
    "plant_kinds": "under_10 10_19 20_29 30_plus not_sure",
    "prebiotic_foods": "garlic onions leeks asparagus bananas chicory artichoke oats barley wheat"
    " apples flaxseed beans none",
    "fermented_foods": "yogurt kefir sauerkraut kimchi miso tempeh kombucha pickles sourdough none",
    "probiotic": "yes_daily sometimes no not_sure",
    "upf_days": "0 1_2 3_4 5_6 7 not_sure",
    "sugary_drink_days": "0 1_2 3_4 5_6 7 not_sure",
    "sweetener_days": "0 1_2 3_4 5_6 7 not_sure",
    "alcohol": "none within_guide above_guide well_above not_sure",
    "alcohol_flush": "yes no not_sure",
    "antibiotics": "none prescribed_recent taking_now not_prescribed",
    "disinfecting": "when_needed daily many_times not_sure",
    "sleep_hours": "under_5 5_6 6_7 7_9 over_9",
    "sleep_regular": "regular varies shifts",
    "stress": "not_at_all a_little quite_a_lot very_much",
    "smoking": "no used_to vape smoke",
    "safety": "pregnant weak_immunity coeliac milk soy nuts ibs bowel_disease kidney diabetes"
    " warfarin maoi isotretinoin eating_disorder alcohol_dependence none rather_not_say",
    "try_first": "food skin_care rest drinks not_sure",
}
RETIRED = {"safety": {"pregnant", "bowel_disease"}, "skin_signs": {"joint_pain"}}
RETIRED_QUESTIONS = {"itch_days": "itch", "itch_nights": "itch_sleep"}

# Those that told what is not so are claims today.
TIPS = ids(
    "alcohol antibiotics dairy disinfectants dull_ageing elimination_eczema fermented"
    " fibre_prebiotic gentle_skincare gut_skin_link hormones leaky_gut natural_skincare"
    " plant_diversity probiotic_supplement sibo_rosacea sleep smoking stress sugar_gl sunscreen"
    " sweeteners try_gut_first upf water weight_psoriasis"
)
# Flags that the answers of the first edition could bring up.
FLAGS = ids(
    "acne_severe alcohol_dependence anaphylaxis black_poo blistering_peeling bowel_change"
    " cellulitis cellulitis_weak_immunity coeliac_ibd_hint dark_painful_skin drug_rash"
    " eating_disorder eczema_herpeticum eye glass_test_rash heavy_bleed infected_eczema"
    " isotretinoin itch_sleep jaundice low_mood mole pregnancy_itch pregnancy_rash psa sepsis"
    " severe_pain sores_and_painful_eye suicidal swallowing treatment_not_helping vomit_blood"
    " weight_loss"
)
CAUTIONS = ids(
    "acne_no_greasy alcohol_dependence alcohol_in_kombucha alcohol_not_a_tip antibiotics_course"
    " ayurvedic_metals coeliac coeliac_test_first diabetes_meds dont_stop_treatment"
    " eating_disorder emollient_fire essential_oils fibre_slowly fluid_restriction food_insecurity"
    " histamine hygiene_immunocompromised hygiene_wounds_work ibd_stricture ibs_fodmap isotretinoin"
    " kidney_potassium maoi medicines_alcohol mental_health milk_allergy_lactose"
    " new_supplement_medicines no_exclusion_diets nut_seed_allergy oxygen_paraffin"
    " photosensitising_meds pregnancy probiotic_high_risk probiotic_now salt see_clinician_first"
    " shift_work sleep_medicines slip soy_allergy stop_smoking_meds swallowing_first under18"
    " warfarin weight_loss_first"
)


def test_no_tip_red_flag_or_caution_of_the_first_edition_is_lost() -> None:
    assert {item.id for item in (*CONTENT.tips, *CONTENT.claims)} >= TIPS
    assert {flag.id for flag in CONTENT.red_flags if flag.when} >= FLAGS
    assert {caution.id for caution in CONTENT.cautions} >= CAUTIONS


@pytest.mark.parametrize("question", OFFERED)
def test_every_answer_of_the_first_edition_is_still_known(question) -> None:
    assert ids(OFFERED[question]) <= set(FORM.by_question[question].by_id)


def test_what_is_retired_is_never_offered() -> None:
    for question, gone in RETIRED.items():
        known = FORM.current_questions[question]
        assert {option.id for option in known.options if option.retired} == gone
        assert not gone & known.offered_ids
        assert not gone & known.plain
        assert not gone & {o.id for _, options in known.sections for o in options}
    assert {question.id: question.now for question in FORM.retired} == RETIRED_QUESTIONS
    assert not set(RETIRED_QUESTIONS) & set(FORM.current_questions)


MEANINGS = [(question, option) for question, option in MEANT]


@pytest.mark.parametrize(("question", "option"), MEANINGS)
@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_what_is_retired_counts_as_all_that_it_may_have_meant(question, option, edition) -> None:
    answers = someone()
    for asked in ("itch", "itch_sleep"):
        del answers[asked]
    own = effective_answers(FORM, answers | {question: [option]}, edition).derived
    counted = {(name, chosen) for name, options in own.items() for chosen in options}
    usual = {(name, chosen) for name, options in answers.items() for chosen in options}
    assert (
        counted - usual - {(question, option)} - {("fact", "itch_steals_sleep")}
        == MEANT[question, option]
    )


def test_nothing_else_is_retired() -> None:
    """What means nothing more is a night or a day without itching."""
    meaning = set(MEANT) | {("itch_days", "0"), ("itch_nights", "0")}
    retired = {
        (q.id, o.id) for q in FORM.current_questions.values() for o in q.options if o.retired
    }
    retired |= {(q.id, o.id) for q in FORM.retired for o in q.options}
    assert meaning == retired


def flags(*names: str, edition: int = FIRST, **more: list[str]) -> set[tuple[str, str]]:
    answers = someone(*names) | more
    for asked in ("itch", "itch_sleep", "habits"):
        del answers[asked]
    cards = assess(CONTENT, answers, edition).care_cards
    return {(card.flag.id, card.flag.urgency) for card in cards if not card.conditional}


@pytest.mark.parametrize("days", ["1_2", "3_4", "5_6", "7", "not_sure"])
def test_an_itch_told_to_the_first_edition_while_pregnant_is_still_for_today(days) -> None:
    assert flags("safety.pregnant", itch_days=[days]) == {("pregnancy_itch", "urgent")}
    assert ("pregnancy_itch", "urgent") in flags("safety.pregnant", itch_nights=[days])
    assert not flags("safety.pregnant", itch_days=["0"], itch_nights=["0"])


@pytest.mark.parametrize("nights", ["3_4", "5_6", "7"])
def test_nights_awake_that_were_told_to_the_first_edition_still_count(nights) -> None:
    assert flags(itch_nights=[nights]) == {("itch_sleep", "non-urgent")}


def test_a_bowel_disease_of_the_first_edition_is_both_colitis_and_a_narrow_bowel() -> None:
    answers = someone("safety.bowel_disease")
    cautions = {caution.id for caution in assess(CONTENT, answers, FIRST).cautions}
    assert {"ibd", "ibd_stricture"} <= cautions
    assert flags("safety.bowel_disease", "gut_signs.blood") == {("ibd_flare", "urgent")}


def test_joints_of_the_first_edition_are_still_to_be_seen() -> None:
    assert flags("skin_signs.joint_pain") == {("psa", "non-urgent")}


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ({"skin_impact": ["a_lot"]}, ("low_mood", "non-urgent")),
        ({"stress": ["very_much"]}, ("low_mood", "non-urgent")),
        ({"safety": ["isotretinoin"], "stress": ["very_much"]}, ("isotretinoin_low", "urgent")),
        (
            {"safety": ["isotretinoin"], "skin_impact": ["very_much"]},
            ("isotretinoin_low", "urgent"),
        ),
    ],
)
def test_a_card_of_the_first_edition_stays_for_its_answers_and_for_no_others(said, flag) -> None:
    assert flag in flags(**said)
    assert flag not in flags(**said, edition=SECOND)


def test_skin_that_does_not_bother_someone_passes_over_what_was_asked_of_it_then() -> None:
    assert not flags("safety.pregnant", "skin_concerns.none", itch_days=["7"], itch_nights=["7"])


def test_an_answer_of_the_first_edition_leaves_nothing_open_that_it_settles() -> None:
    """Asked then about days and nights of itching, and about antibiotics on a page of its own."""
    told = {"itch_days": ["0"], "itch_nights": ["0"], "antibiotics": ["none"]}
    answers = someone("safety.pregnant", "poo_form.loose") | told
    for asked_since in ("itch", "itch_sleep", "habits"):
        del answers[asked_since]
    assert not assess(CONTENT, answers, FIRST).care_cards
    left_open = assess(CONTENT, {q: a for q, a in answers.items() if q not in told}, FIRST)
    assert {(card.flag.id, card.conditional) for card in left_open.care_cards} == {
        ("pregnancy_itch", True),
        ("antibiotic_diarrhoea", True),
    }
