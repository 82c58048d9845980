"""What the weeks of a plan can tell, and that people without an effect are not fooled."""

from __future__ import annotations

import random

import pytest

from habits.plan.before_and_after import FEW, LEAST, NEAR, compared, comparison, finding_of
from tests.harness import simulation

HIGH, LOW = [8.0, 9.0, 8.0, 7.0], [3.0, 4.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("before", "since", "finding"),
    [
        ([], [], "few"),
        (HIGH[:3], LOW, "few"),
        (HIGH, LOW[:3], "few"),
        (HIGH, LOW, "change"),
        (LOW, HIGH, "change"),
        ([5.0] * 4, [5.0] * 4, "small"),
        ([6.0] * 4, [3.1] * 4, "small"),
        ([6.0] * 4, [3.0] * 4, "change"),
        ([9.0, 9.0, 9.0, 4.0], [4.0, 1.0, 1.0, 1.0], "mixed"),
    ],
)
def test_a_change_needs_4_weeks_on_each_side_3_points_and_no_week_alike(
    before, since, finding
) -> None:
    assert (FEW, LEAST) == (4, 3.0)
    assert finding_of(before, since) == finding


def by_week(*values: float | None, first: int = 0) -> dict[int, float]:
    return {first + n: value for n, value in enumerate(values) if value is not None}


def test_weeks_without_an_answer_are_no_weeks() -> None:
    values = by_week(8, None, 8, 8, 3, None, 3, 3, 3)
    assert compared(values, 4).before == (8, 8, 8)
    assert compared(values, 4).finding == "few"


def test_weeks_long_before_a_tip_are_none_to_compare_with() -> None:
    """Who made results now and then did so in bad weeks: chance alone makes what follows better."""
    since = by_week(*[2.0] * 4)
    for far, finding in ((NEAR, "change"), (NEAR + 1, "few")):
        assert compared(by_week(9, 9, 9, first=-3) | {-far: 9.0} | since, 0).finding == finding


def test_the_last_tip_with_enough_weeks_on_each_side_is_told() -> None:
    values = by_week(*[9.0] * 5, *[5.0] * 4, *[1.0] * 5)
    found = comparison(values, [0, 5, 9])
    assert (found.turn, found.finding) == (9, "change")
    # A tip that was begun this week has no weeks yet.
    assert comparison(values, [0, 9, 13]).turn == 9
    assert (found.mean_before, found.mean_since) == (pytest.approx(65 / 9), 1)


def test_without_enough_weeks_the_nearest_is_told_as_too_few() -> None:
    found = comparison(by_week(8, 3, 3, 3, 3, 3, first=-1), [0])
    assert (found.finding, len(found.before), len(found.since)) == ("few", 1, 5)


def test_without_a_tip_nothing_is_told() -> None:
    assert comparison(by_week(8, 3, 3), []) is None


# People whose plan does nothing.


@pytest.fixture(scope="module")
def found() -> simulation.Counted:
    return simulation.count(2_000, simulation.SEED)


@pytest.mark.slow
def test_at_most_5_of_100_without_an_effect_ever_read_of_a_change(found) -> None:
    assert found.ever <= simulation.MOST_FOOLED * found.people
    assert found.at_four <= found.ever


@pytest.mark.slow
def test_nor_do_people_who_answered_before_only_when_it_was_bad(monkeypatch) -> None:
    rare = simulation.count(1_000, simulation.SEED, when_bad=True)
    assert rare.ever <= simulation.MOST_FOOLED * rare.people
    monkeypatch.setattr("habits.plan.before_and_after.NEAR", simulation.BEFORE)
    far = simulation.count(1_000, simulation.SEED, when_bad=True)
    assert far.ever > simulation.MOST_FOOLED * far.people


@pytest.mark.slow
def test_most_of_them_have_less_itch_after_4_weeks_by_itself(found) -> None:
    assert found.less > 0.55 * found.people


@pytest.mark.slow
def test_a_rule_that_asks_for_one_week_would_fool_more(monkeypatch) -> None:
    monkeypatch.setattr("habits.plan.before_and_after.FEW", 1)
    found = simulation.count(500, simulation.SEED)
    assert found.ever > simulation.MOST_FOOLED * found.people


def test_a_large_change_that_lasts_is_read_by_many() -> None:
    chance = random.Random(simulation.SEED)
    seen = 0
    for _ in range(500):
        one = simulation.life(chance)
        # 8 points less from the day on which the plan begins: what nobody could miss.
        itch = {week: max(0, v - 8 * (week >= 0)) for week, v in one.itch.items()}
        seen += "change" in simulation.looks(one._replace(itch=itch, turns=[0]))
    assert seen > 250
