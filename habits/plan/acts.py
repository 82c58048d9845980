"""What a person can do with a plan. Each act takes the plan as it is now and returns the new one.

Two devices may act at once, each on a page that shows what was so before. So an act names what it
changes and what its page showed of that: what another device said meanwhile of the same is left as
it is, and told. Whatever else was said meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from ..store import plans
from ..store.plans import (
    MOST_ON,
    MOST_STEPS,
    NOTHING,
    TICKS,
    Notes,
    Plan,
    Step,
    fitted,
    with_step,
)


class Full(Exception):
    """There are as many tips in the plan as it takes at a time (MOST_ON)."""


class FullForGood(Full):
    """There are as many tips in the plan as it ever takes, with those that were stopped."""


# In weeks. A press that was a mistake, and is taken back, makes no new beginning.
PAUSE = 2


class Choice(NamedTuple):
    """A tip, and when to do it: the id of a prepared cue, or own words."""

    tip: str
    cue: str = ""
    words: str = ""


class Outcome(NamedTuple):
    """The plan after an act, and what came of it.

    clash  had another device said something else of the same?
    told   what to tell of it otherwise, a key of opened_plan.TOLD
    """

    plan: Plan
    clash: bool = False
    told: str = "saved"


def choose(plan: Plan | None, choices: Iterable[Choice], day: date) -> Outcome:
    """Begin a plan, or add tips to it. Raises Full, FullForGood, and changes nothing then.

    The same choice again changes nothing. A tip that is on already with another cue keeps it.
    """
    plan = plan or Plan(start=day)
    clash = False
    for choice in choices:
        step = plan.step_of(choice.tip)
        if step and step.on:
            clash = clash or (step.cue, step.words) != choice[1:]
            continue
        if len(plan.on) >= MOST_ON:
            raise Full
        plan = plan if step else with_place(plan)
        since = min(plan.starting_week(day), plans.WEEKS)
        new = replace(
            step or Step(tip=choice.tip), cue=choice.cue, words=choice.words, since=since, on=True
        )
        plan = with_step(plan, new)
    return Outcome(fitted(plan), clash)


def with_place(plan: Plan) -> Plan:
    """The plan with a place for one more tip: one that was stopped before anything was said of it
    gives way, the oldest first. Raises FullForGood."""
    if len(plan.steps) < MOST_STEPS:
        return plan
    gone = next((step for step in plan.steps if not step.on and not step.ticks), None)
    if gone is None:
        raise FullForGood
    return replace(plan, steps=tuple(step for step in plan.steps if step is not gone))


def takes_another(plan: Plan) -> bool:
    """Is there room for a tip that was never in it?"""
    try:
        with_place(plan)
    except FullForGood:
        return False
    return len(plan.on) < MOST_ON


def stop(plan: Plan, tip: str) -> Outcome:
    """Leave a tip out from now on; what was said of it stays."""
    step = plan.step_of(tip)
    return Outcome(fitted(with_step(plan, replace(step, on=False)))) if step else Outcome(plan)


def without(plan: Plan, tips: Iterable[str]) -> Plan:
    """The plan with these stopped: what a person is not shown takes no room of theirs."""
    for tip in tips:
        plan = stop(plan, tip).plan
    return plan


def take_up(plan: Plan, tip: str, day: date) -> Outcome:
    """Take a tip up again where it was left: after a PAUSE it counts as begun anew, without one as
    never stopped. Raises Full."""
    step = plan.step_of(tip)
    if step is None or step.on or not (step.cue or step.words):
        return Outcome(plan)
    done = choose(plan, [Choice(tip, step.cue, step.words)], day)
    last = max(step.since, len(step.ticks) - 1)
    if plan.starting_week(day) - last > PAUSE:
        return done
    return done._replace(plan=with_step(done.plan, replace(step, on=True)))


def reword(plan: Plan, choice: Choice, shown: Choice) -> Outcome:
    """Do a tip at another time. shown: what the page said before it was changed there."""
    step = plan.step_of(choice.tip)
    if step is None:
        return Outcome(plan)
    now = Choice(step.tip, step.cue, step.words)
    if now not in (choice, shown):
        return Outcome(plan, clash=True)
    return Outcome(fitted(with_step(plan, replace(step, cue=choice.cue, words=choice.words))))


class WeekAnswers(NamedTuple):
    """What was said of a week, or shown on the page that it was said on.

    ticks    tip id -> one of TICKS
    answers  question id -> option id
    """

    ticks: Mapping[str, str] = {}
    answers: Mapping[str, str] = {}


def tick(plan: Plan, week: int, said: WeekAnswers, shown: WeekAnswers) -> Outcome:
    """Say how a week went. What was left open there changes nothing.

    Tips that are not in the plan, or were begun later, are passed over.
    """
    clash = False
    for tip, letter in said.ticks.items():
        step = plan.step_of(tip)
        if step is None or letter not in TICKS or not 0 <= step.since <= week:
            continue
        before = step.tick(week)
        if before in (letter, shown.ticks.get(tip, NOTHING)):
            plan = with_step(plan, replace(step, ticks=plans.put(step.ticks, week, letter)))
        else:
            clash = True
    for question, option in said.answers.items():
        notes = plan.notes.get(question, Notes())
        if notes.said(week) in (option, shown.answers.get(question, "")):
            plan = replace(plan, notes=plan.notes | {question: notes.saying(week, option)})
        else:
            clash = True
    return Outcome(fitted(plan), clash)


class SentWeek(NamedTuple):
    """The page of a plan as it was sent.

    begun    the first day of the plan that it showed
    number   of its week, None without one
    said     of that week
    shown    what it showed as said before
    stop     id of the tip to stop with the same press, or ""
    take_up  id of the one to take up again, or ""
    """

    begun: str
    number: int | None
    said: WeekAnswers
    shown: WeekAnswers
    stop: str
    take_up: str


def keep_week(plan: Plan, sent: SentWeek, hidden: Collection[str], today: date) -> Outcome:
    """Say how a week went, then stop a tip or take it up again. Raises Full.

    Nothing is changed when the page was of another plan, or of a week that is over. hidden: the
    tips that this person is not shown.
    """
    if plan.start.isoformat() != sent.begun:
        return Outcome(plan, told="other")
    done = Outcome(plan)
    if sent.number is not None and (sent.said.ticks or sent.said.answers):
        if not is_open(plan, sent.number, today):
            return Outcome(plan, told="over")
        done = tick(plan, sent.number, sent.said, sent.shown)
    if sent.stop:
        done = done._replace(plan=stop(done.plan, sent.stop).plan, told="stopped")
    if sent.take_up and sent.take_up not in hidden:
        done = done._replace(plan=take_up(without(done.plan, hidden), sent.take_up, today).plan)
    return done


def is_open(plan: Plan, number: int, today: date) -> bool:
    """A page may have been open over midnight, and a day is another one elsewhere."""
    return number in (plan.open_week(today), plan.open_week(today - timedelta(days=1)))
