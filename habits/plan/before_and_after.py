"""What the weeks of a plan can tell, and what they cannot. Numbers in, a reading out.

Someone begins a plan when things are bad, and what is bad mostly gets less so by itself: among
people whose tips do nothing, most have less itch after four weeks. So a change is told only when
there are FEW or more weeks since a new tip, and of the NEAR weeks before it, the two sides differ
by LEAST or more of 10, and no week of one side is as low, or as high, as one of the other. People
without an effect, made up in tests/harness/simulation.py, must not read of one. What made a change
is never told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from statistics import fmean
from typing import Literal, NamedTuple

# Weeks with an answer on each side; points of 10.
FEW, LEAST = 4, 3.0
# Weeks before a tip that those since are compared with. Who made results now and then, for a year,
# mostly did so in bad weeks: with all of these, 6 of 100 would read of a change that is none.
NEAR = 12

Finding = Literal["few", "small", "mixed", "change"]


class Comparison(NamedTuple):
    """The weeks just before a new tip, and those since.

    finding  "change", or why we cannot tell: too few weeks, too small, or weeks that are alike
    turn     the week in which the tip was begun
    """

    finding: Finding
    turn: int
    before: tuple[float, ...]
    since: tuple[float, ...]

    @property
    def mean_before(self) -> float:
        return fmean(self.before)

    @property
    def mean_since(self) -> float:
        return fmean(self.since)


def comparison(values: Mapping[int, float], turns: Collection[int]) -> Comparison | None:
    """What the last new tip with enough weeks on each side can be told by; of several, and without
    such a one, the one that comes nearest. None without a tip.

    values: number of a week (below 0: before the plan) -> 0 to 10; weeks without an answer are
    missing. turns: the weeks in which tips of the plan were begun.
    """
    found = [compared(values, turn) for turn in sorted(turns)]
    enough = [each for each in found if each.finding != "few"]
    if enough:
        return enough[-1]
    return max(found, key=lambda each: min(len(each.before), len(each.since)), default=None)


def compared(values: Mapping[int, float], turn: int) -> Comparison:
    before = tuple(value for week, value in values.items() if turn - NEAR <= week < turn)
    since = tuple(value for week, value in values.items() if week >= turn)
    return Comparison(finding_of(before, since), turn, before, since)


def finding_of(before: Collection[float], since: Collection[float]) -> Finding:
    if min(len(before), len(since)) < FEW:
        return "few"
    if abs(fmean(before) - fmean(since)) < LEAST:
        return "small"
    apart = max(before) < min(since) or max(since) < min(before)
    return "change" if apart else "mixed"
