"""The advice is the agreed advice."""

import pytest

from habits.engine import conditions as engine
from habits.engine.answers import EDITION
from habits.engine.schema import URGENCIES
from tests.cases import cases, found

CASES = cases()
SAID = ("care_cards", "first", "cautions")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_result_is_the_agreed_one(case, content) -> None:
    assert found(content, case) == case.expected


def test_there_are_enough_agreed_cases() -> None:
    assert len(CASES) >= 250


def test_every_red_flag_and_every_caution_is_in_an_agreed_case(content) -> None:
    shown = {name for case in CASES for key in SAID for name in case.expected[key]}
    # Under 18 there is no result: the exit page says that one.
    known = {item.id for item in (*content.red_flags, *content.cautions) if item.when is not None}
    assert known - {"under18"} <= shown


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_answer_is_one_that_its_edition_offered(case, content) -> None:
    form = content.questionnaire
    for question, chosen in case.answers.items():
        assert set(chosen) <= form.by_question[question].by_id.keys(), question
        if case.edition == EDITION:
            assert set(chosen) <= form.current_questions[question].offered_ids, question


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


@pytest.mark.parametrize("case", STORIES, ids=[case.name for case in STORIES])
def test_everyone_in_a_story_is_told_the_right_urgency(case, content) -> None:
    assert (found(content, case)["urgency"] or "none") == (case.expected["urgency"] or "none")


@pytest.mark.parametrize("case", [case for case in CASES if case.also], ids=lambda case: case.name)
def test_another_urgency_that_can_be_defended_is_one_step_away(case) -> None:
    ranks = [*URGENCIES, "none"]
    agreed = ranks.index(case.expected["urgency"] or "none")
    assert abs(ranks.index(case.also) - agreed) == 1
