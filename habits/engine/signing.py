"""Sign-offs bound to words: whoever signs an item signs the hash of what readers read of it.

The text of an item is made of its own table and of what stands beside it and decides who sees it.
It is written in one form, whatever the TOML looked like, and hashed (SHA-256):

    JSON in UTF-8, keys and sets sorted, no space between; in strings every run of white space is
    one space; a key that holds its default is left out, and so are the keys of UNREAD.

So another order, other line breaks or a comment change nothing, and a changed word does. What no
reader reads is left out too: the dates of checks, and words for the search.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import NODEFAULT, Struct

from .conditions import FACT
from .content import Content, reads
from .schema import (
    Caution,
    Claim,
    Condition,
    Explainer,
    Food,
    Question,
    Questionnaire,
    Reason,
    RedFlag,
    SkinDescription,
    Tip,
    When,
)
from .schema.signoffs import Signoff

# Goes up when the form of a text changes: every sign-off is void then.
FORM = 1
UNREAD = frozenset({"checked", "review", "allergens_checked", "found_by"})


class State(Enum):
    SIGNED = "signed"
    CHANGED = "changed"
    UNSIGNED = "unsigned"


class SignoffStatus(NamedTuple):
    """How an item stands: signed by someone, changed since the last signed it, or not signed."""

    state: State
    # Who signed these words, the newest first; once changed, who signed the ones before.
    by: tuple[Signoff, ...] = ()


def signoff_status(content: Content, key: str) -> SignoffStatus:
    """How the item with this key stands today."""
    named = [signoff for signoff in content.signoffs if signoff.item == key]
    if not named:
        return SignoffStatus(State.UNSIGNED)
    named.sort(key=lambda signoff: signoff.day, reverse=True)
    now = digest(content, key)
    valid = tuple(signoff for signoff in named if signoff.text == now)
    if valid:
        return SignoffStatus(State.SIGNED, valid)
    return SignoffStatus(State.CHANGED, tuple(named))


def digest(content: Content, key: str) -> str:
    """The hash of an item's text: 64 hexadecimal digits. KeyError when there is no such item."""
    return hashlib.sha256(canonical(signed_text(content, key))).hexdigest()


def canonical(value: Any) -> bytes:
    """The one form of a value: see the top of this module."""
    return json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def plain(value: Any) -> Any:
    """A value in the words of JSON, less what no reader reads and what is as when left out."""
    if isinstance(value, Struct):
        return {name: plain(held) for name, held in fields_set(value)}
    if isinstance(value, dict):
        return {name: plain(held) for name, held in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain, value))
    if isinstance(value, (list, tuple)):
        return [plain(held) for held in value]
    if isinstance(value, str):
        return " ".join(value.split())
    return value.isoformat() if isinstance(value, date) else value


def fields_set(table: Struct) -> Iterator[tuple[str, Any]]:
    """The keys of a table that count, in its own order, each with what it holds."""
    for name, default in read(type(table)):
        if (held := getattr(table, name)) != default:
            yield name, held


