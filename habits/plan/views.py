"""The pages of a plan. It stands in the record of a result, and each act is one step there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from icalendar import TRANSP, Alarm, Calendar, Event

from ..engine.assess import Result, assess
from ..engine.loaded import get_content
from ..engine.schema import Question, TipPlan
from ..results import own_list
from ..results.decorators import with_opened_result
from ..results.opened import Opened
from ..results.who_to_call import care_page
from ..site import days, refused_forms
from ..site.decorators import allows, limited
from ..site.phrases import region_of
from ..site.rate_limits import OPEN
from ..store import plans, saved_lists, saved_results
from ..store.plans import MOST_ON, Plan, Step, UnknownPlan
from ..store.sealing import NotSealed
from . import acts, course
from .acts import Choice, Done, Full
from .fitting import Fit, fit, hidden_tips
from .forms import CHOICES, ChoiceForm, choice_form, chosen_before, said_in, shown_in, ticks_of
from .wording import sentence

# After so many weeks someone is asked to check in again.
CHECK_IN = 4
# So many tips stand open to choose from before the rest folds.
MOST_SHOWN = 5
# What the page says of the act that led to it, by the name in its address.
TOLD = {
    "saved": "Saved.",
    "stopped": "Stopped. You can take it up again.",
    "clash": "Another device said something else meanwhile. We kept that. Look at it below.",
    "full": f"There is room for {MOST_ON} tips at a time. Nothing was changed.",
    "over": "That week can no longer be ticked. Nothing was changed.",
    "other": "Your plan was begun anew on another device. Nothing was changed.",
    "gone": "Your plan was deleted on another device. Nothing was changed.",
}


@dataclass(frozen=True)
class Seen:
    """A plan as one request sees it."""

    opened: Opened
    assessed: Result
    plan: Plan | None
    hidden: frozenset[str]
    records: tuple[saved_results.Record, ...]
    today: date

    @cached_property
    def fit(self) -> Fit:
        return fit(get_content(), self.assessed, self.plan, self.hidden)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        return course.measures(get_content().questionnaire, self.opened.record)

    def at(self, name: str = "plan", *more: int) -> str:
        return reverse(name, args=[self.opened.handle, *more])


View = Callable[[HttpRequest, Seen], HttpResponse]


def with_plan(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A view of a plan. In an emergency there is none: who to call comes first."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @with_opened_result(*methods)
        def seen_first(request: HttpRequest, opened: Opened) -> HttpResponse:
            record = opened.record
            assessed = assess(get_content(), record.answers, record.edition)
            if assessed.emergency or not assessed.adult:
                return care_page(request, assessed, record.answers, record.made, opened=opened)
            try:
                plan = plans.read(record.plan)
            except UnknownPlan:
                return render(request, "habits/plan/unknown.html", {"at": opened.at}, status=409)
            records = known_records(request, opened)
            hidden = hidden_tips(get_content(), assessed, records)
            sent_day = request.POST.get("day", "")
            today = days.own(sent_day, region_of(get_content(), record.answers))
            return view(request, Seen(opened, assessed, plan, hidden, records, today))

        return seen_first

    return decorate


def known_records(request: HttpRequest, opened: Opened) -> tuple[saved_results.Record, ...]:
    """This result, and those on the list of this device when it is one of them."""
    code, own = own_list.read(request).code, opened.record
    if not code:
        return (own,)
    try:
        items = saved_lists.open_list(settings.SERVER_KEYS, code, date.today())
    except NotSealed:
        return (own,)
    if opened.code not in {item.code for item in items}:
        return (own,)
    listed = saved_lists.open_all(settings.SERVER_KEYS, items, date.today())
    return (own, *(record for item, record in listed if item.code != opened.code))


def change(seen: Seen, act: Callable[[Plan | None], Done | None]) -> str:
    """Do an act on the plan as it is by now; what to tell of it.

    None from the act deletes the plan. Raises NotSealed, StorageUnavailable; UnknownPlan, and Full,
    which leave all as it was.
    """
    told = "saved"

    def changed(record: saved_results.Record) -> saved_results.Record:
        nonlocal told
        done = act(plans.read(record.plan))
        if done and done.clash:
            told = "clash"
        return replace(record, plan=plans.raw_of(done.plan) if done else None)

    try:
        saved_results.change_result(settings.SERVER_KEYS, seen.opened.code, changed, date.today())
    except Full:
        return "full"
    except UnknownPlan:
        return "other"
    return told


def lead(seen: Seen, told: str) -> HttpResponse:
    return redirect(f"{seen.at()}?told={told}")


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def plan(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The one page of a plan: this week, and the weeks so far."""
    if request.method == "POST":
        return week(request, seen)
    if seen.plan is None:
        if "told" in request.GET:
            return redirect(seen.opened.at)
        return redirect(seen.at("plan-make"))
    told = request.GET.get("told", "")
    return render(request, "habits/plan/plan.html", page_of(seen, seen.plan, told))


