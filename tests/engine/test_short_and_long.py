"""Who answers the short way is told the same as who answers every page, but for the tips.

A detail may sharpen a tip. What keeps someone safe must never wait for a page that not everyone
is asked. Each person here is made of facts, and the two ways of telling them agree.
"""

from __future__ import annotations

from typing import Any

import pytest

from habits.engine.answers import askable_pages, effective_answers
from habits.engine.assess import Result, assess
from habits.engine.loaded import get_content
from tests.engine.people import PUT_RIGHT, SAYS, UNSURE, habits_of, someone
from tests.engine.strategies import Answers, adult_answers, tried_with

CONTENT = get_content()
FORM = CONTENT.questionnaire
SHORT = {question.id for page in FORM.short_way for question in page.questions}
DETAILS = {q.id: q for page in FORM.pages if page.area for q in page.questions}
EDITION = 2


def both_ways(answers: Answers) -> tuple[Answers, Answers]:
    """One person as the short way tells it, and with each detail added that fits the same facts."""
    # Ticked is what the details say of the habits; what they leave open stays as it was drawn.
    # The page of habits is answered: who skips it says less than who tells the details.
    habits = sorted(habits_of(answers)) or ["none"]
    short = {q: chosen for q, chosen in answers.items() if q in SHORT} | {"habits": habits}
    details = {q: chosen for q, chosen in answers.items() if q in DETAILS}
    return short, short | details


def told(result: Result) -> dict[str, Any]:
    """All that a result says beside tips and foods."""
    return {
        "adult": result.adult,
        "urgency": result.urgency,
        "rows": [(c.flag.id, c.flag.urgency, c.conditional) for c in result.care_cards],
        "skipped": [page.id for page in result.skipped],
        "no_signs": result.no_signs,
        "silence": result.undisclosed,
        "first": [caution.id for caution in result.priority_cautions],
        "cautions": [caution.id for caution in result.cautions],
        "reasons": [reason.id for reason in result.reasons],
        "looks": [look.id for look in result.skin_descriptions],
    }


@tried_with(adult_answers(FORM))
def test_details_change_nothing_but_tips_and_foods_that_are_eaten_already(answers) -> None:
    short, long = both_ways(answers)
    by_short, by_long = assess(CONTENT, short), assess(CONTENT, long)
    assert told(by_short) == told(by_long)
    # Nothing is withheld from the one and offered to the other: only what is eaten is left out.
    eaten = {*long.get("prebiotic_foods", []), *long.get("fermented_foods", [])}
    assert [f.id for f in by_long.foods] == [f.id for f in by_short.foods if f.id not in eaten]
    # Nor is a tip that a caution hides from the one shown to the other.
    hidden = {tip for c in (*by_short.priority_cautions, *by_short.cautions) for tip in c.hides}
    assert not hidden & {shown.tip.id for shown in (*by_short.tips, *by_long.tips)}
    # Nor can a detail change which pages can be asked.
    assert askable_pages(FORM, short) == askable_pages(FORM, long)


# What a detail says of a habit, as typed by hand.


def test_the_questionnaire_says_of_each_detail_what_was_settled() -> None:
    says = {
        question.id: {option.id: option.counts_as for option in question.options}
        for question in DETAILS.values()
    }
    for question, options in says.items():
        for option, counts_as in options.items():
            tick = SAYS.get(question, {}).get(option)
            assert counts_as == ({"habits": {tick}} if tick else {}), f"{question}.{option}"
    assert {q.id: q.refines for q in DETAILS.values() if q.refines} == {
        question: {"habits": ticks} for question, ticks in PUT_RIGHT.items()
    }
    assert set(SAYS) <= set(DETAILS)


def test_only_not_sure_leaves_a_tick_as_it_was() -> None:
    unsure = {q.id: q.unsure for q in DETAILS.values() if q.unsure}
    assert all(options == {UNSURE} for options in unsure.values())
    offered = {q.id for q in DETAILS.values() if UNSURE in q.by_id}
    assert set(unsure) == offered


# A detail wins over the tick that it is about.


def habits(answers: Answers) -> frozenset[str]:
    return effective_answers(FORM, answers, EDITION).derived.get("habits", frozenset())


REFINING = [(question, option.id) for question in PUT_RIGHT for option in DETAILS[question].options]


@pytest.mark.parametrize(("question", "option"), REFINING)
def test_a_detail_puts_right_every_tick_that_it_is_about_and_no_other(question, option) -> None:
    about = sorted(PUT_RIGHT[question])
    ticked = someone("habits.cut_out", *(f"habits.{tick}" for tick in about))
    after = habits(ticked | {question: [option]})
    if option == UNSURE:
        assert after == {"cut_out", *about}, "not sure says nothing against a tick"
    else:
        assert after == {"cut_out"} | {SAYS.get(question, {}).get(option)} - {None}


@pytest.mark.parametrize(("question", "option"), REFINING)
def test_a_detail_counts_as_the_tick_for_who_did_not_tick(question, option) -> None:
    expected = {SAYS.get(question, {}).get(option)} - {None}
    assert habits(someone() | {question: [option]}) - {"none"} == expected


