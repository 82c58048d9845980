"""What HAZARDS.md and SECURITY.md say is shown by a test is shown by a test that exists."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from habits.engine.loading import FOLDER, load
from tests.harness.soak import plan

ROOT = Path(__file__).resolve().parent.parent.parent
PAPERS = ["HAZARDS.md", "SECURITY.md"]


@cache
def known_tests() -> frozenset[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return frozenset(
        name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    )


def rows(paper: str) -> list[list[str]]:
    """The cells of each row of a table whose first cell is an id."""
    lines = (ROOT / paper).read_text().splitlines()
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in found if re.fullmatch(r"H\d+|V\d+\.\d+\.\d+", row[0])]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_test_that_a_paper_names_exists(paper) -> None:
    text = (ROOT / paper).read_text()
    named = set(re.findall(r"`(test_\w+)`", text))
    assert len(named) > 20
    assert not named - known_tests(), "no such test"
    parts = {name for found in re.findall(r"soak: ([\w, ]+\w)", text) for name in found.split(", ")}
    assert parts - {"name"} <= set(plan(short=False)), "no such part of make soak"


def test_every_hazard_has_a_test() -> None:
    found = rows("HAZARDS.md")
    assert [row[0] for row in found] == [f"H{number}" for number in range(1, len(found) + 1)]
    for row in found:
        assert len(row) == 7, row[0]
        assert "`test_" in row[6], row[0]


def test_the_signs_and_facts_that_the_hazard_log_counts_are_those_that_are_asked() -> None:
    asked = load(FOLDER).questionnaire.by_question
    urgent, skin, gut, health = (
        sum(not option.exclusive for option in asked[name].offered)
        for name in ("urgent_now", "skin_signs", "gut_signs", "safety")
    )
    text = (ROOT / "HAZARDS.md").read_text()
    assert f"{urgent} urgent signs are asked first" in text
    assert f"{skin} skin signs, {gut} gut signs and {health} health facts after them" in text


def test_no_hazard_is_left_at_a_risk_that_is_not_acceptable_unless_the_paper_says_so() -> None:
    said = re.search(r"\*\*Not acceptable yet: (.*?)\.\*\*", (ROOT / "HAZARDS.md").read_text())
    open_ = set(re.findall(r"H\d+", said[1])) if said else set()
    risks = {row[0]: [int(row[at].rsplit(": ")[1]) for at in (3, 5)] for row in rows("HAZARDS.md")}
    assert {name for name, (_, after) in risks.items() if after > 2} == open_
    assert [name for name, (before, after) in risks.items() if after > before] == []


def test_every_row_of_the_asvs_is_judged_and_the_count_is_right() -> None:
    found = rows("SECURITY.md")
    assert len({row[0] for row in found}) == len(found) == 175
    count = Counter((row[1], row[2]) for row in found)
    assert {state for _, state in count} == {"yes", "none", "host", "no"}
    ones, twos = (sum(n for (at, _), n in count.items() if at == level) for level in "12")
    assert (ones, twos) == (48, 127)
    assert not count["1", "no"]
    said = f"Level 2: {twos - count['2', 'no']} of 127"
    assert said in (ROOT / "SECURITY.md").read_text()
    for row in found:
        assert row[2] in {"none", "host", "no"} or row[4], row[0]
