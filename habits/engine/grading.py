"""How sure research is, of each concern."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from .schema import GRADES, Evidence, Questionnaire, Tip

GRADE_RANK = {grade: rank for rank, grade in enumerate(GRADES)}


class Grading(NamedTuple):
    """Evidence for the concerns named; none at all where we found no study."""

    concerns: tuple[str, ...]
    evidence: Evidence | None


def concerns_of(form: Questionnaire, chosen: Collection[str]) -> tuple[str, ...]:
    """The concerns whose evidence the person should see, in the order of the options."""
    options = form.role["concerns"].options
    return tuple(dict.fromkeys(o.concern for o in options if o.concern and o.id in chosen))


def rank(evidence: Evidence | None) -> int:
    """Best first; what was not studied comes last."""
    return GRADE_RANK[evidence.grade] if evidence else len(GRADES)


def gradings(tip: Tip, concerns: tuple[str, ...]) -> tuple[Grading, ...]:
    """The tip's evidence for each concern, best first; concerns with the same stand together."""
    found: dict[Evidence | None, list[str]] = {}
    for concern in concerns:
        found.setdefault(tip.concerns.get(concern), []).append(concern)
    listed = [Grading(tuple(names), evidence) for evidence, names in found.items()]
    listed.sort(key=lambda grading: rank(grading.evidence))
    return tuple(listed)
