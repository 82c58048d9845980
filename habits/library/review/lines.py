"""Any value of the content in lines: what it is called, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Any, NamedTuple

from msgspec import Struct

from ...engine.conditions import FACT
from ...engine.content import Content
from ...engine.schema import Evidence, When
from ...engine.signing import fields_set

# Keys that are shown in another part, or to nobody.
ELSEWHERE = frozenset({"id", "references", "rows"})
# What keys of the content are called where their own name would not say it.
LABELS = {
    "asks": "What its grades answer",
    "first": "Start",
    "steps": "Then",
    "picture": "What its drawing shows",
    "general": "For health",
    "articles": "An article",
    "rows": "Lines of an article",
    "gap": "Widest gap first",
    "signs": "Reads after “if”",
    "do": "What to do",
    "call": "Who to call",
    "says": "What it says",
    "line": "Beside the grade",
    "seen": "Was the source seen?",
    "does": "What to do, after one of these",
    "cues": "One of these",
    "barriers": "What could get in the way",
    "so": "Then",
}


class Line(NamedTuple):
    label: str
    says: str


def humanised(name: str) -> str:
    """What a key of the content is called: that of LABELS, else the key itself in words."""
    words = LABELS.get(name, name.strip("_").replace("_", " "))
    return words[:1].upper() + words[1:]


def lines(content: Content, value: Any, label: str = "") -> Iterator[Line]:
    """A line for each thing that the value says, all under `label`; none for what is empty."""
    lines_of = next(lines_of for kinds, lines_of in BY_TYPE if isinstance(value, kinds))
    yield from lines_of(content, value, label)


def evidence_line(content: Content, evidence: Evidence, label: str) -> Iterator[Line]:
    said = (f"{evidence.grade.capitalize()}.", evidence.line, evidence.verdict)
    yield Line(label, " ".join(said))


def struct_lines(content: Content, item: Struct, label: str) -> Iterator[Line]:
    for name, held in fields_set(item):
        if name not in ELSEWHERE:
            yield from lines(content, held, joined(label, humanised(name)))


def table_lines(content: Content, table: dict[str, Any], label: str) -> Iterator[Line]:
    for name, held in table.items():
        if name not in ELSEWHERE:
            concern = content.questionnaire.concerns.get(name)
            called = f"For {concern}" if concern else joined(label, humanised(name))
            yield from lines(content, held, called)


def set_line(content: Content, words: Set[str], label: str) -> Iterator[Line]:
    yield Line(label, ", ".join(sorted(words)))


def list_lines(content: Content, listed: Sequence[Any], label: str) -> Iterator[Line]:
    # Sentences stand one below the other, under one name.
    numbered = len(listed) > 1 and not isinstance(listed[0], str)
    for number, held in enumerate(listed, start=1):
        yield from lines(content, held, joined(label, str(number)) if numbered else label)


def word_line(content: Content, value: object, label: str) -> Iterator[Line]:
    if value not in ("", None, False):
        yield Line(label, "yes" if value is True else " ".join(str(value).split()))


def joined(label: str, name: str) -> str:
    return f"{label}, {name}" if label else name


def condition_lines(content: Content, when: When, label: str) -> Iterator[Line]:
    for word, table in (("all of these", when.all_of), ("1 of these", when.any_of)):
        said = [needed(content, question, options) for question, options in table.items()]
        if said:
            yield Line(joined(label, word), "; ".join(said))


def needed(content: Content, question: str, options: Iterable[str]) -> str:
    if question == FACT:
        return " or ".join(f"the fact {name}" for name in sorted(options))
    asked = content.questionnaire.by_question[question]
    labels = [f"“{option.label}”" for option in asked.options if option.id in options]
    return f"{asked.name}: {' or '.join(labels)}"


# The first that fits: conditions and grades are told in a way of their own.
BY_TYPE: tuple[tuple[type | tuple[type, ...], Callable[[Content, Any, str], Iterator[Line]]], ...]
BY_TYPE = (
    (When, condition_lines),
    (Evidence, evidence_line),
    (Struct, struct_lines),
    (dict, table_lines),
    ((set, frozenset), set_line),
    ((list, tuple), list_lines),
    (object, word_line),
)
