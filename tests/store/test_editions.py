"""What was answered in an earlier edition: never lost, and never safer than it was."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from habits.engine.answers import EDITION
from habits.engine.assess import assess
from habits.journey import drafts
from habits.results.trends import course
from habits.site import cookies
from habits.store import saved_results, sealing
from habits.store.saved_results import Record
from tests.people import ECZEMA, FIRST_EDITION, FORM, Answers, at, mistaken, press, show_tips, visit

pytestmark = pytest.mark.django_db

DRAFT = settings.DRAFT_COOKIE_NAME
# The pages of the first edition that still have a page of their id, and one that has none.
FIRST_PAGES = [
    "you", "urgent", "skin", "skin-signs", "skin-days", "skin-care-so-far", "skin-routine", "gut",
    "gut-signs", "plants", "prebiotic-foods", "ferments", "limits", "medicines-cleaning", "rest",
    "safety", "first-step",
]  # fmt: skip
ASKED_ANEW = [page.id for page in FORM.pages if page.ask_again]
RETIRED_QUESTIONS = [question.id for question in FORM.retired]
RETIRED_OPTIONS = [
    (question.id, option.id)
    for question in FORM.current_questions.values()
    for option in question.options
    if option.retired
]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def with_draft(**raw: object) -> Client:
    """A browser with a draft of this shape."""
    client = Client()
    token = cookies.sealed(drafts.LABEL, json.dumps(raw).encode())
    client.cookies[DRAFT] = token
    return client


def kept_by(client: Client) -> dict[str, list[str]]:
    """The answers of a browser's draft."""
    raw = cookies.unsealed(drafts.LABEL, client.cookies[DRAFT].value, drafts.DAY)
    return json.loads(drafts.unpacked(raw))["answers"]


def first_record(**answers: list[str]) -> bytes:
    """A record as the first edition wrote it: nothing in it says which edition it is."""
    raw = {"a": FIRST_EDITION | answers, "d": "2026-03-04", "t": {"water": "0123abcd"}, "k": 365}
    return json.dumps(raw, separators=(",", ":"), sort_keys=True).encode()


def kept(monkeypatch, **answers: list[str]) -> str:
    """The code of a result that the first edition kept."""
    record = Record.from_json(first_record(**answers))
    with monkeypatch.context() as patched:
        patched.setattr(Record, "to_json", lambda _: first_record(**answers))
        return saved_results.save_result(
            settings.SERVER_KEYS, sealing.new_secret(), record, date.today()
        )


def go_through(client: Client, address: str, answers: Answers) -> list[str]:
    """Answer page after page from here, as a browser does; the pages seen."""
    seen = []
    while not address.startswith("/check/answers/"):
        asked = FORM.by_page[address.split("/")[2]]
        seen.append(asked.id)
        data: dict[str, object] = {q.id: answers[q.id] for q in asked.questions if q.id in answers}
        if "change=1" in address:
            data["change"] = "1"
        response = client.post(address, {**data, "continue" if data else "skip": "1"})
        assert response.status_code == 302, address
        address = response.headers["Location"]
    return seen


# Retired ids.


def test_there_is_something_retired() -> None:
    assert RETIRED_QUESTIONS == ["itch_days", "itch_nights"]
    assert {option for _, option in RETIRED_OPTIONS} == {"joint_pain", "pregnant", "bowel_disease"}


@pytest.mark.parametrize(("question", "option"), RETIRED_OPTIONS)
def test_a_retired_option_is_refused_by_its_page(question, option) -> None:
    client = with_draft(answers=ECZEMA, done=list(FORM.by_page), edition=EDITION)
    asked = FORM.page_of[question].id
    html = mistaken(client, asked, **{question: [option]})
    assert "Select one of the options on this page" in html
    assert kept_by(client)[question] == ["none"]


