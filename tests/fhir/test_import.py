"""Answers come in from a file: what is wrong is told, nothing is replaced unasked, or lost."""

from __future__ import annotations

import copy
import json
import random
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from habits.engine.loaded import get_content
from habits.fhir.incoming import OLD
from habits.fhir.names import Json, canonical, coding
from habits.fhir.reading import LARGEST, MOST_PROBLEMS, NotReadable, read
from habits.fhir.response import response
from habits.fhir.views import compact
from habits.journey import drafts
from habits.site.rate_limits import IMPORT
from tests.people import DETAILS, ECZEMA, FIRST_EDITION, FORM, Answers, give, show_tips

CONTENT = get_content()
MADE = date(2026, 11, 26)
IN, FOUND, ANSWERS = "/check/import/", "/check/import/found/", "/check/answers/"
EMERGENCY = ECZEMA | {"urgent_now": ["very_ill"]}


def data_of(answers: Answers, **more: object) -> Json:
    # Whole, so that a test can change what it likes.
    return copy.deepcopy(response(CONTENT, answers, MADE)) | more


def send(client: Client, file: bytes | Json | str, **more: str) -> HttpResponse:
    body = compact(file) if isinstance(file, dict) else file
    body = body.encode() if isinstance(body, str) else body
    return client.post(IN, {"file": SimpleUploadedFile("a.json", body), **more})


def paste(client: Client, text: str) -> HttpResponse:
    return client.post(IN, {"text": text})


def draft(client: Client, rf) -> drafts.Draft:
    request = rf.get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return drafts.read(request, FORM)


def item(data: Json, link: str) -> Json:
    """The item of a question, wherever it stands."""
    waiting = [*data["item"]]
    while waiting:
        found = waiting.pop()
        if found["linkId"] == link:
            return found
        waiting += found.get("item", [])
    raise KeyError(link)


def told(client: Client, answer: HttpResponse) -> str:
    """What the page that tells of a mistake says."""
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{IN}?mistake=1"
    html = client.get(answer.headers["Location"]).content.decode()
    assert "<title>Error: " in html
    return html


def found(client: Client, answer: HttpResponse) -> str:
    assert answer.status_code == 302
    assert answer.headers["Location"] == FOUND
    return client.get(FOUND).content.decode()


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_file_fills_a_draft_that_is_checked_as_ever(client, rf, way) -> None:
    data = compact(data_of(ECZEMA | DETAILS)).decode()
    answer = send(client, data) if way == "file" else paste(client, data)
    assert (answer.status_code, answer.headers["Location"]) == (302, ANSWERS)
    assert draft(client, rf).answers == read(CONTENT, data.encode()).answers
    page = client.get(ANSWERS)
    assert page.status_code == 200
    assert "Eczema" in page.content.decode()


@pytest.mark.django_db
def test_a_saved_result_goes_out_and_in_again(client, rf) -> None:
    give(client, ECZEMA)
    show_tips(client)
    name = next(n for n in client.cookies if n.startswith(settings.OPEN_COOKIE_NAME + "_"))
    handle = name.rpartition("_")[2]
    download = client.get(reverse("result-fhir", args=[handle]))
    assert download.headers["Content-Type"] == "application/fhir+json"
    assert download.headers["Cache-Control"] == "no-store"
    assert "attachment" in download.headers["Content-Disposition"]
    # How long it is tells nothing of what was answered.
    assert download.content.endswith(b"   ")
    other = Client()
    assert send(other, download.content).headers["Location"] == ANSWERS
    assert draft(other, rf).answers == ECZEMA
    assert "Your tips" in show_tips(other).content.decode()


@pytest.mark.django_db
def test_no_code_and_no_handle_stands_in_a_download(client) -> None:
    give(client, ECZEMA)
    page = show_tips(client).content.decode()
    code = re.search(r'id="saved-link" href="/results/#(\w+)"', page)[1]
    address = re.search(r'href="(/results/\w+/fhir/)"', page)[1]
    body = client.get(address).content.decode()
    assert body.startswith('{"resourceType":"QuestionnaireResponse"')
    assert code not in body
    assert address.split("/")[2] not in body


