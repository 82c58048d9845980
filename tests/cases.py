"""Agreed whole cases: answers and the result that we agreed on, as data that a reviewer can read.

Each tests/cases/*.toml holds [[cases]] with `name`, `because`, [cases.answers] (an option id or a
list of them for each question) and [cases.result]: every key of RESULT, in the order of the page.
A key left out means an empty list; `adult` is true and `urgency` empty when left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from habits.engine.assess import Result

FOLDER = Path(__file__).parent / "cases"
RESULT = ("care_cards", "first", "cautions", "tips", "left_out", "foods", "reasons", "looks")


class Case(NamedTuple):
    name: str
    answers: dict[str, list[str]]
    expected: dict[str, Any]


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.toml")):
        for raw in tomllib.loads(path.read_text(encoding="utf-8"))["cases"]:
            unknown = set(raw["result"]) - {*RESULT, "adult", "urgency"}
            assert not unknown, f"{path.name}: {raw['name']}: unknown keys {unknown}"
            answers = {
                question: [chosen] if isinstance(chosen, str) else chosen
                for question, chosen in raw["answers"].items()
            }
            empty: dict[str, Any] = {"adult": True, "urgency": "", **{key: [] for key in RESULT}}
            yield Case(f"{path.stem}: {raw['name']}", answers, empty | raw["result"])


def as_data(result: Result) -> dict[str, Any]:
    """A result in the shape of a case."""
    return {
        "adult": result.adult,
        "urgency": result.urgency or "",
        "care_cards": [card.flag.id for card in result.care_cards],
        "first": [caution.id for caution in result.first],
        "cautions": [caution.id for caution in result.cautions],
        "tips": [shown.tip.id for shown in result.tips],
        "left_out": [tip.id for tip in result.left_out],
        "foods": [food.id for food in result.foods],
        "reasons": [reason.id for reason in result.reasons],
        "looks": [look.id for look in result.looks],
    }
