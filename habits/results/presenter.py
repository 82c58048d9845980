"""The page of a result: what the engine chose, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..engine.assess import OPEN_TIPS, Result
from ..engine.loaded import get_content
from ..engine.schema import Caution, Page, Region, Withdrawn
from ..journey import drafts
from ..journey.areas import more
from ..site.cards import (
    LINKS,
    MOST_ROWS,
    caution_list,
    claim_rows,
    first_cautions,
    flag_rows,
    food_lists,
    join_html,
    many,
    tips_in_short,
)
from ..site.errors import layout
from ..site.phrases import region_of
from ..store import saved_results
from .how_to_keep import how_to_keep
from .opened import Opened


def page(
    request: HttpRequest,
    assessed: Result,
    answers: Mapping[str, list[str]],
    made: date,
    opened: Opened | None = None,
    wait: int = 0,
) -> HttpResponse:
    """The page of a result of the day `made`. Without `opened` it is not saved; `wait`: for so many
    seconds it cannot be, 0 where something else is why."""
    region = region_of(get_content(), answers)
    act = most_useful_act(assessed, region)
    first, folded = cautions_in_order(assessed, act)
    more_tips = len(assessed.tips[OPEN_TIPS:])
    context = {
        "made": made,
        "act": act,
        "region": region,
        "urgency": assessed.urgency,
        "undisclosed": assessed.undisclosed,
        "skipped": assessed.skipped,
        "no_signs": assessed.no_signs,
        "more": more(assessed.askable_pages, answers),
        "first_count": len(assessed.tips[:OPEN_TIPS]),
        "more_count": more_tips,
        "rest_count": max(more_tips - LINKS, 0),
        "cautions_count": len(folded),
        "health": health_page(),
        "left_out": bool(assessed.left_out),
        "wait": wait,
        "new_link": "link" in request.GET,
        "layout": layout(request),
        **blocks(assessed, region, first, folded),
        **(kept(request, opened, assessed, region) if opened else not_kept(request)),
    }
    return render(request, "habits/results/result.html", context)


def kept(
    request: HttpRequest, opened: Opened, assessed: Result, region: Region
) -> dict[str, object]:
    """Of a result that is saved: how to come back to it, and what changed since it was made."""
    # One for all forms of the page: each is masked anew, which takes a while.
    token = get_token(request)
    plan = leads_to_plan(opened, assessed)
    return {
        "opened": opened,
        "at": opened.at,
        "here": opened.at,
        "csrf_token": token,
        "how_to_keep": how_to_keep(request, opened, region, plan, token),
        "changes": changes(opened.record, assessed),
        "withdrawn": withdrawn_from(opened.record),
        "pending": waits_for(request, opened.handle),
        # It is about to go.
        "has_draft": False,
    }


def not_kept(request: HttpRequest) -> dict[str, object]:
    return {"here": request.path, "replace": "replace" in request.GET}


def waits_for(request: HttpRequest, handle: str) -> bool:
    """Is the draft of this result still here, until the browser has shown the result?"""
    return drafts.read(request, get_content().questionnaire).made == handle


def blocks(
    assessed: Result, region: Region, first: list[Caution], folded: list[Caution]
) -> dict[str, str]:
    """The parts of the page that are made of this person's tips, by name; none is empty."""
    above = {*assessed.priority_cautions, *assessed.shown_separately}
    later = assessed.urgency == "urgent"
    most = 0 if later and many(assessed.care_cards) else OPEN_TIPS
    first_tips, more_tips = tips_in_short(assessed.tips, region.alcohol.says, above, later, most)
    shown = len(more_tips) if later or len(more_tips) <= MOST_ROWS else LINKS
    found = {
        "first": first_cautions(first, folded=len(stated_priority_cautions(assessed)) > 1),
        "flags": flag_rows(assessed.care_cards, region),
        "cautions": caution_list(folded, assessed.undisclosed),
        "reasons": lines("<li>{}</li>", [reason.says for reason in assessed.reasons[:4]]),
        "first_tips": first_tips,
        "more_tips": join_html(more_tips[:shown]),
        "rest_tips": join_html(more_tips[shown:]),
        "claims": claim_rows(assessed.claims, assessed.claim_cautions, above),
        "foods": food_lists(assessed.foods),
        "no_foods": "" if assessed.foods else no_foods(assessed),
        "looks": lines("<p>{}</p>\n", [look.says for look in assessed.skin_descriptions]),
    }
    return {name: html for name, html in found.items() if html}


