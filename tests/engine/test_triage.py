"""How urgent each answer is, and each pair that is worse together: the whole table, by hand.

Typed from the table that was settled with the sources at hand, never from red_flags.toml. Every
cell is tested exactly, because too high is a fault as much as too low: someone who is sent to
hospital for nothing will not believe us the next time.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import msgspec
import pytest

from habits.engine.assess import Result, assess, red_flags
from habits.engine.content import Content
from habits.engine.loaded import get_content
from habits.engine.schema import URGENCIES, RedFlag, When
from tests.engine.people import PAGES, each_of, someone
from tests.engine.strategies import Answers, adult_answers, tried_with

CONTENT = get_content()
FORM = CONTENT.questionnaire
# Nothing to see someone about.
NONE = None

# Urgency, and all that it takes. `|` stands between answers of which each one is enough.
TABLE: list[tuple[str | None, str]] = [
    # Urgent signs right now.
    ("emergency", "urgent_now.breathing_swelling|rash_no_fade_glass|very_ill|blistering_peeling"),
    ("emergency", "urgent_now.skin_dark_painful|severe_tummy_pain|vomiting_blood|heavy_bleeding"),
    ("emergency", "urgent_now.blocked|most_skin|fever_weak|pregnant_bleeding|stopped_drinking"),
    ("emergency", "urgent_now.self_harm"),
    # Signs that can reach the eye, the liver or the whole body.
    ("emergency", "skin_signs.face_blisters"),
    ("emergency", "skin_signs.punched_out_sores + skin_signs.eye_pain"),
    ("emergency", "skin_signs.punched_out_sores + safety.weak_immunity"),
    ("emergency", "skin_signs.band_blisters + skin_signs.eye_pain"),
    ("emergency", "gut_signs.yellow_skin + gut_signs.tummy_pain_fever"),
    ("emergency", "skin_signs.hot_painful_spreading + safety.weak_immunity"),
    ("emergency", "skin_signs.hot_painful_spreading + skin_signs.eye_pain"),
    ("emergency", "skin_signs.rash_fever + skin_signs.new_medicine_rash"),
    ("emergency", "gut_signs.black_poo + safety.warfarin|blood_thinner"),
    # Today.
    ("urgent", "skin_signs.hot_painful_spreading|weeping_crusting|punched_out_sores"),
    ("urgent", "skin_signs.band_blisters|rash_fever|fever_medicine|new_medicine_rash"),
    ("urgent", "skin_signs.eye_pain|diabetes_foot"),
    ("urgent", "gut_signs.black_poo|yellow_skin|swallowing|cannot_keep|tummy_pain_fever"),
    ("urgent", "gut_signs.blood + poo_form.loose"),
    (
        "urgent",
        "skin_concerns.acne_stubborn|breakouts|rosacea + safety.pregnant_now|trying"
        " + habits.antibiotics_now",
    ),
    ("urgent", "gut_signs.blood + safety.warfarin|blood_thinner"),
    ("urgent", "safety.clozapine + poo_form.hard"),
    ("urgent", "safety.crohns_colitis + gut_signs.blood"),
    (
        "urgent",
        "poo_form.loose + habits.antibiotics_now|antibiotics_recent"
        " + gut_signs.blood|tummy_pain_fever|cannot_keep",
    ),
    (
        "urgent",
        "poo_form.loose + habits.antibiotics_now|antibiotics_recent + safety.weak_immunity",
    ),
    ("urgent", "safety.pregnant_now + itch.1|2|3|4|5|6|7|8|9|10"),
    ("urgent", "safety.pregnant_now + skin_concerns.dry_itchy|rash|hives"),
    # An itch that wakes is an itch; so is itching all over, and these are each a rash.
    ("urgent", "safety.pregnant_now + itch_sleep.some_nights|most_nights"),
    ("urgent", "safety.pregnant_now + skin_signs.itch_all_over"),
    ("urgent", "safety.pregnant_now + skin_signs.rash_fever|new_medicine_rash|rash_unseen"),
    # Any sores.
    ("urgent", "safety.pregnant_now + skin_signs.punched_out_sores|band_blisters|itchy_blisters"),
    ("urgent", "safety.pregnant_now + skin_signs.weeping_crusting|lasting_sore"),
    ("urgent", "safety.harms_unborn + safety.pregnant_now|trying|breastfeeding"),
    ("urgent", "safety.isotretinoin + safety.pregnant_now|trying|breastfeeding"),
    # Soon.
    ("non-urgent", "poo_form.loose + habits.antibiotics_now|antibiotics_recent"),
    ("non-urgent", "safety.retinoid_cream + safety.pregnant_now|trying"),
    ("non-urgent", "safety.crohns_colitis + gut_signs.night_poo|weight_loss|change_3_weeks"),
    ("non-urgent", "safety.isotretinoin + skin_impact.very_much"),
    ("non-urgent", "gut_signs.weight_loss|night_poo|blood|change_3_weeks|lump|bloated_3_weeks"),
    ("non-urgent", "gut_signs.heartburn"),
    ("non-urgent", "skin_signs.changing_mole|lasting_sore|tick_ring|rash_unseen|itch_all_over"),
    ("non-urgent", "skin_signs.others_itch|itchy_blisters|scarring|periods_hair|joint_stiff"),
    ("non-urgent", "itch_sleep.most_nights"),
    ("non-urgent", "skin_treatment.not_helping|stopped"),
    ("non-urgent", "skin_impact.very_much"),
    ("non-urgent", "safety.alcohol_dependence|eating_disorder"),
    # Nothing, each alone.
    (NONE, "bloating_days.0|1_2|3_4|5_6|7|not_sure"),
    (NONE, "skin_treatment.helping|just_started|finished|none"),
    (NONE, "safety.pregnant_now|trying|breastfeeding"),
    (NONE, "safety.milk|milk_upsets|soy|nuts|other_allergy"),
    (NONE, "safety.coeliac|ibs|crohns_colitis|narrow_bowel"),
    (NONE, "safety.weak_immunity|kidney|diabetes"),
    (NONE, "safety.harms_unborn|isotretinoin|retinoid_cream|warfarin|blood_thinner|maoi|clozapine"),
    (NONE, "safety.none"),
    (NONE, "skin_concerns.acne_stubborn|breakouts|rash|eczema|psoriasis|rosacea|dry_itchy"),
    (NONE, "skin_concerns.redness_burning|hives|dark_marks|dull|ageing|none"),
    (NONE, "itch.0|1|2|3|4|5|6|7|8|9|10"),
    (NONE, "itch_sleep.never|some_nights"),
    (NONE, "skin_impact.not_at_all|a_little|a_lot"),
    (NONE, "poo_form.hard|soft|loose|changes|not_sure"),
    (NONE, "habits.harsh_wash|little_moisturiser|perfume|little_sun_care|new_product"),
    (NONE, "habits.few_plants|few_ferments|ready_made|sweet|cut_out"),
    (NONE, "habits.diet_drinks|alcohol|alcohol_flush|short_sleep|stressed|smoke"),
    (NONE, "habits.antibiotics_now|antibiotics_recent|probiotic|cleaners|paid_tests|none"),
    (NONE, "urgent_now.none"),
    (NONE, "skin_signs.none"),
    (NONE, "gut_signs.none"),
    (NONE, "try_first.food|skin_care|rest|drinks|not_sure"),
]


def cells(table) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(urgency, cell) for urgency, row in table for cell in each_of(row)]


def named(found) -> list[str]:
    return [" + ".join(cell) for _, cell in found]


CELLS = cells(TABLE)

# What sounds as bad as a pair of the table, and must not be raised to it.
NOT_RAISED: list[tuple[str | None, str]] = [
    # Black poo is told today; only a blood thinner makes it an emergency.
    ("urgent", "gut_signs.black_poo + safety.ibs|crohns_colitis|weak_immunity|clozapine"),
    ("urgent", "gut_signs.black_poo + gut_signs.blood|weight_loss|tummy_pain_fever"),
    ("urgent", "gut_signs.yellow_skin + gut_signs.weight_loss|cannot_keep|lump"),
    ("urgent", "gut_signs.yellow_skin + skin_signs.itch_all_over|rash_fever"),
    ("urgent", "gut_signs.tummy_pain_fever + gut_signs.blood|cannot_keep"),
    # A weak immune system makes sores and spreading skin worse, not every sign.
    ("urgent", "skin_signs.band_blisters|weeping_crusting|rash_fever + safety.weak_immunity"),
    ("urgent", "skin_signs.eye_pain|fever_medicine + safety.weak_immunity"),
    ("urgent", "skin_signs.punched_out_sores + safety.diabetes|kidney|pregnant_now"),
    ("urgent", "skin_signs.punched_out_sores + skin_concerns.eczema"),
    ("urgent", "skin_signs.hot_painful_spreading|diabetes_foot + safety.diabetes|pregnant_now"),
    ("urgent", "skin_signs.hot_painful_spreading + skin_signs.rash_fever|weeping_crusting"),
    # A medicine and a rash, or a high temperature and a rash, without the third.
    ("urgent", "skin_signs.new_medicine_rash + skin_signs.fever_medicine"),
    ("urgent", "skin_signs.rash_fever + skin_signs.fever_medicine|eye_pain"),
    ("urgent", "skin_signs.new_medicine_rash + skin_signs.eye_pain"),
    # Blood with other poo, and loose poo with other signs.
    ("non-urgent", "gut_signs.blood + poo_form.hard|soft|changes|not_sure"),
    ("non-urgent", "gut_signs.change_3_weeks|night_poo|weight_loss + poo_form.loose"),
    ("non-urgent", "gut_signs.blood + safety.narrow_bowel|ibs|clozapine|weak_immunity"),
    ("non-urgent", "gut_signs.blood + habits.antibiotics_now|antibiotics_recent"),
    ("non-urgent", "gut_signs.lump|bloated_3_weeks|heartburn + safety.crohns_colitis"),
    ("non-urgent", "gut_signs.night_poo + poo_form.loose + habits.antibiotics_now"),
    (NONE, "poo_form.loose + safety.weak_immunity|crohns_colitis|warfarin"),
    (NONE, "poo_form.loose + habits.probiotic"),
    (NONE, "poo_form.hard|changes + habits.antibiotics_now"),
    (NONE, "safety.clozapine + poo_form.soft|loose|changes|not_sure"),
    (NONE, "safety.clozapine + habits.smoke"),
    (NONE, "safety.warfarin|blood_thinner + poo_form.hard|loose"),
    # Trying for a baby and breastfeeding are not being pregnant.
    (NONE, "safety.trying|breastfeeding + itch.10"),
    (NONE, "safety.trying|breastfeeding + skin_concerns.dry_itchy|rash|hives"),
    ("non-urgent", "safety.trying|breastfeeding + skin_signs.itch_all_over|lasting_sore"),
    ("non-urgent", "safety.pregnant_now + skin_signs.changing_mole|scarring|joint_stiff"),
    ("non-urgent", "safety.pregnant_now + gut_signs.heartburn|night_poo"),
    (NONE, "safety.pregnant_now + itch.0"),
    (NONE, "safety.pregnant_now + skin_concerns.eczema|psoriasis|acne_stubborn"),
    (NONE, "safety.retinoid_cream + safety.breastfeeding"),
    (NONE, "safety.isotretinoin + skin_impact.a_lot"),
    (NONE, "safety.isotretinoin + habits.stressed"),
    (NONE, "safety.isotretinoin + safety.harms_unborn"),
]


def worst(urgencies) -> str | None:
    order = [*URGENCIES, None]
    return min(urgencies, key=order.index, default=None)


def rows(result: Result) -> list[tuple[str, str, bool]]:
    return [(c.flag.id, c.flag.urgency, c.conditional) for c in result.care_cards]


@pytest.mark.parametrize(("urgency", "cell"), CELLS, ids=named(CELLS))
def test_each_cell_of_the_table_has_the_urgency_that_was_settled(urgency, cell) -> None:
    result = assess(CONTENT, someone(*cell))
    assert result.urgency == urgency
    assert bool(result.care_cards) is (urgency is not None)
    assert not [card for card in result.care_cards if card.conditional]
    assert result.no_signs is (urgency is None)


SOUNDS = cells(NOT_RAISED)


@pytest.mark.parametrize(("urgency", "cell"), SOUNDS, ids=named(SOUNDS))
def test_what_only_sounds_like_a_pair_of_the_table_is_not_raised_to_it(urgency, cell) -> None:
    assert assess(CONTENT, someone(*cell)).urgency == urgency


def test_every_answer_of_the_short_way_stands_in_the_table_alone() -> None:
    """An option that is added must be given an urgency, be it none."""
    alone = {cell[0] for _, cell in CELLS if len(cell) == 1}
    asked = {
        f"{question.id}.{option.id}"
        for page in FORM.short_way
        if page.id != "you"
        for question in page.questions
        for option in question.offered
    }
    missing = alone ^ (asked - {"safety.rather_not_say"})
    assert missing == set(), "the table at the top of this file gives each answer its urgency"


SINGLE = {cell[0]: urgency for urgency, cell in CELLS if len(cell) == 1}
TOGETHER = [(urgency, frozenset(cell)) for urgency, cell in CELLS if len(cell) > 1]


def by_the_table(answers: Answers) -> str | None:
    """The worst cell that the answers fill."""
    given = {f"{question}.{option}" for question, chosen in answers.items() for option in chosen}
    if "skin_concerns.none" in given:
        # The page on the last 7 days is not asked of who has no trouble with their skin.
        passed_over = tuple(f"{question}." for question in PAGES["skin-days"])
        given = {name for name in given if not name.startswith(passed_over)}
    found = [SINGLE.get(name) for name in given]
    return worst([*found, *(urgency for urgency, cell in TOGETHER if cell <= given)])


def flags(*names: str) -> tuple[str | None, set[str]]:
    result = red_flags(CONTENT, someone(*names))
    return result.urgency, {card.flag.id for card in result.care_cards}


@pytest.mark.slow
def test_two_answers_are_as_urgent_as_the_table_says_and_never_more() -> None:
    """Every pair of answers of the short way: one that is not in the table raises nothing."""
    alone = {name: flags(name)[1] for name in SINGLE}
    paired = {cell for _, cell in TOGETHER}
    wrong = []
    for one, other in combinations(SINGLE, 2):
        urgency, found = flags(one, other)
        if urgency != (told := by_the_table(someone(one, other))):
            wrong.append(f"{one} + {other}: {urgency}, not {told}")
        if {one, other} not in paired and (more := found - alone[one] - alone[other]):
            wrong.append(f"{one} + {other}: {more} is of neither")
    assert not wrong, "\n".join(wrong[:40])


def test_bloating_makes_no_card_but_the_list_says_when_to_go() -> None:
    for days, said in (("7", True), ("5_6", True), ("1_2", False), ("0", False)):
        result = assess(CONTENT, someone(f"bloating_days.{days}"))
        assert ("bloating" in {reason.id for reason in result.reasons}) is said


SHORT = [question.id for page in FORM.short_way for question in page.questions]


@tried_with(adult_answers(FORM))
def test_any_answers_of_the_short_way_are_as_urgent_as_the_worst_cell_they_fill(answers) -> None:
    short = {question: answers[question] for question in SHORT if question in answers}
    assert red_flags(CONTENT, short).urgency == by_the_table(short)


# A forgotten option must be noticed: every condition is broken on purpose.


def without(content: Content, name: str) -> Content:
    """The content as it would be if no red flag knew this answer ('gut_signs.blood')."""
    flags = tuple(forgetting(flag, name) for flag in content.red_flags)
    return replace(content, red_flags=flags)


def forgetting(flag: RedFlag, name: str) -> RedFlag:
    if flag.when is None:
        return flag
    question, option = name.split(".")
    all_of, any_of = (
        {q: options - {option} if q == question else options for q, options in table.items()}
        for table in (flag.when.all_of, flag.when.any_of)
    )
    any_of = {q: options for q, options in any_of.items() if options}
    # A word that names nothing more would ask for nothing: such a flag can never show.
    never = not all(all_of.values()) or (flag.when.any_of and not any_of)
    when = None if never else When(all_of=all_of, any_of=any_of)
    return msgspec.structs.replace(flag, when=when)


SIGNS = [name for name in SINGLE if name.split(".")[0] in ("urgent_now", "skin_signs", "gut_signs")]


@pytest.mark.parametrize("sign", [name for name in SIGNS if not name.endswith(".none")])
def test_a_sign_that_red_flags_forgot_would_be_noticed(sign) -> None:
    broken = assess(without(CONTENT, sign), someone(sign))
    assert SINGLE[sign] is not None
    assert broken.urgency != SINGLE[sign]
    assert not broken.care_cards
    # The way it is broken breaks nothing else.
    for other in ("urgent_now.very_ill", "skin_signs.eye_pain", "gut_signs.lump"):
        if other != sign:
            assert assess(without(CONTENT, sign), someone(other)).urgency == SINGLE[other]


# A night spoilt by itching counts as an itch by the questionnaire, not by a condition.
RAISED = [
    (urgency, cell)
    for urgency, cell in CELLS
    if len(cell) > 1 and not any(name.startswith("itch_sleep.") for name in cell)
]


@pytest.mark.slow
@pytest.mark.parametrize(("urgency", "cell"), RAISED, ids=named(RAISED))
def test_a_pair_of_which_red_flags_forgot_a_half_would_be_noticed(urgency, cell) -> None:
    told = rows(assess(CONTENT, someone(*cell)))
    for name in cell:
        assert rows(assess(without(CONTENT, name), someone(*cell))) != told, name


def test_silence_on_health_is_told_as_such_and_raises_nothing() -> None:
    result = assess(CONTENT, someone("safety.rather_not_say"))
    assert result.urgency is None
    assert result.undisclosed
