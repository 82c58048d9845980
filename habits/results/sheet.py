"""A result to take along: one side of A4 for an appointment, and the person's own data."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..engine.answers import applicable_answers
from ..engine.assess import FIRST, assess
from ..engine.loaded import get_content
from ..engine.schema import Question, Questionnaire
from ..site.decorators import limited
from ..site.phrases import region_of, summary_rows
from ..site.rate_limits import OPEN
from .care import help_now, who_to_call
from .decorators import with_opened_result
from .opened import Opened


@limited(OPEN, pages=True)
@with_opened_result("GET")
def print_(request: HttpRequest, opened: Opened) -> HttpResponse:
    """One side of A4 for an appointment."""
    answers = opened.record.answers
    assessed = assess(get_content(), answers, opened.record.edition)
    form = get_content().questionnaire
    said = applicable_answers(form, answers)
    health = form.role["health"]
    listed = [row for row in summary_rows(printed(form), said) if row.labels]
    context = {
        "made": opened.record.made,
        "rows": listed,
        # Smaller letters for who has more to tell than a page holds otherwise.
        "long": sum(len(row.labels) for row in listed) > LONG_LIST,
        "flags": () if assessed.emergency else assessed.care_cards[:MOST_PRINTED],
        "more_flags": len(assessed.care_cards[MOST_PRINTED:]),
        "cautions": [
            option.label for option in health.options if option.id in said.get(health.id, ())
        ],
        "tips": [shown.tip for shown in assessed.tips[:FIRST]],
        "region": region_of(get_content(), answers),
        "at": opened.at,
        **who_to_call(opened.record),
    }
    return render(request, "habits/results/print.html", context)


# All that fit on one side of A4 with everything else, worst first.
MOST_PRINTED, LONG_LIST = 10, 40


def printed(form: Questionnaire) -> Iterator[Question]:
    """The questions of the printed page, each with those that asked for the same before it."""
    for page in (page for page in form.pages if page.printed):
        for question in page.questions:
            yield question
            yield from (old for old in form.retired if old.now == question.id)


@limited(OPEN, pages=True)
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
    }
    body = json.dumps(data, indent=2, ensure_ascii=False)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-notes.json"'
    response["Cache-Control"] = "no-store"
    return response
