"""The person's own data, whole: answers, and the plan."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..engine.loaded import get_content
from ..plan.wording import exported
from ..results.decorators import with_opened_result
from ..results.opened import Opened
from ..results.who_to_call import help_now
from ..site import days
from ..site.decorators import limited
from ..site.rate_limits import OPEN
from ..store import plans, result_links
from ..store.saved_results import Record


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


def exported_plan(record: Record) -> dict[str, object]:
    """The plan in words; as it is kept when it is of a version that we do not know."""
    try:
        plan = plans.read(record.plan)
    except plans.UnknownPlan:
        return {"plan": record.plan}
    return {"plan": exported(get_content(), plan)} if plan else {}
