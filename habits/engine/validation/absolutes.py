"""Words that leave no room, such as "never" or "no study", in what we say of research.

Such a sentence is wrong as soon as one study says otherwise. So each is a fault of the content,
unless it tells only what we found, or stands in absolutes.toml with the reason why it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..content import Content
from ..schema import Claim, Evidence, Explainer, LedgerRow, Tip
from .unknown import unknown

ABSOLUTE = re.compile(
    r"\b(?:no one|nobody|nowhere|never|always|not one|none|nothing|all|every(?! \d)|cannot"
    r"|no (?:\w+ )?(?:study|studies|trials?)|prove[sdn]?|impossible|harmless|guarantees?)\b",
    re.IGNORECASE,
)
# What we did not find may still exist, and the sentence says so.
WE_FOUND = re.compile(
    r"\bwe (?:found|know of) (?:no|none|nothing|hardly any)\b|\bno \w+ that we found\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?;:]) ")


class Saying(NamedTuple):
    """A text on research, where it stands, and the references beside it."""

    place: str
    text: str
    references: tuple[str, ...]


def sayings(content: Content) -> Iterator[Saying]:
    """All that we say of research, but for advice: that may leave no room."""
    for tip in content.tips:
        yield from of_tip(tip)
    for claim in content.claims:
        yield from of_claim(claim)
    for explainer in content.explainers:
        yield from of_explainer(explainer)
    for number, row in content.sources.ledger.items():
        yield from of_ledger(number, row)


def absolute_faults(content: Content) -> Iterator[str]:
    """A line for each sentence that leaves no room, and for each row that justifies none."""
    used: set[str] = set()
    allowed = content.absolutes
    for saying in sayings(content):
        for sentence in absolute_sentences(saying.text):
            rows = [row for row in allowed if row.phrase in sentence]
            used |= {row.phrase for row in rows}
            if not rows:
                word = ABSOLUTE.search(sentence)
                yield f"{saying.place}: “{word and word[0]}” leaves no room: {sentence}"
            for row in rows:
                if row.reference not in saying.references:
                    fault = f"{saying.place} does not rest on {row.reference}"
                    yield f"absolutes.toml: {row.phrase}: {fault}"
    for row in allowed:
        if row.phrase not in used:
            yield f"absolutes.toml: {row.phrase}: nothing says so"
        if row.reference not in content.reference_by_id:
            fault = unknown("reference", row.reference, content.reference_by_id)
            yield f"absolutes.toml: {row.phrase}: {fault}"


def absolute_sentences(text: str) -> Iterator[str]:
    for sentence in SENTENCE.split(text):
        if ABSOLUTE.search(sentence) and not WE_FOUND.search(sentence):
            yield sentence


def of_tip(tip: Tip) -> Iterator[Saying]:
    place = tip.place
    yield Saying(f"{place}: may_do", tip.may_do, tip.references)
    graded: dict[str, Evidence | None] = {"general": tip.general, **tip.concerns}
    for name, evidence in graded.items():
        if evidence:
            yield Saying(f"{place}: {name}", evidence.line, tip.references)
            yield Saying(f"{place}: {name}", evidence.verdict, tip.references)


def of_claim(claim: Claim) -> Iterator[Saying]:
    place = f"claims.toml: {claim.id}"
    yield Saying(f"{place}: line", claim.line, claim.references)
    yield Saying(f"{place}: we_know", claim.we_know, claim.references)


def of_explainer(explainer: Explainer) -> Iterator[Saying]:
    place = f"learn/{explainer.id}.toml"
    yield Saying(f"{place}: short", explainer.short, explainer.references)
    for section in explainer.sections:
        for text in (*section.text, *section.points):
            yield Saying(f"{place}: {section.title}", text, explainer.references)


def of_ledger(number: str, row: LedgerRow) -> Iterator[Saying]:
    """What we answer to a statement; what the article says leaves as little room as it does."""
    place = f"sources.toml: ledger.{number}"
    for text in (row.correction, row.declined_because):
        yield Saying(place, text, row.references)