@cache
def read(kind: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """The keys that count, each with its default, or with what nothing equals."""
    return tuple(
        (
            field.name,
            field.default if field.default_factory is NODEFAULT else field.default_factory(),
        )
        for field in msgspec.structs.fields(kind)
        if field.name not in UNREAD
    )


# What readers read of an item, and the rules that show it.


def signed_text(content: Content, key: str) -> dict[str, Any]:
    """The item's own table and all that is shown with it, by what it is."""
    item = content.items[key]
    more = BESIDE.get(type(item))
    return {"form": FORM, "key": key, "item": item} | (more(content, item) if more else {})


def of_tip(content: Content, tip: Tip) -> dict[str, Any]:
    form = content.questionnaire
    guides = {region.id: region.alcohol for region in content.regions if tip.alcohol_guide}
    return {
        "area": form.areas[tip.area],
        "concerns": {name: form.concerns[name] for name in tip.concerns},
        "answers": answers(content, tip.when, tip.done_when, proven_when(content, tip)),
        "cautions": cautions_of(content, tip),
        "articles": [content.article_by_id[said.article] for said in tip.articles],
        "references": references(content, tip.references),
        "guides": guides,
        "plan": [plan for plan in content.plans if plan.tip == tip.id],
        **figures_of(content, tip),
    }


def of_claim(content: Content, claim: Claim) -> dict[str, Any]:
    return {
        "answers": answers(content, claim.when),
        "cautions": cautions_of(content, claim),
        "articles": [content.article_by_id[said.article] for said in claim.articles],
        "references": references(content, claim.references),
        "tips": {tip.id: tip.title for tip in content.tips if tip.id in claim.tips},
        **figures_of(content, claim),
    }


def of_flag(content: Content, flag: RedFlag) -> dict[str, Any]:
    hidden_by = [other.id for other in content.red_flags if flag.id in other.replaces]
    return {"answers": answers(content, flag.when), "replaced_by": hidden_by}


def of_food(content: Content, food: Food) -> dict[str, Any]:
    kind = next(kind for kind in content.food_kinds if kind.id == food.kind)
    return {
        "kind": kind,
        "holds": [i for i in content.ingredients if i.id in food.properties],
        "cautions": withholding(content, food, kind.tip),
        "tip": [tip.title for tip in content.tips if tip.id == kind.tip],
    }


def of_topic(content: Content, topic: Explainer) -> dict[str, Any]:
    ledger = content.sources.ledger
    return {
        "statements": {row: ledger[row].says for row in topic.rows},
        "references": references(content, topic.references),
    }


def of_question(content: Content, question: Question) -> dict[str, Any]:
    page = content.questionnaire.page_of.get(question.id)
    if page is None:
        return {}
    rules = (page.skip_when, page.hide_when)
    return {"page": [page.title, page.because, page.ask_again, page.signs, *rules]}


def of_shown(content: Content, item: Caution | SkinDescription | Reason) -> dict[str, Any]:
    return {"answers": answers(content, item.when)}


BESIDE: dict[type, Callable[[Content, Any], dict[str, Any]]] = {
    Tip: of_tip,
    Claim: of_claim,
    RedFlag: of_flag,
    Caution: of_shown,
    SkinDescription: of_shown,
    Reason: of_shown,
    Food: of_food,
    Explainer: of_topic,
    Question: of_question,
}


def cautions_of(content: Content, item: Tip | Claim) -> list[Any]:
    """What stands beside it, and what hides it."""
    return [
        caution_in_short(caution, hides=item.id in caution.hides)
        for caution in content.cautions
        if item.id in {*caution.tips, *caution.hides}
    ]


def withholding(content: Content, food: Food, tip: str) -> list[Any]:
    """What keeps a food from someone."""
    return [
        caution_in_short(caution, hides=True)
        for caution in content.cautions
        if caution.excludes_foods_with & food.properties
        or tip in caution.hides
        or caution.hides_all_foods
    ]


def caution_in_short(caution: Caution, hides: bool) -> dict[str, Any]:
    """Without its other tips: one more of them changes nothing beside this one."""
    return {"who": caution.who, "says": caution.says, "when": caution.when, "hides": hides}


def references(content: Content, names: Iterable[str]) -> list[Any]:
    return [
        {
            "cited": f"{r.authors}: {r.title}. {r.journal}{f', {r.year}' if r.year else ''}.",
            "kind": r.kind,
            "people": r.people,
            "note": r.note,
            "seen": r.seen,
            "link": r.link,
        }
        for r in (content.reference_by_id[name] for name in names)
    ]


def figures_of(content: Content, item: Tip | Claim) -> dict[str, Any]:
    """What stands behind its grades: figures, or why there are none. Other items may share them."""

    def own(grades: Iterable[str]) -> list[str]:
        return sorted(grade for grade in grades if grade.partition(".")[0] == item.id)

    figures = content.figures
    return {
        "figures": [
            dict(fields_set(extraction)) | {"grades": own(extraction.grades)}
            for extraction in figures.extractions
            if own(extraction.grades)
        ],
        "no_figures": {
            grade: figures.reasons[absence.why]
            for absence in figures.without
            for grade in own(absence.grades)
        },
    }


def proven_when(content: Content, tip: Tip) -> When | None:
    """The concerns that bring a tip up by themselves, as a condition."""
    asked = content.questionnaire.role["concerns"].id
    return When(any_of={asked: tip.proven_for}) if tip.proven_for else None


def answers(content: Content, *conditions: Condition | None) -> dict[str, Any]:
    """The answers that conditions rest on, by question: what they are called, and who is asked."""
    form = content.questionnaire
    found: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for condition in conditions:
        for question, options in reads(form, condition):
            told = found.setdefault(question.id, asked(form, question))
            told["options"] |= {
                option.id: {"label": option.label, "hint": option.hint, "said": option.quote}
                for option in question.options
                if option.id in options
            }
        facts |= {name: form.fact_by_id[name].when for name in facts_in(condition)}
    return found | ({FACT: facts} if facts else {})


def asked(form: Questionnaire, question: Question) -> dict[str, Any]:
    page = form.page_of.get(question.id)
    return {
        "text": question.text,
        "name": question.name,
        # Left open, it counts as every answer.
        "silent": question.unanswered_means_all,
        "skip_when": page.skip_when if page else None,
        "options": {},
    }


def facts_in(condition: Condition | None) -> Iterator[str]:
    if isinstance(condition, When):
        for table in (condition.all_of, condition.any_of):
            yield from sorted(table.get(FACT, ()))
