"""Which foods are offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..conditions import NOTHING, Answers
from ..content import Content
from ..schema import Caution, Food


def offered_foods(
    content: Content, refined: Answers, triggered: list[Caution], hidden: Collection[str]
) -> Iterable[Food]:
    """Foods not eaten yet that no caution withholds; none of a kind whose tip is hidden."""
    if any(caution.hides_all_foods for caution in triggered):
        return
    withheld = frozenset[str]().union(*(caution.excludes_foods_with for caution in triggered))
    for kind in content.food_kinds:
        if kind.tip in hidden:
            continue
        eaten = refined.get(kind.question, NOTHING)
        for food in content.foods:
            if (
                food.kind == kind.id
                and food.id not in eaten
                and food.properties.isdisjoint(withheld)
            ):
                yield food
