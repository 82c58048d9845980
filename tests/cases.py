"""Agreed whole cases: answers and the result that we agreed on, as data that a reviewer can read.

Each tests/cases/*.toml holds [[cases]] with `name`, `because`, [cases.answers] (an option id or a
list of them for each question) and [cases.result]: every key of RESULT, in the order of the page.
A key left out means an empty list; `adult` is true and `urgency` empty when left out.

`care_cards` are those that the person's own answers made; the worst of them is the `urgency`.
`conditional` are those of which one half was left open: they stand on the page for whoever it
applies to, and make no urgency. No card is in both. `skipped` are the pages of warning signs that
were left open.

`edition` is the edition of the questionnaire that was answered, today's when left out; a result of
an earlier one says in [cases.then] with what urgency and cautions it was made. `also` is another
urgency that can be defended for the same person.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from habits.engine.assess import EDITION, Result, assess
from habits.engine.content import Content

FOLDER = Path(__file__).parent / "cases"
RESULT = (
    "care_cards", "conditional", "skipped", "first", "cautions", "tips", "left_out", "claims",
    "foods", "reasons", "looks",
)  # fmt: skip


class Case(NamedTuple):
    name: str
    answers: dict[str, list[str]]
    expected: dict[str, Any]
    edition: int = EDITION
    also: str | None = None
    then: dict[str, Any] | None = None


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.toml")):
        for raw in tomllib.loads(path.read_text(encoding="utf-8"))["cases"]:
            where = f"{path.name}: {raw['name']}"
            unknown = set(raw) - {"name", "because", "edition", "also", "answers", "result", "then"}
            unknown |= set(raw.get("then", ())) - {"urgency", "cautions"}
            unknown |= set(raw["result"]) - {*RESULT, "adult", "urgency"}
            assert not unknown, f"{where}: unknown keys {unknown}"
            answers = {
                question: [chosen] if isinstance(chosen, str) else chosen
                for question, chosen in raw["answers"].items()
            }
            empty: dict[str, Any] = {"adult": True, "urgency": "", **{key: [] for key in RESULT}}
            yield Case(
                f"{path.stem}: {raw['name']}",
                answers,
                empty | raw["result"],
                raw.get("edition", EDITION),
                raw.get("also"),
                {"urgency": "", "cautions": [], **raw["then"]} if "then" in raw else None,
            )


def found(content: Content, case: Case) -> dict[str, Any]:
    """What the engine says today, in the shape of what was agreed."""
    return as_data(assess(content, case.answers, case.edition))


def as_data(result: Result) -> dict[str, Any]:
    """A result in the shape of a case."""
    return {
        "adult": result.adult,
        "urgency": result.urgency or "",
        "care_cards": [card.flag.id for card in result.care_cards if not card.conditional],
        "conditional": [card.flag.id for card in result.care_cards if card.conditional],
        "skipped": [page.id for page in result.skipped],
        "first": [caution.id for caution in result.first],
        "cautions": [caution.id for caution in result.cautions],
        "tips": [shown.tip.id for shown in result.tips],
        "left_out": [tip.id for tip in result.left_out],
        "claims": [claim.id for claim in result.claims],
        "foods": [food.id for food in result.foods],
        "reasons": [reason.id for reason in result.reasons],
        "looks": [look.id for look in result.looks],
    }
