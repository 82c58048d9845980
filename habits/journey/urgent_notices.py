"""Whatever means "today", told above the next question."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.safestring import SafeString

from ..engine.assess import CareCard
from ..engine.loaded import get_content
from ..engine.schema import Page
from ..site.cards import join_html, urgent_row
from ..site.compiled_html import compile_fragment
from ..site.phrases import region_of
from . import drafts
from .routing import Route


def urgent_notices(route: Route, current_page: Page | None = None) -> SafeString:
    """Whatever means "today", told above the next question: what no page has told so far, or this
    one has, so that it is there again on the way back; all of it where no page is given. Empty
    when there is nothing to tell."""
    cards = urgent_cards(route, current_page)
    if not cards:
        return SafeString()
    region = region_of(get_content(), route.draft.answers)
    rows = join_html(urgent_row(card, region) for card in cards)
    return compile_fragment("habits/journey/_urgent_notices.html", "rows", region=region).render(
        {"rows": rows}
    )


def urgent_cards(route: Route, current_page: Page | None = None) -> list[CareCard]:
    """What is told above the question of this page, or all; the draft takes down where it is."""
    draft = route.draft
    cards = [
        card
        for card in route.triage.care_cards
        if card.flag.urgency == "urgent" and not card.conditional
    ]
    draft.told = {c.flag.id: draft.told[c.flag.id] for c in cards if c.flag.id in draft.told}
    if current_page is not None:
        at = {card.flag.id: draft.told.setdefault(card.flag.id, current_page.id) for card in cards}
        cards = [card for card in cards if at[card.flag.id] == current_page.id]
    return cards


def to_next_page(route: Route, target: str) -> HttpResponse:
    """To the next page, with the draft and what it tells there."""
    draft = route.draft
    # Taken down here, so that a page that tells something sets no cookie that others do not: HTTP/2
    # packs headers, and what they add to a page could be seen.
    following = resolve(urlsplit(target).path).kwargs.get("page_id", "")
    if asked_next := get_content().questionnaire.by_page.get(following):
        urgent_cards(route, asked_next)
    response = redirect(target)
    drafts.write(response, draft)
    if route.triage.emergency:
        drafts.raise_alarm(response, draft, route.alarming)
    return response
