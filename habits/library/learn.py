"""Explainers and the glossary."""

from __future__ import annotations

from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from ..engine.loaded import get_content
from ..engine.schema import Explainer
from ..engine.signing import signoff_status
from ..site.decorators import allows
from .cached_pages import CachedPage, cached_response, render_public_page

# Explainers and the glossary.


@allows("GET")
def learn(request: HttpRequest) -> HttpResponse:
    return cached_response(request, learn_page())


@cache
def learn_page() -> CachedPage:
    return render_public_page(
        "habits/library/learn.html",
        reverse("learn"),
        section="learn",
        title="Learn about gut and skin",
        description="The link between gut and skin in plain words: what is known, and what is not.",
        explainers=get_content().explainers,
    )


@allows("GET")
def explainer(request: HttpRequest, topic: str) -> HttpResponse:
    found = next((known for known in get_content().explainers if known.id == topic), None)
    if found is None:
        raise Http404
    return cached_response(request, explainer_page(found))


@cache
def explainer_page(shown: Explainer) -> CachedPage:
    later = [e for e in get_content().explainers if e.place > shown.place]
    return render_public_page(
        "habits/library/explainer.html",
        reverse("explainer", args=[shown.id]),
        section="learn",
        title=shown.title,
        description=shown.short,
        explainer=shown,
        # Seen before the words that it is about.
        diagram=next((part.diagram for part in shown.sections if part.diagram), None),
        sections=[(part, [statement(row) for row in part.rows]) for part in shown.sections],
        rows=shown.rows,
        references=[get_content().reference_by_id[name] for name in shown.references],
        following=later[0] if later else None,
        signoff=signoff_status(get_content(), f"topic/{shown.id}"),
    )


def statement(row: str) -> tuple[str, str]:
    """Who says it, and what."""
    known = get_content().sources
    who = next(article for article in known.articles if row.startswith(article.letter))
    return who.publisher, known.ledger[row].says


@allows("GET")
def glossary(request: HttpRequest) -> HttpResponse:
    return cached_response(request, glossary_page())


@cache
def glossary_page() -> CachedPage:
    return render_public_page(
        "habits/library/glossary.html",
        reverse("glossary"),
        section="learn",
        title="Words explained",
        description="Unusual words on gut, skin and research, in plain words.",
        terms=sorted(get_content().terms, key=lambda term: term.term.lower()),
    )
