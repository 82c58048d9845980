"""Agreed whole cases: answers and the result that we agreed on, as data that a reviewer can read.

Each tests/cases/*.toml holds [[cases]] with `name`, `because`, [cases.answers] (an option id or a
list of them for each question) and [cases.result]: every key of RESULT, in the order of the page.
`manage.py cases --write` puts there what the engine says today, for `git diff` to be agreed to.
A key left out means an empty list; `adult` is true and `urgency` empty when left out.

`foods_left_out` are the foods that are not offered, withheld or eaten already, so that a new food
changes the cases of those two alone: "all fermented" stands for a whole kind, "all" for every food.

`care_cards` are those that the person's own answers made; the worst of them is the `urgency`.
`conditional` are those of which one half was left open: they stand on the page for whoever it
applies to, and make no urgency. No card is in both. `skipped` are the pages of warning signs that
were left open.

`edition` is the edition of the questionnaire that was answered, today's when left out; a result of
an earlier one says in [cases.then] with what urgency and cautions it was made. `also` is another
urgency that can be defended for the same person.
"""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from habits.engine.answers import EDITION
from habits.engine.assess import Result, assess
from habits.engine.content import Content
from habits.engine.schema import Caution, Food, RedFlag, When

FOLDER = Path(__file__).parent / "cases"
RESULT = (
    "care_cards", "conditional", "skipped", "first", "cautions", "tips", "left_out", "claims",
    "foods_left_out", "reasons", "looks",
)  # fmt: skip
# The result of a case that says nothing.
EMPTY: dict[str, Any] = {"adult": True, "urgency": "", **{key: [] for key in RESULT}}
WIDTH = 100
# So many cases that differ are told; they seldom differ in many ways.
TOLD = 3
REMEDY = "Is that meant? make cases, then git diff tests/cases"


class Case(NamedTuple):
    name: str
    answers: dict[str, list[str]]
    expected: dict[str, Any]
    edition: int = EDITION
    also: str | None = None
    then: dict[str, Any] | None = None
    because: str = ""

    @property
    def place(self) -> str:
        """Where to find it: its file and its name there."""
        return self.name.replace(": ", ".toml: ", 1)


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.toml"))


@cache
def cases() -> tuple[Case, ...]:
    """All that is agreed, read once in a process."""
    return tuple(
        case for path in files() for case in cases_in(path.read_text(encoding="utf-8"), path.stem)
    )


def cases_in(text: str, stem: str) -> Iterator[Case]:
    """The cases of a file. AssertionError names a case with a key that nothing reads."""
    for raw in tomllib.loads(text)["cases"]:
        result = raw.get("result", {})
        unknown = set(raw) - {"name", "because", "edition", "also", "answers", "result", "then"}
        unknown |= set(raw.get("then", ())) - {"urgency", "cautions"}
        unknown |= set(result) - set(EMPTY)
        assert not unknown, f"{stem}.toml: {raw['name']}: unknown keys {unknown}"
        answers = {
            question: [chosen] if isinstance(chosen, str) else chosen
            for question, chosen in raw["answers"].items()
        }
        yield Case(
            f"{stem}: {raw['name']}",
            answers,
            EMPTY | result,
            raw.get("edition", EDITION),
            raw.get("also"),
            {"urgency": "", "cautions": [], **raw["then"]} if "then" in raw else None,
            raw.get("because", ""),
        )


def rewritten(text: str, content: Content) -> str:
    """A file of cases, with what the engine says today as the result of each."""
    head, *parts = re.split(r"^(?=\[\[cases\]\])", text, flags=re.MULTILINE)
    return (head + "".join(with_result(part, content) for part in parts)).rstrip() + "\n"


# To the next empty line: what is written by hand behind it stays.
RESULT_TABLE = re.compile(r"^\[cases\.result\]\n(?:.+\n)*", re.MULTILINE)


def with_result(part: str, content: Content) -> str:
    """The text of one case, with its result in place of the one it had."""
    (case,) = cases_in(part, "")
    says = found(content, case)
    lines = [line(key, says[key]) for key in EMPTY if says[key] != EMPTY[key]]
    table = "\n".join(["[cases.result]", *lines]) + "\n"
    if RESULT_TABLE.search(part):
        return RESULT_TABLE.sub(lambda _: table, part, count=1)
    before, mark, after = part.partition("[cases.then]")
    return f"{before.rstrip()}\n\n{table}\n{mark}{after}"


