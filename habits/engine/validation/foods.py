"""What is wrong with foods, across files."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content
from .unknown import unknown


def food_faults(content: Content) -> Iterator[str]:
    tips = {tip.id for tip in content.tips}
    questions = content.questionnaire.by_question
    for kind in content.food_kinds:
        question = questions.get(kind.question)
        if question is None:
            yield f"foods.toml: {kind.id}: {unknown('question', kind.question, questions)}"
            continue
        if kind.tip not in tips:
            yield f"foods.toml: {kind.id}: {unknown('tip', kind.tip, tips)}"
        foods = {food.id for food in content.foods if food.kind == kind.id}
        for missing in sorted(question.plain ^ foods):
            yield f"foods.toml: {missing}: not both a food and an option of {kind.question}"
    named = {ingredient.id for ingredient in content.ingredients}
    for food in content.foods:
        if bool(food.rows) == bool(food.added_because):
            yield f"foods.toml: {food.id}: either rows or added_because"
        for row in food.rows:
            if food.id not in content.sources.row(row).foods:
                yield f"foods.toml: {food.id}: rows: sources.toml, ledger.{row}, names no such food"
        for unnamed in sorted(food.properties - {"live"} - named):
            yield f"foods.toml: {food.id}: contains: no ingredient says what {unnamed} is"
