"""Bad input gets a clear page, keeps what can be kept, and never breaks the server."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.test import Client

from habits.journey import drafts
from habits.site import cookies
from tests.people import ECZEMA, FORM, give, mistaken

pytestmark = pytest.mark.django_db

COOKIE = settings.DRAFT_COOKIE_NAME


@pytest.fixture
def half_way(client) -> Client:
    give(client, ECZEMA, until="gut")
    return client


def kept(client: Client) -> bool:
    return "checked" in client.get("/check/skin/").content.decode()


def test_an_unknown_page_is_a_404_with_a_way_on(half_way) -> None:
    for address in ("/check/nothing/", "/nowhere/", "/results/nothing/"):
        response = half_way.get(address)
        assert response.status_code == 404
        assert "There is no page here" in response.content.decode()
    assert kept(half_way)


def test_an_unknown_option_is_an_error_that_keeps_the_rest(half_way) -> None:
    html = mistaken(half_way, "gut", poo_form="purple", bloating_days="7")
    assert "<title>Error: " in html
    assert html.count("Select one of the options on this page") == 2
    assert 'value="7" id="id_bloating_days_4" checked' in html
    assert kept(half_way)


def test_a_field_that_is_no_question_of_the_page_is_not_read(half_way) -> None:
    """Extensions of browsers add some: nobody could take those out again."""
    extra = {"lastpass": "1", "safety": "none", "__proto__": "x", "": "y"}
    response = half_way.post("/check/gut/", {"poo_form": "soft", "continue": "1", **extra})
    assert response.headers["Location"] == "/check/gut-signs/"
    assert 'value="soft" id="id_poo_form_1" checked' in half_way.get("/check/gut/").content.decode()
    # Nor is it an answer to another page, or one by itself, or kept with a mistake.
    give(half_way, ECZEMA | {"gut_signs": ["none"]}, until="safety")
    assert " checked" not in half_way.get("/check/safety/").content.decode()
    assert "Answer 1 question or more" in mistaken(half_way, "gut", extra="1")


def test_an_empty_page_is_an_error_that_says_what_to_do(half_way) -> None:
    assert "Answer 1 question or more" in mistaken(half_way, "gut")


def test_the_same_words_stand_in_the_summary_and_at_the_question(half_way) -> None:
    html = mistaken(half_way, "skin")
    message = FORM.by_question["skin_concerns"].error.replace("'", "&#x27;")
    assert html.count(message) == 2
    assert 'href="#id_skin_concerns_0"' in html
    assert 'aria-describedby="id_skin_concerns_helptext id_skin_concerns_error"' in html
    assert "autofocus" in html


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        ("skin", {"skin_concerns": ["eczema", "none"]}),
        ("urgent", {"urgent_now": ["self_harm", "none"]}),
        ("safety", {"safety": ["none", "rather_not_say"]}),
        ("safety", {"safety": ["coeliac", "rather_not_say"]}),
    ],
)
def test_none_beside_another_option_is_an_error_not_a_guess(half_way, page, chosen) -> None:
    html = mistaken(half_way, page, **chosen)
    assert "on its own" in html
    assert html.count(" checked") == 2


def test_a_second_answer_to_a_single_question_is_never_an_error_of_ours(half_way) -> None:
    data = {"poo_form": ["soft", "hard"], "continue": "1"}
    assert half_way.post("/check/gut/", data).status_code == 302
    assert half_way.get("/check/gut/?mistake=1").status_code == 200


def test_a_mistake_too_large_for_the_draft_is_told_at_once(half_way) -> None:
    # Of chance, or it would pack well.
    data = {"poo_form": "purple", "bloating_days": os.urandom(3000).hex(), "continue": "1"}
    response = half_way.post("/check/gut/", data)
    assert response.status_code == 422
    assert COOKIE not in response.cookies
    assert "Select one of the options on this page" in response.content.decode()
    assert kept(half_way)


@pytest.mark.parametrize("handle", ["", "nothing", "ABCDEFGH", "abcdefgh"])
@pytest.mark.parametrize("value", ["x", '"', "\xe4", "x" * 4000])
def test_a_cookie_of_a_result_that_we_did_not_put_breaks_nothing(handle, value) -> None:
    client = Client()
    client.cookies[f"{settings.OPEN_COOKIE_NAME}_{handle}"] = value
    for address in ("/", "/check/gut/", "/results/", "/results/abcdefgh/", "/saved/"):
        assert client.get(address).status_code < 500, address
    assert client.post("/clear/").status_code == 302


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:-9],
        lambda token: token[:20],
        lambda token: "A" + token[1:],
        lambda token: token[:50] + ("A" if token[50] != "A" else "B") + token[51:],
        lambda token: token + "x" * 5000,
        lambda token: "not a token",
        lambda token: "\xe4\xf6",
        lambda token: '"',
    ],
)
def test_a_damaged_draft_starts_again_and_says_so(half_way, damage) -> None:
    half_way.cookies[COOKIE] = damage(half_way.cookies[COOKIE].value)
    response = half_way.get("/check/gut/", follow=True)
    assert response.redirect_chain == [("/check/you/", 302)]
    assert "We could not read your earlier answers" in response.content.decode()
    # And is whole again from here on.
    assert half_way.get("/check/you/").status_code == 200
    assert "could not read" not in half_way.get("/check/you/").content.decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"3",
        b"null",
        b'{"answers":[],"done":[]}',
        b'{"answers":{}}',
        b"{",
        b"\xff",
        b'{"answers":{"adult":3},"done":[]}',
        b'{"answers":{},"done":[[]]}',
    ],
)
def test_a_sealed_draft_of_a_wrong_shape_starts_again(client, raw) -> None:
    client.cookies[COOKIE] = cookies.sealed(drafts.LABEL, raw)
    assert client.get("/check/you/").status_code == 200
    assert client.get("/results/").status_code == 200


def test_a_draft_of_an_older_questionnaire_keeps_what_still_fits(client) -> None:
    raw = (
        b'{"answers":{"adult":["yes"],"urgent_now":["none"],"skin_concerns":["eczema","gone"],'
        b'"old_question":["x"]},"done":["you","urgent","skin","old-page"],"edition":2}'
    )
    client.cookies[COOKIE] = cookies.sealed(drafts.LABEL, raw)
    html = client.get("/check/skin/").content.decode()
    assert "Some answers no longer fit" in html
    assert 'value="eczema" id="id_skin_concerns_3" checked' in html
    assert "Some answers no longer fit" not in client.get("/check/skin/").content.decode()


def test_a_draft_sealed_with_another_key_starts_again(half_way, settings) -> None:
    settings.SECRET_KEY = "another-key-" * 6
    assert half_way.get("/check/gut/").headers["Location"] == "/check/you/"


def test_the_longest_draft_fits_a_cookie(rf) -> None:
    from django.http import HttpResponse

    # Every option of every page, details as well: someone can go back and tick all of them.
    answers = {
        q.id: sorted(q.plain) if q.kind == "many" else [max(q.offered_ids, key=len)]
        for q in FORM.current_questions.values()
    }
    response = HttpResponse()
    drafts.write(response, drafts.Draft(answers, list(FORM.by_page), keep=True))
    header = response.cookies[COOKIE].OutputString()
    assert len(header) <= 4096
    assert len(response.cookies[COOKIE].value) <= drafts.LARGEST


def test_a_body_of_10_mb_is_refused_with_a_page(half_way) -> None:
    response = half_way.post("/check/gut/", {"poo_form": "x" * 10_000_000})
    assert response.status_code == 400
    assert "too much" in response.content.decode()
    assert kept(half_way)


def test_too_many_fields_and_files_are_refused_with_a_page(half_way) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    many = {f"field{number}": "1" for number in range(300)}
    assert half_way.post("/check/gut/", many).status_code == 400
    response = half_way.post("/check/gut/", {"poo_form": SimpleUploadedFile("a.txt", b"a")})
    assert response.status_code == 400
    assert kept(half_way)


BROKEN = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "empty boundary": ("multipart/form-data; boundary=", b"--\r\n"),
    "not closed": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="poo_form"',
    ),
    "bad base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n\xff\xff!\r\n--x--",
    ),
    "odd charset": ("application/x-www-form-urlencoded; charset=nope", b"poo_form=soft"),
    "nul bytes": ("application/x-www-form-urlencoded", b"poo_form=%00&\x00=1"),
    "not utf-8": ("application/x-www-form-urlencoded", b"poo_form=%ff%fe"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(
    "address", ["/check/gut/", "/check/answers/", "/nowhere/", "/check/delete/"]
)
@pytest.mark.parametrize("csrf", [False, True])
def test_a_broken_body_never_breaks_the_server(name, address, csrf) -> None:
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    kind, body = BROKEN[name]
    response = client.generic("POST", address, body, content_type=kind)
    assert response.status_code < 500
    assert "Traceback" not in response.content.decode()


def test_a_missing_csrf_token_is_a_page_that_says_what_to_do(half_way) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = half_way.cookies
    response = strict.post("/check/gut/", {"poo_form": "soft", "continue": "1"})
    assert response.status_code == 403
    assert "Go back" in response.content.decode()
    assert kept(half_way)


@pytest.mark.parametrize(
    ("method", "address", "allow"),
    [
        ("put", "/check/gut/", "GET, POST, HEAD"),
        ("delete", "/check/answers/", "GET, POST, HEAD"),
        ("post", "/results/", "GET, HEAD"),
        ("post", "/", "GET, HEAD"),
        ("post", "/help/", "GET, HEAD"),
        ("get", "/check/delete/", "POST"),
        ("get", "/check/keep/", "POST"),
        ("patch", "/check/adults-only/", "GET, HEAD"),
        ("trace", "/about/", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_a_page_that_says_what_to_do(client, method, address, allow) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert response.headers["Allow"] == allow
    assert "This page cannot do that" in response.content.decode()


@pytest.mark.parametrize("region", ["", "atlantis", "uk&region=us", "%00", "<script>"])
def test_an_unknown_region_shows_advice_that_fits_anywhere(client, region) -> None:
    for address in ("/help/", "/check/adults-only/"):
        response = client.get(f"{address}?region={region}")
        assert response.status_code == 200
        assert "<script>" not in response.content.decode().split("</head>")[1]


def test_a_failure_of_ours_is_a_page_without_a_stack_trace(client, monkeypatch) -> None:
    def broken(*args, **kwargs):
        raise RuntimeError("secret words")

    monkeypatch.setattr("habits.pages.start.emergencies", broken)
    response = client.get("/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "Something went wrong on our side" in html
    assert "secret words" not in html
    assert "Traceback" not in html