def test_an_answer_with_a_retired_option_is_asked_anew_as_a_whole() -> None:
    # Half of what someone said could pass for all of it.
    answers = ECZEMA | {"safety": ["ibs", "pregnant"]}
    client = with_draft(answers=answers, done=list(FORM.by_page), edition=EDITION)
    assert client.get("/check/answers/").headers["Location"] == "/check/safety/"
    html = page(client, "/check/safety/")
    assert "Some answers no longer fit" in html
    assert "safety" not in kept_by(client)


@pytest.mark.parametrize("question", RETIRED_QUESTIONS)
def test_a_retired_question_is_read_by_no_page(question) -> None:
    client = with_draft(answers=ECZEMA, done=list(FORM.by_page), edition=EDITION)
    for asked in FORM.short_way:
        given = {q.id: ECZEMA[q.id] for q in asked.questions if q.id in ECZEMA}
        client.post(f"/check/{asked.id}/", {**given, question: "7", "continue": "1"})
    assert question not in kept_by(client)


@pytest.mark.parametrize(("question", "option"), RETIRED_OPTIONS)
def test_a_retired_option_is_dropped_from_a_draft_and_its_page_is_asked_again(
    question, option
) -> None:
    answers = ECZEMA | {question: [option]}
    client = with_draft(answers=answers, done=list(FORM.by_page), edition=EDITION)
    asked = FORM.page_of[question].id
    assert client.get("/check/answers/").headers["Location"] == f"/check/{asked}/"
    html = page(client, f"/check/{asked}/")
    assert "Some answers no longer fit" in html
    assert f'value="{option}"' not in html
    assert question not in kept_by(client)


# A draft that was begun in the first edition.


@pytest.fixture
def begun() -> Client:
    return with_draft(answers=FIRST_EDITION, done=FIRST_PAGES, keep=True)


def test_a_draft_of_the_first_edition_asks_signs_and_health_anew(begun) -> None:
    assert page(begun, "/check/you/")
    address = begun.get("/check/answers/").headers["Location"]
    assert address == "/check/urgent/"
    seen = []
    while address != "/check/answers/":
        asked = address.split("/")[2]
        seen.append(asked)
        given = {q.id: ECZEMA[q.id] for q in FORM.by_page[asked].questions if q.id in ECZEMA}
        begun.post(address, {**given, "continue": "1"})
        response = begun.get("/check/answers/")
        address = response.headers.get("Location", "/check/answers/")
    assert seen == ASKED_ANEW
    assert {"urgent", "skin-signs", "gut-signs", "safety"} <= set(seen)


def test_a_draft_of_the_first_edition_keeps_its_answers(begun) -> None:
    # "None of these" was said of a shorter list: it is not ticked on the longer one.
    html = page(begun, "/check/urgent/")
    assert "Some answers no longer fit" in html
    assert " checked" not in html
    # Told once.
    assert "Some answers no longer fit" not in page(begun, "/check/urgent/")
    anew = {q.id for asked in FORM.pages if asked.ask_again for q in asked.questions}
    still_asked = {
        q: chosen
        for q, chosen in FIRST_EDITION.items()
        if q in FORM.current_questions and not (q in anew and "none" in chosen)
    }
    assert kept_by(begun) == still_asked
    begun.post("/check/urgent/", {"urgent_now": ["none"], "continue": "1"})
    assert 'value="eczema" id="id_skin_concerns_3" checked' in page(begun, "/check/skin/")
    assert begun.cookies[DRAFT]["max-age"] == drafts.KEPT_DAYS * drafts.DAY
    assert 'value="soap" id="id_wash_with_0" checked' in page(begun, "/check/skin-routine/")


def test_no_tips_are_made_of_a_draft_of_the_first_edition_before_signs_are_asked(begun) -> None:
    response = begun.post("/check/answers/", {"continue": "1"})
    assert response.headers["Location"] == "/check/urgent/"


def test_an_emergency_of_the_first_edition_stays_one() -> None:
    answers = FIRST_EDITION | {"urgent_now": ["self_harm"]}
    client = with_draft(answers=answers, done=["you", "urgent"])
    assert client.get("/check/skin/").headers["Location"] == "/check/care/"


# A result that was kept in the first edition.