def page_of(seen: Seen, plan: Plan, told: str) -> Mapping[str, object]:
    fitting = seen.fit
    number = plan.open_week(seen.today)
    form = get_content().questionnaire
    pairs = (*fitting.steps, *fitting.stopped)
    weeks = course.course(form, plan, pairs, seen.records, seen.opened.record)
    old_enough = seen.today >= plan.first_day(CHECK_IN)
    return {
        "at": seen.opened.at,
        "here": seen.at(),
        "told": TOLD.get(told, ""),
        "plan": plan,
        "week": number,
        "rows": [row_of(plan, step, planned, number) for step, planned in fitting.steps],
        "stopped": [row_of(plan, step, planned, None) for step, planned in fitting.stopped],
        "choices": CHOICES,
        **open_week(seen, plan, number),
        "opens_on": plan.opens_on(0) if seen.today < plan.opens_on(0) else None,
        "over": plan.is_over(seen.today),
        "withdrawn": fitting.withdrawn,
        "left_out": fitting.left_out,
        "room": len(fitting.steps) < MOST_ON and bool(fitting.offered),
        "course": weeks,
        "words": course.in_words(weeks) if old_enough else None,
        "check_in": old_enough,
        "urgency": seen.assessed.urgency,
        "region": region_of(get_content(), seen.opened.record.answers),
    }


