"""The list of tips, the list of claims, and the page of a tip."""

from __future__ import annotations

from functools import cache, lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ..engine.browse import TipFilter, all_gradings, tips_for
from ..engine.loaded import get_content
from ..engine.schema import GRADES, Caution, Tip
from ..engine.signing import signoff_status
from ..site.cards import caution_row, tip_body
from ..site.decorators import allows
from ..site.phrases import describe_condition
from .cached_pages import CachedPage, cached_response, render_public_page
from .figures import behind, health_grading, skin_grading
from .filters import FEW, KEPT, QueryFilters
from .research import best_lines, reasons_for_everyone, surer_for_health

# Tips.


@allows("GET")
def tips(request: HttpRequest) -> HttpResponse:
    query_filters = QueryFilters(request.GET)
    form = get_content().questionnaire
    wanted = TipFilter(
        query_filters.one("concern", form.concerns),
        query_filters.one("area", form.areas),
        query_filters.one("grade", GRADES),
    )
    return cached_response(request, tips_page(wanted, query_filters.has_unknown))


@lru_cache(maxsize=KEPT)
def tips_page(wanted: TipFilter, has_unknown: bool) -> CachedPage:
    form = get_content().questionnaire
    cards = [
        (tip, form.areas[tip.area], skin, surer_for_health(tip, skin))
        for tip, skin in tips_for(get_content(), wanted)
    ]
    return render_public_page(
        "habits/library/tips.html",
        reverse("tips"),
        section="tips",
        title="Tips",
        description="Every tip on skin, gut and daily habits, and how sure research is of it.",
        live=True,
        wanted=wanted,
        has_unknown=has_unknown,
        filtered=wanted != TipFilter(),
        concerns=form.concerns,
        areas=form.areas,
        grades=GRADES,
        cards=cards,
        withdrawn=get_content().withdrawn,
        reasons=reasons_for_everyone(),
    )


@allows("GET")
def claims(request: HttpRequest) -> HttpResponse:
    return cached_response(request, claims_page())


@cache
def claims_page() -> CachedPage:
    """What people say, our verdict on it, and what to do instead."""
    known = [
        (
            claim,
            [get_content().reference_by_id[name] for name in claim.references],
            [tip for tip in get_content().tips if tip.id in claim.tips],
            [(get_content().article_by_id[said.article], said.says) for said in claim.articles],
            [caution_row(c) for c in get_content().cautions if claim.id in c.tips],
            behind([claim.id]),
            signoff_status(get_content(), f"claim/{claim.id}"),
        )
        for claim in get_content().claims
    ]
    return render_public_page(
        "habits/library/claims.html",
        reverse("claims"),
        section="tips",
        title="Claims you may have heard",
        description="What people say about skin and gut, and what research says of each claim.",
        known=known,
        reasons=reasons_for_everyone(),
    )


@allows("GET")
def tip(request: HttpRequest, tip_id: str) -> HttpResponse:
    found = next((tip for tip in get_content().tips if tip_id in {tip.slug, tip.id}), None)
    # Some tips are claims by now.
    moved = next(
        (claim for claim in get_content().claims if tip_id in {claim.slug, claim.id}), None
    )
    if found is None and moved:
        return redirect(f"{reverse('claims')}#{moved.dom_id}", permanent=True)
    # The list says why a tip was taken back, and what to do.
    if tip_id.replace("-", "_") in {withdrawn.id for withdrawn in get_content().withdrawn}:
        return redirect("tips")
    if found is None:
        raise Http404
    # The id as the content has it leads to the one address of the page.
    if tip_id != found.slug:
        return redirect("tip", found.slug, permanent=True)
    return cached_response(request, tip_page(found))


@cache
def tip_page(tip: Tip) -> CachedPage:
    form = get_content().questionnaire
    key = f"tip/{tip.id}"
    cautions = [c for c in get_content().cautions if tip.id in {*c.tips, *c.hides}]
    first = [c for c in cautions if weighs_most(c, tip)]
    rest = [c for c in cautions if c not in first]
    # A fold that hides all of them, or next to nothing, only costs a press.
    folded = rest if first and len(rest) > FEW else []
    shown = [c for c in first + rest if c not in folded]
    return render_public_page(
        "habits/library/tip.html",
        reverse("tip", args=[tip.slug]),
        section="tips",
        title=tip.title,
        description=f"{tip.asks} What an article says, what research says, and how to start.",
        tip=tip,
        area=form.areas[tip.area],
        cautions=[caution_row(caution) for caution in shown],
        more_cautions=[caution_row(caution) for caution in folded],
        body=tip_body(tip, level=2),
        gradings=[
            *(skin_grading(tip, grading) for grading in all_gradings(get_content(), tip)),
            health_grading(tip),
        ],
        few=FEW,
        sure=best_lines(tip),
        why=describe_condition(form, tip.when),
        rows=[row for statement in tip.articles for row in statement.rows],
        references=[get_content().reference_by_id[name] for name in tip.references],
        signoff=signoff_status(get_content(), key),
        history=get_content().changes.about(key),
        reasons=reasons_for_everyone(),
    )


def weighs_most(caution: Caution, tip: Tip) -> bool:
    """It would hide the tip from someone who told us, or is told on its own."""
    return tip.id in caution.hides or caution.show_first or caution.told
