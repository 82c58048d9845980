"""A plan as it is kept: up to three tips at a time, what was said of each week, and nothing else.

It stands in the sealed record of its result, in columns: a letter a week. So a year of it takes at
most MOST_BYTES, however often tips change.

    v  version    d  the first day
    s  steps:     i tip, c prepared cue, w own words, f week of its last start, o still on, t ticks
    n  notes:     question id -> o the options that were ever chosen, w a letter a week
    b  before:    d the day of the answers before it, a question id -> option
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

VERSION = 1
# In bytes of JSON, of a plan with all of its weeks.
MOST_BYTES = 2048
WEEKS = 52
# At a time, and in all.
MOST_ON, MOST_STEPS = 3, 8
# Of the person's own words: letters, and bytes: of 3 a letter, which most other scripts take.
LONGEST_WORDS, MOST_WORD_BYTES = 80, 250
MOST, SOME, NOT = "m", "s", "n"
TICKS = (MOST, SOME, NOT)
NOTHING = "."
# One for each option of a question, in the order in which they were first chosen.
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_QUESTIONS = 2
# From its sixth day to the fifth after its end, a week can be ticked: one is open at any time.
OPENS = 5


class UnknownPlan(Exception):
    """It is of a version that we do not know, or damaged: it is shown to nobody, and stays."""


STEP = {"tip": "i", "cue": "c", "words": "w", "since": "f", "on": "o", "ticks": "t"}
NOTES = {"options": "o", "weeks": "w"}
BEFORE = {"day": "d", "said": "a"}
PLAN = {"version": "v", "start": "d", "steps": "s", "notes": "n", "before": "b"}


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the record; its keys are short there."""


class Step(Table, frozen=True, kw_only=True, omit_defaults=True, rename=STEP):
    """A tip of the plan, and when it is done: a prepared cue, or the person's own words.

    since  number of the week in which it was last begun
    ticks  a letter a week from the first week of the plan, NOTHING where nothing was said
    """

    tip: str
    cue: str = ""
    words: str = ""
    since: int = 0
    on: bool = True
    ticks: str = ""

    def tick(self, week: int) -> str:
        return at(self.ticks, week)


class Notes(Table, frozen=True, kw_only=True, rename=NOTES):
    """What was answered to one question, week by week."""

    options: tuple[str, ...] = ()
    weeks: str = ""

    def said(self, week: int) -> str:
        """The option chosen, "" for none."""
        letter = at(self.weeks, week)
        return "" if letter == NOTHING else self.options[LETTERS.index(letter)]

    def saying(self, week: int, option: str) -> Notes:
        options = self.options if option in self.options else (*self.options, option)
        letter = LETTERS[options.index(option)]
        return Notes(options=options, weeks=put(self.weeks, week, letter))


class Before(Table, frozen=True, kw_only=True, rename=BEFORE):
    """What was answered before the plan began, in a result that it has gone on from."""

    day: date
    said: dict[str, str]