def test_two_details_about_one_habit_are_enough_with_either() -> None:
    tired = someone("habits.short_sleep")
    regular = {"sleep_hours": ["7_9"], "sleep_regular": ["regular"]}
    assert "short_sleep" not in habits(tired | regular)
    assert "short_sleep" in habits(tired | regular | {"sleep_regular": ["shifts"]})
    assert "short_sleep" in habits(tired | regular | {"sleep_hours": ["5_6"]})
    scented = {"fragrance": ["no"], "natural_products": ["yes"]}
    assert "perfume" in habits(someone() | scented)


# A tick brings up each tip that a detail about it brings up. Typed by hand: tick -> tips.
TICKED: dict[str, set[str]] = {
    "harsh_wash": {"gentle_skincare"}, "little_moisturiser": {"gentle_skincare"},
    "perfume": {"gentle_skincare", "fragrance_free"}, "little_sun_care": {"sunscreen"},
    "new_product": {"gentle_skincare", "new_product"},
    "few_plants": {"fibre_prebiotic", "plant_diversity"},
    "few_ferments": {"fermented"}, "ready_made": {"upf"}, "sweet": {"sugar_gl"},
    "cut_out": set(), "diet_drinks": {"sweeteners"}, "alcohol": {"alcohol"},
    "alcohol_flush": {"alcohol"}, "short_sleep": {"sleep", "movement"},
    "stressed": {"stress", "movement"},
    "smoke": {"smoking"}, "antibiotics_now": {"antibiotics"},
    "antibiotics_recent": {"antibiotics"}, "probiotic": {"probiotic_supplement"},
    "cleaners": {"disinfectants"}, "paid_tests": {"fakes"},
}  # fmt: skip
# The same for claims.
CLAIMED: dict[str, set[str]] = {
    "perfume": {"natural_skincare"},
    "paid_tests": {"leaky_gut"},
    "cut_out": {"dairy", "cut_gluten"},
}


def tips(answers: Answers) -> set[str]:
    """Those that an answer asks for."""
    return {shown.tip.id for shown in assess(CONTENT, answers).tips if shown.fits}


def claims(answers: Answers) -> set[str]:
    return {claim.id for claim in assess(CONTENT, answers).claims}


# Scars from spots bring up no tip; spots do, and a tip may need them.
BASE = someone("skin_concerns.breakouts")


def test_each_tick_brings_up_the_claims_about_it() -> None:
    for tick in FORM.by_question["habits"].plain:
        gained = claims(BASE | {"habits": [tick]}) - claims(BASE)
        assert gained == CLAIMED.get(tick, set()), f"CLAIMED, above: {tick}"


def test_each_tick_brings_up_the_tips_about_it() -> None:
    gained = {
        tick: tips(BASE | {"habits": [tick]}) - tips(BASE)
        for tick in FORM.by_question["habits"].plain
    }
    # Spots alone bring up the tip on probiotics.
    expected = {tick: found - tips(BASE) for tick, found in TICKED.items()}
    assert gained == expected, "TICKED, above: type by hand what each tick brings up"
    assert "probiotic_supplement" in tips(someone("habits.probiotic"))


@pytest.mark.parametrize("question", PUT_RIGHT)
def test_a_habit_that_a_detail_denies_brings_up_no_tip(question) -> None:
    """The pages that follow the tick follow the detail: told here by what someone reads."""
    without = someone()
    for tick in PUT_RIGHT[question]:
        # Skin that looks dull is enough for the tip on gentle care, as it is for this person.
        brought = tips(someone(f"habits.{tick}")) - tips(without)
        assert brought, tick
        denied = [
            o.id
            for o in DETAILS[question].options
            if o.id != UNSURE and o.id not in SAYS.get(question, {})
        ]
        for option in denied:
            left = tips(someone(f"habits.{tick}") | {question: [option]})
            own = tips(without | {question: [option]})
            assert not brought & (left - own), f"{question}.{option}"


CONCERNS = [option.id for option in FORM.by_question["skin_concerns"].offered]
SHORT_OPTIONS = [
    f"{question.id}.{option.id}"
    for page in FORM.short_way
    if page.id not in ("you", "urgent")
    for question in page.questions
    for option in question.offered
]


@pytest.mark.parametrize("concern", CONCERNS)
def test_each_tip_that_a_detail_brings_up_can_be_brought_up_by_the_short_way(concern) -> None:
    """For every option of every detail: one answer that everyone is asked is enough as well."""
    base = someone(f"skin_concerns.{concern}")
    before = tips(base)
    reached: set[str] = set()
    for name in SHORT_OPTIONS:
        question, option = name.split(".")
        if question == "skin_concerns":
            continue
        reached |= tips(base | {question: [option]}) - before
    for question in DETAILS.values():
        for option in question.options:
            gained = tips(base | {question.id: [option.id]}) - before
            assert gained <= reached, f"{question.id}.{option.id}"