def line(key: str, value: object) -> str:
    """A key of a result in TOML, which writes these as JSON does, wrapped where it is long."""
    flat = f"{key} = {json.dumps(value)}"
    if len(flat) <= WIDTH or not isinstance(value, list):
        return flat
    # A line never breaks within an item.
    whole = [f"{json.dumps(item)},".replace(" ", "\N{NO-BREAK SPACE}") for item in value]
    items = textwrap.fill(
        " ".join(whole),
        WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
    ).replace("\N{NO-BREAK SPACE}", " ")
    return f"{key} = [\n{items}\n]"


def found(content: Content, case: Case) -> dict[str, Any]:
    """What the engine says today, in the shape of what was agreed."""
    return as_data(content, assess(content, case.answers, case.edition))


def as_data(content: Content, result: Result) -> dict[str, Any]:
    """A result in the shape of a case."""
    return {
        "adult": result.adult,
        "urgency": result.urgency or "",
        "care_cards": [card.flag.id for card in result.care_cards if not card.conditional],
        "conditional": [card.flag.id for card in result.care_cards if card.conditional],
        "skipped": [page.id for page in result.skipped],
        "first": [caution.id for caution in result.priority_cautions],
        "cautions": [caution.id for caution in result.cautions],
        "tips": [shown.tip.id for shown in result.tips],
        "left_out": [tip.id for tip in result.left_out],
        "claims": [claim.id for claim in result.claims],
        "foods_left_out": list(foods_left_out(content, result.foods)),
        "reasons": [reason.id for reason in result.reasons],
        "looks": [look.id for look in result.skin_descriptions],
    }


def foods_left_out(content: Content, offered: Collection[Food]) -> Iterator[str]:
    """What is not offered, in as few words as tell it."""
    if not offered:
        yield "all"
        return
    for kind in content.food_kinds:
        foods = [food for food in content.foods if food.kind == kind.id]
        gone = [food.id for food in foods if food not in offered]
        yield from [f"all {kind.id}"] if len(gone) == len(foods) else gone


def foods_offered(content: Content, left_out: Collection[str]) -> list[str]:
    """The ids of the foods that a case offers, in the order of the page."""
    return [
        food.id
        for kind in content.food_kinds
        for food in content.foods
        if food.kind == kind.id and {"all", f"all {kind.id}", food.id}.isdisjoint(left_out)
    ]


def differences(content: Content, case: Case) -> str:
    """Where the case stands, and what the engine says otherwise; empty when all is as agreed."""
    now = found(content, case)
    told = [
        f"  {key}: {difference(case.expected[key], now[key])}"
        for key in EMPTY
        if now[key] != case.expected[key]
    ]
    return "\n".join([case.place, *told]) if told else ""


def difference(agreed: Any, now: Any) -> str:
    if not isinstance(agreed, list) or set(agreed) == set(now):
        return f"agreed {json.dumps(agreed)}, now {json.dumps(now)}"
    gone = [item for item in agreed if item not in now]
    new = [item for item in now if item not in agreed]
    words = (("no longer", gone), ("now also", new))
    return ", ".join(f"{word} {', '.join(items)}" for word, items in words if items)


def in_short(told: Sequence[str]) -> str:
    """What differs as the message of a test: the first of many, and what to do about them."""
    more = [f"and {len(told) - TOLD} more"] if len(told) > TOLD else []
    return "\n".join([*told[:TOLD], *more, REMEDY])


def wanted(missing: Sequence[tuple[Caution | RedFlag, str]]) -> str:
    """Says what no case shows, where to put a case, and what it needs."""
    told = []
    for item, what in missing:
        kind, file = (
            ("caution", "health") if isinstance(item, Caution) else ("red_flag", "emergencies")
        )
        told.append(
            f"{kind}s.toml: {item.id}: no agreed case shows {what}\n"
            f"  tests/cases/{file}.toml: add one with {condition(item.when)}"
        )
    needs = "A case has `name`, `because`, [cases.answers]; make cases adds the rest"
    return "\n".join([*told, needs])


def condition(when: When | None) -> str:
    """A condition as its file has it."""
    return " and ".join(
        f"{word}.{question} = {json.dumps(sorted(options))}"
        for word in ("all_of", "any_of")
        for question, options in getattr(when, word, {}).items()
    )
