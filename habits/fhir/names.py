"""What stands for our questions and options in FHIR: addresses and codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from django.conf import settings

from ..engine.schema import Option, Question, Questionnaire

# A resource, or a part of one, as JSON has it.
Json = dict[str, Any]
Release = Literal["R4", "R5"]
# The number of each release, as the media type names it: `application/fhir+json; fhirVersion=4.0`.
RELEASES: dict[Release, str] = {"R4": "4.0", "R5": "5.0"}
# The id of both our resources. It never changes: it stands in files that people keep.
ID = "skin-and-gut"
# The id of the extension for answers to questions that are not enabled.
KEPT_ANSWER = "kept-answer"
# Of names in a file, so many letters are told.
LONGEST_NAME = 80


def path_of(kind: str, name: str = ID) -> str:
    """The path of a resource below the address of the site."""
    return f"/fhir/{kind}/{name}"


def canonical(kind: str, name: str = ID) -> str:
    """The one address that a resource of ours is known by, in every release."""
    return settings.SITE_ADDRESS + path_of(kind, name)


def page_link(page: str) -> str:
    """The linkId of a page: pages and questions can have the same id."""
    return f"page.{page}"


def option_code(question: str, option: str) -> str:
    """The ids of options are unique within their question alone."""
    return f"{question}.{option}"


def coding(question: str, option: str, label: str = "") -> Json:
    """The option as a Coding; without a label as conditions name it."""
    found = {"system": canonical("CodeSystem"), "code": option_code(question, option)}
    return found | ({"display": label} if label else {})


def label_of(question: Question, option: Option) -> str:
    """The option in words, with what its hint adds, on one line."""
    if not option.hint:
        return option.label
    return f"{option.label.removesuffix('.')}. {option.hint}"


@cache
def answers_by_code(form: Questionnaire) -> dict[str, tuple[Question, Option]]:
    """Every option, retired ones too, by its code."""
    return {option_code(q.id, o.id): (q, o) for q, o in all_options(form)}


def all_options(form: Questionnaire) -> Iterator[tuple[Question, Option]]:
    for question in form.by_question.values():
        for option in question.options:
            yield question, option


def quoted(value: object) -> str:
    """What a file, or we, call a thing: on one line, of what can be printed, and not too long."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "something else"
    return f"“{cut(value if isinstance(value, str) else json.dumps(value))}”"


def cut(text: str) -> str:
    """One line of LONGEST_NAME letters at most, each of which can be printed."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"
