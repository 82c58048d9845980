"""A plan is made, a tip of it changed or stopped, and all of it deleted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from ..engine.loaded import get_content
from ..engine.schema import TipPlan
from ..site import refused_forms
from ..site.decorators import limited
from ..site.phrases import region_of
from ..site.rate_limits import OPEN
from ..store.plans import MOST_ON, Plan, Step
from . import acts
from .acts import Choice, Outcome
from .forms import ChoiceForm, choice_form, chosen_before
from .opened_plan import TOLD, OpenedPlan, change, to_plan, with_plan
from .wording import sentence

# So many tips stand open to choose from before the rest folds.
MOST_SHOWN = 5


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def make(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
    """Choose tips, and when to do each: begins a plan, or adds to it."""
    room = MOST_ON - len(current.shown.steps)
    if current.assessed.urgency == "urgent":
        # Everything else can wait, says the page of the result.
        return redirect(current.opened.at)
    form_of = choice_form(current.shown.offered, room)
    if request.method != "POST" and not room:
        return to_plan(current, "full")
    if request.method != "POST":
        return show_choices(request, current, form_of, room)
    form = form_of(request.POST)
    if not form.is_valid():
        return mistaken(request)

    def act(plan: Plan | None) -> Outcome:
        return acts.choose(plan and acts.without(plan, current.hidden), form.choices, current.today)

    response = to_plan(current, change(current, act))
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
    request: HttpRequest, current: OpenedPlan, form_of: type[ChoiceForm], room: int
) -> HttpResponse:
    form = form_of(sent_before(request))
    groups = list(form.groups())
    context = {
        "at": current.at() if current.plan else current.opened.at,
        "here": current.at("plan-make"),
        "groups": groups,
        "most": MOST_SHOWN,
        "rest": len(groups) - MOST_SHOWN,
        "problems": form.problems() if form.is_bound else [],
        "titles": {tip.id: tip.title for tip in get_content().tips},
        "more": current.plan is not None,
        "told": TOLD.get(request.GET.get("told", ""), ""),
        "room": room,
        "region": region_of(get_content(), current.opened.record.answers),
    }
    return render(request, "habits/plan/make.html", context)


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def step(request: HttpRequest, current: OpenedPlan, number: int) -> HttpResponse:
    """Do a tip at another time; what could get in the way. It goes by its place in the plan: an
    address tells of no tip."""
    plan = current.plan
    if plan is None:
        return to_plan(current, "gone")
    chosen = next(
        (pair for pair in current.shown.steps if plan.steps.index(pair[0]) == number), None
    )
    if chosen is None and request.method == "POST":
        # Another device stopped it: what was sent is not kept, and that is told.
        return to_plan(current, "clash")
    if chosen is None:
        return redirect(current.at())
    if request.method != "POST":
        return show_step(request, current, plan, *chosen)
    return reword(request, current, chosen[1])


def show_step(
    request: HttpRequest, current: OpenedPlan, plan: Plan, step: Step, planned: TipPlan
) -> HttpResponse:
    form = choice_form([planned])(sent_before(request) or chosen_before(step))
    context = {
        "at": current.at(),
        "here": request.path,
        "begun": plan.start,
        "group": next(form.groups()),
        "problems": form.problems() if "mistake" in request.GET else [],
        "sentence": sentence(planned, step),
        "tip": next(tip for tip in get_content().tips if tip.id == planned.tip),
        "step": step,
        "region": region_of(get_content(), current.opened.record.answers),
    }
    return render(request, "habits/plan/step.html", context)


def reword(request: HttpRequest, current: OpenedPlan, planned: TipPlan) -> HttpResponse:
    form = choice_form([planned])(request.POST)
    if not form.is_valid():
        return mistaken(request)
    shown = Choice(planned.tip, request.POST.get("was-cue", ""), request.POST.get("was-own", ""))

    def act(plan: Plan | None) -> Outcome | None:
        if plan is None:
            return None
        if plan.start.isoformat() != request.POST.get("begun", ""):
            return Outcome(plan, clash=True)
        return acts.reword(plan, form.choices[0], shown)

    response = to_plan(current, change(current, act))
    refused_forms.drop(response)
    return response


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def delete(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
    """A press, a confirmation, and the plan is gone; its result stays."""
    if current.plan is None:
        return redirect(current.opened.at)
    if request.method != "POST":
        context = {"at": current.at(), "begun": current.plan.start}
        return render(request, "habits/plan/delete.html", context)
    begun = request.POST.get("begun", "")

    def act(plan: Plan | None) -> Outcome | None:
        other = plan is not None and plan.start.isoformat() != begun
        return Outcome(plan, told="other") if plan and other else None

    other = change(current, act) == "other"
    return to_plan(current, "other") if other else redirect(current.opened.at)
