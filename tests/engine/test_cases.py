"""The advice is the agreed advice."""

import pytest

from habits.engine import assess as engine
from habits.engine.assess import assess
from tests.cases import as_data, cases

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_result_is_the_agreed_one(case, content) -> None:
    assert as_data(assess(content, case.answers)) == case.expected


def test_there_are_enough_agreed_cases() -> None:
    assert len(CASES) >= 40


def test_the_cases_would_notice_all_of_and_any_of_swapped(content, monkeypatch) -> None:
    monkeypatch.setattr(engine, "all_of", engine.any_of)
    changed = [c.name for c in CASES if as_data(assess(content, c.answers)) != c.expected]
    assert len(changed) >= 6, changed


def test_the_cases_would_notice_any_of_read_as_all_of(content, monkeypatch) -> None:
    monkeypatch.setattr(engine, "any_of", engine.all_of)
    changed = [c.name for c in CASES if as_data(assess(content, c.answers)) != c.expected]
    assert len(changed) >= 6, changed
