"""Where everything comes from: the two articles row by row, the research, dates and changes."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ..advice import content
from ..changes import changes
from ..engine.schema import LedgerRow, Reference
from ..public import Copy, answer, page
from .errors import allows


@allows("GET")
def sources(request: HttpRequest) -> HttpResponse:
    return answer(request, sources_page())


@cache
def sources_page() -> Copy:
    known = content().sources
    return page(
        "habits/library/sources.html",
        reverse("sources"),
        section="sources",
        title="Sources",
        description="The two articles statement by statement: where we use each, what we corrected "
        "and what we left out. All research, and the dates of our checks.",
        articles=[
            (article, [(n, row_uses(row)) for n, row in known.ledger.items()
                       if n.startswith(article.letter)])
            for article in known.articles
        ],
        references=[(reference, uses(reference)) for reference in known.references],
        explainers=content().explainers,
        tips=content().tips,
        flags=content().red_flags,
        changes=changes(),
    )  # fmt: skip


def row_uses(row: LedgerRow) -> dict[str, object]:
    """A statement of an article with all that came of it."""
    form = content().questionnaire
    numbers = {r.id: number for number, r in enumerate(content().sources.references, start=1)}
    return {
        "row": row,
        "tips": [tip for tip in content().tips if tip.id in row.tips],
        "claims": [claim for claim in content().claims if claim.id in row.claims],
        "foods": [food for food in content().foods if food.id in row.foods],
        "explainers": [known for known in content().explainers if known.id == row.explainer],
        "questions": [form.by_question[name].name for name in row.questions],
        # Foods are named once, as foods.
        "options": [] if row.foods else [option_label(name) for name in row.options],
        "references": sorted(
            ((name, numbers[name]) for name in row.references), key=lambda pair: pair[1]
        ),
    }


def option_label(name: str) -> str:
    question, _, option = name.partition(".")
    return content().questionnaire.by_question[question].by_id[option].label


def uses(reference: Reference) -> dict[str, object]:
    """Where a reference is used, with the grades of what rests on it."""
    return {
        "tips": [tip for tip in content().tips if reference.id in tip.references],
        "claims": [claim for claim in content().claims if reference.id in claim.references],
        "explainers": [e for e in content().explainers if reference.id in e.references],
        "rows": [
            n for n, row in content().sources.ledger.items() if reference.id in row.references
        ],
    }
