"""The parts of a signed text that are told in lines of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...engine.conditions import FACT
from ...engine.content import Content
from ..figures import rows as figure_rows
from .lines import Line, lines

# Told beside the figures themselves.
OF_FIGURES = ("id", "outcome")
SEEN = {"seen": "Seen.", "quoted": "Seen as quoted elsewhere.", "not_seen": "Not seen."}


def answer_lines(content: Content, told: dict[str, Any]) -> Iterator[Line]:
    for name, question in told.items():
        if name == FACT:
            yield from lines(content, question, "Fact")
            continue
        called = question["text"]
        if question["name"] != called.rstrip("?"):
            called += f" ({question['name']})"
        for option in question["options"].values():
            hint = f" ({option['hint']})" if option["hint"] else ""
            says = f"“{option['label']}”{hint}: you said {option['said']}"
            yield Line(called, says)
        if question["silent"]:
            yield Line(called, "Left open, it counts as each of its answers.")
        if question["skip_when"]:
            yield from lines(content, question["skip_when"], "Not asked, when")


def caution_lines(content: Content, told: list[dict[str, Any]]) -> Iterator[Line]:
    for caution in told:
        effect = "Hides it" if caution["hides"] else "Beside it"
        yield Line(f"{effect}: {caution['who']}", caution["says"])
        if caution["when"]:
            yield from lines(content, caution["when"], "Shown to")


def reference_lines(content: Content, told: list[dict[str, Any]]) -> Iterator[Line]:
    for number, source in enumerate(told, start=1):
        about = f"{source['kind']}: {source['people']}."
        said = (source["cited"], about, source["note"], SEEN[source["seen"]], source["link"])
        yield Line(str(number), " ".join(filter(None, said)))


def figure_lines(content: Content, told: list[dict[str, Any]]) -> Iterator[Line]:
    """What readers are shown, and below it the figures as the source prints them."""
    known = {extraction.id: extraction for extraction in content.figures.extractions}
    for figures in told:
        extraction = known[figures["id"]]
        shown = [f"{row.head}: {' | '.join(row.cells)}" for row in figure_rows(extraction)]
        groups = f"{extraction.with_.words} | {extraction.without.words}"
        yield Line(extraction.outcome, "; ".join([groups, *shown]))
        printed = lines(content, {n: held for n, held in figures.items() if n not in OF_FIGURES})
        yield Line(
            "As its source prints it", "; ".join(f"{line.label}: {line.says}" for line in printed)
        )


def without_figures(content: Content, told: dict[str, str]) -> Iterator[Line]:
    yield from (Line(grade, why) for grade, why in told.items())


LINES: dict[str, Callable[[Content, Any], Iterator[Line]]] = {
    "answers": answer_lines,
    "cautions": caution_lines,
    "references": reference_lines,
    "figures": figure_lines,
    "no_figures": without_figures,
}
