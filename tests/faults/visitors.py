"""People who have answered everything and press "Show my tips"."""

from __future__ import annotations

import http.client
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse

from habits import drafts, saved, sealing
from habits.advice import content
from tests.faults.app import KEYRING, App
from tests.speed.people import full_answers

Answers = dict[str, list[str]]

PATIENCE = 20
LINK = re.compile(rb"/results/#([a-z2-7]{32})")


@cache
def people() -> list[Answers]:
    """Twenty different people, none in an emergency: those are sent away before anything is saved.

    Like a browser's draft, without the answers that a draft never holds.
    """
    return [full_answers(content(), seed) for seed in range(20)]


@dataclass
class Form:
    """A finished draft: the same one, sent again, must give the same link."""

    answers: Answers
    cookie: str
    nonce: str

    @classmethod
    def of(cls, number: int, nonce: str = "", **other: list[str]) -> Form:
        """The form of one of `people()`; `other` are answers in place of theirs."""
        answers = people()[number % len(people())] | other
        nonce = nonce or os.urandom(20).hex()
        response = HttpResponse()
        pages = list(content().questionnaire.by_page)
        drafts.write(response, drafts.Draft(answers, pages, nonce=nonce))
        return cls(answers, response.cookies[settings.DRAFT_COOKIE_NAME].value, nonce)


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float

    @property
    def code(self) -> str:
        """The code of the saved result, when the page says that it is saved."""
        link = LINK.search(self.body)
        return link[1].decode() if self.status == 200 and link else ""

    @property
    def tips(self) -> bool:
        return self.status == 200 and b'id="tips"' in self.body

    @property
    def says_not_saved(self) -> bool:
        return self.tips and b"This page is not saved" in self.body and not self.code


class Visitor:
    """One browser. Raises OSError or HTTPException when the answer does not come or is cut."""

    def __init__(self, app: App) -> None:
        # Before there are threads: reading the content in several at once is not safe.
        people()
        self.app = app
        self.cookies: dict[str, str] = {}
        _, html = self.send("GET", "/check/you/", {})
        self.token = html.split(b'name="csrfmiddlewaretoken" value="')[1].split(b'"')[0].decode()

    def send(
        self, method: str, path: str, cookies: dict[str, str], data: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.app.host, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(data)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = response.status, response.read()
            for header in response.headers.get_all("Set-Cookie") or []:
                name, _, value = header.split(";")[0].partition("=")
                self.cookies[name] = value
        finally:
            connection.close()
        return answer

    def post(self, path: str, data: dict[str, str], **cookies: str) -> Answer:
        cookies[settings.CSRF_COOKIE_NAME] = self.cookies[settings.CSRF_COOKIE_NAME]
        start = time.monotonic()
        status, body = self.send("POST", path, cookies, data | {"csrfmiddlewaretoken": self.token})
        return Answer(status, body, time.monotonic() - start)

    def submit(self, form: Form, mark: str = "") -> Answer:
        cookie = {settings.DRAFT_COOKIE_NAME: form.cookie}
        return self.post(f"/check/answers/{mark}", {"continue": "1"}, **cookie)

    def open(self, code: str) -> Answer:
        return self.post("/results/open/", {"code": code})


def together(count: int, do, things) -> list:  # type: ignore[no-untyped-def]
    """do(thing) for each, `count` at once."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(do, things))


def stored(rows: dict[bytes, bytes], code: str) -> Answers | None:
    """The answers that a code opens, read from the table without the app. None when it is lost.

    Raises NotSealed when the row is there and does not open.
    """
    secret = sealing.secret_of(code)
    blob = rows.get(sealing.locator_of(secret, "result"))
    if blob is None:
        return None
    return saved.Record.from_json(sealing.open_blob(KEYRING, secret, "result", blob)).answers
