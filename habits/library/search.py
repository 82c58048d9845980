"""Search over warning signs, tips, foods, topics and words: in memory, forgiving of typing errors.

Nothing that anyone looks for is written down or kept.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..engine.search_words import root, words
from .search_entries import SIGN, Entry
from .search_index import BODY, LEAD, Index, every_root, roots, search_index

MAX_QUERY = 60
MAX_RESULTS = 20
# In this order, where they fit alike.
KINDS = {SIGN: 0, "Tip": 1, "Claim": 1, "Food": 2, "Topic": 3, "Word": 4, "Tips": 5, "Page": 6}
# Signs that come before everything else.
SIGNS_FIRST = 2
# More would hide the rest: the page of the search leads to all of them anyway.
MOST_SIGNS = 8
# A word that only starts alike, or that is spelled alike, counts for less.
STARTS, ALIKE = 0.7, 0.5
# Fewer letters start too many words.
SHORTEST_START = 4
# Fewer letters with a slip of the finger are another word; in so few only neighbours change places.
SHORTEST_ALIKE = 4
# From so many letters on, the first may be wrong; from so many there may be 2 slips.
LONG, VERY_LONG = 7, 8
# Of words that are not all found, as many must be.
MOST_WORDS = 2 / 3
# The tiers of a fit, best first: the words are one of its names; all stand in its names or in what
# it says first; they hold one of its names, or most of them stand there; all stand in it; most do.
WHOLE, NAMED, HOLDS, WITHIN, MOSTLY = range(5)


class ParsedQuery(NamedTuple):
    """What someone looks for."""

    # The roots of all words as typed.
    typed: frozenset[str]
    # Each that says something -> the roots of the index that may be meant, with how close they are.
    meant: dict[str, dict[str, float]]
    # All that may be meant.
    known: frozenset[str]


class Fit(NamedTuple):
    """How well an entry fits, in the order of the finds."""

    tier: int
    kind: int
    points: float
    entry: int


def find(query: str) -> list[Entry]:
    """The entries that fit, signs first, then best first; none where only a likeness is found."""
    index = search_index()
    fits = close(sorted(fitting(query, index)))
    signs = [fit for fit in fits if fit.kind == KINDS[SIGN]]
    first = [sign for sign in signs if sign.tier <= HOLDS][:SIGNS_FIRST]
    left_out = {*first, *signs[MOST_SIGNS:]}
    order = [*first, *(fit for fit in fits if fit not in left_out)]
    return [index.entries[fit.entry] for fit in order[:MAX_RESULTS]]


def close(fits: list[Fit]) -> list[Fit]:
    """Without what only speaks of it, where something else is about it."""
    best = fits[0].tier if fits else WHOLE
    least = HOLDS if best <= NAMED else max(best, WITHIN)
    return [fit for fit in fits if fit.tier <= least]


def fitting(query: str, index: Index) -> list[Fit]:
    parsed = read_query(query, index)
    found = []
    for entry, points in points_by_entry(parsed, index).items():
        tier = tier_of(index, entry, parsed)
        if tier is not None:
            found.append(Fit(tier, KINDS[index.entries[entry].kind], -points, entry))
    return found


def read_query(query: str, index: Index) -> ParsedQuery:
    said = joined(words(query), index)
    typed = roots(said, index.families)
    meant = {word: spellings(word, index) for word in typed}
    every = every_root(said, index.families)
    return ParsedQuery(every, meant, every.union(*meant.values()))


def points_by_entry(parsed: ParsedQuery, index: Index) -> dict[int, float]:
    """Each entry that holds a word, with what its words count for together; a rare word is more."""
    points: dict[int, float] = defaultdict(float)
    for others in parsed.meant.values():
        best: dict[int, float] = {}
        for same, closeness in others.items():
            holders = index.roots[same]
            rare = math.log(1 + len(index.entries) / len(holders))
            for entry, weight in holders.items():
                best[entry] = max(best.get(entry, 0), closeness * weight * rare)
        for entry, score in best.items():
            points[entry] += score
    return points


def tier_of(index: Index, entry: int, parsed: ParsedQuery) -> int | None:
    """How an entry fits what is asked for, or nothing where it does not."""
    held = [name for name in index.names[entry] if name <= parsed.known]
    if any(all(name & others.keys() for others in parsed.meant.values()) for name in held):
        return WHOLE
    weights = [
        max((index.roots[same].get(entry, 0) for same in others), default=0)
        for others in parsed.meant.values()
    ]
    if min(weights) >= LEAD:
        return NAMED
    # A likeness of one word, and nothing of the others, is chance.
    if any(name <= parsed.typed for name in held) or are_most(weights, LEAD):
        return HOLDS
    if min(weights) > 0:
        return WITHIN
    return MOSTLY if are_most(weights, BODY * ALIKE) else None


def are_most(weights: list[float], least: float) -> bool:
    """Whether most words of a longer question weigh something."""
    found = sum(weight >= least for weight in weights)
    return len(weights) > 2 and found >= MOST_WORDS * len(weights)


def joined(typed: list[str], index: Index) -> list[str]:
    """Two words as one where only that is ours: heartburn for heart burn."""
    found: list[str] = []
    for word in typed:
        if found and root(found[-1] + word) in index.in_names:
            found[-1] += word
        else:
            found.append(word)
    return found


def spellings(word: str, index: Index) -> dict[str, float]:
    """The words of the index that may be meant, each with how close it is, from 0 to 1."""
    if word in index.roots:
        return {word: 1.0}
    if len(word) >= SHORTEST_START:
        starting = {
            same: STARTS for other, same in index.in_names.items() if other.startswith(word)
        }
        if starting:
            return starting
    if len(word) < SHORTEST_ALIKE:
        return {}
    near = process.extract(
        word, index.in_names.keys(), scorer=OSA.distance, score_cutoff=slips(word), limit=None
    )
    meant = [(other, distance) for other, distance, _ in near if alike(word, other, distance)]
    least = min((distance for _, distance in meant), default=0)
    return {index.in_names[other]: ALIKE for other, distance in meant if distance == least}


def slips(word: str) -> int:
    return 2 if len(word) >= VERY_LONG else 1


def alike(word: str, other: str, distance: float) -> bool:
    """Whether one may be the other with a slip of the finger, and is not just another word."""
    if len(word) <= SHORTEST_ALIKE or len(other) < SHORTEST_ALIKE:
        return sorted(word) == sorted(other)
    return word[0] == other[0] or (distance == 1 and len(word) >= LONG)
