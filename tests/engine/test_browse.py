"""What the library lists never says less than what a person is shown."""

from __future__ import annotations

from hypothesis import given

from habits.engine.assess import assess
from habits.engine.browse import TipFilter, all_gradings, open_to, tips_for, to_try
from habits.engine.content import load
from tests.engine.strategies import adult_answers

CONTENT = load()


@given(adult_answers(CONTENT.questionnaire))
def test_every_tip_shown_to_someone_is_listed_for_their_concern(given_answers) -> None:
    options = CONTENT.questionnaire.by_question["skin_concerns"].by_id
    chosen = given_answers.get("skin_concerns", [])
    concerns = {options[o].concern for o in chosen if o in options}
    if len(concerns) != 1 or "" in concerns:
        return
    [concern] = concerns
    listed = {tip.id for tip, _ in tips_for(CONTENT, TipFilter(concern=concern))}
    assert {shown.tip.id for shown in assess(CONTENT, given_answers).tips} <= listed


def test_a_tip_for_everyone_is_open_to_each_concern() -> None:
    tip = next(tip for tip in CONTENT.tips if tip.when == "everyone")
    assert all(open_to(CONTENT, tip, concern) for concern in CONTENT.questionnaire.concerns)


def test_every_concern_has_one_grading_of_each_tip() -> None:
    for tip in CONTENT.tips:
        named = [name for grading in all_gradings(CONTENT, tip) for name in grading.concerns]
        assert sorted(named) == sorted(CONTENT.questionnaire.concerns)


def test_other_ticks_bring_other_foods_and_no_food_brings_none() -> None:
    first = to_try(CONTENT.foods, {"oats"}, 0)
    assert first != to_try(CONTENT.foods, {"kimchi"}, 0)
    assert to_try([], set(), 3) == []
    assert to_try(CONTENT.foods[:2], set(), 5) == to_try(CONTENT.foods[:2], set(), 0)