# What is no response to our questions.

UNREADABLE = {
    "": "Choose a file",
    "hello": "not JSON",
    "<QuestionnaireResponse/>": "XML",
    "\ufeff<QuestionnaireResponse/>": "XML",
    "[]": "not a QuestionnaireResponse",
    "null": "not a QuestionnaireResponse",
    '"a"': "not a QuestionnaireResponse",
    "NaN": "not JSON",
    "[" * 50_000: "not JSON",
    "1" * 50_000: "not JSON",
    '{"a":1,"a":2}': "“a” stands twice",
    "{}": "not a QuestionnaireResponse.<",
    '{"resourceType":"Bundle"}': "It is “Bundle”",
    '{"resourceType":["x"]}': "not a QuestionnaireResponse.<",
    '{"resourceType":"\\ud800"}': "It is “”",
    '{"resourceType":"<script>"}': "&lt;script&gt;",
}


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: text[:20])
def test_what_is_no_response_is_told_as_what_it_is(client, text) -> None:
    assert UNREADABLE[text] in told(client, paste(client, text))


def test_letters_that_cannot_be_read_are_told(client) -> None:
    assert "Save it as UTF-8" in told(client, send(client, b'{"a":"\xff"}'))
    assert "The file is empty" in told(client, send(client, b" \n"))


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "other questions": (
        {"questionnaire": "https://example.org/fhir/Questionnaire/phq-9|1"},
        "answers other questions: “https://example.org/fhir/Questionnaire/phq-9|1”",
    ),
    "an address that is none": ({"questionnaire": "https://["}, "other questions"),
    "no questions": ({"questionnaire": None}, "does not name the questions"),
    "an error": ({"status": "entered-in-error"}, "that it is an error"),
    "no status": ({"status": 5}, "no status that we know: “5”"),
    "a list of states": ({"status": []}, "no status that we know: something else"),
    "a word that changes all": ({"modifierExtension": []}, "modifierExtension"),
    "rules": ({"implicitRules": "x"}, "implicitRules"),
    "items that are none": ({"item": "x"}, "“item” in the file is not a list"),
    "an item that is none": ({"item": [1]}, "“item” in the file is not a list"),
    "an item without a name": ({"item": [{}]}, "no linkId"),
    "answers that are none": ({"item": [{"linkId": "itch", "answer": {}}]}, "“answer”"),
    "no answers": ({"item": []}, "no answers to our questions"),
    "no items": ({"item": []}, "no answers to our questions"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_must_not_be_read_is_refused_whole(client, rf, name) -> None:
    changes, says = WRONG[name]
    assert says in told(client, send(client, data_of(ECZEMA, **changes)))
    assert draft(client, rf).answers == {}


@pytest.mark.parametrize("link", ["itch", "page.skin"])
def test_a_modifier_deep_within_is_no_less_refused(link, client) -> None:
    data = data_of(ECZEMA)
    item(data, link)["modifierExtension"] = [{"url": "x", "valueBoolean": True}]
    assert "modifierExtension" in told(client, send(client, data))


def test_a_file_and_a_text_at_once_are_refused(client) -> None:
    assert "not both" in told(client, send(client, data_of(ECZEMA), text="{}"))


def test_a_file_from_before_the_site_moved_is_taken(client) -> None:
    text = compact(data_of(ECZEMA)).decode().replace(settings.SITE_ADDRESS, "https://old.example")
    assert paste(client, text).headers["Location"] == ANSWERS


# What cannot be taken is told by name, and a press goes on with the rest.

NOT_OURS = {
    "an item": ({"linkId": "mood", "text": "How is <b>your</b> mood?"}, "mood?” (mood)"),
    "an item without words": ({"linkId": "mood"}, "“mood” is not from our questions"),
    "a group": ({"linkId": "page.mood", "item": []}, "“page.mood” is not from"),
    "a very long name": ({"linkId": "m" * 5000}, "m" * 79 + "…”"),
    "an answer to a group": (
        {"linkId": "page.skin", "answer": [{"valueString": "x"}]},
        "“page.skin”",
    ),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_is_not_from_our_questions_is_told_by_name(client, rf, name) -> None:
    extra, says = NOT_OURS[name]
    data = data_of(ECZEMA)
    data["item"].append(extra)
    html = found(client, send(client, data))
    assert says in html
    assert "<b>" not in html
    assert draft(client, rf).answers == {}
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == ANSWERS
    assert draft(client, rf).answers == ECZEMA


SYSTEM = canonical("CodeSystem")
ANSWER = {
    "words": ([{"valueString": "very bad"}], "has an answer that is not ours: “very bad”"),
    "a number": ([{"valueInteger": 3}], "not ours: “3”"),
    "nothing": ([{}], "not ours: nothing"),
    "an unknown code": ([{"valueCoding": {"system": SYSTEM, "code": "itch.11"}}], "“itch.11”"),
    "another question's": ([{"valueCoding": coding("gut_signs", "lump", "A lump")}], "“A lump”"),
    "a code of others": ([{"valueCoding": {"system": "urn:x", "code": "itch.3"}}], "“itch.3”"),
    "a code that is none": ([{"valueCoding": {"code": ["itch.3"]}}], "something else"),
    "no code": ([{"valueCoding": {"system": SYSTEM, "code": None}}], "not ours: nothing"),
    "a yes": ([{"valueBoolean": True}], "not ours: “true”"),
    "too many": ([{"valueCoding": coding("itch", o)} for o in "35"], "has more than 1 answer"),
}


@pytest.mark.parametrize("name", ANSWER)
def test_an_answer_that_is_not_ours_is_told_and_its_page_is_asked(client, rf, name) -> None:
    answer, says = ANSWER[name]
    data = data_of(ECZEMA)
    item(data, "itch")["answer"] = answer
    html = found(client, send(client, data))
    assert f"“{FORM.current_questions['itch'].name}”" in html
    assert says in html
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == "/check/skin-days/"
    expected = {name: said for name, said in ECZEMA.items() if name != "itch"}
    assert draft(client, rf).answers == expected


def test_words_beside_a_code_are_told_and_the_code_is_taken(client, rf) -> None:
    data = data_of(ECZEMA)
    item(data, "itch")["answer"][0]["valueString"] = "worse at night"
    assert "has an answer that is not ours: “worse at night”" in found(client, send(client, data))
    client.post(FOUND, {"replace": ""})
    assert draft(client, rf).answers == ECZEMA


def test_a_code_without_a_system_is_ours(client) -> None:
    data = data_of(ECZEMA)
    del item(data, "itch")["answer"][0]["valueCoding"]["system"]
    assert send(client, data).headers["Location"] == ANSWERS


def test_a_question_that_is_answered_twice_is_told(client, rf) -> None:
    data = data_of(ECZEMA)
    data["item"].append(copy.deepcopy(item(data, "poo_form")))
    html = found(client, send(client, data))
    assert "is answered twice" in html
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == "/check/gut/"


def test_a_sign_never_hides_behind_none_of_these(client, rf) -> None:
    data = data_of(ECZEMA)
    item(data, "gut_signs")["answer"].append({"valueCoding": coding("gut_signs", "lump")})
    html = found(client, send(client, data))
    assert "“None of these” beside another answer" in html
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == "/check/gut-signs/"
    assert draft(client, rf).answers["gut_signs"] == ["lump"]


def test_a_kept_answer_that_is_not_ours_is_told(client) -> None:
    address = canonical("StructureDefinition", "kept-answer")
    wrong = {"url": address, "valueCoding": {"code": "itch.11"}}
    others = {"url": "https://example.org/x", "valueString": "not for us"}
    data = data_of(ECZEMA, extension=[wrong, others])
    html = found(client, send(client, data))
    assert "a kept answer, “itch.11”" in html
    assert "not for us" not in html


def test_so_much_that_does_not_fit_is_refused_whole(client, rf) -> None:
    data = data_of(ECZEMA)
    data["item"] += [{"linkId": f"x{number}"} for number in range(MOST_PROBLEMS + 1)]
    assert "Too much in the file does not fit" in told(client, send(client, data))
    assert draft(client, rf).answers == {}


def with_long_names(count: int) -> Json:
    """Names that no packing makes short enough for a cookie."""
    chance = random.Random(1)
    names = [
        "".join(chr(chance.randrange(0x4E00, 0x9F00)) for _ in range(80)) for _ in range(count)
    ]
    data = data_of(ECZEMA)
    data["item"] += [{"linkId": name, "text": name[::-1]} for name in names]
    return data


def test_names_too_long_for_a_cookie_are_refused_whole(client, rf) -> None:
    assert "We took nothing" in told(client, send(client, with_long_names(MOST_PROBLEMS)))
    assert draft(client, rf).answers == {}


def test_and_many_of_them_are_told_at_once(client) -> None:
    data = with_long_names(MOST_PROBLEMS + 1)
    answer = send(client, data)
    assert answer.status_code == 422
    assert answer.content.decode().count("is not from our questions") == MOST_PROBLEMS


# Answers that are there already.


@pytest.fixture
def half_way(client) -> Client:
    give(client, {"adult": ["yes"], "urgent_now": ["none"], "skin_concerns": ["rosacea"]}, "gut")
    return client


def test_answers_under_way_are_replaced_by_a_press_alone(half_way, rf) -> None:
    before = draft(half_way, rf)
    html = found(half_way, send(half_way, data_of(ECZEMA)))
    assert "Delete those and go on" in html
    assert "Finish those first" in html
    assert draft(half_way, rf).answers == before.answers
    # A page that was shown before these answers were there says nothing of them.
    for stale in ({}, {"replace": ""}, {"replace": "00000000"}):
        assert half_way.post(FOUND, stale).headers["Location"] == FOUND
        assert draft(half_way, rf).answers == before.answers
    assert half_way.post(FOUND, {"replace": before.which}).headers["Location"] == ANSWERS
    assert draft(half_way, rf).answers == ECZEMA


def test_the_same_answers_are_not_asked_about(client) -> None:
    assert send(client, data_of(ECZEMA)).headers["Location"] == ANSWERS
    assert send(client, data_of(ECZEMA)).headers["Location"] == ANSWERS


def test_what_waited_is_gone_when_it_was_taken(client) -> None:
    data = data_of(ECZEMA)
    data["item"].append({"linkId": "mood"})
    found(client, send(client, data))
    client.post(FOUND, {"replace": ""})
    assert client.get(FOUND).headers["Location"] == IN
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == IN


# Signs, age, and what was left open.


def test_an_emergency_leads_to_the_care_page(client, rf) -> None:
    answer = send(client, data_of(EMERGENCY))
    assert answer.headers["Location"] == "/check/care/"
    page = client.get("/check/care/").content.decode()
    assert "Get help now" in page
    assert client.get(ANSWERS).headers["Location"] == "/check/care/"
    # Another tab's answer does not undo it.
    assert settings.ALARM_COOKIE_NAME in client.cookies


def test_an_emergency_is_told_before_any_press(half_way) -> None:
    data = data_of(EMERGENCY)
    data["item"].append({"linkId": "mood"})
    html = found(half_way, send(half_way, data))
    assert "<h1>Get help now</h1>" in html
    assert "Call 999" in html
    assert "mood" in html
    assert "Delete those and go on" in html


def test_an_emergency_without_an_age_is_told_before_that_is_asked(client) -> None:
    html = found(client, send(client, data_of({"urgent_now": ["very_ill"], "region": ["us"]})))
    assert "Call 911" in html
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == "/check/you/"


def test_a_sign_for_today_is_told_above_the_answers(client) -> None:
    send(client, data_of(ECZEMA | {"skin_signs": ["eye_pain"]}))
    assert 'id="told"' in client.get(ANSWERS).content.decode()


def test_a_child_s_answers_are_not_taken_and_those_on_the_device_stay(half_way, rf) -> None:
    before = draft(half_way, rf).answers
    answer = send(half_way, data_of({"adult": ["no"], "region": ["us"]}))
    assert answer.headers["Location"] == "/check/adults-only/?region=us"
    assert draft(half_way, rf).answers == before


def test_a_file_without_the_age_asks_for_it_first(client) -> None:
    without = {name: said for name, said in ECZEMA.items() if name != "adult"}
    assert send(client, data_of(without)).headers["Location"] == "/check/you/"


def test_a_response_that_is_not_finished_is_finished_here(client) -> None:
    some = {name: ECZEMA[name] for name in ("adult", "urgent_now", "skin_concerns", "gut_signs")}
    data = data_of(some, status="in-progress")
    assert send(client, data).headers["Location"] == "/check/skin-signs/"


def test_a_page_that_was_left_open_in_a_finished_one_was_skipped(client) -> None:
    some = {name: said for name, said in ECZEMA.items() if name != "gut_signs"}
    assert send(client, data_of(some)).headers["Location"] == ANSWERS
    assert "Skipped" in client.get(ANSWERS).content.decode()


@pytest.mark.parametrize("version", ["|1", "|1-abc", "|99-abc", "|x", ""])
def test_another_edition_is_asked_anew_where_it_matters(client, rf, version) -> None:
    file = response(CONTENT, FIRST_EDITION, MADE, 1)
    file["questionnaire"] = canonical("Questionnaire") + version
    html = found(client, send(client, file))
    assert OLD.replace("'", "&#x27;") in html
    for name in ("itch_days", "itch_nights"):
        assert FORM.by_question[name].name in html
    assert client.post(FOUND, {"replace": ""}).headers["Location"] == "/check/urgent/"
    # "None of these" was said of a shorter list of signs.
    assert "gut_signs" not in draft(client, rf).answers
    assert draft(client, rf).answers["skin_concerns"] == ["eczema"]


def test_words_that_changed_within_an_edition_ask_for_nothing(client) -> None:
    address = canonical("Questionnaire")
    data = data_of(ECZEMA, questionnaire=f"{address}|2-000000000000")
    assert send(client, data).headers["Location"] == ANSWERS


# Files in general.


def test_a_file_that_is_too_large_is_told(client) -> None:
    text = compact(data_of(ECZEMA))
    assert send(client, text + b" " * (LARGEST - len(text))).headers["Location"] == ANSWERS
    big = text + b" " * (LARGEST + 1 - len(text))
    client = Client()
    assert f"larger than {LARGEST // 1024} KB" in told(client, send(client, big))


def test_a_huge_file_is_refused_with_a_page(client) -> None:
    answer = send(client, b"x" * 5_000_000)
    assert answer.status_code == 400
    assert "too much" in answer.content.decode()


def test_no_other_form_takes_a_file(client) -> None:
    answer = client.post("/check/you/", {"adult": SimpleUploadedFile("a", b"a")})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a.exe", "x" * 300, "<script>.json", "\u202e.json"]
)
def test_the_name_of_a_file_does_not_matter(client, name) -> None:
    file = SimpleUploadedFile("a", compact(data_of(ECZEMA)))
    file.name = name
    assert client.post(IN, {"file": file}).headers["Location"] == ANSWERS


def test_two_files_are_refused_with_a_page(client) -> None:
    files = [SimpleUploadedFile("a", b"{}"), SimpleUploadedFile("b", b"{}")]
    assert client.post(IN, {"file": files}).status_code == 400


def test_a_form_of_another_site_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, data_of(ECZEMA)).status_code == 403
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert send(elsewhere, data_of(ECZEMA)).status_code == 403