def test_a_record_that_does_not_name_its_edition_is_of_the_first() -> None:
    assert Record.from_json(first_record()).edition == 1
    now = Record(ECZEMA, date.today())
    assert now.edition == EDITION
    assert Record.from_json(now.to_json()) == now


def test_a_first_result_opens(client, monkeypatch) -> None:
    html = visit(client, kept(monkeypatch)).content.decode()
    assert "Made and saved on 4 March 2026" in html
    assert 'id="tip-gentle-skincare"' in html
    assert "you wash with soap or a foaming wash" in html
    assert 'id="not-medical-advice"' in html
    assert 'id="skipped"' not in html


@pytest.mark.parametrize(
    ("answers", "flag", "said"),
    [
        ({"itch_nights": ["3_4"]}, "itch-sleep", "itching kept you awake on 3 to 4 nights"),
        ({"skin_signs": ["joint_pain"]}, "psa", "your joints hurt, swell or are stiff"),
        (
            {"safety": ["pregnant"]},
            "pregnancy-itch",
            "you are pregnant, breastfeeding or trying for a baby",
        ),
        (
            {"safety": ["isotretinoin"], "stress": ["very_much"]},
            "isotretinoin-low",
            "stress got in your way very much",
        ),
    ],
)
def test_what_a_first_result_warned_of_it_warns_of_still(
    client, monkeypatch, answers, flag, said
) -> None:
    html = visit(client, kept(monkeypatch, **answers)).content.decode()
    row = html.split(f'id="flag-{flag}"')[1].split("</section>")[0]
    assert said in row


def test_a_first_result_never_says_that_there_was_no_sign(content) -> None:
    clean = ECZEMA | {"skin_signs": ["none"], "gut_signs": ["none"]}
    assert assess(content, clean).no_signs
    assert not assess(content, clean, edition=1).no_signs


def test_a_first_result_withholds_what_its_retired_answers_may_have_meant(
    client, monkeypatch
) -> None:
    code = kept(monkeypatch, safety=["bowel_disease"])
    html = visit(client, code).content.decode()
    assert 'id="caution-ibd-stricture"' in html
    assert 'id="tip-fibre-prebiotic"' not in html
    offered = set(re.findall(r'data-food="(\w+)"', html))
    assert offered
    assert not offered & {"garlic", "onions", "leeks", "apples", "flaxseed", "sauerkraut"}


def test_a_first_result_is_printed_with_its_retired_answers(client, monkeypatch) -> None:
    code = kept(monkeypatch, safety=["pregnant"], skin_signs=["joint_pain"])
    html = unescape(visit(client, code, "result-print").content.decode())
    assert "I am pregnant, breastfeeding or trying for a baby" in html
    assert "4 March 2026" in html
    assert "Joints that swell or are stiff" in html


def test_a_first_result_is_printed_with_its_days_of_itching(client, monkeypatch) -> None:
    html = unescape(visit(client, kept(monkeypatch), "result-print").content.decode())
    assert "Days my skin itched" in html
    assert "3 to 4 days" in html


def test_a_first_result_is_exported_whole_and_in_words(client, monkeypatch) -> None:
    code = kept(monkeypatch, safety=["pregnant"])
    data = json.loads(visit(client, code, "result-export").content)
    found = {a["id"]: a for a in data["answers"]}
    chosen = {name: [o["id"] for o in a["chosen"]] for name, a in found.items()}
    assert chosen == FIRST_EDITION | {"safety": ["pregnant"]}
    assert all(a["question"] and all(o["label"] for o in a["chosen"]) for a in found.values())


