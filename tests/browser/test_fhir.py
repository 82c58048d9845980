"""The questionnaire in LHC-Forms, a form program that others wrote, in a real Chromium."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from habits.engine.answers import EDITION
from habits.engine.content import Content
from habits.engine.schema import Questionnaire
from habits.fhir.names import Release, label_of
from habits.fhir.questionnaire import questionnaire
from habits.fhir.reading import read
from habits.fhir.response import enabled_questions, response
from tests.engine.strategies import Answers, choose
from tests.harness.audits.tools import Missing
from tests.harness.packages import unpacked

pytestmark = pytest.mark.browser

HTML = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A form</title>
<link rel="stylesheet" href="/webcomponent/styles.css"><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script>
<script src="/webcomponent/runtime.js"></script><script src="/webcomponent/polyfills.js"></script>
<script src="/webcomponent/main.js"></script><script src="/fhir/{}/lformsFHIR.min.js"></script>"""
SHOW = """async ([form, given, release]) => {
  const drawn = LForms.Util.convertFHIRQuestionnaireToLForms(form, release);
  const filled = given
    ? LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", given, drawn, release) : drawn;
  await LForms.Util.addFormToPage(filled, "form", {});
}"""
# The linkId of each item that is seen.
SEEN = """() => [...document.querySelectorAll("lhc-item")].map(e => e.id.slice(5).split("/")[0])"""
LABELS = "e => [...e.querySelectorAll('.lhc-item-choice label, lhc-item-choice label')]"
GIVEN = """release => LForms.Util.getFormFHIRData("QuestionnaireResponse", release)"""
MADE = date(2026, 11, 26)


@pytest.fixture(scope="module")
def program() -> Path:
    try:
        return unpacked("lforms") / "dist" / "lforms"
    except Missing as missing:
        pytest.skip(f"LHC-Forms was not tried: {missing}")


@pytest.fixture(scope="module", params=["R4", "R5"])
def release(request) -> Release:
    return request.param


@pytest.fixture(scope="module")
def form_page(chromium: Browser, program: Path, release: Release) -> Iterator[Page]:
    """The program, started once for each version; every test shows a form of its own."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://localhost/")
        if path:
            route.fulfill(path=program / path)
        else:
            route.fulfill(body=HTML.format(release), content_type="text/html")

    context = chromium.new_context(viewport={"width": 1000, "height": 1200})
    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://localhost/")
    page.wait_for_function("window.LForms?.Util && LForms.FHIR")
    yield page
    context.close()


def show(page: Page, content: Content, release: Release, given: dict | None = None) -> None:
    page.evaluate(SHOW, [questionnaire(content, release), given, release])
    page.locator("lhc-item").first.wait_for()


def seen(page: Page, form: Questionnaire) -> set[str]:
    """The ids of the questions that are seen."""
    return set(page.evaluate(SEEN)) & form.current_questions.keys()


def answer(page: Page, form: Questionnaire, answers: Answers) -> None:
    """Press each answer to each question that is there, from the top."""
    for question in form.current_questions.values():
        if not answers.get(question.id) or question.id not in page.evaluate(SEEN):
            continue
        item = page.locator(f'lhc-item[id^="item-{question.id}/"]')
        for option in answers[question.id]:
            label = label_of(question, question.by_id[option])
            item.locator("label.ant-radio-wrapper, label.ant-checkbox-wrapper").get_by_text(
                label, exact=True
            ).dispatch_event("click")


def some_answers(form: Questionnaire, chance: random.Random) -> Answers:
    """An adult who answers nearly everything, in any way."""
    answers: Answers = {}
    for question in form.current_questions.values():
        ids = [option.id for option in question.offered]
        if chance.random() < 0.9 and (chosen := choose(question, ids, chance.getrandbits(30))):
            answers[question.id] = chosen
    return answers | form.of_age


def test_every_question_and_option_is_drawn(form_page, content, release) -> None:
    form = content.questionnaire
    show(form_page, content, release)
    assert seen(form_page, form) == {q.id for q in form.pages[0].questions}
    answer(form_page, form, form.of_age | {form.role["health"].id: [healthy(form)]})
    assert seen(form_page, form) == form.current_questions.keys()
    for question in form.current_questions.values():
        item = form_page.locator(f'lhc-item[id^="item-{question.id}/"]')
        labels = item.locator("label.ant-radio-wrapper, label.ant-checkbox-wrapper")
        expected = [label_of(question, option) for option in question.offered]
        assert [text.strip() for text in labels.all_text_contents()] == expected


def healthy(form: Questionnaire) -> str:
    """The answer that nothing applies."""
    health = form.role["health"]
    return next(option for option in health.exclusive if option not in health.undisclosed)


# What shuts pages out: skin that does not bother, a worry about food, and silence on health.
SHUTTING = [
    {"skin_concerns": ["none"], "safety": ["kidney", "eating_disorder"]},
    {"skin_concerns": [], "safety": []},
    {"safety": ["rather_not_say"]},
    {},
]


def test_the_same_questions_are_asked_and_the_same_answers_come_back(
    form_page, content, release
) -> None:
    form = content.questionnaire
    for seed, shutting in enumerate(SHUTTING):
        given = some_answers(form, random.Random(seed)) | shutting
        show(form_page, content, release)
        answer(form_page, form, given)
        enabled = enabled_questions(form, given)
        assert seen(form_page, form) == enabled
        expected = {name: said for name, said in given.items() if name in enabled and said}
        reading = read(content, json.dumps(form_page.evaluate(GIVEN, release)).encode())
        assert reading.problems == []
        assert (reading.answers, reading.edition) == (expected, EDITION)


def test_a_response_of_ours_fills_the_form_in(form_page, content, release) -> None:
    form = content.questionnaire
    for seed in range(2):
        given = some_answers(form, random.Random(seed))
        show(form_page, content, release, response(content, given, MADE))
        reading = read(content, json.dumps(form_page.evaluate(GIVEN, release)).encode())
        enabled = enabled_questions(form, given)
        assert reading.answers == {name: said for name, said in given.items() if name in enabled}
        assert reading.problems == []
