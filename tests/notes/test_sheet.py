"""What is taken along: one side of A4, and the person's own data."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.utils.html import escape

from habits.engine.assess import assess
from habits.engine.loaded import get_content as advice
from habits.notes.plain_text import own_words
from habits.store import sealing
from habits.store.plans import raw_of
from tests.browser.chromium import OPTIONS, find
from tests.people import ECZEMA, FORM, Answers, visit
from tests.plan.people import CREAM, FIBRE, SLEEP, whole
from tests.results.helpers import keep, text

pytestmark = pytest.mark.django_db


def test_the_export_holds_every_answer_in_words_and_no_code(client) -> None:
    tips = {"water": "1"}
    code = keep(ECZEMA | {"moon_phase": ["full"]}, date(2026, 3, 4), tips=tips)
    response = visit(client, code, "result-export")
    assert response.headers["Content-Type"].startswith("application/json")
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    data = json.loads(response.content)
    assert data["made"] == "2026-03-04"
    assert data["tips_shown"] == ["water"]
    assert {answer["id"]: [o["id"] for o in answer["chosen"]] for answer in data["answers"]} == (
        ECZEMA | {"moon_phase": ["full"]}
    )
    by_id = {answer["id"]: answer for answer in data["answers"]}
    for question, chosen in ECZEMA.items():
        assert by_id[question]["question"] == FORM.by_question[question].text
        labels = [FORM.by_question[question].by_id[option].label for option in chosen]
        assert [option["label"] for option in by_id[question]["chosen"]] == labels
    assert_without_code(response, code)


def test_the_export_holds_a_plan_of_a_later_version_as_it_is_kept(client) -> None:
    plan = {"v": 2, "later": True}
    data = json.loads(visit(client, keep(ECZEMA, plan=plan), "result-export").content)
    assert data["plan"] == plan


def assert_without_code(response: HttpResponse, code: str) -> None:
    secret = sealing.secret_of(code)
    whole = text(response) + str(dict(response.headers))
    for spelling in (code, code.upper(), sealing.grouped(code), secret.hex(), "/results/#"):
        assert spelling not in whole


def test_the_printed_page_holds_what_a_doctor_asks_about_and_no_code(client) -> None:
    answers = ECZEMA | {"skin_signs": ["eye_pain"], "safety": ["warfarin"]}
    code = keep(answers)
    response = visit(client, code, "result-print")
    html = unescape(text(response))
    for question in ("skin_concerns", "itch", "itch_sleep", "poo_form"):
        asked = FORM.by_question[question]
        assert own_words(asked.name) in html
        assert all(asked.by_id[option].label in html for option in answers[question])
    assert FORM.by_question["safety"].by_id["warfarin"].label in html
    to_check = html.split("needs a check")[1].split("<h2>")[0]
    assert "A painful eye, or trouble seeing*</li>" in to_check
    assert "(*the same day)" in to_check
    assert "Tips I was shown" in html
    # A tip is told, not only named.
    shown = assess(advice(), answers).tips[:3]
    listed = html.split("Tips I was shown")[1].split("</ul>")[0]
    assert re.findall(r"<li>(.*?) Tried:", listed) == [
        f"{each.tip.title}. {each.tip.first}" for each in shown
    ]
    assert html.split("My questions")[1].count("<li>") >= 3
    assert 'id="not-medical-advice"' in html
    assert "<img" not in html
    assert "<svg" not in html.split("<main")[1].split("</main>")[0]
    assert_without_code(response, code)


def test_the_printed_page_speaks_as_its_person_does(client) -> None:
    html = unescape(text(visit(client, keep(ECZEMA), "result-print")))
    rows = html.split("<dl")[1].split("</dl>")[0]
    assert "What bothers me about my skin" in rows
    assert not re.search(r"\byour?\b", " ".join(re.findall("<dt>(.*?)</dt>", rows)))


def test_none_of_the_health_facts_says_none_of_which(client) -> None:
    html = text(visit(client, keep(ECZEMA), "result-print"))
    told = html.split("My health and medicines")[1].split("</ul>")[0]
    assert "None of those that this website asks about" in told


def test_what_is_tried_stands_for_what_was_shown(client) -> None:
    html = text(visit(client, keep(ECZEMA, plan=raw_of(whole(9, "8"))), "result-print"))
    assert "What I try" in html
    assert "Tips I was shown" not in html


def test_what_can_wait_is_not_marked_as_urgent(client) -> None:
    html = text(visit(client, keep(ECZEMA | {"gut_signs": ["night_poo"]}), "result-print"))
    assert "needs a check" in html
    assert "the same day" not in html


def test_silence_on_health_prints_nothing_that_was_not_said(client) -> None:
    code = keep({key: value for key, value in ECZEMA.items() if key != "safety"})
    html = text(visit(client, code, "result-print"))
    assert "My health and medicines" not in html
    for option in FORM.by_question["safety"].offered:
        assert escape(option.label) not in html or option.exclusive


@cache
def most_that_can_be_ticked() -> Answers:
    """Option after option, less those that would make it an emergency."""
    answers: Answers = {"adult": ["yes"], "urgent_now": ["none"]}
    for question in FORM.current_questions.values():
        plain = [option for option in question.offered if not option.exclusive]
        if question.id in answers:
            continue
        if question.kind == "one":
            answers[question.id] = [max(plain, key=lambda option: len(option.label)).id]
            continue
        for option in plain:
            more = answers | {question.id: [*answers.get(question.id, []), option.id]}
            if not assess(advice(), more).emergency:
                answers = more
    return answers


@pytest.mark.browser
@pytest.mark.parametrize(
    ("answers", "plan"),
    [(lambda: ECZEMA, True), (most_that_can_be_ticked, False), (most_that_can_be_ticked, True)],
    ids=["usual", "longest", "longest, with a plan"],
)
def test_the_printed_page_is_one_side_of_a4(client, tmp_path, answers, plan) -> None:
    browser = find()
    if not browser:
        pytest.skip("no Chromium on the path")
    planned = raw_of(whole(9, *"87654321", tips=(CREAM, SLEEP, FIBRE))) if plan else None
    html = text(visit(client, keep(answers(), plan=planned), "result-print"))
    here = (Path(project.BASE_DIR) / "static").as_uri()
    sheet, printed = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    sheet.write_text(html.replace('"/static/', f'"{here}/'))
    subprocess.run(
        [browser, "--headless", *OPTIONS, "--allow-file-access-from-files",
         f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
         f"--print-to-pdf={printed}", sheet.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 1
