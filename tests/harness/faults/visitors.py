"""People who have answered everything and press "Show my tips"."""

from __future__ import annotations

import http.client
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse

from habits.engine.loaded import get_content
from habits.journey import drafts
from habits.store import saved_results, sealing
from tests.harness.faults.app import KEYRING, App
from tests.harness.speed.people import full_answers

Answers = dict[str, list[str]]

PATIENCE = 20
NOTES = re.compile(rb'/notes/#([a-z2-7]{32})"')
LINK = re.compile(rb"/results/#([a-z2-7]{32})")
STATE = re.compile(rb'name="state" value="([^"]*)"')


def links_on(page: bytes) -> list[str]:
    return [code.decode() for code in NOTES.findall(page)]


@cache
def people() -> list[Answers]:
    """Twenty different people, none in an emergency: those are sent away before anything is saved.

    Like a browser's draft, without the answers that a draft never holds.
    """
    return [full_answers(get_content(), seed) for seed in range(20)]


@dataclass
class Form:
    """A finished draft: the same one, sent again, must give the same link."""

    answers: Answers
    cookie: str
    nonce: str

    @classmethod
    def of(cls, number: int, nonce: str = "", changes: str = "", **other: list[str]) -> Form:
        """The form of one of `people()`; `other` are answers in place of theirs. changes: the code
        of a result whose answers they are to replace."""
        answers = people()[number % len(people())] | other
        nonce = nonce or os.urandom(20).hex()
        response = HttpResponse()
        pages = list(get_content().questionnaire.by_page)
        drafts.write(response, drafts.Draft(answers, pages, nonce=nonce, changes=changes))
        return cls(answers, response.cookies[settings.DRAFT_COOKIE_NAME].value, nonce)


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float
    location: str = ""

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


# The cookies of one browser: what it is given it sends again, until it is taken.
Jar = dict[str, str]


class Visitor:
    """One browser, or many with the same token: each journey has a jar of its own. Raises OSError
    or HTTPException when the answer does not come or is cut."""

    def __init__(self, app: App) -> None:
        # Before there are threads: reading the content in several at once is not safe.
        people()
        self.app = app
        # The token, and the list.
        self.cookies: Jar = {}
        # Sent with every request, on top of its cookies.
        self.headers: dict[str, str] = {}
        html = self.send("GET", "/check/you/", {}).body
        self.token = html.split(b'name="csrfmiddlewaretoken" value="')[1].split(b'"')[0].decode()

    def send(self, method: str, path: str, jar: Jar, data: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(self.app.host, timeout=PATIENCE)
        headers = {"Cookie": cookie_header(jar)} | self.headers
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(data)
        start = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read()
            for header in response.headers.get_all("Set-Cookie") or []:
                put(jar, header)
                if header.startswith((settings.CSRF_COOKIE_NAME, settings.SAVED_COOKIE_NAME)):
                    put(self.cookies, header)
        finally:
            connection.close()
        location = response.headers["Location"] or ""
        return Answer(response.status, text, time.monotonic() - start, location)

    def jar(self, **cookies: str) -> Jar:
        return {settings.CSRF_COOKIE_NAME: self.cookies[settings.CSRF_COOKIE_NAME]} | cookies

    def post(self, path: str, jar: Jar, **data: str) -> Answer:
        """The answer to a form itself."""
        return self.send("POST", path, jar, data | {"csrfmiddlewaretoken": self.token})

    def press(self, path: str, jar: Jar, **data: str) -> Answer:
        """The page that a form leads to; its seconds are those of both."""
        answer = self.post(path, jar, **data)
        if answer.status != 302:
            return answer
        page = self.send("GET", answer.location, jar)
        return replace(page, seconds=answer.seconds + page.seconds)

    def submit(self, form: Form, mark: str = "") -> Answer:
        jar = self.jar(**{settings.DRAFT_COOKIE_NAME: form.cookie})
        return self.press(f"/check/answers/{mark}", jar, **{"continue": "1"})

    def open(self, code: str) -> Answer:
        return self.press("/results/open/", self.jar(), code=code)

    def address(self, code: str, jar: Jar) -> str:
        """The address of a result in this browser, where it is open from now on."""
        answer = self.post("/results/open/", jar, code=code)
        assert answer.status == 302, answer.status
        return answer.location

    def share(self, at: str, jar: Jar, days: str = "7", mark: str = "") -> str:
        """Press for one more link on the result that is open at an address; the link's code, or ""
        when the page that it leads to names no new one. Of a press whose answer does not come, the
        next look tells."""
        page = self.links_page(at, jar)
        # A page with as many links as there may be asks for no more.
        state = STATE.search(page)
        if not state:
            return ""
        answer = self.post(f"{at}share/{mark}", jar, days=days, state=state[1].decode())
        before = links_on(page)
        new = [link for link in self.links(at, jar) if link not in before]
        return new[0] if answer.status == 302 and new else ""

    def links(self, at: str, jar: Jar) -> list[str]:
        """The codes of the links that are out, as the owner's page says."""
        return links_on(self.links_page(at, jar))

    def links_page(self, at: str, jar: Jar) -> bytes:
        answer = self.send("GET", f"{at}share/", jar)
        if answer.status != 200:
            raise http.client.HTTPException(str(answer.status))
        return answer.body

    def read(self, link: str) -> Answer:
        """Open a link as someone who was given it."""
        return self.press("/notes/open/", self.jar(), code=link)

    def on_result(self, code: str, button: str, **cookies: str) -> Answer:
        """The answer to a button of a result's page."""
        jar = self.jar(**cookies)
        return self.post(f"{self.address(code, jar)}{button}/", jar)


def cookie_header(jar: Jar) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def put(jar: Jar, header: str) -> None:
    """Do as a Set-Cookie header says."""
    for name, cookie in SimpleCookie(header).items():
        if cookie["max-age"] == "0":
            jar.pop(name, None)
        else:
            jar[name] = cookie.value


def together(count: int, do, *things) -> list:  # type: ignore[no-untyped-def]
    """do(thing) for each, `count` at once; of several lists, with one of each."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(do, *things))


def stored(rows: dict[bytes, bytes], code: str) -> Answers | None:
    """The answers that a code opens, read from the table without the app. None when it is lost.

    Raises NotSealed when the row is there and does not open.
    """
    secret = sealing.secret_of(code)
    blob = rows.get(sealing.locator_of(secret, "result"))
    if blob is None:
        return None
    return saved_results.Record.from_json(
        sealing.open_blob(KEYRING, secret, "result", blob)
    ).answers
