"""The advice is the agreed advice."""

import pytest

from habits.engine import assess as engine
from habits.engine.assess import EDITION
from tests.cases import cases, found

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_result_is_the_agreed_one(case, content) -> None:
    assert found(content, case) == case.expected


def test_there_are_enough_agreed_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_answer_is_one_that_its_edition_offered(case, content) -> None:
    form = content.questionnaire
    for question, chosen in case.answers.items():
        assert set(chosen) <= form.by_question[question].by_id.keys(), question
        if case.edition == EDITION:
            assert set(chosen) <= form.asked[question].offered_ids, question


def test_the_cases_would_notice_all_of_and_any_of_swapped(content, monkeypatch) -> None:
    monkeypatch.setattr(engine, "all_of", engine.any_of)
    changed = [case.name for case in CASES if found(content, case) != case.expected]
    assert len(changed) >= 6, changed


def test_the_cases_would_notice_any_of_read_as_all_of(content, monkeypatch) -> None:
    monkeypatch.setattr(engine, "any_of", engine.all_of)
    changed = [case.name for case in CASES if found(content, case) != case.expected]
    assert len(changed) >= 6, changed
