"""Marks by which the program finds what it needs, whatever the ids are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from ..content import Content
from ..schema import Questionnaire, Role


def role_faults(form: Questionnaire) -> Iterator[str]:
    taken = Counter(question.role for question in form.current_questions.values() if question.role)
    for role in get_args(Role):
        if taken[role] != 1:
            yield f"questionnaire.toml: role {role}: {taken[role]} questions have it, and one must"
    if taken["adult"] == 1 and not form.role["adult"].turning_away:
        yield f"questionnaire.toml: {form.role['adult'].id}: no option turns anyone away"


def single_faults(content: Content) -> Iterator[str]:
    """Marks that the program needs to find once."""
    marked = {
        "cautions.toml: under_age": [caution.under_age for caution in content.cautions],
        "cautions.toml: food_worry": [caution.food_worry for caution in content.cautions],
        "regions.toml: anywhere": [region.anywhere for region in content.regions],
    }
    for place, marks in marked.items():
        if sum(marks) != 1:
            yield f"{place}: {sum(marks)} have it, and one must"
