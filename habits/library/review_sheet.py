"""What someone needs who reviews one item: all that is signed, and what it rests on."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from msgspec import Struct

from ..engine.conditions import FACT
from ..engine.content import Content
from ..engine.schema import Evidence, Question, RedFlag, When
from ..engine.signing import (
    SignoffStatus,
    State,
    digest,
    fields_set,
    signed_text,
    signoff_status,
)
from ..site.phrases import summary_rows
from .figures import rows as figure_rows

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
# Keys that are shown in another part, or to nobody.
ELSEWHERE = frozenset({"id", "references", "rows"})
# Keys of an item that decide, and are not read.
RULES = frozenset({
    "when", "done_when", "gap", "pinned", "first_help", "proven_for", "for_most", "alcohol_guide",
    "charted", "hides", "excludes_foods_with", "tips", "hides_all_foods", "food_worry", "under_age",
    "told", "show_first", "replaces", "parts", "soon", "crisis_line", "ambulance", "skip_when",
    "required", "unanswered_means_all", "refines", "now", "place",
})  # fmt: skip
DATES = ("checked", "allergens_checked", "review")
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
# Of the agreed cases; many items are shown by hundreds.
CASES = 8
WIDTH = 100


class Line(NamedTuple):
    label: str
    says: str


class Part(NamedTuple):
    title: str
    lines: list[Line]


class Sheet(NamedTuple):
    """An item for review. `parts` holds every word that `text`, its hash, is made from."""

    key: str
    title: str
    signoff: SignoffStatus
    text: str
    parts: list[Part]
    # A block for signoffs.toml, to be filled in.
    block: str

    @property
    def kind(self) -> str:
        return self.key.partition("/")[0]

    @property
    def drawing(self) -> str:
        """The template of its drawing, which readers see too; the hash holds its words alone."""
        folder = {"tip": "tips", "food": "foods"}.get(self.kind)
        return f"drawings/{folder}/{self.key.partition('/')[2]}.svg" if folder else ""

    @property
    def state(self) -> str:
        return describe_status(self.signoff)


class Shown(NamedTuple):
    """An agreed case that shows the item: its name, why it was agreed, and the answers."""

    name: str
    because: str
    answers: dict[str, list[str]]


def sheet(content: Content, key: str, cases: Sequence[Shown], today: date) -> Sheet:
    """The sheet of an item by its key. KeyError when there is none."""
    item = content.items[key]
    text = digest(content, key)
    return Sheet(
        key,
        name_of(item),
        signoff_status(content, key),
        text,
        [part for part in parts(content, key, cases) if part.lines],
        block(key, text, today),
    )


def name_of(item: Any) -> str:
    """What an item is called in a list."""
    names = ("title", "claim", "name", "term", "text", "who", "says")
    found: str = next(getattr(item, name) for name in names if hasattr(item, name))
    return found


def parts(content: Content, key: str, cases: Sequence[Shown]) -> Iterator[Part]:
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


def block(key: str, text: str, today: date) -> str:
    return (
        f'[[signoffs]]\nitem = "{key}"\ntext = "{text}"\n'
        f'name = ""\nprofession = ""\nregister = ""\nday = {today}\n'
    )


def describe_status(found: SignoffStatus) -> str:
    who = [f"{s.name}, {s.profession} ({s.register}), on {s.day:%-d %B %Y}" for s in found.by]
    return {
        State.SIGNED: f"Signed by {'; '.join(who)}",
        State.CHANGED: f"Changed since it was signed by {'; '.join(who)}",
        State.UNSIGNED: "Not signed",
    }[found.state]


# What is printed.


def render_text(made: Sheet) -> str:
    """The sheet for a terminal."""
    out = [f"{made.title}", f"{made.key}: {made.state}", ""]
    for part in made.parts:
        out += [part.title.upper(), *map(wrapped, part.lines), ""]
    out += ["TO SIGN IT, PASTE THIS INTO habits/content/signoffs.toml AND FILL IT IN", made.block]
    return "\n".join(out)


def wrapped(line: Line) -> str:
    return textwrap.fill(
        f"{line.label}: {line.says}",
        WIDTH,
        initial_indent="  ",
        subsequent_indent="      ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def render_html(made: Sheet) -> str:
    """The sheet as a page of its own that needs nothing else, to print and to sign by hand."""
    context = {
        "sheet": made,
        "site_name": settings.SITE_NAME,
        "parts": [(part.title, together(part.lines)) for part in made.parts],
    }
    return render_to_string("habits/library/review.html", context)


def together(found: Iterable[Line]) -> list[tuple[str, list[str]]]:
    """Lines with the same label in a row, under it once."""
    grouped = groupby(found, lambda line: line.label)
    return [(label, [line.says for line in same]) for label, same in grouped]


def listing(content: Content) -> str:
    """Every item with its state, a line each, and how many stand how."""
    found = {key: signoff_status(content, key) for key in content.items}
    counts = Counter(status.state for status in found.values())
    total = ", ".join(f"{counts[state]} {words}" for state, words in COUNTED.items())
    named = [
        f"{key}: {describe_status(status)}: {name_of(content.items[key])}"
        for key, status in found.items()
    ]
    return "\n".join([*named, f"{len(found)} items: {total}"])


COUNTED = {State.SIGNED: "signed", State.CHANGED: "changed since", State.UNSIGNED: "not signed"}


# Parts of a text in lines.


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


# Told beside the figures themselves.
OF_FIGURES = ("id", "outcome")
SEEN = {"seen": "Seen.", "quoted": "Seen as quoted elsewhere.", "not_seen": "Not seen."}
LINES: dict[str, Callable[[Content, Any], Iterator[Line]]] = {
    "answers": answer_lines,
    "cautions": caution_lines,
    "references": reference_lines,
    "figures": figure_lines,
    "no_figures": without_figures,
}


# Any value of the content in lines: what it is called, and what it says.


def humanised(name: str) -> str:
    words = LABELS.get(name, name.strip("_").replace("_", " "))
    return words[:1].upper() + words[1:]


def lines(content: Content, value: Any, label: str = "") -> Iterator[Line]:
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
