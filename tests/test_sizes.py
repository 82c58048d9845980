"""What crosses the network tells nothing by its length."""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.test import Client

from habits import drafts, padding, saved
from habits.engine.schema import Page
from tests.people import ECZEMA, FORM, Answers, at, give, visit

pytestmark = pytest.mark.django_db

EMERGENCIES = [o.id for o in FORM.by_question["urgent_now"].offered if not o.exclusive]


def head_and_body(response) -> int:
    """The length of an answer as HTTP/1.1 writes it."""
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}"]
    lines += [f"{name}: {value}" for name, value in response.items()]
    lines += [f"Set-Cookie: {morsel.OutputString()}" for morsel in response.cookies.values()]
    return len("\r\n".join([*lines, ""]).encode()) + len(response.content)


def anyone(rng: random.Random, more: float = 0.3) -> Answers:
    """What somebody may answer who is in no emergency by the first page of signs."""
    answers = {"adult": ["yes"], "urgent_now": ["none"]}
    for page in FORM.pages:
        if page.area and rng.random() > more:
            continue
        answers |= {q: said for q, said in on(page, rng).items() if q not in answers}
    return answers


def on(page: Page, rng: random.Random) -> Answers:
    """Any answers to a page; some questions are left open."""
    answers: Answers = {}
    for question in page.questions:
        ids = [option.id for option in question.offered]
        several = [o.id for o in question.offered if not o.exclusive]
        if rng.random() < 0.1 and not question.required:
            continue
        if question.kind == "one" or rng.random() < 0.3:
            answers[question.id] = [rng.choice(ids)]
        else:
            answers[question.id] = rng.sample(several, rng.randint(1, min(len(several), 6)))
    return answers


def kept(answers: Answers) -> str:
    record = saved.Record(answers, date.today())
    return saved.keep(settings.SERVER_KEYS, os.urandom(20), record, date.today())


def test_the_care_page_is_as_long_for_every_emergency(client) -> None:
    sizes = Counter()
    for sign in EMERGENCIES:
        client.cookies.clear()
        give(client, ECZEMA, until="urgent")
        led = client.post("/check/urgent/", {"urgent_now": sign, "continue": "1"})
        care = client.get(led.headers["Location"])
        assert b"Get help now" in care.content
        sizes[head_and_body(led), head_and_body(care)] += 1
    assert len(EMERGENCIES) > 8
    assert len(sizes) == 1, sizes


def test_two_hundred_results_have_few_lengths() -> None:
    rng = random.Random(14)
    sizes = Counter()
    for person in range(200):
        client = Client(REMOTE_ADDR=f"10.1.{person}.1")
        sizes[head_and_body(visit(client, kept(anyone(rng))))] += 1
    assert sizes.total() == 200
    assert len(sizes) <= 2, sizes


def test_a_result_that_is_an_emergency_or_gone_is_as_long_as_others(client) -> None:
    usual = head_and_body(visit(client, kept(ECZEMA)))
    care = visit(client, kept(ECZEMA | {"urgent_now": ["self_harm"]}))
    assert b"Get help now" in care.content
    assert head_and_body(care) == usual
    code = kept(ECZEMA)
    address = at(client, code)
    saved.delete(code)
    gone = client.get(address)
    assert gone.status_code == 404
    assert head_and_body(gone) // 1024 == usual // 1024


@pytest.mark.parametrize("name", ["print", "delete", "again", "change", "export", "phone"])
def test_every_page_of_a_result_is_as_long_for_everyone(client, name) -> None:
    rng = random.Random(name)
    sizes = {
        head_and_body(visit(client, kept(anyone(rng, more=0)), f"result-{name}")) for _ in range(9)
    }
    assert len(sizes) == 1, sizes


@pytest.mark.parametrize("page", [page for page in FORM.pages if not page.area])
def test_a_page_of_questions_is_as_long_whatever_was_answered(client, page) -> None:
    rng = random.Random(page.id)
    pages, redirects = Counter(), Counter()
    give(client, ECZEMA)
    for _ in range(12):
        answers = on(page, rng) | ({"adult": ["yes"]} if page is FORM.pages[0] else {})
        led = client.post(f"/check/{page.id}/", answers | {"continue": "1", "change": "1"})
        redirects[head_and_body(led)] += 1
        pages[head_and_body(client.get(f"/check/{page.id}/"))] += 1
    assert len(pages) == 1, pages
    assert len(redirects) == 1, redirects


def test_check_your_answers_is_as_long_whatever_they_are(client) -> None:
    rng = random.Random(1)
    sizes = set()
    for _ in range(9):
        draft = drafts.Draft(anyone(rng), [page.id for page in FORM.pages])
        client.cookies[settings.DRAFT_COOKIE_NAME] = drafts.sealed(draft)
        sizes.add(head_and_body(client.get("/check/answers/")) // 1024)
    assert sizes <= {padding.SMALL // 1024, padding.PAGE // 1024}, sizes


def test_the_cookie_of_a_draft_has_few_lengths() -> None:
    rng = random.Random(2)
    few, many = Counter(), Counter()
    for _ in range(200):
        answers = anyone(rng)
        many[len(drafts.sealed(drafts.Draft(answers, list(FORM.by_page))))] += 1
        begun = {q: answers[q] for q in list(answers)[:4]}
        few[len(drafts.sealed(drafts.Draft(begun, ["you"])))] += 1
    assert len(few) == 1, few
    assert few == many, many


def test_a_draft_of_before_it_was_padded_is_read(client) -> None:
    import zlib

    raw = {"answers": {"adult": ["yes"]}, "done": ["you"], "edition": drafts.EDITION}
    packed = zlib.compress(json.dumps(raw).encode())
    sealed = drafts.fernet(settings.SECRET_KEY).encrypt(packed).decode()
    client.cookies[settings.DRAFT_COOKIE_NAME] = sealed
    assert client.get("/check/urgent/").status_code == 200


def test_what_is_the_same_for_everyone_is_not_padded(client) -> None:
    for address in ("/tips/", "/learn/", "/display.css", "/healthz"):
        body = client.get(address).content
        assert body == body.rstrip() or len(body) - len(body.rstrip()) < 3, address


def test_a_page_that_tells_something_at_once_sets_no_cookie_that_others_do_not(client) -> None:
    give(client, ECZEMA | {"skin_signs": ["eye_pain"]}, until="skin-days")
    told = client.get("/check/skin-days/")
    assert 'id="told-eye"' in told.content.decode()
    assert settings.DRAFT_COOKIE_NAME not in told.cookies
    other = Client()
    give(other, ECZEMA, until="skin-days")
    assert head_and_body(told) == head_and_body(other.get("/check/skin-days/"))
