"""What can be done with a plan, also from two devices at once."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from habits.engine.loaded import get_content
from habits.plan.acts import (
    Choice,
    Full,
    FullForGood,
    Outcome,
    SentWeek,
    WeekAnswers,
    choose,
    keep_week,
    reword,
    stop,
    take_up,
    tick,
    with_step,
)
from habits.store import plans, sealing
from habits.store.plans import MOST, MOST_ON, MOST_STEPS, NOT, SOME, WEEKS, Plan
from habits.store.saved_results import Record
from tests.people import ECZEMA

START = date(2026, 11, 26)
CREAM, WALK, SLEEP = (Choice(tip, "evening") for tip in ("cream", "walk", "sleep"))
CONTENT = get_content()
TIPS = [plan.tip for plan in CONTENT.plans]


def begun(*choices: Choice) -> Plan:
    return choose(None, choices or (CREAM, WALK), START).plan


def ticked(plan: Plan, week: int, **ticks: str) -> Plan:
    return tick(plan, week, WeekAnswers(ticks), WeekAnswers()).plan


# Choosing.


def test_a_plan_begins_on_the_persons_day_with_the_tips_chosen() -> None:
    plan = begun(CREAM, Choice("walk", "", "After lunch"))
    assert plan.start == START
    assert [(s.tip, s.cue, s.words, s.since) for s in plan.on] == [
        ("cream", "evening", "", 0),
        ("walk", "", "After lunch", 0),
    ]


def test_more_than_three_at_a_time_are_refused_and_nothing_is_changed() -> None:
    with pytest.raises(Full):
        choose(None, [Choice(f"tip{n}", "evening") for n in range(MOST_ON + 1)], START)
    plan = begun(CREAM, WALK, SLEEP)
    with pytest.raises(Full):
        choose(plan, [Choice("water", "evening")], START)


def full() -> Plan:
    """A plan with all the tips that it takes, each ticked and most of them stopped."""
    plan = begun()
    for n in range(MOST_STEPS - 2):
        plan = stop(plan, (plan.on)[0].tip).plan
        plan = choose(plan, [Choice(f"tip{n}", "evening")], START).plan
    plan = tick(plan, 0, WeekAnswers({step.tip: MOST for step in plan.steps}), WeekAnswers()).plan
    return stop(plan, plan.on[0].tip).plan


def test_more_than_a_plan_can_hold_in_all_are_refused() -> None:
    plan = full()
    with pytest.raises(FullForGood):
        choose(plan, [Choice("another", "evening")], START)
    # One of those that were stopped can be taken up again.
    assert take_up(plan, "cream", START).plan.step_of("cream").on


def test_what_was_stopped_before_anything_was_said_of_it_makes_room() -> None:
    plan = full()
    unsaid = with_step(plan, replace(plan.step_of("walk"), ticks=""))
    plan = choose(unsaid, [Choice("another", "evening")], START).plan
    assert plan.step_of("another").on
    assert plan.step_of("walk") is None
    assert plan.step_of("cream").ticks


def test_the_same_choice_twice_changes_nothing_and_another_cue_is_told() -> None:
    plan = begun()
    assert choose(plan, [CREAM], START) == Outcome(plan)
    assert choose(plan, [Choice("cream", "morning")], START) == Outcome(plan, clash=True)


def test_a_tip_that_is_added_later_counts_from_its_week() -> None:
    plan = choose(begun(), [SLEEP], START + timedelta(days=23)).plan
    assert plan.step_of("sleep").since == 3
    # Of weeks before that nothing can be said of it.
    assert ticked(plan, 2, sleep=MOST).step_of("sleep").tick(2) == "."


# Weeks.


def test_a_week_is_ticked_and_what_is_left_open_stays_open() -> None:
    plan = tick(begun(), 0, WeekAnswers({"cream": MOST}, {"itch": "7"}), WeekAnswers()).plan
    assert (plan.step_of("cream").tick(0), plan.step_of("walk").tick(0)) == (MOST, ".")
    assert plan.said(0) == {"itch": "7"}


def test_forgotten_weeks_stay_empty() -> None:
    plan = ticked(ticked(begun(), 0, cream=MOST), 5, cream=SOME)
    assert plan.step_of("cream").ticks == "m....s"
    assert plan.weeks_said() == range(6)
    assert plan.said(3) == {}


def test_a_tick_can_be_put_right_on_the_page_that_shows_it() -> None:
    plan = ticked(begun(), 0, cream=MOST)
    done = tick(plan, 0, WeekAnswers({"cream": NOT}), WeekAnswers({"cream": MOST}))
    assert done.plan.step_of("cream").tick(0) == NOT
    assert not done.clash


def test_stopping_keeps_what_was_said_and_taking_up_again_goes_on() -> None:
    plan = stop(ticked(begun(), 0, cream=MOST), "cream").plan
    assert [s.tip for s in plan.on] == ["walk"]
    plan = take_up(plan, "cream", START + timedelta(days=28)).plan
    step = plan.step_of("cream")
    assert (step.on, step.cue, step.since, step.tick(0)) == (True, "evening", 4, MOST)


@pytest.mark.parametrize("number", [0, 5, 13])
def test_a_stop_that_is_taken_back_makes_no_new_beginning(number) -> None:
    """Otherwise the weeks before that press would count as weeks without the tip."""
    day = START + timedelta(days=number)
    plan = begun()
    assert take_up(stop(plan, "cream").plan, "cream", day).plan == plan
    said = ticked(plan, 3, cream=MOST)
    again = take_up(stop(said, "cream").plan, "cream", day + timedelta(weeks=3)).plan
    assert again.step_of("cream").since == 0
    assert ticked(again, 4, cream=SOME).step_of("cream").tick(4) == SOME


def test_acts_on_a_tip_that_is_not_there_change_nothing() -> None:
    plan = begun()
    assert stop(plan, "moon").plan == plan
    assert take_up(plan, "moon", START).plan == plan
    assert reword(plan, Choice("moon", "evening"), Choice("moon")).plan == plan
    assert ticked(plan, 0, moon=MOST) == plan


# Two devices at once: each acts on what its page showed.


def test_two_devices_that_tick_other_tips_of_a_week_lose_neither() -> None:
    shown = WeekAnswers()
    plan = tick(begun(), 0, WeekAnswers({"cream": MOST}), shown).plan
    done = tick(plan, 0, WeekAnswers({"walk": SOME}, {"itch": "3"}), shown)
    assert not done.clash
    assert [s.tick(0) for s in done.plan.steps] == [MOST, SOME]
    assert done.plan.said(0) == {"itch": "3"}


def test_two_devices_that_say_the_same_are_told_nothing() -> None:
    said = WeekAnswers({"cream": MOST}, {"itch": "3"})
    plan = tick(begun(), 0, said, WeekAnswers()).plan
    assert tick(plan, 0, said, WeekAnswers()) == Outcome(plan)


def test_of_two_devices_that_say_otherwise_the_first_stays_and_the_second_is_told() -> None:
    plan = tick(begun(), 0, WeekAnswers({"cream": MOST}, {"itch": "3"}), WeekAnswers()).plan
    done = tick(plan, 0, WeekAnswers({"cream": NOT, "walk": SOME}, {"itch": "9"}), WeekAnswers())
    assert done.clash
    assert [s.tick(0) for s in done.plan.steps] == [MOST, SOME]
    assert done.plan.said(0) == {"itch": "3"}


def test_a_cue_that_two_devices_change_is_told_to_the_second() -> None:
    first = reword(begun(), Choice("cream", "morning"), CREAM)
    second = reword(first.plan, Choice("cream", "", "After tea"), CREAM)
    assert not first.clash
    assert second.clash
    assert second.plan.step_of("cream").cue == "morning"


# A week, as its page was sent.

LATER = START + timedelta(days=30)
TICKED = WeekAnswers({"cream": MOST})


def sent(
    begun: date = START, number: int | None = 0, said: WeekAnswers = TICKED, **more: str
) -> SentWeek:
    presses = {"stop": "", "take_up": ""} | more
    return SentWeek(begun.isoformat(), number, said, WeekAnswers(), **presses)


def kept(plan: Plan, page: SentWeek, today: date = START) -> Outcome:
    return keep_week(plan, page, frozenset(), today)


def open_days(plan: Plan, number: int) -> list[date]:
    days = [START + timedelta(days=day) for day in range(7 * WEEKS)]
    return [day for day in days if plan.open_week(day) == number]


def test_what_was_ticked_is_kept_with_the_press_that_stops_a_tip() -> None:
    done = kept(begun(), sent(stop="cream"), open_days(begun(), 0)[0])
    assert done.told == "stopped"
    assert not done.plan.step_of("cream").on
    assert done.plan.step_of("cream").tick(0) == MOST


def test_a_page_of_another_plan_changes_nothing_and_is_told() -> None:
    plan = begun()
    assert kept(plan, sent(LATER, stop="cream")) == Outcome(plan, told="other")


def test_a_week_that_is_over_is_told_and_nothing_else_is_done() -> None:
    plan = begun()
    assert kept(plan, sent(stop="cream"), LATER) == Outcome(plan, told="over")


def test_a_page_that_was_open_over_midnight_still_counts() -> None:
    plan = begun()
    last = open_days(plan, 0)[-1]
    assert kept(plan, sent(), last + timedelta(days=1)).plan.step_of("cream").tick(0) == MOST
    assert kept(plan, sent(), last + timedelta(days=2)).told == "over"


@pytest.mark.parametrize(("number", "said"), [(None, TICKED), (0, WeekAnswers())])
def test_a_press_without_an_answer_stops_a_tip_whatever_the_week(number, said) -> None:
    done = kept(begun(), sent(number=number, said=said, stop="cream"), LATER)
    assert done.told == "stopped"
    assert [step.tip for step in done.plan.on] == ["walk"]


def test_a_tip_is_taken_up_again_unless_it_is_shown_no_more() -> None:
    plan = stop(begun(), "cream").plan
    page = sent(said=WeekAnswers(), take_up="cream")
    assert kept(plan, page).plan.step_of("cream").on
    assert keep_week(plan, page, {"cream"}, START) == Outcome(plan)


def test_a_tip_that_is_not_shown_gives_its_room_to_the_one_taken_up() -> None:
    plan = begun(CREAM, WALK, SLEEP)
    plan = choose(stop(plan, "sleep").plan, [Choice("read", "evening")], START).plan
    page = sent(said=WeekAnswers(), take_up="sleep")
    with pytest.raises(Full):
        kept(plan, page)
    done = keep_week(plan, page, {"walk"}, START)
    assert {step.tip for step in done.plan.on} == {"cream", "read", "sleep"}


# Anything at all.

LETTERS = st.characters(exclude_categories=["C"])
CHOICES = st.builds(
    lambda tip, own, words: Choice(tip, "", words) if own and words else Choice(tip, "teeth_night"),
    st.sampled_from(TIPS),
    st.booleans(),
    st.text(LETTERS, max_size=80).filter(lambda words: not plans.too_long(words)),
)
WEEKLY = CONTENT.questionnaire.weekly
ANSWERS = st.fixed_dictionaries(
    {}, optional={q.id: st.sampled_from([o.id for o in q.options]) for q in WEEKLY}
)
SAID = st.builds(
    WeekAnswers,
    st.dictionaries(st.sampled_from(TIPS), st.sampled_from(plans.TICKS), max_size=4),
    ANSWERS,
)
DAYS = st.integers(-3, 400).map(lambda number: START + timedelta(days=number))


def act(plan: Plan | None, draw: st.DataObject) -> Plan | None:
    """One thing that someone may do; what is refused changes nothing."""
    name = draw.draw(
        st.sampled_from(["choose", "stop", "take up", "reword", "check in", "tick", "tick"])
    )
    try:
        if plan is None or name == "choose":
            return choose(plan, draw.draw(st.lists(CHOICES, max_size=4)), draw.draw(DAYS)).plan
        if name == "check in":
            return plans.gone_on(plan, draw.draw(DAYS), draw.draw(ANSWERS), draw.draw(DAYS))
        if name == "stop":
            return stop(plan, draw.draw(st.sampled_from(TIPS))).plan
        if name == "take up":
            return take_up(plan, draw.draw(st.sampled_from(TIPS)), draw.draw(DAYS)).plan
        if name == "reword":
            return reword(plan, draw.draw(CHOICES), draw.draw(CHOICES)).plan
        week = draw.draw(st.integers(0, WEEKS - 1))
        return tick(plan, week, draw.draw(SAID), draw.draw(SAID)).plan
    except Full:
        return plan


@pytest.mark.slow
@settings(max_examples=25)
@given(st.data())
def test_after_any_200_acts_the_record_opens_and_is_within_its_size(data) -> None:
    plan = None
    for _ in range(200):
        plan = act(plan, data)
    assert plan is not None
    record = Record(ECZEMA, START, plan=plans.raw_of(plan))
    kept = record.to_json()
    assert Record.from_json(kept) == record
    assert plans.read(Record.from_json(kept).plan) == plan
    assert len(json.dumps(record.plan, separators=(",", ":"), ensure_ascii=False).encode()) <= 2048
    assert len(sealing.pad(kept)) == sealing.SIZES[0]