def test_files_are_read_only_so_often(client, settings) -> None:
    settings.BEHIND_PROXY = True
    client = Client(headers={"X-Forwarded-For": "192.0.2.77"}, raise_request_exception=False)
    codes = {paste(client, "{}").status_code for _ in range(int(IMPORT.burst))}
    assert codes == {302}
    assert paste(client, "{}").status_code == 429


def test_nothing_of_a_refused_file_is_offered_to_be_sent_again(client, settings) -> None:
    settings.BEHIND_PROXY = True
    own = {"X-Forwarded-For": "192.0.2.78", "Sec-Fetch-Site": "same-origin"}
    client = Client(headers=own)
    for _ in range(int(IMPORT.burst)):
        paste(client, "{}")
    answer = paste(client, compact(data_of(ECZEMA)).decode())
    assert answer.headers["Location"].startswith("/stopped/often/")
    assert "Send it again" not in client.get(answer.headers["Location"]).content.decode()


def test_a_file_asks_the_database_nothing(client, django_assert_num_queries) -> None:
    # pytest-django lets no test without its mark reach the database: reaching it would fail here.
    assert send(client, data_of(ECZEMA)).status_code == 302
    assert client.get(IN).status_code == 200


# Fuzz.

ODD = [
    None, True, 0, -1, 1e308, "", "x", "\ud800", "\0", "page.skin", "itch", "itch.3", [], {}, [[]],
    [{}], {"linkId": "itch"}, [{"linkId": "itch"}], [None], "modifierExtension", "2" * 300,
]  # fmt: skip


