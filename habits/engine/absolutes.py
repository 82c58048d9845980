"""Words that leave no room, such as "never" or "no study", in what we say of research.

Such a sentence is wrong as soon as one study says otherwise. So each is a fault of the content,
unless it tells only what we found, or stands in absolutes.toml with the reason why it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .schema import Absolute, Claim, Evidence, Tip

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


def absolute_faults(
    items: Iterable[Tip | Claim], allowed: tuple[Absolute, ...], known: Iterable[str]
) -> Iterator[str]:
    """A line for each sentence that leaves no room, and for each row that justifies none."""
    used: set[str] = set()
    references = set(known)
    for item in items:
        for place, sentence in absolute_sentences(item):
            rows = [row for row in allowed if row.phrase in sentence]
            used |= {row.phrase for row in rows}
            if not rows:
                word = ABSOLUTE.search(sentence)
                yield f"{place}: “{word and word[0]}” leaves no room: {sentence}"
            for row in rows:
                if row.reference not in item.references:
                    fault = f"{item.id} does not rest on {row.reference}"
                    yield f"absolutes.toml: {row.phrase}: {fault}"
    for row in allowed:
        if row.phrase not in used:
            yield f"absolutes.toml: {row.phrase}: nothing says so"
        if row.reference not in references:
            yield f"absolutes.toml: {row.phrase}: unknown reference {row.reference}"


def absolute_sentences(item: Tip | Claim) -> Iterator[tuple[str, str]]:
    """Where it stands, and the sentence."""
    for place, text in said_of_research(item):
        for sentence in SENTENCE.split(text):
            if ABSOLUTE.search(sentence) and not WE_FOUND.search(sentence):
                yield place, sentence


def said_of_research(item: Tip | Claim) -> Iterator[tuple[str, str]]:
    if isinstance(item, Claim):
        place = f"claims.toml: {item.id}"
        yield f"{place}: line", item.line
        yield f"{place}: we_know", item.we_know
        return
    place = f"tips: {item.id}"
    yield f"{place}: may_do", item.may_do
    graded: dict[str, Evidence | None] = {"general": item.general, **item.concerns}
    for name, evidence in graded.items():
        if evidence:
            yield f"{place}: {name}", evidence.line
            yield f"{place}: {name}", evidence.verdict
