"""What the library lists never says less than what a person is shown."""

from __future__ import annotations

import msgspec
import pytest

from habits.engine.assess import assess
from habits.engine.browse import TipFilter, all_gradings, can_be_shown, foods_to_try, tips_for
from habits.engine.loaded import get_content
from habits.engine.schema import GRADES
from tests.engine.strategies import adult_answers, tried_with

CONTENT = get_content()


@tried_with(adult_answers(CONTENT.questionnaire))
def test_every_tip_shown_to_someone_is_listed_for_their_concern(given_answers) -> None:
    options = CONTENT.questionnaire.by_question["skin_concerns"].by_id
    chosen = given_answers.get("skin_concerns", [])
    concerns = {options[o].concern for o in chosen if o in options}
    if len(concerns) != 1 or "" in concerns:
        return
    [concern] = concerns
    listed = {tip.id for tip, _ in tips_for(CONTENT, TipFilter(concern=concern))}
    assert {shown.tip.id for shown in assess(CONTENT, given_answers).tips} <= listed


def test_a_tip_that_asks_for_no_concern_is_open_to_each() -> None:
    fibre = next(tip for tip in CONTENT.tips if tip.id == "fibre_prebiotic")
    for tip in (fibre, msgspec.structs.replace(fibre, when="everyone")):
        concerns = CONTENT.questionnaire.concerns
        assert all(can_be_shown(CONTENT, tip, concern) for concern in concerns)


def test_a_tip_that_asks_for_a_concern_is_open_to_that_one_alone() -> None:
    tip = next(tip for tip in CONTENT.tips if tip.id == "eczema_first")
    opened = {c for c in CONTENT.questionnaire.concerns if can_be_shown(CONTENT, tip, c)}
    assert opened == {"eczema"}


@pytest.mark.parametrize("concern", [*CONTENT.questionnaire.concerns])
def test_what_was_not_studied_for_a_concern_is_listed_last_and_under_no_grade(concern) -> None:
    listed = tips_for(CONTENT, TipFilter(concern=concern))
    for tip, grading in listed:
        assert grading.concerns == (concern,)
        assert grading.evidence == tip.concerns.get(concern)
    studied = [grading.evidence is not None for _, grading in listed]
    assert studied == sorted(studied, reverse=True)
    for grade in GRADES:
        found = tips_for(CONTENT, TipFilter(concern=concern, grade=grade))
        assert all(tip.concerns[concern].grade == grade for tip, _ in found)
    assert not tips_for(CONTENT, TipFilter(concern=concern, grade="contradicted"))


def test_every_concern_has_one_grading_of_each_tip() -> None:
    for tip in CONTENT.tips:
        named = [name for grading in all_gradings(CONTENT, tip) for name in grading.concerns]
        assert sorted(named) == sorted(CONTENT.questionnaire.concerns)
        for grading in all_gradings(CONTENT, tip):
            assert {tip.concerns.get(name) for name in grading.concerns} == {grading.evidence}


def test_other_ticks_bring_other_foods_and_no_food_brings_none() -> None:
    first = foods_to_try(CONTENT.foods, {"oats"}, 0)
    assert first != foods_to_try(CONTENT.foods, {"kimchi"}, 0)
    assert foods_to_try([], set(), 3) == []
    assert foods_to_try(CONTENT.foods[:2], set(), 5) == foods_to_try(CONTENT.foods[:2], set(), 0)
