"""What we say a test shows is shown by a test that exists: evidence_map.toml and SECURITY.md."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from habits.engine import schema
from habits.engine.loading import FOLDER, load
from habits.engine.schema import Table
from tests.harness.soak import plan
from tests.rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent.parent
MAP = tomllib.loads((ROOT / "tests/evidence_map.toml").read_text())


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


def named(kind: str) -> set[str]:
    return {name for names in MAP[kind].values() for name in names}


def test_every_test_that_the_map_and_the_papers_name_exists() -> None:
    in_papers = set(re.findall(r"`(test_\w+)`", (ROOT / "SECURITY.md").read_text()))
    for names in (named("criteria"), named("hazards"), in_papers):
        assert len(names) > 20
        assert names - known_tests() == set()


def test_every_part_of_the_soak_that_the_map_names_exists() -> None:
    assert named("soak") - set(plan(short=False)) == set()
    assert set(MAP["soak"]) <= set(MAP["hazards"])


def test_every_hazard_has_a_test() -> None:
    found = [row[0] for row in rows("HAZARDS.md")]
    assert found == [f"H{number}" for number in range(1, len(found) + 1)] == [*MAP["hazards"]]
    assert all(MAP["hazards"].values())


def test_every_criterion_that_says_so_has_a_test_and_no_other() -> None:
    criteria = load(FOLDER).accessibility.criteria
    assert [c.number for c in criteria if c.tested] == [*MAP["criteria"]]
    assert all(MAP["criteria"].values())


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


PATH = re.compile(r"`((?:habits|gutskin|tests|templates|static|deploy|docs)/[\w./-]*)`")
LINK = re.compile(r'(?:\]\(|src=")([^)":#]+)[)"#]')
PAPERS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_paper_names_exists(paper) -> None:
    text = paper.read_text()
    assert [name for name in PATH.findall(text) if not (ROOT / name).exists()] == []
    assert [link for link in LINK.findall(text) if not (paper.parent / link).exists()] == []


def rows_by_room() -> list[tuple[str, str]]:
    """Each row of the architecture's table, with the room that it is of: "" before the first."""
    text = (ROOT / "docs/architecture.md").read_text()
    found, room = [], ""
    for row in re.findall(r"^\| (.+) \|$", text, re.M):
        named = re.match(r"\*\*(\w+)\*\*", row)
        room = named[1] if named else room
        found.append((room, row))
    return found


def test_the_architecture_leads_into_every_room() -> None:
    assert {room for room, _ in rows_by_room()} - {""} == set(ROOMS)


def test_every_module_that_the_architecture_names_stands_in_the_room_of_its_row() -> None:
    named = [
        (room, name) for room, row in rows_by_room() for name in re.findall(r"`(\w+\.py)`", row)
    ]
    assert len(named) > 40
    folders = {room: ROOT / "habits" / room for room in ROOMS}
    assert [pair for pair in named if not (folders[pair[0]] / pair[1]).exists()] == []


def keys_of_content() -> set[str]:
    """What a table of the content can hold: its keys, and the words that some of them take."""
    tables = [Table]
    for table in tables:
        tables += table.__subclasses__()
    values = {value for told in vars(schema).values() for value in get_args(told)}
    return {name for table in tables for name in table.__struct_encode_fields__} | values


GUIDES = sorted({ROOT / "docs/content.md", *FOLDER.rglob("*.toml")})


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_key_of_the_content_that_is_explained_exists(guide, content) -> None:
    text = guide.read_text()
    if guide.suffix == ".toml":
        text = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    # An agreed case is no content.
    known = keys_of_content() | content.questionnaire.by_question.keys() | {"answers"}
    assert set(re.findall(r"`([a-z_]+)`", text)) - known == set()
