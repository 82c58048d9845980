"""What crosses the network tells nothing by its length."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import secrets
import socket
import ssl
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from habits.engine.schema import Page
from habits.journey import drafts
from habits.journey.routing import Route
from habits.site import cookies, padding
from habits.store import saved_results, sealed_rows
from tests.browser.server import serving
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
    record = saved_results.Record(answers, date.today())
    return saved_results.save_result(settings.SERVER_KEYS, os.urandom(20), record, date.today())


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


@pytest.mark.slow
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
    sealed_rows.delete(code)
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


@pytest.mark.slow
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


def test_the_cookie_of_an_emergency_has_one_length() -> None:
    def length(answers: Answers) -> int:
        draft = drafts.Draft(answers, list(FORM.by_page), nonce=drafts.new_nonce())
        response = HttpResponse()
        drafts.raise_alarm(response, draft, Route(draft).alarming)
        return len(response.cookies[settings.ALARM_COOKIE_NAME].value)

    every = {
        q: [o.id for o in FORM.by_question[q].offered if not o.exclusive]
        for q in FORM.current_questions
    }
    least = length({"adult": ["yes"], "urgent_now": EMERGENCIES[:1]})
    assert length(every | {"adult": ["yes"]}) == least


def test_a_draft_of_before_it_was_padded_is_read(client) -> None:
    raw = {"answers": {"adult": ["yes"]}, "done": ["you"], "edition": drafts.EDITION}
    packed = zlib.compress(json.dumps(raw).encode())
    sealed = cookies.sealed(drafts.LABEL, packed)
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


# Through TLS, as somebody beside the network counts it.


@dataclass
class Wire:
    """A browser of one person, without scripts, that counts bytes as they cross the network."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, data: dict[str, str | list[str]] | None = None) -> Crossed:
        """GET, or POST of a form, on a connection of its own."""
        body = urlencode(data, doseq=True) if data else ""
        lines = [
            f"{'POST' if data else 'GET'} {path} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Origin: https://localhost",
            "Sec-Fetch-Site: same-origin",
            "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        sent, came, plain = exchange(self.port, "\r\n".join([*lines, "", body]).encode())
        head, _, html = plain.partition(b"\r\n\r\n")
        status, *headers = head.decode().split("\r\n")
        answered = [line.split(": ", 1) for line in headers]
        for name, value in answered:
            if name == "Set-Cookie":
                kept, _, value = value.partition(";")[0].partition("=")
                self.cookies[kept] = value
        location = dict(answered).get("Location", "")
        return Crossed(sent, came, int(status.split()[1]), location, html.decode())

    def press(self, path: str, **data: str | list[str]) -> Crossed:
        """Look at a page, and send the form on it."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask(path).html)
        return self.ask(path, {"csrfmiddlewaretoken": token[1], **data})


class Crossed(NamedTuple):
    """How many bytes went each way, TLS and all, and what was in them."""

    sent: int
    came: int
    status: int
    location: str
    html: str


def exchange(port: int, request: bytes) -> tuple[int, int, bytes]:
    """Bytes sent and received after the handshake, and what was received."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    taken, given = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(taken, given, server_hostname="localhost")
    sent = came = 0
    plain = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                wire.sendall(given.read())
                taken.write(wire.recv(65536))
        wire.sendall(given.read())
        tls.write(request)
        sent = given.pending
        wire.sendall(given.read())
        while data := wire.recv(65536):
            came += len(data)
            taken.write(data)
            with suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
                while piece := tls.read(65536):
                    plain += piece
    return sent, came, plain


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """The server as it serves readers, behind nothing."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make_certificate(key, certificate)
    options = ("--certfile", str(certificate), "--keyfile", str(key), "--threads", "4")
    keys = "1:" + base64.b64encode(os.urandom(32)).decode()
    env = {"LOCAL_HTTP": "0", "SECRET_KEY": secrets.token_hex(50), "SERVER_KEYS": keys}
    database = f"sqlite:///{folder / 'readers.sqlite3'}"
    with serving("gutskin.wsgi", *options, DATABASE_URL=database, **env) as (site, _):
        yield urlsplit(site).port


def make_certificate(key: Path, certificate: Path) -> None:
    made = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, made.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(made, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key.write_bytes(made.private_bytes(pem, *plain))
    certificate.write_bytes(signed.public_bytes(pem))


@pytest.mark.slow
def test_through_tls_every_emergency_is_as_long_as_any_other(port) -> None:
    seen = Counter()
    for sign in EMERGENCIES:
        person = Wire(port)
        person.press("/check/you/", adult="yes", **{"continue": "1"})
        led = person.press("/check/urgent/", urgent_now=sign, **{"continue": "1"})
        assert led.location == "/check/care/"
        care = person.ask(led.location)
        assert "Get help now" in care.html
        # How long the form is that a script fills up: tests/browser/test_sizes.py.
        seen[led.came, care.sent, care.came] += 1
    print(seen)
    assert len(seen) == 1, seen


@pytest.mark.slow
def test_through_tls_results_have_few_lengths(port) -> None:
    rng = random.Random(15)
    seen = Counter()
    for _ in range(6):
        person, answers = Wire(port), anyone(rng, more=0) | ECZEMA_SIGNS
        at = "/check/you/"
        while (page := FORM.by_page.get(at.split("/")[2])) and at != "/check/answers/":
            said = {q.id: answers[q.id] for q in page.questions if q.id in answers}
            at = person.press(at, **(said | {"continue": "1"} if said else {"skip": "1"})).location
        assert at == "/check/answers/", at
        made = person.press(at, **{"continue": "1"})
        shown = person.ask(made.location)
        assert "Made and saved on" in shown.html, shown.status
        seen[made.came, shown.sent, shown.came] += 1
    print(seen)
    assert len(seen) <= 4, seen


# No emergency, whatever else.
ECZEMA_SIGNS = {"skin_signs": ["scarring"], "gut_signs": ["none"]}
