"""What is wrong with the ledger of the articles and the references, across files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content import Content
from ..schema import Claim, LedgerRow, Tip

# What links are made of: a slip would lead nowhere.
ADDRESSES = {
    "doi": re.compile(r"10\.\d{4,}/\S+$"),
    "pmid": re.compile(r"\d+$"),
    "url": re.compile(r"https?://\S+$"),
}


def ledger_faults(content: Content) -> Iterator[str]:
    """Every statement of the two articles is used, or declined with a reason."""
    ledger = content.sources.ledger
    expected = {
        f"{article.letter}{number:02}"
        for article in content.sources.articles
        for number in range(1, article.rows + 1)
    }
    for row in sorted(expected ^ set(ledger)):
        yield f"sources.toml: ledger.{row}: {'missing' if row in expected else 'unknown row'}"
    questions = content.questionnaire.by_question
    known = {
        "tips": {tip.id for tip in content.tips},
        "claims": {claim.id for claim in content.claims},
        "questions": set(questions),
        "options": {f"{q.id}.{option}" for q in questions.values() for option in q.by_id},
        "foods": {food.id for food in content.foods},
        "references": {reference.id for reference in content.sources.references},
    }
    explained = {explainer.id for explainer in content.explainers}
    items: tuple[Tip | Claim, ...] = (*content.tips, *content.claims)
    used = {row for item in items for said in item.articles for row in said.rows}
    for number, entry in ledger.items():
        place = f"sources.toml: ledger.{number}"
        if not entry.dispositions:
            yield f"{place}: dispositions: none"
        for fate, filled in dispositions_of(entry).items():
            if (fate in entry.dispositions) != filled:
                wrong = "is missing" if filled else "without its key"
                yield f"{place}: dispositions: {fate} {wrong}"
        for key, ids in known.items():
            for unknown in sorted(set(getattr(entry, key)) - ids):
                yield f"{place}: {key}: unknown {unknown}"
        if entry.explainer and entry.explainer not in explained:
            yield f"{place}: explainer: unknown {entry.explainer}"
        if (entry.tips or entry.claims) and number not in used:
            yield f"{place}: no tip or claim says what this row says"


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
