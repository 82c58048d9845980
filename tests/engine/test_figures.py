"""What readers are shown is worked out from what a source prints, and claims no more than that."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from habits.engine.figures import (
    against_hundred,
    as_seen,
    mean_difference,
    newcombe,
    of_both,
    per_people,
    risks,
    sizes,
    wilson,
    with_effect,
    without_effect,
)
from habits.engine.schema import Extraction

RATIOS = ["RR", "OR", "HR", "rate ratio"]
parts = st.floats(0, 1)
ratios = st.floats(0.01, 100)


@st.composite
def groups(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 5000))
    return draw(st.integers(0, total)), total


def extraction(**more: Any) -> Extraction:
    plain = {
        "id": "it",
        "grades": ["tip.general"],
        "outcome": "Better",
        "source": "study",
        "read": "full",
        "where": "Table 1",
        "with": {"words": "Cream"},
        "without": {"words": "No cream"},
        "studies": 1,
    }
    return msgspec.convert(plain | more, Extraction)


def counted(with_: tuple[int, int], without: tuple[int, int], **more: Any) -> Extraction:
    return extraction(
        **{
            "with": {"words": "Cream", "events": with_[0], "total": with_[1]},
            "without": {"words": "No cream", "events": without[0], "total": without[1]},
            **more,
        }
    )


def shares(with_: float, without: float, **more: Any) -> Extraction:
    return extraction(
        **{
            "with": {"words": "Cream", "percent": with_},
            "without": {"words": "No cream", "percent": without},
            **more,
        }
    )


# Published examples, so that the formulas are those of the books.


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe 1998, Stat Med 17:857, table I: 81 of 263, and 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=0.0001)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe 1998, Stat Med 17:873, table II, method 10: 56/70 and 48/80; 10/10 and 0/10.
    found = newcombe(56, 70, 48, 80)
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0001)
    assert newcombe(10, 10, 0, 10) == pytest.approx((1, 0.6075, 1), abs=0.0001)


# Whatever a source prints.


@pytest.mark.slow
@settings(max_examples=500)
@given(st.sampled_from(RATIOS), ratios, parts)
def test_a_ratio_never_leaves_the_people_there_are(measure, ratio, before) -> None:
    assert 0 <= with_effect(measure, ratio, before) <= 1


@settings(max_examples=500)
@given(st.sampled_from(RATIOS), ratios, ratios, parts)
def test_a_higher_ratio_is_never_fewer_people(measure, one, other, before) -> None:
    low, high = sorted((one, other))
    assert with_effect(measure, low, before) <= with_effect(measure, high, before) + 1e-12


@settings(max_examples=500)
@given(st.sampled_from(RATIOS), ratios, parts, parts)
def test_more_people_before_are_never_fewer_after(measure, ratio, one, other) -> None:
    low, high = sorted((one, other))
    assert with_effect(measure, ratio, low) <= with_effect(measure, ratio, high) + 1e-12


@settings(max_examples=500)
@given(st.sampled_from(RATIOS), st.floats(0, 100))
def test_a_ratio_of_one_makes_both_columns_the_same(measure, percent) -> None:
    effect = {"measure": measure, "value": 1}
    found = per_people(
        extraction(effect=effect, studies=2, without={"words": "No cream", "percent": percent})
    )
    assert found is not None
    assert found.with_ == found.without
    assert found.difference.value == 0


@settings(max_examples=500)
@given(groups(), groups())
def test_the_interval_of_counted_people_holds_the_difference(with_, without) -> None:
    found = newcombe(*with_, *without)
    assert -1 <= found.low <= found.value <= found.high <= 1


@settings(max_examples=500)
@given(groups(), groups())
def test_shown_people_are_within_bounds_and_their_interval_holds_them(with_, without) -> None:
    found = per_people(counted(with_, without))
    assert found is not None
    assert 0 <= found.with_ <= found.of
    assert 0 <= found.without <= found.of
    assert found.difference.value == found.with_ - found.without
    assert -found.of <= found.difference.low <= found.difference.value
    assert found.difference.value <= found.difference.high <= found.of


@settings(max_examples=500)
@given(groups(), groups())
def test_swapping_the_groups_turns_the_difference_around(with_, without) -> None:
    there, back = newcombe(*with_, *without), newcombe(*without, *with_)
    assert (there.value, there.low, there.high) == pytest.approx(
        (-back.value, -back.high, -back.low), abs=1e-9
    )


@pytest.mark.slow
@settings(max_examples=500)
@given(groups(), groups())
def test_a_larger_study_is_never_less_sure(with_, without) -> None:
    small = newcombe(*with_, *without)
    large = newcombe(*(10 * n for n in (*with_, *without)))
    assert large.high - large.low <= small.high - small.low + 1e-9


@settings(max_examples=500)
@given(st.sampled_from(RATIOS), ratios, st.floats(1, 3), st.floats(0.01, 99.99))
def test_the_interval_of_a_ratio_holds_what_is_shown(measure, ratio, wider, percent) -> None:
    effect = {"measure": measure, "value": ratio, "low": ratio / wider, "high": ratio * wider}
    without = {"words": "No cream", "percent": percent}
    found = per_people(extraction(effect=effect, without=without, studies=3))
    assert found is not None
    assert found.difference.low <= found.difference.value <= found.difference.high
    assert 0 <= found.with_ <= found.of


@settings(max_examples=500)
@given(st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50))
def test_an_average_is_told_between_its_ends(value, below, above) -> None:
    effect = {"measure": "MD", "value": value, "low": value - below, "high": value + above}
    found = mean_difference(extraction(effect=effect, unit="points"))
    assert found is not None
    assert found.low <= found.value <= found.high


# Which figures are taken.


def test_one_study_shows_its_own_groups() -> None:
    effect = {"measure": "OR", "value": 2.72, "low": 1.5, "high": 4.93}
    found = per_people(counted((131, 160), (81, 128), effect=effect))
    assert found[:3] == (100, 82, 63)
    assert found.difference == (19, 8, 29)


def test_several_studies_apply_their_ratio_to_those_without() -> None:
    effect = {"measure": "RR", "value": 1.48, "low": 1.17, "high": 1.88}
    found = per_people(counted((311, 473), (134, 329), effect=effect, studies=16))
    assert found[:3] == (100, 60, 41)
    assert found.difference == (19, 7, 36)


def test_a_baseline_stands_in_for_a_group_that_is_not_printed() -> None:
    effect = {"measure": "RR", "value": 0.5, "low": 0.25, "high": 1}
    baseline = {"percent": 40, "source": "other", "where": "Table 2"}
    found = per_people(extraction(effect=effect, baseline=baseline))
    assert found == (100, 20, 40, (-20, -30, 0))


def test_a_ratio_alone_tells_only_of_each_hundred_without() -> None:
    effect = {"measure": "RR", "value": 0.67, "low": 0.48, "high": 0.91}
    found = extraction(effect=effect)
    assert risks(found) is None
    assert per_people(found) is None
    assert against_hundred(found) == (67, 48, 91)


def test_a_risk_difference_uses_its_own_interval() -> None:
    effect = {"measure": "RD", "value": 9, "low": 0, "high": 17}
    assert per_people(shares(50, 41, effect=effect)) == (100, 50, 41, (9, 0, 17))


def test_a_risk_difference_alone_is_told_alone() -> None:
    found = per_people(extraction(effect={"measure": "RD", "value": -1.3}))
    assert found == (1000, None, None, (-13, None, None))


def test_percent_of_a_known_number_has_an_interval() -> None:
    known = {
        "with": {"words": "Home", "percent": 32.8, "total": 393},
        "without": {"words": "Clinic", "percent": 25.6, "total": 390},
    }
    assert per_people(extraction(**known)) == (100, 33, 26, (7, 1, 13))


def test_percent_of_an_unknown_number_has_none() -> None:
    assert per_people(shares(49.7, 34.2)).difference == (16, None, None)


# How fine they are told.


def test_what_is_rare_is_told_of_a_thousand_where_the_groups_hold_it() -> None:
    assert per_people(counted((11, 812), (22, 809)))[:3] == (1000, 14, 27)
    assert per_people(counted((1, 80), (2, 80))).of == 100


def test_whole_percent_are_never_told_of_a_thousand() -> None:
    assert per_people(shares(3, 4)).of == 100
    assert per_people(shares(3.4, 4.4)).of == 1000


def test_rates_are_told_of_a_thousand() -> None:
    effect = {"measure": "rate ratio", "value": 0.88, "low": 0.5, "high": 1.56}
    groups = {"with": {"words": "A", "rate": 876}, "without": {"words": "B", "rate": 996}}
    found = per_people(extraction(**groups, rate_of=100_000, effect=effect))
    assert found[:3] == (1000, 9, 10)


@pytest.mark.parametrize(("total", "small"), [(49, True), (50, False)])
def test_small_groups_are_shown_as_they_were(total, small) -> None:
    assert as_seen(counted((20, total), (0, 60))) is small


def test_averages_differ_by_whole_units() -> None:
    effect = {"measure": "MD", "value": -61.6, "low": -89.5, "high": -33.8}
    assert mean_difference(extraction(effect=effect, unit="points")) == (-62, -90, -34)


def test_what_is_less_than_a_unit_is_told_of_more_of_them() -> None:
    effect = {"measure": "MD", "value": 0.36, "low": 0.24, "high": 0.48}
    found = extraction(effect=effect, unit="trips in 10 weeks", times=10)
    assert mean_difference(found) == (4, 2, 5)


def test_two_averages_give_a_difference_and_their_errors_an_interval() -> None:
    groups = {
        "with": {"words": "Diet", "average": -23.5, "error": 3.9},
        "without": {"words": "None", "average": -12.0, "error": 3.5},
    }
    assert mean_difference(extraction(**groups, unit="spots")) == (-12, -22, -1)


def test_averages_without_errors_have_no_interval() -> None:
    groups = {
        "with": {"words": "Diet", "average": -3.4},
        "without": {"words": "None", "average": 0},
    }
    assert mean_difference(extraction(**groups, unit="points")) == (-3, None, None)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((-0.57, -0.94, -0.21), ("medium", "small", "large")),
        ((0.38, 0.12, 0.64), ("small", "next to none", "medium")),
        ((0.1, -0.6, 0.8), ("next to none", "next to none", "large")),
    ],
)
def test_a_standardised_difference_is_told_by_its_size(ends, told) -> None:
    value, low, high = ends
    effect = {"measure": "SMD", "value": value, "low": low, "high": high}
    assert sizes(extraction(effect=effect)) == told


def test_another_measure_has_no_size() -> None:
    assert sizes(extraction(effect={"measure": "RR", "value": 0.5})) == ()


def test_those_without_are_worked_out_from_those_with_and_a_ratio() -> None:
    effect = {"measure": "RR", "value": 4.86, "low": 1.06, "high": 22.28}
    with_ = {"words": "Steroid", "events": 8, "total": 2068}
    found = per_people(extraction(effect=effect, **{"with": with_}, studies=4))
    assert found == (1000, 4, 1, (3, 0, 7))


def test_a_share_that_nobody_counted_is_not_taken_as_sure() -> None:
    effect = {"measure": "OR", "value": 2.2, "low": 1.6, "high": 3.1}
    with_ = {"words": "Psoriasis", "percent": 0.7}
    found = per_people(extraction(effect=effect, **{"with": with_}, studies=None))
    assert found == (1000, 7, 3, (4, 2, 7))


@settings(max_examples=300)
@given(st.integers(20, 200), st.integers(20, 200), st.integers(1000, 5000))
def test_one_group_and_a_ratio_say_as_much_as_both_groups(with_, without, total) -> None:
    """The interval of the ratio of two groups (Katz 1978), and Newcombe's of their difference."""
    ratio = with_ / without
    half = 1.96 * sqrt(1 / with_ + 1 / without - 2 / total)
    found = of_both(ratio, ratio * exp(-half), ratio * exp(half), with_, total)
    both = newcombe(with_, total, without, total)
    assert found == pytest.approx(both, abs=0.06 * (both.high - both.low))


@settings(max_examples=500)
@given(st.sampled_from(RATIOS), st.floats(0.1, 10), st.floats(0.001, 0.05))
def test_undoing_a_ratio_gives_back_what_was_before(measure, ratio, before) -> None:
    after = with_effect(measure, ratio, before)
    assert without_effect(measure, ratio, after) == pytest.approx(before)


@pytest.mark.slow
@settings(max_examples=500)
@given(parts, parts)
def test_people_and_averages_are_never_mixed(one, other) -> None:
    assume(one != other)
    assert mean_difference(shares(100 * one, 100 * other)) is None
