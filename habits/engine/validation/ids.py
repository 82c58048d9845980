"""Ids that are used more than once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..content import Content, HasId
from ..file_names import CHANGES, FIGURES, FINDING, GLOSSARY
from ..schema import Question, Questionnaire

FORM = "questionnaire.toml"

# Small letters, digits and single _.
ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


def id_faults(content: Content) -> Iterator[str]:
    form = content.questionnaire
    listed: list[tuple[str, Iterable[HasId]]] = [
        (FORM, form.pages),
        (FORM, asked_ever(form)),
        (FORM, form.facts),
        *((f"{FORM}: {question.id}", question.options) for question in asked_ever(form)),
        # Cautions name both by one list.
        ("tips and claims", [*content.tips, *content.claims]),
        ("withdrawn.toml", content.withdrawn),
        ("red_flags.toml", content.red_flags),
        ("red_flags.toml", content.reasons),
        ("cautions.toml", content.cautions),
        ("foods.toml", content.foods),
        ("foods.toml", content.ingredients),
        ("skin_descriptions.toml", content.skin_descriptions),
        ("regions.toml", content.regions),
        ("sources.toml", content.sources.references),
        (GLOSSARY, content.terms),
        (FINDING, content.finding.places),
        (CHANGES, content.changes.changes),
        (FIGURES, content.figures.extractions),
    ]
    for name, items in listed:
        yield from repeated(name, items)


def asked_ever(form: Questionnaire) -> list[Question]:
    """Every question, retired ones last; of two with one id both."""
    return [*(question for page in form.pages for question in page.questions), *form.retired]


def repeated(name: str, items: Iterable[HasId]) -> Iterator[str]:
    """A line for each id that more than one item has; each begins with `name`."""
    for item, times in Counter(item.id for item in items).items():
        if times > 1:
            yield f"{name}: {item}: the id is used {times} times"
