"""What the open library lists: tips and foods by a filter, and three foods to try."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from .content import Content
from .grading import Grading, gradings, rank
from .schema import Food, Tip, When

AT_ONCE = 3


class TipFilter(NamedTuple):
    """A concern, an area and a grade; an empty one asks for nothing."""

    concern: str = ""
    area: str = ""
    grade: str = ""


class FoodFilter(NamedTuple):
    """A kind; properties that the food must not have; only what can be live when eaten."""

    kind: str = ""
    without: frozenset[str] = frozenset()
    live: bool = False


def tips_for(content: Content, wanted: TipFilter) -> list[tuple[Tip, Grading]]:
    """The tips that fit, each with its evidence for the concern, or the best for any.

    Stronger evidence on skin first, then on general health, then the order of the content.
    """
    found = [
        (tip, best_grading(content, tip, wanted.concern))
        for tip in content.tips
        if wanted.area in ("", tip.area) and can_be_shown(content, tip, wanted.concern)
    ]
    if wanted.grade:
        found = [(t, g) for t, g in found if g.evidence and g.evidence.grade == wanted.grade]
    found.sort(key=lambda pair: (rank(pair[1].evidence), rank(pair[0].general)))
    return found


def best_grading(content: Content, tip: Tip, concern: str) -> Grading:
    """The evidence for a concern, or the best that there is for any."""
    return gradings(tip, (concern,) if concern else tuple(content.questionnaire.concerns))[0]


def can_be_shown(content: Content, tip: Tip, concern: str) -> bool:
    """Can someone with this concern be shown the tip, whatever else they answer?"""
    if not concern or not isinstance(tip.when, When):
        return True
    concerns = content.questionnaire.role["concerns"]
    theirs = {option.id for option in concerns.options if option.concern == concern}
    needed = tip.when.all_of.get(concerns.id, theirs)
    alone = tip.when.any_of.get(concerns.id, theirs) if len(tip.when.any_of) == 1 else theirs
    return not theirs.isdisjoint(needed) and not theirs.isdisjoint(alone)


def all_gradings(content: Content, tip: Tip) -> tuple[Grading, ...]:
    """The evidence for each skin concern; those with the same evidence stand together."""
    return gradings(tip, tuple(content.questionnaire.concerns))


def foods_for(content: Content, wanted: FoodFilter) -> list[Food]:
    """The foods that fit, in the order of the content; none of a kind whose tip was withdrawn."""
    tips = {tip.id for tip in content.tips}
    kinds = {kind.id for kind in content.food_kinds if kind.tip in tips}
    return [
        food
        for food in content.foods
        if food.kind in kinds
        and wanted.kind in ("", food.kind)
        and wanted.without.isdisjoint(food.properties)
        and (food.live != "no" or not wanted.live)
    ]


def foods_to_try(foods: Iterable[Food], ticked: Collection[str], turn: int) -> list[Food]:
    """At most three of `foods`, the ones not ticked; another turn brings others, until all came.

    The ticks mix the order, so that not everyone is offered the same three. The same ticks and
    turn always bring the same foods: the address is all there is to keep.
    """
    mix = ",".join(sorted(ticked))
    rest = sorted(foods, key=lambda food: hashlib.blake2s(f"{mix}:{food.id}".encode()).digest())
    start = AT_ONCE * (turn % turns_through(rest)) if rest else 0
    return rest[start : start + AT_ONCE]


def turns_through(foods: Sequence[Food]) -> int:
    """How many turns bring all of these foods."""
    return -(-len(foods) // AT_ONCE)
