"""A plan as one request sees it, and how a view of it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..engine.assess import Result, assess
from ..engine.loaded import get_content
from ..engine.schema import Question
from ..results import own_list
from ..results.decorators import with_opened_result
from ..results.opened import Opened
from ..results.who_to_call import care_page
from ..site import days
from ..site.decorators import View
from ..site.phrases import region_of
from ..store import plans, saved_lists, saved_results
from ..store.plans import MOST_ON, MOST_STEPS, Plan, UnknownPlan
from ..store.sealing import NotSealed
from . import course
from .acts import Full, FullForGood, Outcome
from .shown_tips import ShownTips, hidden_tips, shown_tips, unplanned_tips

# After so many weeks someone is asked to check in again.
CHECK_IN = 4
# What the page says of the act that led to it, by the name in its address.
TOLD = {
    "saved": "Saved.",
    "stopped": "Stopped. You can take it up again.",
    "clash": "Another device said something else meanwhile. We kept that. Look at it below.",
    "full": f"There is room for {MOST_ON} tips at a time. Nothing was changed.",
    "most": f"A plan takes {MOST_STEPS} tips in all, with those that you stopped. "
    "Nothing was changed. You can take one up again, or delete this plan and make a new one.",
    "over": "That week can no longer be ticked. Nothing was changed.",
    "other": "Your plan was begun anew on another device. Nothing was changed.",
    "gone": "Your plan was deleted on another device. Nothing was changed.",
}


@dataclass(frozen=True)
class OpenedPlan:
    """A plan as one request sees it."""

    opened: Opened
    assessed: Result
    plan: Plan | None
    hidden: frozenset[str]
    records: tuple[saved_results.Record, ...]
    today: date

    @cached_property
    def shown(self) -> ShownTips:
        return shown_tips(get_content(), self.assessed, self.plan, self.hidden)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        return course.measures(get_content().questionnaire, self.opened.record)

    def at(self, name: str = "plan", *more: int) -> str:
        return reverse(name, args=[self.opened.handle, *more])


def with_plan(*methods: str) -> Callable[[View], View]:
    """A view of a plan. In an emergency there is none: who to call comes first."""

    def decorate(view: View) -> View:
        @with_opened_result(*methods)
        def opened_first(request: HttpRequest, opened: Opened, **place: int) -> HttpResponse:
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
            hidden |= unplanned_tips(get_content(), plan)
            sent_day = request.POST.get("day", "")
            today = days.local_day(sent_day, region_of(get_content(), record.answers))
            current = OpenedPlan(opened, assessed, plan, hidden, records, today)
            return view(request, current, **place)

        return opened_first

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


def change(current: OpenedPlan, act: Callable[[Plan | None], Outcome | None]) -> str:
    """Do an act on the plan as it is by now; what to tell of it.

    None from the act deletes the plan. Raises NotSealed, StorageUnavailable; UnknownPlan, and Full,
    which leave all as it was.
    """
    told = "saved"

    def changed(record: saved_results.Record) -> saved_results.Record:
        nonlocal told
        done = act(plans.read(record.plan))
        if done is None:
            told = "gone"
            return replace(record, plan=None)
        told = "clash" if done.clash else done.told
        return replace(record, plan=plans.raw_of(done.plan))

    try:
        saved_results.change_result(
            settings.SERVER_KEYS, current.opened.code, changed, date.today()
        )
    except FullForGood:
        return "most"
    except Full:
        return "full"
    except UnknownPlan:
        return "other"
    return told


def to_plan(current: OpenedPlan, told: str) -> HttpResponse:
    """To its page, which tells what was done in the words that go by `told`."""
    return redirect(f"{current.at()}?told={told}")
