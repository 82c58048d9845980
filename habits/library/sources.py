"""Where everything comes from: the two articles row by row, the research, dates and changes."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from ..engine.loaded import get_content
from ..engine.schema import Article, Disposition, LedgerRow, Reference
from ..engine.signing import signoff_status
from ..site.decorators import allows
from .cached_pages import CachedPage, cached_response, render_public_page
from .filters import KEPT, QueryFilters

# Of the research, so that a page of it is no roll on a phone.
AT_ONCE = 30
# Of what changed on the newest day; the rest unfolds.
NEWEST = 15
# What can become of a statement, in the order of the table.
DISPOSITIONS: dict[Disposition, str] = {
    "tip": "Tip",
    "claim": "Claim",
    "explainer": "Topic",
    "question": "Question",
    "option": "Answer to choose",
    "food": "Food",
    "corrected": "Corrected",
    "declined": "Left out",
}


# What follows the family name of an author.
INITIALS = re.compile(r" [A-Z]{1,4}(?:,|$)")


class Source(NamedTuple):
    """A source of the research, with the number that it has on every page, from 1."""

    number: int
    reference: Reference

    @property
    def dom_id(self) -> str:
        return f"ref-{self.reference.id}"

    @property
    def short(self) -> str:
        """The first author and the year, as a table has room for them."""
        first = INITIALS.split(self.reference.authors)[0]
        return f"{first} {self.reference.year or ''}".rstrip()

    @property
    def address(self) -> str:
        number = (self.number - 1) // AT_ONCE + 1
        query = f"?page={number}" if number > 1 else ""
        return f"{reverse('research')}{query}#{self.dom_id}"


@cache
def by_id() -> dict[str, Source]:
    """Each source with its number, by the id of its reference."""
    references = get_content().sources.references
    return {reference.id: Source(n, reference) for n, reference in enumerate(references, start=1)}


@allows("GET")
def sources(request: HttpRequest) -> HttpResponse:
    return cached_response(request, sources_page())


@cache
def sources_page() -> CachedPage:
    """What there is in all, and where each statement and source stands."""
    known = get_content().sources
    dispositions = Counter(
        (n[0], fate) for n, row in known.ledger.items() for fate in row.dispositions
    )
    letters = [article.letter for article in known.articles]
    return render_public_page(
        "habits/library/sources.html",
        reverse("sources"),
        section="sources",
        title="Sources",
        description="The two articles that our tips come from, what became of each statement, and "
        "all research that we rest on.",
        articles=[(article, statements(article)) for article in known.articles],
        dispositions=[
            (name, [dispositions[letter, fate] for letter in letters])
            for fate, name in DISPOSITIONS.items()
        ],
        known=by_id().values(),
    )


def statements(article: Article) -> list[tuple[str, LedgerRow]]:
    ledger = get_content().sources.ledger
    return [(n, row) for n, row in ledger.items() if n.startswith(article.letter)]


@allows("GET")
def article(request: HttpRequest, article_id: str) -> HttpResponse:
    found = next(
        (known for known in get_content().sources.articles if known.id == article_id), None
    )
    if found is None:
        raise Http404
    return cached_response(request, article_page(found))


@cache
def article_page(shown: Article) -> CachedPage:
    return render_public_page(
        "habits/library/article.html",
        reverse("article", args=[shown.id]),
        section="sources",
        title=f"What {shown.publisher} says",
        description=f"The article of {shown.publisher} statement by statement: where we use each, "
        "what we corrected and what we left out.",
        article=shown,
        rows=[(number, row_uses(row)) for number, row in statements(shown)],
    )


def row_uses(row: LedgerRow) -> dict[str, object]:
    """A statement of an article with all that came of it."""
    form = get_content().questionnaire
    return {
        "row": row,
        "dispositions": [name for fate, name in DISPOSITIONS.items() if fate in row.dispositions],
        "tips": [tip for tip in get_content().tips if tip.id in row.tips],
        "claims": [claim for claim in get_content().claims if claim.id in row.claims],
        "foods": [food for food in get_content().foods if food.id in row.foods],
        "explainers": [known for known in get_content().explainers if known.id == row.explainer],
        "questions": [form.by_question[name].name for name in row.questions],
        # Foods are named once, as foods.
        "options": [] if row.foods else [option_label(name) for name in row.options],
        "references": sorted(by_id()[name] for name in row.references),
    }


def option_label(name: str) -> str:
    question, _, option = name.partition(".")
    return get_content().questionnaire.by_question[question].by_id[option].label


@allows("GET")
def research(request: HttpRequest) -> HttpResponse:
    query_filters = QueryFilters(request.GET)
    tip = query_filters.one("tip", [tip.slug for tip in get_content().tips])
    pages = Paginator(sources_of(tip), AT_ONCE)
    number = int(query_filters.one("page", [str(n) for n in pages.page_range]) or 1)
    return cached_response(request, research_page(tip, number, query_filters.has_unknown))


def sources_of(tip: str) -> list[Source]:
    """The sources that a tip rests on, or all."""
    names = next((t.references for t in get_content().tips if t.slug == tip), by_id().keys())
    return [source for name, source in by_id().items() if name in names]


@lru_cache(maxsize=KEPT)
def research_page(tip: str, number: int, has_unknown: bool) -> CachedPage:
    found = sources_of(tip)
    shown = Paginator(found, AT_ONCE).page(number)
    return render_public_page(
        "habits/library/research.html",
        reverse("research"),
        section="sources",
        title="The research",
        description="Each study that we rest on, with its kind, its people and its limits.",
        live=True,
        has_unknown=has_unknown,
        tips=get_content().tips,
        wanted=tip,
        count=len(found),
        shown=shown,
        following=[
            (n, urlencode({name: value for name, value in (("tip", tip), ("page", n)) if value}))
            for n in shown.paginator.page_range
        ],
        references=[(source, uses(source.reference)) for source in shown],
    )


def uses(reference: Reference) -> dict[str, object]:
    """Where a reference is used, with the grades of what rests on it."""
    return {
        "tips": [tip for tip in get_content().tips if reference.id in tip.references],
        "claims": [claim for claim in get_content().claims if reference.id in claim.references],
        "explainers": [e for e in get_content().explainers if reference.id in e.references],
        "rows": [
            n for n, row in get_content().sources.ledger.items() if reference.id in row.references
        ],
    }


@allows("GET")
def signs(request: HttpRequest) -> HttpResponse:
    return cached_response(request, signs_page())


@cache
def signs_page() -> CachedPage:
    content = get_content()
    return render_public_page(
        "habits/library/signs.html",
        reverse("signs"),
        section="sources",
        title="Warning signs, and what each rests on",
        description="For each warning sign, how soon to get help, and where we have that from.",
        flags=[(flag, signoff_status(content, f"flag/{flag.id}")) for flag in content.red_flags],
    )


@allows("GET")
def dates(request: HttpRequest) -> HttpResponse:
    return cached_response(request, dates_page())


@cache
def dates_page() -> CachedPage:
    return render_public_page(
        "habits/library/dates.html",
        reverse("dates"),
        section="sources",
        title="Dates of our checks",
        description="When we last checked each page, and when the next check is due.",
        explainers=get_content().explainers,
        tips=get_content().tips,
    )


@allows("GET")
def changes(request: HttpRequest) -> HttpResponse:
    return cached_response(request, changes_page())


@cache
def changes_page() -> CachedPage:
    told = get_content().changes
    return render_public_page(
        "habits/library/changes.html",
        reverse("changes"),
        section="sources",
        title="What changed",
        description="What changed in our words, and why.",
        days=[
            (day, those[:NEWEST], those[NEWEST:]) if day == told.newest else (day, [], those)
            for day, those in told.by_day
        ],
    )
