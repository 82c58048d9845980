"""What a health fact changes: which cautions are told, and which foods are left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..answers import conditions_naming, effective_answers
from ..conditions import NOTHING, Answers, is_met
from ..content import Content
from ..schema import Caution, Food, When
from .result import Result


def triggered_cautions(content: Content, answers: Answers) -> list[Caution]:
    """The cautions whose condition these answers meet, in the order of their file."""
    numbers = conditions_naming(content.cautions_by_answer, answers)
    named = [content.cautions[number] for number in numbers]
    return [caution for caution in named if caution.when and is_met(caution.when, answers)]


def is_shown_separately(
    caution: Caution, result: Result, health: str, chosen: frozenset[str]
) -> bool:
    """Is it told on its own, besides standing beside its tips?

    What only withholds foods is not, where no food is offered anyway: a list of foods to leave out
    is the last thing that someone with an eating disorder needs.

    health: the id of the question on health; chosen: what was chosen there
    """
    if caution.when and is_on_skipped_sign(caution.when, result):
        return False
    if caution.told:
        return True
    on_health = caution.when.any_of.get(health, NOTHING) if caution.when else NOTHING
    if on_health & chosen or caution.hides or caution.hides_all_foods:
        return True
    fewer = result.undisclosed or any(other.hides_all_foods for other in result.cautions)
    return bool(on_health or caution.excludes_foods_with) and not (
        caution.excludes_foods_with and fewer
    )


def is_on_skipped_sign(when: When, result: Result) -> bool:
    """Is it about one sign of a skipped page? What goes for all of them is told instead."""
    left_open = {question.id for page in result.skipped for question in page.questions}
    return any(name in left_open and len(options) == 1 for name, options in when.any_of.items())


def is_told_no_food(content: Content, answers: Mapping[str, Collection[str]], edition: int) -> bool:
    """Is it someone whom lists of foods can harm, by what they said or did not say?"""
    safest = effective_answers(content.questionnaire, answers, edition).safest
    worry = content.food_worry.when
    return worry is not None and is_met(worry, safest)


def cautions_beside(content: Content, triggered: list[Caution]) -> dict[str, list[Caution]]:
    """What is said beside each tip and claim: first what is triggered, then what all are told."""
    beside: dict[str, list[Caution]] = {}
    for caution in (*triggered, *content.standing_cautions):
        for tip in caution.tips:
            beside.setdefault(tip, []).append(caution)
    return beside


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
