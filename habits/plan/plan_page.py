"""The page of a plan: what was said of its weeks, and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from ..engine.loaded import get_content
from ..engine.schema import TipPlan
from ..site.decorators import limited
from ..site.phrases import region_of
from ..site.rate_limits import OPEN
from ..store.plans import Plan, Step
from . import acts, course
from .acts import Outcome
from .forms import CHOICES, said_in, shown_in, ticks_of
from .opened_plan import CHECK_IN, TOLD, OpenedPlan, change, to_plan, with_plan
from .wording import sentence

# A check-in is asked for once in so long.
CHECK_IN_AGAIN = timedelta(weeks=CHECK_IN)


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def plan(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
    """The one page of a plan: this week, and the weeks so far."""
    if request.method == "POST":
        return week(request, current)
    told = request.GET.get("told", "")
    if current.plan is None and (day := current.opened.record.went_on):
        context = {"day": day, "at": current.opened.at, "anew": current.at("plan-make")}
        return render(request, "habits/plan/went_on.html", context)
    if current.plan is None:
        # Whatever else was told was of a plan that is not there any more.
        gone = "?told=gone" if told == "gone" else ""
        return redirect(current.at("plan-make") + gone)
    return render(request, "habits/plan/plan.html", page_of(current, current.plan, told))


def page_of(current: OpenedPlan, plan: Plan, told: str) -> Mapping[str, object]:
    shown = current.shown
    number = plan.open_week(current.today)
    form = get_content().questionnaire
    pairs = (*shown.steps, *shown.stopped)
    over = plan.is_over(current.today)
    weeks = course.course(form, plan, pairs, current.records, current.opened.record)
    old_enough = current.today >= plan.first_day(CHECK_IN)
    urgent = current.assessed.urgency == "urgent"
    return {
        "at": current.opened.at,
        "here": current.at(),
        "told": TOLD.get(told, ""),
        "plan": plan,
        "week": number,
        "rows": [row_of(plan, step, planned, number) for step, planned in shown.steps],
        "stopped": [row_of(plan, step, planned, None) for step, planned in shown.stopped],
        "choices": CHOICES,
        **open_week(current, plan, number),
        "opens_on": plan.opens_on(0) if current.today < plan.opens_on(0) else None,
        "over": over,
        "withdrawn": shown.withdrawn,
        "left_out": shown.left_out,
        "unplanned": shown.unplanned,
        "room": not over and bool(shown.offered) and has_room(current, plan),
        "course": weeks,
        # Everything else can wait, says the page then.
        "words": course.in_words(weeks) if old_enough and not urgent else None,
        "check_in": old_enough and current.today >= current.opened.record.made + CHECK_IN_AGAIN,
        "urgent": urgent,
        "region": region_of(get_content(), current.opened.record.answers),
    }


def has_room(current: OpenedPlan, plan: Plan) -> bool:
    return acts.takes_another(acts.without(plan, current.hidden))


def open_week(current: OpenedPlan, plan: Plan, number: int | None) -> Mapping[str, object]:
    """The week that can be ticked, with the answers so far."""
    if number is None:
        return {}
    said = plan.said(number)
    return {
        "asked": [(question, said.get(question.id, "")) for question in current.asked],
        "first_day": plan.first_day(number),
        "last_day": plan.last_day(number),
    }


@dataclass(frozen=True)
class Row:
    """A tip of the plan on its page."""

    number: int
    step: Step
    planned: TipPlan
    sentence: str
    tick: str
    asked: bool

    @property
    def can_resume(self) -> bool:
        return bool(self.step.cue or self.step.words)


def row_of(plan: Plan, step: Step, planned: TipPlan, week: int | None) -> Row:
    tick = "" if week is None else ticks_of(plan, week).get(step.tip, "")
    asked = week is not None and step.since <= week
    return Row(plan.steps.index(step), step, planned, sentence(planned, step), tick, asked)


def week(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
    """Say how a week went, and with the same press stop a tip or take it up again: what was ticked
    before that press is kept."""

    def act(plan: Plan | None) -> Outcome | None:
        if plan is None:
            return None
        sent = sent_week(current, plan, request.POST)
        return acts.keep_week(plan, sent, current.hidden, current.today)

    return to_plan(current, change(current, act))


def sent_week(current: OpenedPlan, plan: Plan, data: MultiValueDict[str, str]) -> acts.SentWeek:
    tips = tips_asked(current, plan, data)
    return acts.SentWeek(
        begun=data.get("begun", ""),
        number=whole(data.get("week", "")),
        said=said_in(data, tips, current.asked),
        shown=shown_in(data, tips, current.asked),
        stop=data.get("stop", ""),
        take_up=data.get("take_up", ""),
    )


def tips_asked(current: OpenedPlan, plan: Plan, data: MultiValueDict[str, str]) -> list[str]:
    """The tips with a row on the page that was sent: the row for all means no others, and what was
    said of one counts although another device stopped it meanwhile."""
    tips = [step.tip for step in plan.steps if step.tip not in current.hidden]
    return [tip for tip in tips if f"was-{tip}" in data]


def whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
