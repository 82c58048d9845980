"""The questionnaire as `Questionnaire` and its codes as `CodeSystem`, in FHIR R4 and R5."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings

from ..engine.answers import EDITION
from ..engine.content import Content
from ..engine.schema import Option, Page, Question, Questionnaire, Region
from .enabling import Clauses, asked_when, both, chosen, either, enabled, negated
from .names import (
    ID,
    KEPT_ANSWER,
    Json,
    Release,
    canonical,
    coding,
    label_of,
    option_code,
    page_link,
)

# What R5 calls another name than R4.
ONE_OF_OPTIONS: dict[Release, str] = {"R4": "choice", "R5": "coding"}
EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/"
EXCLUSIVE = {"url": f"{EXTENSIONS}questionnaire-optionExclusive", "valueBoolean": True}
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
FULL_NUMBERS: dict[Release, str] = {"R4": "4.0.1", "R5": "5.0.0"}
KEPT = "An answer to a question that is not asked with the other answers. It was given before."
STATUS = "http://hl7.org/fhir/concept-properties#status"
TITLE = "Questions on skin, gut and habits"
NOTICE = (
    "This is not medical advice. These questions cannot tell if you are ill, or how soon you need "
    "help. Show every warning sign that you tick to a doctor, nurse or pharmacist."
)
ADULTS = "These questions are for adults. Take a child to a doctor, nurse or pharmacist."


@cache
def questionnaire(content: Content, release: Release) -> Json:
    """The `Questionnaire`, with every page that is asked, in the order of the site."""
    return named(content, "Questionnaire") | {
        "subjectType": ["Patient"],
        "description": NOTICE,
        "item": items(content, release),
    }


@cache
def code_system(content: Content, release: Release = "R4") -> Json:
    """The `CodeSystem`, alike in every release: each question, and below it its options.

    What is no longer offered is there as retired: kept answers name it.
    """
    concepts = code_concepts(content.questionnaire)
    return named(content, "CodeSystem") | {
        "caseSensitive": True,
        "hierarchyMeaning": "grouped-by",
        "compositional": False,
        "content": "complete",
        "count": sum(1 + len(each["concept"]) for each in concepts),
        "property": [
            {"code": "status", "uri": STATUS, "type": "code"},
            {"code": "heading", "description": "What the option stands under", "type": "string"},
        ],
        "concept": concepts,
    }


def kept_answer(content: Content, release: Release) -> Json:
    """The extension that holds an answer whose question is not enabled (response.py)."""
    parts = ("Extension", "Extension.extension", "Extension.url", "Extension.value[x]")
    more: tuple[Json, ...] = (
        {"short": KEPT, "definition": KEPT, "min": 0, "max": "*"},
        {"max": "0"},
        {"fixedUri": canonical("StructureDefinition", KEPT_ANSWER)},
        {"min": 1, "type": [{"code": "Coding"}]},
    )
    element = [{"id": at, "path": at, **each} for at, each in zip(parts, more, strict=True)]
    return named(content, "StructureDefinition", KEPT_ANSWER) | {
        "name": "KeptAnswer",
        "title": "An answer that was kept",
        "fhirVersion": FULL_NUMBERS[release],
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": "QuestionnaireResponse"}],
        "type": "Extension",
        "baseDefinition": f"{EXTENSIONS}Extension",
        "derivation": "constraint",
        "differential": {"element": element},
    }


def named(content: Content, kind: str, name: str = ID) -> Json:
    """What begins a resource of ours."""
    licence = content.licence
    return {
        "resourceType": kind,
        "id": name,
        "language": "en-GB",
        "url": canonical(kind, name),
        "version": version(content),
        "name": f"SkinAndGut{kind}",
        "title": TITLE,
        "status": "active",
        "experimental": False,
        "publisher": settings.SITE_NAME,
        "copyright": f"© {licence.attribution}. {licence.name} ({licence.spdx}), {licence.url}",
    }


@cache
def version(content: Content) -> str:
    """The edition of the questionnaire, and twelve letters that change with any word of it."""
    said = [items(content, "R4"), code_concepts(content.questionnaire)]
    words = json.dumps(said, sort_keys=True).encode()
    return f"{EDITION}-{hashlib.sha256(words).hexdigest()[:12]}"


# Items.


def items(content: Content, release: Release) -> list[Json]:
    """All items. What follows the question of age is for who is of age."""
    form = content.questionnaire
    first, *others = form.short_way
    adult = form.role["adult"]
    of_age = either(*(chosen(adult.id, option) for option in form.of_age[adult.id]))
    under_age = either(*(chosen(adult.id, option) for option in sorted(adult.turning_away)))
    pages = [page_item(content, page, release) for page in others]
    areas = [area_item(content, area, release) for area in form.more]
    return [
        display("notice", NOTICE),
        page_item(content, first, release),
        enabled(display("adults", ADULTS), under_age),
        enabled({"linkId": "of-age", "type": "group", "item": pages + areas}, of_age),
    ]


def area_item(content: Content, area: str, release: Release) -> Json:
    form = content.questionnaire
    return {
        "linkId": f"more.{area}",
        "type": "group",
        "text": f"More questions, if you like: {form.more[area]}",
        "item": [page_item(content, page, release) for page in form.pages_of(area)],
    }


def page_item(content: Content, page: Page, release: Release) -> Json:
    """A page as a group, enabled when the site asks it."""
    parts: list[Json] = []
    if page.signs and page.required:
        link = f"{page_link(page.id)}.help"
        parts += by_region(content, link, ((r, call_for(r)) for r in content.regions))
    for question in page.questions:
        parts += by_region(content, f"{question.id}.amount", amounts(content, question))
        parts.append(question_item(question, release))
    item = {"linkId": page_link(page.id), "type": "group", "text": page.title, "item": parts}
    return enabled(item, asked_when(content.questionnaire, page))


def call_for(region: Region) -> str:
    crisis = f"Do you think of hurting yourself? {region.crisis.says} {region.crisis.text}"
    return f"If any of these applies: {region.emergency.says} {crisis}"


def amounts(content: Content, question: Question) -> Iterator[tuple[Region, str]]:
    """The amount of alcohol that the question or an option speaks of, by region."""
    line = any(option.alcohol_line for option in question.offered)
    for region in content.regions if line or question.alcohol_guide else ():
        says = [region.alcohol.says] if question.alcohol_guide else []
        if line:
            says.append(f"The amount of alcohol that we ask about: {region.alcohol.line}.")
        yield region, " ".join(says)


def by_region(content: Content, link: str, lines: Iterable[tuple[Region, str]]) -> Iterator[Json]:
    """What is said in the words of each region, shown by where the person is."""
    asked = content.questionnaire.role["region"]
    for region, text in lines:
        yield enabled(display(f"{link}.{region.id}", text), is_in(asked, region))


def is_in(asked: Question, region: Region) -> Clauses:
    """Is the person in the region? Whoever does not say is anywhere."""
    there = chosen(asked.id, region.id)
    return either(there, negated(chosen(asked.id))) if region.anywhere else both(there)


def question_item(question: Question, release: Release) -> Json:
    item: Json = {
        # Every option is seen, as on the site.
        "extension": [control("check-box" if question.kind == "many" else "radio-button")],
        "linkId": question.id,
        "code": [
            {"system": canonical("CodeSystem"), "code": question.id, "display": question.name}
        ],
        "text": question.text,
        "type": ONE_OF_OPTIONS[release],
        "required": question.required,
        "repeats": question.kind == "many",
        "answerOption": [answer_option(question, option) for option in question.offered],
    }
    if hints := hints_of(question):
        item["item"] = [{"extension": [control("help")], **display(f"{question.id}.hint", hints)}]
    return item


def control(code: str) -> Json:
    """What a program shows the item as."""
    coding = [{"system": CONTROLS, "code": code}]
    return {
        "url": f"{EXTENSIONS}questionnaire-itemControl",
        "valueCodeableConcept": {"coding": coding},
    }


def hints_of(question: Question) -> str:
    """What stands beside the question, in sentences."""
    said = [question.hint, question.because]
    if question.scale:
        ends = (question.offered[0], question.offered[-1])
        said += [f"{o.label}: {words}" for o, words in zip(ends, question.scale, strict=True)]
    return ". ".join(text.removesuffix(".") for text in said if text)


def answer_option(question: Question, option: Option) -> Json:
    found: Json = {"valueCoding": coding(question.id, option.id, label_of(question, option))}
    # What is the only answer to a question with one answer anyway needs no word.
    return {"extension": [EXCLUSIVE], **found} if option.exclusive else found


def display(link: str, text: str) -> Json:
    return {"linkId": link, "text": text, "type": "display"}


# Codes.


def code_concepts(form: Questionnaire) -> list[Json]:
    return [concept(form, question) for question in form.by_question.values()]


def concept(form: Questionnaire, question: Question) -> Json:
    retired = question.id not in form.current_questions
    return {
        "code": question.id,
        "display": question.name,
        "definition": question.text,
        "property": [status(retired)],
        "concept": [option_concept(question, option, retired) for option in question.options],
    }


def option_concept(question: Question, option: Option, retired: bool) -> Json:
    properties = [status(retired or option.retired)]
    if option.group:
        heading = {"code": "heading", "valueString": question.groups[option.group]}
        properties.append(heading)
    return {
        "code": option_code(question.id, option.id),
        "display": label_of(question, option),
        "property": properties,
    }


def status(retired: bool) -> Json:
    return {"code": "status", "valueCode": "retired" if retired else "active"}