def open_week(seen: Seen, plan: Plan, number: int | None) -> Mapping[str, object]:
    """The week that can be ticked, with the answers so far."""
    if number is None:
        return {}
    said = plan.said(number)
    return {
        "asked": [(question, said.get(question.id, "")) for question in seen.asked],
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


def week(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Say how a week went, and with the same press stop a tip or take it up again: what was ticked
    before that press is kept."""
    data = request.POST
    number = whole(data.get("week", ""))
    ticks = bool(said_any(seen, data)) and number is not None
    told = ""

    def act(plan: Plan | None) -> Done | None:
        nonlocal told
        if plan is None or plan.start.isoformat() != data.get("begun", ""):
            told = "gone" if plan is None else "other"
            return Done(plan) if plan else None
        done = Done(plan)
        if ticks and number is not None:
            if not is_open(plan, number, seen.today):
                told = "over"
            else:
                said, shown = said_and_shown(seen, plan, data, number)
                done = acts.tick(plan, number, said, shown)
        if tip := data.get("stop"):
            told = told or "stopped"
            done = acts.stop(done.plan, tip)._replace(clash=done.clash)
        if (tip := data.get("take_up")) and tip not in seen.hidden:
            room = acts.without(done.plan, seen.hidden)
            done = acts.take_up(room, tip, seen.today)._replace(clash=done.clash)
        return done

    found = change(seen, act)
    return lead(seen, found if found in ("clash", "full") else told or found)


def is_open(plan: Plan, number: int, today: date) -> bool:
    """A page may have been open over midnight, and a day is another one elsewhere."""
    return number in (plan.open_week(today), plan.open_week(today - timedelta(days=1)))


def tips_asked(seen: Seen, plan: Plan, number: int) -> list[str]:
    return [s.tip for s in plan.on if s.since <= number and s.tip not in seen.hidden]


def said_any(seen: Seen, data: MultiValueDict[str, str]) -> object:
    tips = [step.tip for step, _ in seen.fit.steps]
    said = said_in(data, tips, seen.asked)
    return said.ticks or said.answers


def said_and_shown(
    seen: Seen, plan: Plan, data: MultiValueDict[str, str], number: int
) -> tuple[acts.Said, acts.Said]:
    tips = tips_asked(seen, plan, number)
    # What was on no row of the page that was sent is not meant by its row for all.
    tips = [tip for tip in tips if f"was-{tip}" in data]
    return said_in(data, tips, seen.asked), shown_in(data, tips, seen.asked)


def whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def make(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Choose tips, and when to do each: begins a plan, or adds to it."""
    room = MOST_ON - len(seen.fit.steps)
    if seen.assessed.urgency == "urgent":
        # Everything else can wait, says the page of the result.
        return redirect(seen.opened.at)
    form_of = choice_form(seen.fit.offered, room)
    if request.method != "POST":
        return show_choices(request, seen, form_of, room)
    form = form_of(request.POST)
    if not form.is_valid():
        return mistaken(request)

    def act(plan: Plan | None) -> Done:
        return acts.choose(plan and acts.without(plan, seen.hidden), form.choices, seen.today)

    response = lead(seen, change(seen, act))
    refused_forms.drop(response)
    return response


def mistaken(request: HttpRequest) -> HttpResponse:
    """To the same page, which shows again what was sent, and what is wrong with it."""
    response = redirect(f"{request.path}?mistake=1")
    refused_forms.keep(request, response)
    return response


def sent_before(request: HttpRequest) -> MultiValueDict[str, str] | None:
    """What was sent to this page and did not do."""
    before = refused_forms.read(request) if "mistake" in request.GET else None
    if before is None or before.to != request.path:
        return None
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, value in before.fields:
        data.appendlist(name, value)
    return data


def show_choices(
    request: HttpRequest, seen: Seen, form_of: type[ChoiceForm], room: int
) -> HttpResponse:
    form = form_of(sent_before(request))
    groups = list(form.groups())
    context = {
        "at": seen.at() if seen.plan else seen.opened.at,
        "here": seen.at("plan-make"),
        "groups": groups,
        "most": MOST_SHOWN,
        "rest": len(groups) - MOST_SHOWN,
        "problems": form.problems() if form.is_bound else [],
        "titles": {tip.id: tip.title for tip in get_content().tips},
        "more": seen.plan is not None,
        "room": room,
        "region": region_of(get_content(), seen.opened.record.answers),
    }
    return render(request, "habits/plan/make.html", context)


def by_step(
    view: Callable[[HttpRequest, Seen, Plan, Step, TipPlan], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view of one tip of the plan, by its place in it: an address tells of no tip."""

    def found(request: HttpRequest, handle: str, number: int) -> HttpResponse:
        @with_plan("GET", "POST")
        def of_step(request: HttpRequest, seen: Seen) -> HttpResponse:
            if seen.plan is None:
                return lead(seen, "gone")
            steps = {seen.plan.steps.index(step): (step, p) for step, p in seen.fit.steps}
            if number not in steps:
                return redirect(seen.at())
            return view(request, seen, seen.plan, *steps[number])

        return of_step(request, handle=handle)

    return found


@allows("GET", "POST")
@limited(OPEN, pages=True)
@by_step
def step(
    request: HttpRequest, seen: Seen, plan: Plan, step: Step, planned: TipPlan
) -> HttpResponse:
    """Do a tip at another time; what could get in the way."""
    form_of = choice_form([planned])
    if request.method != "POST":
        form = form_of(sent_before(request) or chosen_before(step))
        context = {
            "at": seen.at(),
            "here": request.path,
            "begun": plan.start,
            "group": next(form.groups()),
            "problems": form.problems() if "mistake" in request.GET else [],
            "sentence": sentence(planned, step),
            "tip": next(tip for tip in get_content().tips if tip.id == planned.tip),
            "step": step,
            "region": region_of(get_content(), seen.opened.record.answers),
        }
        return render(request, "habits/plan/step.html", context)
    form = form_of(request.POST)
    if not form.is_valid():
        return mistaken(request)
    shown = Choice(planned.tip, request.POST.get("was-cue", ""), request.POST.get("was-own", ""))

    def act(plan: Plan | None) -> Done | None:
        if plan is None:
            return None
        if plan.start.isoformat() != request.POST.get("begun", ""):
            return Done(plan, clash=True)
        return acts.reword(plan, form.choices[0], shown)

    response = lead(seen, change(seen, act))
    refused_forms.drop(response)
    return response


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def delete(request: HttpRequest, seen: Seen) -> HttpResponse:
    """A press, a confirmation, and the plan is gone; its result stays."""
    if seen.plan is None:
        return redirect(seen.opened.at)
    if request.method != "POST":
        return render(request, "habits/plan/delete.html", {"at": seen.at()})
    change(seen, lambda _: None)
    return redirect(seen.opened.at)


@limited(OPEN, pages=True)
@with_plan("GET")
def reminder(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Four entries, one a week, on the day after each week of the plan."""
    if seen.plan is None:
        return redirect(seen.at())
    first = seen.plan.first_day(max(1, seen.plan.week_of(seen.today) + 1))
    response = HttpResponse(entries(first).to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-weeks.ics"'
    response["Cache-Control"] = "no-store"
    return response


def entries(first: date) -> Calendar:
    """All-day entries that keep no time busy, in neutral words: a calendar may be shared."""
    name = f"A moment for {settings.SITE_NAME}"
    alarm = Alarm.new(description=name)
    alarm.add("action", "DISPLAY")
    # Counted from midnight where the person is.
    alarm.add("trigger", timedelta(hours=18))
    event = Event.new(
        uid=uuid.uuid4(),
        stamp=days.now(),
        start=first,
        summary=name,
        description=f"Open your bookmark, or go to {settings.SITE_ADDRESS}.",
        url=settings.SITE_ADDRESS,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )
    event.add("rrule", {"freq": "weekly", "count": CHECK_IN})
    return Calendar.new(prodid=f"-//{settings.SITE_NAME}//EN", subcomponents=[event])
