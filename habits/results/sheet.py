"""A result to take along: one side of A4 for an appointment, and the person's own data."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..engine.answers import applicable_answers
from ..engine.assess import FIRST, assess
from ..engine.loaded import get_content
from ..plan import model as plans
from ..plan.notes import plan_notes
from ..plan.wording import exported
from ..site import days
from ..site.phrases import region_of, summary_rows
from ..store import result_links
from ..store.saved_results import Record
from . import plain_text
from .care import help_now, who_to_call
from .decorators import with_opened_result
from .opened import Opened

# All that fit on one side of A4 with everything else, worst first.
MOST_PRINTED, LONG_LIST = 10, 40


@with_opened_result("GET")
def print_(request: HttpRequest, opened: Opened) -> HttpResponse:
    """One side of A4 for an appointment."""
    context = {
        **sheet(opened.record),
        "texts": form_words(opened.record),
        "at": opened.at,
    }
    return render(request, "habits/results/print.html", context)


def sheet(record: Record) -> dict[str, object]:
    """What the notes for an appointment say, to the person and to who has a link to them."""
    answers = record.answers
    assessed = assess(get_content(), answers, record.edition)
    form = get_content().questionnaire
    said = applicable_answers(form, answers)
    health = form.role["health"]
    listed = [row for row in summary_rows(plain_text.printed(form), said) if row.labels]
    long = sum(len(row.labels) for row in listed) > LONG_LIST
    plan = plan_notes(get_content(), assessed, record)
    return {
        "made": record.made,
        "rows": listed,
        # Smaller letters for who has more to tell than a page holds otherwise.
        "long": long,
        "flags": () if assessed.emergency else assessed.care_cards[:MOST_PRINTED],
        "more_flags": len(assessed.care_cards[MOST_PRINTED:]),
        "cautions": [
            option.label for option in health.options if option.id in said.get(health.id, ())
        ],
        # What is tried stands for what was shown where there is no room for both.
        "tips": [] if plan and long else [shown.tip for shown in assessed.tips[:FIRST]],
        "plan": plan,
        "region": region_of(get_content(), answers),
        **who_to_call(record),
    }


def form_words(record: Record) -> list[tuple[int, str]]:
    """The notes as text for an online form, for each length that forms have room for; none in an
    emergency, which is not for a form."""
    if who_to_call(record):
        return []
    assessed = assess(get_content(), record.answers, record.edition)
    plan = plan_notes(get_content(), assessed, record)
    tried = plan.steps if plan else ()
    parts = plain_text.parts_of(get_content(), record.answers, record.edition, tried)
    return [(most, plain_text.text_of(parts, most)) for most in plain_text.LIMITS]


def exported_plan(record: Record) -> dict[str, object]:
    """The plan in words; as it is kept when it is of a version that we do not know."""
    try:
        plan = plans.read(record.plan)
    except plans.UnknownPlan:
        return {"plan": record.plan}
    return {"plan": exported(get_content(), plan)} if plan else {}


@with_opened_result("GET")
def export(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The person's own data as JSON: every question, what was chosen, and the day."""
    questions = get_content().questionnaire.by_question
    data = {
        **help_now(opened.record),
        "made": opened.record.made.isoformat(),
        "kept_for_days_after_opening": opened.record.days,
        "ends_whatever_happens": opened.record.ends and opened.record.ends.isoformat(),
        "answers": [
            {
                "id": name,
                "question": questions[name].text if name in questions else "",
                "chosen": [
                    {"id": option, "label": questions[name].by_id[option].label}
                    if name in questions and option in questions[name].by_id
                    else {"id": option, "label": ""}
                    for option in chosen
                ],
            }
            for name, chosen in opened.record.answers.items()
        ],
        "tips_shown": sorted(opened.record.tips),
        "links_to_read": [
            {
                "made": link.made.isoformat(),
                "ends": link.until.isoformat(),
                "opened_first": link.first and link.first.isoformat(),
            }
            for _, link in result_links.links_of(settings.SERVER_KEYS, opened.record, days.now())
        ],
        **exported_plan(opened.record),
    }
    body = json.dumps(data, indent=2, ensure_ascii=False)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-notes.json"'
    response["Cache-Control"] = "no-store"
    return response
