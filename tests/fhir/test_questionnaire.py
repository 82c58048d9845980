"""The questionnaire in FHIR: valid in both releases, whole, and asked as the site asks it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from fhir.resources.codesystem import CodeSystem
from fhir.resources.questionnaire import Questionnaire
from fhir.resources.R4B.codesystem import CodeSystem as CodeSystemR4
from fhir.resources.R4B.questionnaire import Questionnaire as QuestionnaireR4
from fhir.resources.R4B.structuredefinition import StructureDefinition as StructureDefinitionR4
from fhir.resources.structuredefinition import StructureDefinition
from hypothesis import given

from habits.engine import schema
from habits.engine.answers import EDITION, askable_pages
from habits.engine.loaded import get_content
from habits.engine.loading import load
from habits.fhir.enabling import asked_when
from habits.fhir.enabling import enabled as enabled_item
from habits.fhir.names import Json, option_code, path_of
from habits.fhir.questionnaire import code_system, kept_answer, questionnaire, version
from tests.engine.strategies import any_answers, at_most
from tests.fhir.enabled import enabled
from tests.harness.audits.tools import Missing
from tests.harness.packages import installed

CONTENT = get_content()
FORM = CONTENT.questionnaire
ASKED = FORM.current_questions
ADULT = FORM.role["adult"]
READERS = [
    (questionnaire, "R4", QuestionnaireR4),
    (questionnaire, "R5", Questionnaire),
    (code_system, "R4", CodeSystemR4),
    (code_system, "R5", CodeSystem),
    (kept_answer, "R4", StructureDefinitionR4),
    (kept_answer, "R5", StructureDefinition),
]


def every_item(items: list[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from every_item(item.get("item", []))


def items_of(release: str = "R4") -> list[Json]:
    return questionnaire(CONTENT, release)["item"]


@pytest.mark.parametrize(("make", "release", "reader"), READERS)
def test_every_resource_is_valid_and_nothing_of_it_is_lost_to_a_reader(
    make, release, reader
) -> None:
    data = make(CONTENT, release)
    read = reader.model_validate(data)
    assert json.loads(read.model_dump_json(exclude_none=True)) == data


@pytest.mark.slow
@pytest.mark.parametrize("make", [questionnaire, code_system, kept_answer])
def test_every_resource_is_valid_for_another_program(make) -> None:
    try:
        package = installed("fhir")
    except Missing as missing:
        pytest.skip(f"The validator of npm was not asked: {missing}")
    program = (
        "const {Fhir} = require(process.argv[1]);"
        "const data = JSON.parse(require('fs').readFileSync(0));"
        "const said = new Fhir().validate(data, {errorOnUnexpected: true});"
        "console.log(JSON.stringify(said))"
    )
    done = subprocess.run(
        ["node", "-e", program, str(package)],
        input=json.dumps(make(CONTENT, "R4")),
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    told = [message for message in said["messages"] if message["severity"] != "info"]
    assert (said["valid"], told) == (True, [])


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_every_question_that_is_asked_stands_once_with_what_is_offered(release) -> None:
    items = list(every_item(items_of(release)))
    links = [item["linkId"] for item in items]
    assert len(links) == len(set(links))
    asked = {item["linkId"]: item for item in items if "answerOption" in item}
    assert asked.keys() == ASKED.keys()
    for question in ASKED.values():
        item = asked[question.id]
        codes = [option["valueCoding"]["code"] for option in item["answerOption"]]
        assert codes == [option_code(question.id, option.id) for option in question.offered]
        assert item["text"] == question.text
        assert item["repeats"] == (question.kind == "many")
        assert item["required"] == question.required
        for option, offered in zip(item["answerOption"], question.offered, strict=True):
            assert option["valueCoding"]["display"].startswith(offered.label)
            assert offered.hint in option["valueCoding"]["display"]
            assert ("extension" in option) == offered.exclusive


def test_every_code_stands_in_the_code_system_with_the_same_words() -> None:
    words = {}
    for concept in code_system(CONTENT)["concept"]:
        words |= {concept["code"]: concept["display"]}
        words |= {each["code"]: each["display"] for each in concept["concept"]}
    assert len(words) == code_system(CONTENT)["count"]
    for item in every_item(items_of()):
        for code in item.get("code", []):
            assert words[code["code"]] == code["display"]
        for option in item.get("answerOption", []):
            assert words[option["valueCoding"]["code"]] == option["valueCoding"]["display"]
    retired = [option_code(q.id, o.id) for q in FORM.retired for o in q.options]
    assert retired
    assert words.keys() >= set(retired)


# Conditions.


def codes(answers: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: [option_code(name, o) for o in chosen] for name, chosen in answers.items()}


def asked_by_the_site(form: schema.Questionnaire, answers: dict[str, list[str]]) -> set[str]:
    of_age = not set(answers.get(ADULT.id, ())).isdisjoint(form.of_age[ADULT.id])
    pages = [page for page in askable_pages(form, answers) if of_age or page is form.pages[0]]
    return {question.id for page in pages for question in page.questions}


def asked_by_the_form(items: list[Json], answers: dict[str, list[str]]) -> set[str]:
    return enabled(items, codes(answers)) & ASKED.keys()


@at_most(2_000)
@given(answers=any_answers(FORM))
def test_the_form_asks_what_the_site_asks(answers) -> None:
    assert asked_by_the_form(items_of(), answers) == asked_by_the_site(FORM, answers)


@pytest.mark.slow
@at_most(2_000)
@given(answers=any_answers(FORM))
def test_and_of_every_adult(answers) -> None:
    answers |= FORM.of_age
    assert asked_by_the_form(items_of(), answers) == asked_by_the_site(FORM, answers)


def when(**words: dict[str, list[str]]) -> schema.When:
    return msgspec.convert(words, schema.When)


TIRED = schema.Fact(
    id="tired",
    when=(
        when(all_of={"poo_form": ["hard"], "region": ["uk"]}),
        when(any_of={"stress": ["very_much"]}),
    ),
)
# Conditions that no page has today, each of another shape.
SHAPES = {
    "any of two questions": when(any_of={"gut_signs": ["blood"], "region": ["uk", "us"]}),
    "all of two": when(all_of={"skin_signs": ["none"], "poo_form": ["hard", "loose"]}),
    "all and any": when(
        all_of={"region": ["uk"], "poo_form": ["hard"]},
        any_of={"gut_signs": ["blood", "lump"], "skin_signs": ["tick_ring"]},
    ),
    "silence": when(any_of={"gut_signs": ["blood"]}),
    "a health fact": when(all_of={"safety": ["diabetes", "kidney"]}),
    "no health fact": when(any_of={"safety": ["none"]}),
    "a tick and its detail": when(any_of={"habits": ["smoke"]}),
    "a tick with several details": when(all_of={"habits": ["short_sleep", "perfume"]}),
    "what counts as something": when(any_of={"itch": ["1"]}),
    "a fact": when(any_of={"fact": ["tired"]}),
}
LAST = FORM.short_way[-1]


def with_condition(name: str, word: str) -> schema.Questionnaire:
    page = msgspec.structs.replace(LAST, **{word: SHAPES[name]})
    pages = tuple(page if each is LAST else each for each in FORM.pages)
    return msgspec.structs.replace(FORM, pages=pages, facts=(TIRED,))


@pytest.mark.slow
@pytest.mark.parametrize("word", ["skip_when", "hide_when"])
@pytest.mark.parametrize("name", SHAPES)
def test_a_condition_of_any_shape_is_said_as_it_is_meant(name, word) -> None:
    form = with_condition(name, word)
    page = next(each for each in form.pages if each.id == LAST.id)
    items = [*items_of(), enabled_item({"linkId": "page", "type": "group"}, asked_when(form, page))]
    seen = set()

    @at_most(300)
    @given(answers=any_answers(FORM))
    def held(answers) -> None:
        answers |= FORM.of_age
        asked = any(each.id == LAST.id for each in askable_pages(form, answers))
        assert ("page" in enabled(items, codes(answers))) == asked
        seen.add(asked)

    held()
    # Only what the person said passes a page over, not what follows from it.
    if word == "hide_when" or name != "a fact":
        assert seen == {True, False}


def test_groups_within_groups_say_what_one_list_cannot() -> None:
    form = with_condition("all and any", "skip_when")
    page = next(each for each in form.pages if each.id == LAST.id)
    depth = 0
    item = enabled_item({"linkId": "page", "type": "group"}, asked_when(form, page))
    while "item" in item:
        (item,) = item["item"]
        depth += 1
    assert depth > 0


def test_what_is_not_equal_is_never_asked_of_a_question_without_an_answer() -> None:
    """The specification and programs differ there, so the form says it in other words."""
    for item in every_item(items_of()):
        parts = item.get("enableWhen", [])
        for part in parts:
            if part["operator"] == "!=":
                wanted = item.get("enableBehavior") == "all"
                exists = {
                    "question": part["question"],
                    "operator": "exists",
                    "answerBoolean": wanted,
                }
                assert exists in parts


@pytest.mark.parametrize("region", [*CONTENT.regions, None], ids=lambda r: r.id if r else "none")
def test_words_differ_by_region_where_the_site_does(region) -> None:
    here = {FORM.role["region"].id: [region.id]} if region else {}
    links = enabled(items_of(), codes(here | FORM.of_age | {"safety": ["none"]}))
    shown = [i for i in every_item(items_of()) if i["type"] == "display" and i["linkId"] in links]
    texts = " ".join(item["text"] for item in shown)
    place = region or CONTENT.anywhere
    for wanted in (place.emergency.says, place.alcohol.says, place.alcohol.line, place.crisis.says):
        assert wanted in texts
    by_region = [item for item in shown if item["linkId"].endswith(f".{place.id}")]
    others = [i for i in shown for r in CONTENT.regions if i["linkId"].endswith(f".{r.id}")]
    assert by_region == others


# Names.


def test_the_version_tells_the_edition_and_changes_with_any_word() -> None:
    assert version(CONTENT).partition("-")[0] == str(EDITION)
    question = msgspec.structs.replace(ADULT, text="Are you over 17?")
    first = FORM.pages[0]
    asked = tuple(question if each is ADULT else each for each in first.questions)
    page = msgspec.structs.replace(first, questions=asked)
    form = msgspec.structs.replace(FORM, pages=(page, *FORM.pages[1:]))
    assert version(replace(CONTENT, questionnaire=form)) != version(CONTENT)
    assert version(load()) == version(CONTENT)


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_the_address_is_the_one_of_the_site(release, settings) -> None:
    for make, kind in ((questionnaire, "Questionnaire"), (code_system, "CodeSystem")):
        data = make(CONTENT, release)
        assert data["url"] == settings.SITE_ADDRESS + path_of(kind)
        assert (data["status"], data["version"]) == ("active", version(CONTENT))
        # They are our words, and no program.
        assert CONTENT.licence.spdx in data["copyright"]
        assert "MIT" not in data["copyright"]


def test_no_item_names_an_answer_that_is_not_there() -> None:
    parts = [part for item in every_item(items_of()) for part in item.get("enableWhen", [])]
    assert {part["question"] for part in parts} <= ASKED.keys()
    named = {part["answerCoding"]["code"] for part in parts if "answerCoding" in part}
    assert named <= {option_code(q.id, o.id) for q in ASKED.values() for o in q.offered}


def test_questions_stand_in_the_order_of_the_site() -> None:
    links = [item["linkId"] for item in every_item(items_of()) if item["linkId"] in ASKED]
    short = [q.id for page in FORM.short_way for q in page.questions]
    more = [q.id for area in FORM.more for page in FORM.pages_of(area) for q in page.questions]
    assert links == short + more
