"""How a plan is kept: in columns, versioned, and always within its size."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from habits.engine.loaded import get_content
from habits.engine.validation.plans import LONGEST_ID
from habits.plan.acts import Choice, WeekAnswers, choose, stop, tick
from habits.store import plans
from habits.store.plans import MOST, MOST_BYTES, MOST_ON, MOST_STEPS, SOME, WEEKS, Plan, UnknownPlan

START = date(2026, 11, 26)
# Four bytes a letter, and a letter that JSON writes as two: as many as there may be.
WIDE, ESCAPED = "😀" * 62, '"' * plans.LONGEST_WORDS
WEEKLY = get_content().questionnaire.weekly


def day(number: int) -> date:
    return START + timedelta(days=number)


def begun(*tips: str) -> Plan:
    return choose(None, [Choice(tip, "evening") for tip in tips or ("cream",)], START).plan


def test_what_was_kept_is_read_again() -> None:
    plan = tick(
        begun("cream", "walk"), 3, WeekAnswers({"walk": SOME}, {"itch": "7"}), WeekAnswers()
    ).plan
    raw = plans.raw_of(plan)
    assert plans.read(raw) == plan
    assert raw == {
        "v": 1,
        "d": "2026-11-26",
        "s": [{"i": "cream", "c": "evening"}, {"i": "walk", "c": "evening", "t": "...s"}],
        "n": {"itch": {"o": ["7"], "w": "...0"}},
    }


def test_a_record_without_a_plan_has_none() -> None:
    assert plans.read(None) is None


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": "1"},
        {"d": "soon"},
        {"later": True},
        {"s": [{"i": "cream", "c": "evening", "t": "mx"}]},
        {"s": [{"i": "cream", "c": "evening", "t": "m" * (WEEKS + 1)}]},
        {"s": [{"i": "cream", "c": "evening"}] * 2},
        {"s": [{"i": f"tip{n}", "c": "evening"} for n in range(MOST_ON + 1)]},
        {"s": [{"i": "cream"}]},
        {"s": [{"i": "cream", "w": "w" * (plans.LONGEST_WORDS + 1)}]},
        {"s": [{"i": "cream", "w": "😀" * 63}]},
        {"n": {"itch": {"o": ["7"], "w": "1"}}},
    ],
    ids=str,
)
def test_what_is_not_ours_or_of_a_later_version_is_refused(change) -> None:
    raw = plans.raw_of(begun()) | change
    with pytest.raises(UnknownPlan):
        plans.read(raw)


@pytest.mark.parametrize(
    ("number", "week"),
    [(-1, None), (0, None), (4, None), (5, 0), (11, 0), (12, 1), (18, 1), (5 + 7 * 51, 51),
     (11 + 7 * 51, 51), (12 + 7 * 51, None)],
)  # fmt: skip
def test_one_week_is_open_at_any_time_from_its_sixth_day_on(number, week) -> None:
    assert begun().open_week(day(number)) == week


def test_after_its_last_week_a_plan_is_over() -> None:
    assert not begun().is_over(day(11 + 7 * 51))
    assert begun().is_over(day(12 + 7 * 51))


@pytest.mark.parametrize(("number", "week"), [(0, 0), (3, 0), (4, 1), (10, 1), (11, 2)])
def test_what_begins_late_in_a_week_counts_from_the_next(number, week) -> None:
    assert begun().starting_week(day(number)) == week


def fullest(words: str) -> Plan:
    """As much as a plan can ever hold, but for words of tips that were stopped."""
    plan = Plan(start=START)
    tips = [f"{n:02}".ljust(LONGEST_ID, "t") for n in range(MOST_STEPS)]
    for number, tip in enumerate(tips):
        plan = choose(plan, [Choice(tip, "", words)], day(0)).plan
        for week in range(WEEKS):
            answers = {q.id: q.options[week % len(q.options)].id for q in WEEKLY}
            plan = tick(plan, week, WeekAnswers({tip: MOST}, answers), WeekAnswers()).plan
        if number < MOST_STEPS - MOST_ON:
            plan = stop(plan, tip).plan
    return plan


def with_longest_cues(plan: Plan) -> Plan:
    """The same when tips that were stopped have cues, which stay, and all were taken up late."""
    cue = "c" * LONGEST_ID
    return replace(
        plan,
        steps=tuple(
            replace(
                step, since=WEEKS, words=step.words if step.on else "", cue="" if step.on else cue
            )
            for step in plan.steps
        ),
    )


@pytest.mark.parametrize("words", [WIDE, ESCAPED], ids=["emoji", "quotes"])
def test_a_plan_that_holds_all_that_it_can_is_within_its_size(words) -> None:
    plan = fullest(words)
    assert len(plan.steps) == MOST_STEPS
    assert len(plan.on) == MOST_ON
    assert all(step.words == words for step in plan.on)
    for each in (plan, with_longest_cues(plan)):
        assert plans.size(plans.raw_of(each)) <= MOST_BYTES
        assert plans.read(plans.raw_of(each)) == each


def test_a_plan_beyond_its_size_is_not_kept() -> None:
    plan = begun()
    steps = tuple(replace(plan.steps[0], tip="t" * 600 + str(n)) for n in range(4))
    with pytest.raises(ValueError, match="too large"):
        plans.raw_of(replace(plan, steps=steps))


def test_words_of_a_tip_that_was_stopped_stay_as_long_as_they_fit() -> None:
    plan = choose(None, [Choice("cream", "", "After lunch")], START).plan
    assert stop(plan, "cream").plan.steps[0].words == "After lunch"
    assert [step.words for step in fullest(WIDE).steps if not step.on].count(WIDE) <= 2