def most_useful_act(assessed: Result, region: Region) -> str:
    """The single most useful act: what is read first is what is kept.

    It says the same as the rows below it: with several urgent ones the act is all of theirs. A
    caution that is said first cannot stand below another act.
    """
    own = [card.flag for card in assessed.care_cards if not card.conditional]
    if own and own[0].urgency == "urgent":
        urgent = [flag for flag in own if flag.urgency == "urgent"]
        lines = {flag.call or f"Get help today. {region.urgent.says}" for flag in urgent}
        if len(lines) > 1:
            return f"Get help today, for each of the {len(urgent)} reasons below."
        return lines.pop()
    if assessed.skipped:
        return "First answer the warning signs that you skipped."
    if first := stated_priority_cautions(assessed):
        return f"{first[0].who}: {first[0].reminder}"
    if own:
        soon = "days" if own[0].soon else "2 weeks"
        return own[0].call or f"Book to see a doctor, nurse or pharmacist in the next {soon}."
    lead = assessed.lead
    return lead.first if lead else "Read what is below when you have time."


def cautions_in_order(assessed: Result, act: str) -> tuple[list[Caution], list[Caution]]:
    """Those that are said first, and those that fold: what the first line of the page, its act,
    leaves out of its caution stands with the others."""
    first = [
        caution for caution in stated_priority_cautions(assessed) if caution.reminder not in act
    ]
    told = (*assessed.priority_cautions, *assessed.shown_separately)
    return first, [caution for caution in told if caution not in first]


def stated_priority_cautions(assessed: Result) -> list[Caution]:
    """Cautions that are said first, of what was told: what silence alone brings up stands behind
    the word that explains it."""
    return [
        caution for caution in assessed.priority_cautions if caution in assessed.stated_cautions
    ]


def no_foods(assessed: Result) -> str:
    """Why no food is offered: what was said, else what was not."""
    why = [caution for caution in assessed.cautions if caution.hides_all_foods]
    if said := [caution for caution in why if caution in assessed.stated_cautions]:
        return f"{said[0].who}, we leave out foods."
    if assessed.undisclosed:
        return "We leave out foods until you tell us about your health."
    if why:
        return "We leave out foods until you answer the gut signs that you skipped."
    return "You eat all the foods on our lists that may suit you."


def health_page() -> Page:
    """The page whose silence stands for every health fact."""
    form = get_content().questionnaire
    pages = (form.page_of[question.id] for question in form.undisclosable)
    return next(page for page in pages if not page.signs)


def lines(form: str, texts: Iterable[str]) -> SafeString:
    """Sentences of the content, each in HTML of this form."""
    return join_html(line(form, text) for text in texts)


@cache
def line(form: str, text: str) -> SafeString:
    return format_html(form, text)


def leads_to_plan(opened: Opened, assessed: Result) -> bool:
    """To the plan, or to make one: not where everything else can wait."""
    fits = any(shown.tip.id in get_content().plan_of for shown in assessed.tips)
    return opened.record.plan is not None or (fits and assessed.urgency != "urgent")


def withdrawn_from(record: saved_results.Record) -> tuple[Withdrawn, ...]:
    """What this result once said and we took back."""
    return tuple(withdrawn for withdrawn in get_content().withdrawn if withdrawn.id in record.tips)


def changes(record: saved_results.Record, assessed: Result) -> SafeString:
    """Titles of tips added, and changed, since the result was made; those that do not fit now."""
    now = {shown.tip.id: shown.tip for shown in assessed.tips}
    # Told on their own: what we took back, and what stands on the page as a claim by now.
    told = {withdrawn.id for withdrawn in get_content().withdrawn}
    told |= {claim.id for claim in assessed.claims}
    found = {
        "added": [tip.title for name, tip in now.items() if name not in record.tips],
        "changed": [
            tip.title
            for name, tip in now.items()
            if name in record.tips and record.tips[name] != get_content().fingerprints[name]
        ],
        "gone": [name for name in record.tips if name not in now and name not in told],
    }
    if not any(found.values()):
        return SafeString()
    return render_to_string("habits/results/_changes.html", {"changes": found})
