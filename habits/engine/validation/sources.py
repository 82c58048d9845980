"""What is wrong with the ledger of the articles and the references, across files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content import Content
from ..schema import Claim, LedgerRow, Tip
from .unknown import unknown

# What links are made of: a slip would lead nowhere.
ADDRESSES = {
    "doi": re.compile(r"10\.\d{4,}/\S+$"),
    "pmid": re.compile(r"\d+$"),
    "url": re.compile(r"https?://\S+$"),
}


def ledger_faults(content: Content) -> Iterator[str]:
    """Every statement of the two articles is used, or declined with a reason."""
    yield from number_faults(content)
    known, used = known_ids(content), rows_said(content)
    for number, row in content.sources.ledger.items():
        place = f"sources.toml: ledger.{number}"
        yield from disposition_faults(place, row)
        yield from unknown_faults(place, row, known)
        if (row.tips or row.claims) and number not in used:
            yield f"{place}: no tip or claim says what this row says"


def number_faults(content: Content) -> Iterator[str]:
    """The rows of an article are numbered without a gap."""
    expected = {
        f"{article.letter}{number:02}"
        for article in content.sources.articles
        for number in range(1, article.rows + 1)
    }
    for row in sorted(expected ^ set(content.sources.ledger)):
        yield f"sources.toml: ledger.{row}: {'missing' if row in expected else 'unknown row'}"


def disposition_faults(place: str, row: LedgerRow) -> Iterator[str]:
    if not row.dispositions:
        yield f"{place}: dispositions: none"
    for fate, filled in dispositions_of(row).items():
        if (fate in row.dispositions) != filled:
            wrong = "is missing" if filled else "without its key"
            yield f"{place}: dispositions: {fate} {wrong}"


def unknown_faults(place: str, row: LedgerRow, known: dict[str, set[str]]) -> Iterator[str]:
    for key, ids in known.items():
        named = getattr(row, key)
        # A row names one explainer, or none; of the others several.
        named = {named} - {""} if isinstance(named, str) else set(named)
        for name in sorted(named - ids):
            yield f"{place}: {key}: {unknown(key.removesuffix('s'), name, ids)}"


def known_ids(content: Content) -> dict[str, set[str]]:
    """What each key of a row may name."""
    questions = content.questionnaire.by_question
    return {
        "tips": {tip.id for tip in content.tips},
        "claims": {claim.id for claim in content.claims},
        "questions": set(questions),
        "options": {f"{q.id}.{option}" for q in questions.values() for option in q.by_id},
        "foods": {food.id for food in content.foods},
        "references": set(content.reference_by_id),
        "explainer": {explainer.id for explainer in content.explainers},
    }


def rows_said(content: Content) -> set[str]:
    """The rows of the ledger that tips and claims say."""
    items: tuple[Tip | Claim, ...] = (*content.tips, *content.claims)
    return {row for item in items for statement in item.articles for row in statement.rows}


def dispositions_of(row: LedgerRow) -> dict[str, bool]:
    """Each fate a row can have, and whether the key that it needs is filled in."""
    return {
        "tip": bool(row.tips),
        "claim": bool(row.claims),
        "question": bool(row.questions),
        "option": bool(row.options),
        "food": bool(row.foods),
        "explainer": bool(row.explainer),
        "corrected": bool(row.correction),
        "declined": bool(row.declined_because),
    }


def reference_faults(content: Content) -> Iterator[str]:
    sources = content.sources
    named = [tip.references for tip in content.tips]
    named += [claim.references for claim in content.claims]
    named += [explainer.references for explainer in content.explainers]
    named += [row.references for row in sources.ledger.values()]
    used = {reference for references in named for reference in references}
    for reference in sources.references:
        place = f"sources.toml: {reference.id}"
        if reference.id not in used:
            yield f"{place}: nothing rests on it"
        for key, form in ADDRESSES.items():
            if (told := getattr(reference, key)) and not form.match(told):
                yield f"{place}: {key}: {told} is no {key}"
