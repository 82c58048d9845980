"""Who to call, and what to do, for results that are an emergency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..engine.assess import Result, assess
from ..engine.loaded import get_content
from ..engine.schema import RedFlag, Region
from ..site.cards import care_card, join_html, sign_list
from ..site.errors import layout
from ..site.phrases import region_of
from ..store import saved_results
from .opened import Opened
from .presenter import withdrawn_from


def care_page(
    request: HttpRequest,
    assessed: Result,
    answers: Mapping[str, list[str]],
    made: date,
    links: Sequence[tuple[str, str]] = (),
    opened: Opened | None = None,
) -> HttpResponse:
    """Care cards and no tips; also for a saved result that is an emergency by what we know now."""
    region = region_of(get_content(), answers)
    context = {
        **care_cards(assessed, region),
        "region": region,
        "made": made,
        "links": links,
        "at": opened.at if opened else "",
        "withdrawn": withdrawn_from(opened.record) if opened else (),
        "layout": layout(request),
    }
    return render(request, "habits/results/care.html", context)


def care_cards(assessed: Result, region: Region) -> dict[str, object]:
    return {
        "cards": join_html(care_card(card, region) for card in assessed.care_cards),
        "other_cards": sign_list(assessed.other_care_cards),
    }


def emergency_now(record: saved_results.Record) -> Result | None:
    """A saved result that is an emergency by what we know now, assessed; None for any other."""
    assessed = assess(get_content(), record.answers, record.edition)
    return assessed if assessed.emergency else None


def who_to_call(record: saved_results.Record) -> dict[str, object]:
    """The care cards for the other pages of a saved result; nothing where it is no emergency."""
    assessed = emergency_now(record)
    return care_cards(assessed, region_of(get_content(), record.answers)) if assessed else {}


def help_now(record: saved_results.Record) -> dict[str, object]:
    """Who to call, in words; nothing where it is no emergency."""
    if not (assessed := emergency_now(record)):
        return {}
    region = region_of(get_content(), record.answers)
    flags = [card.flag for card in assessed.care_cards]
    lines = [line for flag in flags for line in calls_for(flag, region)]
    return {
        "get_help_now": {
            "call": " ".join(dict.fromkeys(filter(None, lines))),
            "because": [flag.title for flag in flags],
            "do": [flag.do for flag in flags],
        }
    }


def calls_for(flag: RedFlag, region: Region) -> list[str]:
    """Who to call for an emergency, in the order of its care card."""
    now = region.emergency
    ambulance = f"Call {now.number} now." if flag.ambulance and now.number else now.says
    if flag.crisis_line:
        unsafe = "You have a plan, are hurt, or cannot keep yourself safe?"
        return [region.crisis.says, region.crisis.text, f"{unsafe} {ambulance}"]
    return [f"{flag.call} {ambulance}".strip()]