def test_a_first_result_is_changed_with_signs_and_health_asked_anew(client, monkeypatch) -> None:
    code = kept(monkeypatch, safety=["pregnant"], skin_signs=["joint_pain"])
    address = client.post(at(client, code, "result-change")).headers["Location"]
    assert address == "/check/answers/"
    address = client.get(address).headers["Location"]
    assert address == "/check/urgent/"
    assert "Some answers no longer fit" not in page(client, address)
    while address != "/check/answers/":
        asked = FORM.by_page[address.split("/")[2]]
        given = {q.id: ECZEMA[q.id] for q in asked.questions if q.id in ECZEMA}
        client.post(address, {**given, "continue": "1"})
        address = client.get("/check/answers/").headers.get("Location", "/check/answers/")
    html = show_tips(client).content.decode()
    new = re.search(r"/results/#(\w{32})", html)[1]
    record = saved_results.open_result(settings.SERVER_KEYS, new, date.today())
    assert record.edition == EDITION
    asked_still = {q: chosen for q, chosen in FIRST_EDITION.items() if q in FORM.current_questions}
    assert record.answers == asked_still | ECZEMA
    # The first one is as it was.
    record = saved_results.open_result(settings.SERVER_KEYS, code, date.today())
    assert (record.edition, record.answers["safety"]) == (1, ["pregnant"])


def test_someone_checks_in_again_after_a_first_result(client, monkeypatch) -> None:
    code = kept(monkeypatch)
    address = client.post(at(client, code, "result-again")).headers["Location"]
    assert address == "/check/urgent/"
    for asked in ASKED_ANEW:
        assert " checked" not in page(client, f"/check/{asked}/")
        given = {q.id: ECZEMA[q.id] for q in FORM.by_page[asked].questions if q.id in ECZEMA}
        client.post(f"/check/{asked}/", {**given, "continue": "1"})
    html = show_tips(client).content.decode()
    new = re.search(r"/results/#(\w{32})", html)[1]
    record = saved_results.open_result(settings.SERVER_KEYS, new, date.today())
    assert record.edition == EDITION
    assert record.answers["region"] == ["uk"]
    assert record.answers["itch"] == ECZEMA["itch"]
    assert "itch_days" not in record.answers


def test_moving_its_last_day_keeps_a_result_of_the_first_edition_so(client, monkeypatch) -> None:
    code = kept(monkeypatch)
    press(client, code, "result-keep", days="30")
    record = saved_results.open_result(settings.SERVER_KEYS, code, date.today())
    assert (record.edition, record.days, record.answers) == (1, 30, FIRST_EDITION)


@pytest.fixture
def both(client, monkeypatch) -> tuple[str, str]:
    """A list with a result of each edition; their codes."""
    first = kept(monkeypatch)
    second = saved_results.save_result(
        settings.SERVER_KEYS,
        sealing.new_secret(),
        Record(ECZEMA | {"bloating_days": ["0"]}, date(2026, 6, 1)),
        date.today(),
    )
    for code in (first, second):
        press(client, code, "result-add")
    return first, second


def test_a_first_result_is_compared_with_a_second(client, both) -> None:
    html = unescape(client.post("/saved/compare/", {"code": both}, follow=True).content.decode())
    old = html.split("Days your skin itched")[1].split("</tbody>")[0]
    assert old.index("3 to 4 days") < old.index("Not answered")
    new = html.split(FORM.current_questions["itch"].name)[1].split("</tbody>")[0]
    assert new.index("Not answered") < new.index("4")


def test_a_first_result_stands_in_words_in_the_course(client, both) -> None:
    html = unescape(page(client, "/saved/"))
    assert "How things went" in html
    section = html.split('id="course"')[1].split("</section>")[0]
    assert "Days your skin itched: 3 to 4 days" in section


def test_a_number_of_days_is_never_drawn_on_the_scale_of_how_bad_it_was() -> None:
    records = [
        Record(FIRST_EDITION | {"itch_days": ["7"]}, date(2026, 1, 1), edition=1),
        *(Record(ECZEMA | {"itch": [n]}, date(2026, 2 + int(n), 1)) for n in ("1", "2", "3")),
    ]
    chart = next(c for c in course(FORM, records) if c.id == "itch")
    assert [p.value for p in chart.points] == [None, 1.0, 2.0, 3.0]
    assert len(chart.spots) == 3
    assert "days your skin itched: every day" in chart.finding.lower()