def broken(data: Json, chance: random.Random) -> Json:
    """The file with some of its values replaced, doubled, renamed or gone."""
    data = copy.deepcopy(data)
    for _ in range(chance.randint(1, 4)):
        at: object = data
        for _ in range(chance.randint(0, 9)):
            values = at.values() if isinstance(at, dict) else at
            inner = [value for value in values if value and isinstance(value, dict | list)]
            if not inner:
                break
            at = chance.choice(inner)
        if isinstance(at, dict) and at:
            key = chance.choice(list(at))
            match chance.randint(0, 3):
                case 0:
                    del at[key]
                case 1:
                    at[key] = copy.deepcopy(chance.choice(ODD))
                case 2:
                    at[chance.choice(["linkId", "answer", "item", "valueString", "code"])] = at[key]
                case 3:
                    at["modifierExtension"] = copy.deepcopy(chance.choice(ODD))
        elif isinstance(at, list) and at:
            place = chance.randrange(len(at))
            new = copy.deepcopy(chance.choice([*ODD, *at]))
            at[place : place + chance.randint(0, 1)] = [new] * chance.randint(0, 2)
    return data


@pytest.mark.slow
def test_a_broken_file_is_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(20261126)
    whole = response(CONTENT, ECZEMA | DETAILS, MADE)
    outcomes = {"read": 0, "told": 0, "refused": 0}
    for _ in range(5_000):
        text = json.dumps(broken(whole, chance))
        if chance.random() < 0.2:
            place = chance.randrange(len(text))
            text = (
                text[:place]
                + chance.choice(['"', "}", "\\", "\u202e", "", "[" * 9])
                + text[place + 1 :]
            )
        try:
            reading = read(CONTENT, text.encode())
        except NotReadable as error:
            told = error.problems
            outcomes["refused"] += 1
        else:
            told = reading.problems
            for name, said in reading.answers.items():
                assert said
                assert set(said) <= FORM.by_question[name].by_id.keys()
            outcomes["told" if reading.problems else "read"] += 1
        assert all(line.isprintable() for line in told)
    assert min(outcomes.values()) > 100, outcomes


@pytest.mark.slow
def test_no_broken_file_breaks_the_server() -> None:
    chance = random.Random(11)
    whole = response(CONTENT, ECZEMA | DETAILS, MADE)
    for _ in range(300):
        client = Client(raise_request_exception=False)
        answer = send(client, json.dumps(broken(whole, chance)))
        assert answer.status_code in (302, 422)
        if answer.status_code == 302:
            assert client.get(answer.headers["Location"]).status_code < 500
