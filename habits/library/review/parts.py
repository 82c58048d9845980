"""All that is said of an item in its sheet, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...engine.conditions import FACT
from ...engine.content import Content
from ...engine.schema import Question, RedFlag
from ...engine.signing import fields_set, signed_text
from ...site.phrases import summary_rows
from .lines import Line, humanised, lines
from .signed_parts import LINES

# What the parts of a text are called, in the order of a sheet.
TITLES = {
    "item": "What readers read",
    "rules": "Who sees it, and when",
    "answers": "The answers that this rests on",
    "cautions": "Cautions beside it, or that hide it",
    "articles": "The articles that say it",
    "statements": "What the articles say",
    "references": "What it rests on",
    "figures": "Figures behind its grades",
    "no_figures": "Grades without figures, and why",
    "guides": "Alcohol guides beside it",
    "plan": "What a plan of it says",
    "kind": "What is said of all foods of its kind",
    "holds": "What it can hold, in words",
    "tip": "The tip that it goes with",
    "tips": "Tips that do what it says",
    "replaced_by": "Signs that take its place",
    "page": "The page that asks it",
}
# Keys of an item that decide, and are not read.
RULES = frozenset({
    "when", "done_when", "gap", "pinned", "first_help", "proven_for", "for_most", "alcohol_guide",
    "charted", "hides", "excludes_foods_with", "tips", "hides_all_foods", "food_worry", "under_age",
    "told", "show_first", "replaces", "parts", "soon", "crisis_line", "ambulance", "skip_when",
    "required", "unanswered_means_all", "refines", "now", "place",
})  # fmt: skip
DATES = ("checked", "allergens_checked", "review")
# Of the agreed cases; many items are shown by hundreds.
CASES = 8


class Part(NamedTuple):
    title: str
    lines: list[Line]


class Shown(NamedTuple):
    """An agreed case that shows the item: its name, why it was agreed, and the answers."""

    name: str
    because: str
    answers: dict[str, list[str]]


def parts(content: Content, key: str, cases: Sequence[Shown]) -> Iterator[Part]:
    """In the order of the sheet; some have no lines. KeyError when no item has this key."""
    item = content.items[key]
    told = signed_text(content, key)
    own = dict(fields_set(item))
    told["item"] = {name: own[name] for name in own if name not in RULES} | area_of(told)
    told["rules"] = {name: own[name] for name in own if name in RULES} | unasked(item)
    for name, title in TITLES.items():
        if name in told:
            shown = list(LINES.get(name, lines)(content, told[name]))
            yield Part(
                title, [line._replace(label=line.label or humanised(name)) for line in shown]
            )
    dates = [Line(humanised(n), f"{getattr(item, n):%-d %B %Y}") for n in DATES if hasattr(item, n)]
    yield Part("When it was checked", dates)
    history = content.changes.about(key)
    yield Part("What changed", [Line(f"{change.day:%-d %B %Y}", change.says) for change in history])
    rests_on = [
        content.questionnaire.by_question[name] for name in told.get("answers", ()) if name != FACT
    ]
    yield Part("Agreed cases that show it", list(case_lines(cases, rests_on)))


def area_of(told: dict[str, Any]) -> dict[str, str]:
    """In words, in place of its id."""
    return {"area": told["area"]} if "area" in told else {}


def unasked(item: Any) -> dict[str, str]:
    """Where a sign stands that the questionnaire cannot see."""
    if not isinstance(item, RedFlag) or item.when:
        return {}
    return {"when": "Nobody is asked. It stands on the page of help, for everyone."}


def case_lines(cases: Sequence[Shown], rests_on: Sequence[Question]) -> Iterator[Line]:
    for case in cases[:CASES]:
        chosen = [row for row in summary_rows(rests_on, case.answers) if row.labels]
        said = "; ".join(f"{row.name}: {', '.join(row.labels)}" for row in chosen)
        yield Line(case.name, f"{case.because} {said}".strip())
    if more := len(cases[CASES:]):
        yield Line("And more", f"{more}, in tests/cases/.")
