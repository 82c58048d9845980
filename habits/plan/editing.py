"""A plan is made, a tip of it changed or stopped, and all of it deleted."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from ..engine.loaded import get_content
from ..engine.schema import TipPlan
from ..site import refused_forms
from ..site.decorators import allows, limited
from ..site.phrases import region_of
from ..site.rate_limits import OPEN
from ..store.plans import MOST_ON, Plan, Step
from . import acts
from .acts import Choice, Done
from .forms import ChoiceForm, choice_form, chosen_before
from .opened_plan import TOLD, OpenedPlan, change, lead, with_plan
from .wording import sentence

# So many tips stand open to choose from before the rest folds.
MOST_SHOWN = 5


@limited(OPEN, pages=True)
@with_plan("GET", "POST")
def make(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
    """Choose tips, and when to do each: begins a plan, or adds to it."""
    room = MOST_ON - len(current.fit.steps)
    if current.assessed.urgency == "urgent":
        # Everything else can wait, says the page of the result.
        return redirect(current.opened.at)
    form_of = choice_form(current.fit.offered, room)
    if request.method != "POST" and not room:
        return lead(current, "full")
    if request.method != "POST":
        return show_choices(request, current, form_of, room)
    form = form_of(request.POST)
    if not form.is_valid():
        return mistaken(request)

    def act(plan: Plan | None) -> Done:
        return acts.choose(plan and acts.without(plan, current.hidden), form.choices, current.today)

    response = lead(current, change(current, act))
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


def by_step(
    view: Callable[[HttpRequest, OpenedPlan, Plan, Step, TipPlan], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view of one tip of the plan, by its place in it: an address tells of no tip."""

    def found(request: HttpRequest, handle: str, number: int) -> HttpResponse:
        @with_plan("GET", "POST")
        def of_step(request: HttpRequest, current: OpenedPlan) -> HttpResponse:
            if current.plan is None:
                return lead(current, "gone")
            steps = {current.plan.steps.index(step): (step, p) for step, p in current.fit.steps}
            if number not in steps:
                # Another device stopped it: what was sent is not kept, and that is told.
                return (
                    lead(current, "clash") if request.method == "POST" else redirect(current.at())
                )
            return view(request, current, current.plan, *steps[number])

        return of_step(request, handle=handle)

    return found


@allows("GET", "POST")
@limited(OPEN, pages=True)
@by_step
def step(
    request: HttpRequest, current: OpenedPlan, plan: Plan, step: Step, planned: TipPlan
) -> HttpResponse:
    """Do a tip at another time; what could get in the way."""
    form_of = choice_form([planned])
    if request.method != "POST":
        form = form_of(sent_before(request) or chosen_before(step))
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

    response = lead(current, change(current, act))
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
    begun, other = request.POST.get("begun", ""), False

    def act(plan: Plan | None) -> Done | None:
        nonlocal other
        other = plan is not None and plan.start.isoformat() != begun
        return Done(plan) if plan and other else None

    change(current, act)
    return lead(current, "other") if other else redirect(current.opened.at)
