"""Answers as a QuestionnaireResponse and back: valid, and nothing gets lost either way."""

from __future__ import annotations

import json
from datetime import date

import pytest
from fhir.resources.questionnaireresponse import QuestionnaireResponse
from fhir.resources.R4B.questionnaireresponse import (
    QuestionnaireResponse as QuestionnaireResponseR4,
)
from hypothesis import given

from habits.engine.answers import EDITION
from habits.engine.loaded import get_content
from habits.fhir.names import Json, option_code
from habits.fhir.questionnaire import questionnaire, version
from habits.fhir.reading import LARGEST, read
from habits.fhir.response import response
from habits.fhir.views import compact
from tests.engine.strategies import any_answers, at_most, tried_with
from tests.fhir.enabled import enabled

CONTENT = get_content()
FORM = CONTENT.questionnaire
MADE = date(2026, 11, 26)
EVERYTHING = FORM.of_age | {
    q.id: [o.id for o in q.offered if o.id in q.plain]
    for q in FORM.current_questions.values()
    if q.kind == "many"
}


def written(answers: dict[str, list[str]], edition: int = EDITION) -> bytes:
    return compact(response(CONTENT, answers, MADE, edition))


@tried_with(any_answers(FORM))
def test_answers_go_out_and_in_again_byte_for_byte(answers) -> None:
    file = written(answers)
    if not answers:
        return
    reading = read(CONTENT, file)
    assert (reading.answers, reading.problems, reading.partly) == (answers, [], set())
    assert (reading.edition, reading.finished) == (EDITION, True)
    assert written(reading.answers) == file


@given(answers=any_answers(FORM, retired=True).filter(bool))
@at_most(2_000)
def test_so_do_those_of_the_first_edition(answers) -> None:
    file = written(answers, 1)
    reading = read(CONTENT, file)
    assert (reading.answers, reading.problems, reading.edition) == (answers, [], 1)
    assert written(reading.answers, 1) == file


@pytest.mark.slow
@at_most(500)
@given(answers=any_answers(FORM))
def test_every_response_is_valid_and_follows_the_questionnaire(answers) -> None:
    data = json.loads(written(answers))
    for reader in (QuestionnaireResponseR4, QuestionnaireResponse):
        read_again = reader.model_validate(data)
        assert json.loads(read_again.model_dump_json(exclude_none=True)) == data
    links = {name: [option_code(name, o) for o in said] for name, said in answers.items()}
    items = questionnaire(CONTENT, "R4")["item"]
    assert follows(data.get("item", []), items, enabled(items, links))


def follows(answered: list[Json], asked: list[Json], links: set[str]) -> bool:
    """Does each item stand where the questionnaire has it, in order, enabled, with its words?"""
    order = [item["linkId"] for item in asked]
    places = [order.index(item["linkId"]) for item in answered]
    if places != sorted(set(places)):
        return False
    for item in answered:
        question = asked[order.index(item["linkId"])]
        if item["linkId"] not in links or item.get("text") != question.get("text"):
            return False
        offered = [option["valueCoding"] for option in question.get("answerOption", [])]
        if any(answer["valueCoding"] not in offered for answer in item.get("answer", [])):
            return False
        if not follows(item.get("item", []), question.get("item", []), links):
            return False
    return True


def test_it_names_the_version_that_was_answered_and_the_day(settings) -> None:
    data = response(CONTENT, EVERYTHING, MADE)
    address = f"{settings.SITE_ADDRESS}/fhir/Questionnaire/skin-and-gut"
    assert data["questionnaire"] == f"{address}|{version(CONTENT)}"
    assert response(CONTENT, EVERYTHING, MADE, 1)["questionnaire"] == f"{address}|1"
    assert (data["status"], data["authored"]) == ("completed", "2026-11-26")


def test_it_says_nothing_of_who_answered() -> None:
    data = response(CONTENT, EVERYTHING, MADE)
    assert not data.keys() & {
        "id",
        "identifier",
        "subject",
        "author",
        "source",
        "encounter",
        "meta",
    }


def test_an_answer_that_is_not_asked_for_stands_apart_and_is_not_lost() -> None:
    answers = FORM.of_age | {"skin_concerns": ["none"], "itch": ["7"]}
    data = response(CONTENT, answers, MADE)
    assert '"itch"' not in json.dumps(data["item"])
    assert [each["valueCoding"]["code"] for each in data["extension"]] == ["itch.7"]
    assert read(CONTENT, compact(data)).answers == answers


def test_the_longest_response_is_well_within_what_is_taken() -> None:
    assert len(written(EVERYTHING)) < LARGEST / 2
    # As other programs write it, and pasted into a form.
    settled = json.dumps(response(CONTENT, EVERYTHING, MADE), indent=2).replace("\n", "\r\n")
    assert len(settled.encode()) < 64 * 1024


@pytest.mark.parametrize("order", [list, reversed])
def test_the_order_of_a_file_does_not_matter(order) -> None:
    data = response(CONTENT, EVERYTHING, MADE)
    flat = [*order(questions(data["item"]))]
    reading = read(CONTENT, compact(data | {"item": flat}))
    assert reading.answers == read(CONTENT, written(EVERYTHING)).answers


def questions(items: list[Json]) -> list[Json]:
    found = []
    for item in items:
        found += questions(item["item"]) if "item" in item else [item]
    return found
