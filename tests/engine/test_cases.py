"""The advice is the agreed advice."""

import pytest

from habits.engine import conditions as engine
from habits.engine.answers import EDITION
from habits.engine.assess import assess
from habits.engine.schema import URGENCIES
from tests.cases import (
    cases,
    differences,
    files,
    foods_left_out,
    foods_offered,
    found,
    in_short,
    wanted,
)

CASES = cases()
SAID = ("care_cards", "first", "cautions")


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_the_results_are_the_agreed_ones(path, content) -> None:
    own = [case for case in CASES if case.place.startswith(f"{path.name}: ")]
    if told := [told for case in own if (told := differences(content, case))]:
        pytest.fail(in_short(told), pytrace=False)


def test_a_case_says_which_foods_are_offered_and_in_which_order(content) -> None:
    for case in CASES:
        foods = assess(content, case.answers, case.edition).foods
        left_out = list(foods_left_out(content, foods))
        assert foods_offered(content, left_out) == [food.id for food in foods], case.place


def test_there_are_enough_agreed_cases() -> None:
    assert len(CASES) >= 250


def test_every_red_flag_and_every_caution_is_in_an_agreed_case(content) -> None:
    shown = {name for case in CASES for key in SAID for name in case.expected[key]}
    # Under 18 there is no result: the exit page says that one.
    known = [item for item in (*content.red_flags, *content.cautions) if item.when is not None]
    missing = [item for item in known if item.id not in shown and item != content.under_age]
    if missing:
        pytest.fail(wanted([(item, "it") for item in missing]), pytrace=False)


def test_every_answer_is_one_that_its_edition_offered(content) -> None:
    form = content.questionnaire
    for case in CASES:
        for question, chosen in case.answers.items():
            place = f"{case.place}: {question}"
            assert set(chosen) <= form.by_question[question].by_id.keys(), place
            if case.edition == EDITION:
                assert set(chosen) <= form.current_questions[question].offered_ids, place


def test_the_cases_would_notice_all_of_and_any_of_swapped(content, monkeypatch) -> None:
    monkeypatch.setattr(engine, "all_of", engine.any_of)
    changed = [case.name for case in CASES if found(content, case) != case.expected]
    assert len(changed) >= 40, changed


def test_the_cases_would_notice_any_of_read_as_all_of(content, monkeypatch) -> None:
    monkeypatch.setattr(engine, "any_of", engine.all_of)
    changed = [case.name for case in CASES if found(content, case) != case.expected]
    assert len(changed) >= 40, changed


# The stories: people with a complaint that someone could bring here.

STORIES = [case for case in CASES if case.name.startswith("stories: ")]


def test_there_are_45_stories_of_every_urgency() -> None:
    assert len(STORIES) == 45
    assert {case.expected["urgency"] for case in STORIES} == {*URGENCIES, ""}


def test_another_urgency_that_can_be_defended_is_one_step_away() -> None:
    ranks = [*URGENCIES, "none"]
    for case in CASES:
        if case.also:
            agreed = ranks.index(case.expected["urgency"] or "none")
            assert abs(ranks.index(case.also) - agreed) == 1, case.place
