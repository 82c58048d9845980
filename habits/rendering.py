"""Renders whatever the content leads to, for `manage.py check`: what fails here would answer 500.

No database and no person: every page of the library and of questions, and each part of a result
with the words of every region.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest
from django.test import override_settings
from django.urls import resolve, reverse

from .engine.assess import CareCard, ShownTip
from .engine.content import Content
from .engine.grading import Grading
from .engine.schema import Page, Questionnaire, Region, Tip
from .fhir import views as fhir
from .journey import questions
from .journey.drafts import Draft
from .journey.routing import Route
from .pages.crawlers import listed_addresses
from .site import cards

STATIC_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
Place = tuple[str, Callable[[], object]]


def faults(content: Content) -> Iterator[str]:
    """A line for each reason why parts or pages cannot be rendered, with the first that it hit."""
    # Whether static files are collected already is another question: names without a hash will do.
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": STATIC_FILES}}
    hit: dict[str, list[str]] = {}
    with override_settings(STORAGES=plain):
        for name, render in (*parts(content), *question_pages(content), *public_pages(content)):
            try:
                render()
            except Exception as error:
                hit.setdefault(f"{type(error).__name__}: {error}", []).append(name)
    for reason, (first, *others) in hit.items():
        more = f" ({len(others)} more pages and parts of pages fail alike)" if others else ""
        yield f"{first}: cannot be shown: {reason}{more}"


def public_pages(content: Content) -> Iterator[Place]:
    paths = [path for path, _ in listed_addresses()]
    paths += [
        f"{reverse(name)}?region={region.id}"
        for region in content.regions
        for name in ("help", "adults-only")
    ]
    paths += fhir.addresses()
    for path in paths:
        yield path, partial(public_page, path)


def question_pages(content: Content) -> Iterator[Place]:
    form = content.questionnaire
    for page in form.pages:
        for region in content.regions:
            yield (
                f"questionnaire.toml: {page.id} ({region.id})",
                partial(question_page, page, region, form),
            )


def parts(content: Content) -> Iterator[Place]:
    concerns = tuple(content.questionnaire.concerns)
    for tip in content.tips:
        shown = ShownTip(tip, (), gradings(tip, concerns), content.cautions)
        yield tip.place, partial(whole_tip, shown, content.regions)
    for claim in content.claims:
        yield f"claims.toml: {claim.id}", partial(cards.claim_row, claim, content.cautions)
    for caution in content.cautions:
        yield f"cautions.toml: {caution.id}", partial(cards.caution_list, [caution])
    for food in content.foods:
        yield f"foods.toml: {food.id}", partial(cards.food_lists, [food])
    for flag in content.red_flags:
        for region in content.regions:
            name = f"red_flags.toml: {flag.id} ({region.id})"
            yield name, partial(whole_flag, CareCard(flag, ()), region)


def gradings(tip: Tip, concerns: tuple[str, ...]) -> tuple[Grading, ...]:
    return tuple(Grading((concern,), tip.concerns.get(concern)) for concern in concerns)


def whole_tip(tip: ShownTip, regions: tuple[Region, ...]) -> None:
    for region in regions:
        cards.tip_card(tip, 1, region.alcohol.says, ())
    cards.tip_row(tip, ())
    cards.tip_body(tip.tip)


def whole_flag(card: CareCard, region: Region) -> None:
    for show in (cards.flag_row, cards.care_card, cards.urgent_row):
        show(card, region)


def question_page(page: Page, region: Region, form: Questionnaire) -> None:
    draft = Draft(answers={form.role["region"].id: [region.id]})
    questions.show(request_for(reverse("check", args=[page.id])), page, Route(draft))


def public_page(path: str) -> None:
    found = resolve(path.partition("?")[0])
    response = found.func(request_for(path), *found.args, **found.kwargs)
    if response.status_code != 200:
        raise Http404(f"it answers {response.status_code}")


def request_for(path: str) -> HttpRequest:
    """A request as a server makes it; what stands around the views is left out."""
    path, _, query = path.partition("?")
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
        }
    )
