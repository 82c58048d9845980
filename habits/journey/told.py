"""Whatever means "today", told above the next question."""

from __future__ import annotations

from django.utils.safestring import SafeString

from ..engine.assess import CareCard
from ..engine.loaded import get_content
from ..engine.schema import Page
from ..site.cards import join_html, told_row
from ..site.compiled_html import compile_fragment
from ..site.phrases import region_of
from .routing import Route


def told_at_once(route: Route, current_page: Page | None = None) -> SafeString:
    """Whatever means "today", told above the next question: what no page has told so far, or this
    one has, so that it is there again on the way back; all of it where no page is given. Empty
    when there is nothing to tell."""
    cards = to_tell(route, current_page)
    if not cards:
        return SafeString()
    region = region_of(get_content(), route.draft.answers)
    rows = join_html(told_row(card, region) for card in cards)
    return compile_fragment("habits/journey/_told.html", "rows", region=region).render(
        {"rows": rows}
    )


def to_tell(route: Route, current_page: Page | None = None) -> list[CareCard]:
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