class Plan(Table, frozen=True, kw_only=True, rename=PLAN):
    version: int = VERSION
    start: date
    steps: tuple[Step, ...] = ()
    notes: dict[str, Notes] = {}
    before: Before | UnsetType = UNSET

    @property
    def on(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.on)

    def step_of(self, tip: str) -> Step | None:
        return next((step for step in self.steps if step.tip == tip), None)

    def said(self, week: int) -> dict[str, str]:
        """Question id -> the option chosen in that week."""
        found = {question: notes.said(week) for question, notes in self.notes.items()}
        return {question: option for question, option in found.items() if option}

    def week_asked(self, day: date) -> int:
        """The week that someone tells of who is asked on that day about the last 7 days."""
        return ((day - self.start).days - 1) // 7

    def week_of(self, day: date) -> int:
        """The number of the week that a day is in; below 0 before the plan."""
        return (day - self.start).days // 7

    def first_day(self, week: int) -> date:
        return self.start + timedelta(weeks=week)

    def last_day(self, week: int) -> date:
        return self.first_day(week + 1) - timedelta(days=1)

    def opens_on(self, week: int) -> date:
        """The first day on which that week can be ticked."""
        return self.first_day(week) + timedelta(days=OPENS)

    def open_week(self, day: date) -> int | None:
        """The one week that can be ticked on that day; None before the first and after the last."""
        week = ((day - self.start).days - OPENS) // 7
        return week if 0 <= week < WEEKS else None

    def starting_week(self, day: date) -> int:
        """The week from which something new on that day counts: one that is half over does not."""
        return max(0, ((day - self.start).days + 3) // 7)

    def is_over(self, day: date) -> bool:
        return (day - self.start).days - OPENS >= 7 * WEEKS

    def weeks_said(self) -> range:
        """The weeks up to the last one of which something was said."""
        columns = [step.ticks for step in self.steps] + [n.weeks for n in self.notes.values()]
        return range(max((len(column) for column in columns), default=0))


def at(column: str, week: int) -> str:
    return column[week] if 0 <= week < len(column) else NOTHING


def put(column: str, week: int, letter: str) -> str:
    """The column with this letter at the week, and the weeks before it filled up. Raises ValueError
    for a week that no plan has."""
    if not 0 <= week < WEEKS:
        raise ValueError(week)
    filled = column.ljust(week + 1, NOTHING)
    return filled[:week] + letter + filled[week + 1 :]


def read(raw: dict[str, Any] | None) -> Plan | None:
    """The plan of a record, None for none. Raises UnknownPlan."""
    if raw is None:
        return None
    try:
        plan = msgspec.convert(raw, Plan)
    except (msgspec.ValidationError, TypeError):
        raise UnknownPlan from None
    if any(faults(plan)):
        raise UnknownPlan
    return plan


def faults(plan: Plan) -> Iterator[bool]:
    """What no plan of ours has."""
    tips = [step.tip for step in plan.steps]
    yield plan.version != VERSION
    yield len(set(tips)) != len(tips) or len(tips) > MOST_STEPS or len(plan.on) > MOST_ON
    yield any(not column_is_sound(step.ticks, "".join(TICKS)) for step in plan.steps)
    yield any(not (step.cue or step.words or not step.on) for step in plan.steps)
    yield any(too_long(step.words) for step in plan.steps)
    yield any(not 0 <= step.since <= WEEKS for step in plan.steps)
    yield len(plan.notes) > MOST_QUESTIONS
    yield plan.before is not UNSET and len(plan.before.said) > MOST_QUESTIONS
    for notes in plan.notes.values():
        yield len(notes.options) > len(LETTERS)
        yield not column_is_sound(notes.weeks, LETTERS[: len(notes.options)])


def too_long(words: str) -> bool:
    """In letters, or in the bytes that they take in a record."""
    return len(words) > LONGEST_WORDS or size(words) > MOST_WORD_BYTES


def column_is_sound(column: str, letters: str) -> bool:
    return len(column) <= WEEKS and set(column) <= {*letters, NOTHING}


# No cue of plans.toml: a tip is then told without when it is done.
NO_CUE = "-"


def without_own_words(raw: dict[str, Any]) -> dict[str, Any]:
    """A plan as others may see it: own words are free text, and may name people."""
    own, cue = STEP["words"], STEP["cue"]
    steps = raw.get(PLAN["steps"], ())
    shown = [
        {**{key: value for key, value in step.items() if key != own}, cue: NO_CUE}
        if step.get(own)
        else step
        for step in steps
    ]
    return {**raw, PLAN["steps"]: shown}


def with_step(plan: Plan, new: Step) -> Plan:
    """The step in the place of the one of its tip, or behind all others."""
    if plan.step_of(new.tip) is None:
        return replace(plan, steps=(*plan.steps, new))
    return replace(plan, steps=tuple(new if s.tip == new.tip else s for s in plan.steps))


def fitted(plan: Plan) -> Plan:
    """The plan within its size: own words of tips that were stopped go first, the oldest first."""
    for step in plan.steps:
        if size(plan) <= MOST_BYTES:
            return plan
        if step.words and not step.on:
            plan = with_step(plan, replace(step, words=""))
    return plan if size(plan) <= MOST_BYTES else replace(plan, before=UNSET)


def gone_on(plan: Plan, made: date, said: Mapping[str, str], now: date) -> Plan:
    """The plan as it goes on with a result of the day `now`, with what its page showed of the one
    that it was kept with: `made` and `said`, a question id -> option."""
    week = plan.week_asked(made)
    if week < 0 and not plan.before and said:
        plan = replace(plan, before=Before(day=made, said=dict(said)))
    # What was corrected on the same days is not said of them any more.
    if 0 <= week < min(plan.week_asked(now), WEEKS):
        for question, option in said.items():
            notes = plan.notes.get(question, Notes())
            if not notes.said(week):
                plan = replace(plan, notes=plan.notes | {question: notes.saying(week, option)})
    return fitted(plan)


def raw_of(plan: Plan) -> dict[str, Any]:
    """The plan as the record keeps it. Raises ValueError when it is larger than MOST_BYTES."""
    data = msgspec.json.encode(plan)
    if len(data) > MOST_BYTES:
        raise ValueError("a plan is too large")
    raw: dict[str, Any] = json.loads(data)
    return raw


def size(thing: object) -> int:
    """In bytes, as a record writes it."""
    return len(msgspec.json.encode(thing))
