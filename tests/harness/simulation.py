"""People whose plan does nothing: how many of them would read of a change?

    python tests/harness/simulation.py           100,000 people, every week of a year
    python tests/harness/simulation.py 5000 7    so many people, and another beginning of chance

Their itch goes up and down by itself, in weeks and in seasons, and they begin a tip when it is bad.
Some answered each week before; others came now and then, for a year, when it was bad.
Ends with 1 when more than 5 of 100 of either ever read anything but "we cannot tell from this".
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import pi, sin, sqrt
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from habits.plan.before_and_after import comparison
from habits.store.plans import MOST_ON, WEEKS

PEOPLE, SEED = 100_000, 20_261_126
MOST_FOOLED = 0.05
# Weeks before someone begins, at most; and at least, for who answered each week and who did not.
BEFORE, SOON, LATE = 60, 8, 40
# Of 10: what they begin a tip at is worse than their mean by so much.
BAD = 0.5
MISSED = 0.2


class Life(NamedTuple):
    """A year of someone without an effect: week -> itch, 0 to 10, and when they begin tips."""

    itch: dict[int, float]
    turns: list[int]


def life(chance: random.Random, when_bad: bool = False) -> Life:
    """Of anyone: mild or strong, steady or not, with seasons or without.

    when_bad: did they answer before only in bad weeks, and then not always?
    """
    mean, spread, slow = chance.uniform(1, 9), chance.uniform(0.7, 2.5), chance.uniform(0, 0.85)
    wave, period, phase = chance.uniform(0, 1.5), chance.uniform(8, 52), chance.uniform(0, 2 * pi)
    state, weeks = chance.gauss(0, 1), []
    for week in range(BEFORE + WEEKS):
        state = slow * state + sqrt(1 - slow * slow) * chance.gauss(0, 1)
        level = mean + spread * state + wave * sin(2 * pi * week / period + phase)
        weeks.append(float(min(10, max(0, round(level)))))
    bad = [week for week in range(BEFORE) if weeks[week] >= mean + BAD]
    late = [week for week in bad if week >= (LATE if when_bad else SOON)]
    start = late[0] + 1 if late else BEFORE
    itch = {n: weeks[start + n] for n in range(-SOON, WEEKS) if n == -1 or chance.random() > MISSED}
    if when_bad:
        often = chance.uniform(0.1, 0.6)
        told = {n: itch for n, itch in itch.items() if n >= -1}
        itch = told | {
            w - start: weeks[w] for w in bad if w < start - 1 and chance.random() < often
        }
    return Life(itch, list(turns(weeks[start : start + WEEKS], mean + BAD, chance)))


def turns(year: list[float], bad: float, chance: random.Random) -> Iterator[int]:
    """The first week, and later ones after a bad week."""
    yield 0
    left = chance.randrange(MOST_ON)
    week = chance.randrange(4, 10)
    while left and week < len(year):
        if year[week - 1] >= bad:
            yield week
            left -= 1
            week += chance.randrange(4, 12)
        week += 1


def looks(one: Life) -> Iterator[str]:
    """What they read, week by week, from the fourth on."""
    for now in range(4, WEEKS + 1):
        known = {week: itch for week, itch in one.itch.items() if week < now}
        found = comparison(known, [turn for turn in one.turns if turn < now])
        yield found.finding if found else "few"


class Counted(NamedTuple):
    """Of so many people: who ever read of a change, who read of one after 4 weeks, and who had
    less itch than when they began, which a page that only compares 2 numbers calls a success."""

    people: int
    ever: int
    at_four: int
    less: int


def count(people: int, seed: int, when_bad: bool = False) -> Counted:
    chance = random.Random(seed)
    ever = at_four = less = 0
    for _ in range(people):
        one = life(chance, when_bad)
        found = list(looks(one))
        ever += "change" in found
        at_four += found[0] == "change"
        after = [one.itch[week] for week in range(3, 5) if week in one.itch]
        less += bool(after) and after[0] < one.itch[-1]
    return Counted(people, ever, at_four, less)


def counted(people: int, seed: int, when_bad: bool = False) -> Counted:
    workers = min(os.cpu_count() or 1, 4)
    shares = [people // workers + (n < people % workers) for n in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(count, shares, range(seed, seed + workers), [when_bad] * workers))
    return Counted(*(sum(column) for column in zip(*found, strict=True)))


def main(arguments: list[str]) -> int:
    people, seed = [int(a) for a in arguments] + [PEOPLE, SEED][len(arguments) :]
    found, rare = counted(people, seed), counted(people, seed, when_bad=True)
    share = partial(lambda number: f"{number:,} of {found.people:,} ({number / found.people:.2%})")
    print(f"less itch 4 weeks later, by itself:    {share(found.less)}")
    print(f"read of a change after 4 weeks:        {share(found.at_four)}")
    print(f"ever read of one, looking every week:  {share(found.ever)} (at most {MOST_FOOLED:.0%})")
    print(f"the same, who answered before if bad:  {share(rare.ever)} (at most {MOST_FOOLED:.0%})")
    return int(max(found.ever, rare.ever) > MOST_FOOLED * people)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
