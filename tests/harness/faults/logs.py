"""T7: no secret in what the app writes, however its requests fail.

The log is raised to its lowest level and admins are there to be mailed, so that there are lines. A
control logs the same requests as Django does by itself, and must find the secrets.
"""

from __future__ import annotations

import base64
import http.client
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from habits.store import sealing
from tests.harness.faults.app import KEYRING, App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor, cookie_header, together
from tests.plan.people import CREAM

CLIENTS = 4
# Not where the app listens, so that it can only come from a request.
ADDRESS = "127.0.0.77"
# More than a draft can hold, packed or not.
CHANCE = os.urandom(3_000).hex()


def break_on_demand(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A fault in a view, whose text holds what a person sent, as that of a library may."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_: object) -> None:
        if request.headers.get("X-Break"):
            raise ValueError(f"{request.POST.dict()} {request.COOKIES} {request.META}")

    respond.process_view = process_view  # type: ignore[attr-defined]
    return respond


@dataclass(frozen=True)
class Secrets:
    """What must never be written, and how a request carries it."""

    code: str
    listed: str
    draft: str
    nonce: str
    # A result that is open: the end of its address, which may be seen, and its cookie.
    handle: str
    opened: str
    # A link to read it.
    shared: str
    answer: str = "answer-canary-5d1f"
    name: str = "name canary 88e0"
    # When somebody does a tip of their plan.
    words: str = "words canary 77c2"
    agent: str = "agent-canary-c41b"

    @property
    def link(self) -> str:
        return f"/results/#{self.code}"

    def canaries(self) -> dict[str, tuple[str, ...]]:
        keys = [base64.b64encode(key).decode() for key in KEYRING.keys.values()]
        secret = sealing.secret_of(self.code)
        return {
            "answer": (self.answer, "bloating_days", "eczema"),
            "draft": (self.draft, self.draft[-40:]),
            "nonce": (self.nonce, str(bytes.fromhex(self.nonce))),
            "code": (self.code, self.code.upper(), sealing.grouped(self.code), secret.hex()),
            "link": ("/results/#", "%23" + self.code[:8]),
            "open": (self.opened, self.opened[-40:]),
            "list": (self.listed, sealing.grouped(self.listed)),
            "name": (self.name, self.name.replace(" ", "+")),
            "link to read": (
                self.shared,
                sealing.grouped(self.shared),
                sealing.secret_of(self.shared).hex(),
                "/notes/#",
                "%23" + self.shared[:8],
            ),
            "own words": (self.words, self.words.replace(" ", "+")),
            "key": (*keys, settings.SECRET_KEY),
            "address or browser": (ADDRESS, self.agent),
        }


@dataclass
class Sent:
    """One request that carries every secret, and the status that it should get."""

    status: int
    method: str
    path: str
    changes: dict[str, str]
    token: str = "right"
    headers: dict[str, str] | None = None


def requests(secrets: Secrets) -> Iterator[Sent]:
    """A round of requests that fail, each in its own way, on every kind of page."""
    unknown = sealing.code_of(sealing.new_secret())
    answers = {"poo_form": secrets.answer, "bloating_days": "3_4", "name": secrets.name}
    known, more = answers | {"code": secrets.code}, answers | {"code": unknown}
    broken = {"X-Break": "1"}
    yield Sent(404, "GET", f"/nowhere/{secrets.code}/?code={secrets.code}", {})
    yield Sent(404, "GET", f"/check/{secrets.code}/", {})
    yield Sent(404, "POST", "/results/open/", more)
    yield Sent(302, "POST", "/results/abcdefgh/delete/", more)
    yield Sent(404, "GET", "/results/abcdefgh/delete/", {})
    yield Sent(404, "GET", f"/results/{secrets.code}/", {})
    yield Sent(405, "POST", "/help/", answers)
    # Too much for a draft, and what waits in one for the page that says what is wrong with it.
    yield Sent(422, "POST", "/check/gut/", answers | {"poo_form": secrets.answer + CHANCE})
    yield Sent(302, "POST", "/check/gut/", answers | {"continue": "1"})
    yield Sent(200, "GET", f"/check/gut/?mistake=1&code={secrets.code}", {})
    yield Sent(302, "POST", "/saved/compare/", known)
    yield Sent(422, "POST", "/saved/rename/", known | {"name": secrets.name * 9})
    yield Sent(403, "POST", "/saved/rename/", known, "wrong")
    yield Sent(403, "POST", "/results/open/", known, headers={"Origin": "null"})
    yield Sent(
        403,
        "POST",
        f"/results/{secrets.handle}/add/",
        known,
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    yield Sent(400, "GET", "/", {}, headers={"Host": f"{secrets.code}.example"})
    yield Sent(400, "POST", "/check/gut/", answers | {"poo_form": secrets.answer * 5_000})
    yield Sent(400, "POST", "/results/open/", {f"{secrets.code}{n}": "" for n in range(300)})
    yield Sent(500, "GET", f"/?code={secrets.code}", {}, headers=broken)
    yield Sent(500, "POST", "/results/open/", known, headers=broken)
    yield Sent(500, "GET", f"/results/{secrets.handle}/", {}, headers=broken)
    yield Sent(500, "POST", f"/results/{secrets.handle}/keep/", known, headers=broken)
    yield Sent(500, "POST", "/saved/rename/", known, headers=broken)
    yield Sent(500, "POST", "/check/gut/", answers, headers=broken)
    plan, words = f"/results/{secrets.handle}/plan/", {f"own-{CREAM}": secrets.words}
    notes = answers | {"code": secrets.shared, "link": secrets.shared}
    yield Sent(302, "POST", f"{plan}new/", words | {f"when-{CREAM}": secrets.words})
    yield Sent(302, "POST", f"{plan}0/", words | {"was-own": secrets.words})
    yield Sent(403, "POST", f"{plan}new/", words, "wrong")
    yield Sent(400, "POST", f"{plan}new/", {f"own-{CREAM}": secrets.words * 5_000})
    yield Sent(500, "POST", plan, words | {"stop": secrets.answer}, headers=broken)
    yield Sent(404, "GET", f"/notes/{secrets.shared}/", {})
    yield Sent(404, "POST", "/notes/open/", more)
    yield Sent(405, "GET", f"/notes/open/?code={secrets.shared}", {})
    yield Sent(500, "POST", "/notes/open/", notes, headers=broken)
    yield Sent(403, "POST", f"/results/{secrets.handle}/share/back/", notes, "wrong")
    yield Sent(500, "POST", f"/results/{secrets.handle}/share/", notes, headers=broken)
    # gunicorn answers these by itself, before there is a request of Django's.
    yield Sent(400, f"G T{secrets.code[:8]}", f"/{secrets.code}", {})
    yield Sent(400, "GET", f"/?{secrets.code}", {}, headers={"Content-Length": secrets.code})


class Carrier:
    """Somebody whose every request carries every secret, wherever a browser could put one."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.visitor = Visitor(app)
        form = Form.of(1)
        made = self.visitor.submit(form)
        assert made.code
        self.visitor.on_result(made.code, "add")
        listed = self.visitor.cookies[settings.SAVED_COOKIE_NAME]
        jar = self.visitor.jar(**{settings.DRAFT_COOKIE_NAME: form.cookie})
        at = self.visitor.address(made.code, jar)
        handle = at.split("/")[2]
        shared = self.visitor.share(at, jar)
        assert shared
        mistake = {"poo_form": Secrets.answer, "continue": "1"}
        assert self.visitor.post("/check/gut/", jar, **mistake).status == 302
        self.secrets = Secrets(
            made.code,
            listed,
            jar[settings.DRAFT_COOKIE_NAME],
            form.nonce,
            handle,
            jar[f"{settings.OPEN_COOKIE_NAME}_{handle}"],
            shared,
        )

    def send(self, sent: Sent) -> int:
        secrets = self.secrets
        jar = {
            settings.CSRF_COOKIE_NAME: self.visitor.cookies[settings.CSRF_COOKIE_NAME],
            settings.DRAFT_COOKIE_NAME: secrets.draft,
            settings.SAVED_COOKIE_NAME: secrets.listed,
            f"{settings.OPEN_COOKIE_NAME}_{secrets.handle}": secrets.opened,
            "nonce": secrets.nonce,
        }
        address = f"http://{self.app.host}{secrets.link}"
        headers = {
            "Cookie": cookie_header(jar),
            "Referer": address,
            "HX-Request": "true",
            "HX-Current-URL": address,
            "User-Agent": secrets.agent,
            "X-Forwarded-For": ADDRESS,
            **(sent.headers or {}),
        }
        body = None
        if sent.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            token = self.visitor.token if sent.token == "right" else "a" * 64
            body = urlencode({"csrfmiddlewaretoken": token} | sent.changes)
        connection = http.client.HTTPConnection(
            self.app.host, timeout=20, source_address=(ADDRESS, 0)
        )
        # Let requests pass that no client should send.
        connection._validate_method = lambda method: None  # type: ignore[attr-defined]
        try:
            connection.request(sent.method, sent.path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()


@dataclass
class Written:
    lines: int
    statuses: Counter[int]
    wrong: list[str]
    found: dict[str, int]
    mails: int


def listen(folder: Path, count: int, **env: str) -> Written:
    """Send `count` requests, and look for every secret in all that was written meanwhile."""
    folder.mkdir()
    mails = folder / "mails"
    with App(folder, FAULTS_MAILS=str(mails), **env) as app:
        app.start()
        carrier = Carrier(app)
        sent: list[Sent] = []
        while len(sent) < count:
            sent += requests(carrier.secrets)
        got = together(CLIENTS, carrier.send, sent)
        app.stop()
        letters = [file.read_text() for file in mails.glob("*")] if mails.exists() else []
        written = "".join([app.written(), *letters])
    wrong = [
        f"{each.method} {each.path[:24]}: {status}"
        for each, status in zip(sent, got, strict=True)
        if status != each.status
    ]
    found = {
        name: sum(written.count(spelling) for spelling in spellings)
        for name, spellings in carrier.secrets.canaries().items()
    }
    return Written(written.count("\n"), Counter(got), wrong, found, len(letters))


def run(folder: Path, count: int) -> list[Row]:
    ours = listen(folder / "ours", count)
    control = listen(folder / "control", 20, FAULTS_PLAIN="1")
    for line in sorted(set(ours.wrong)):
        print("  ", line)
    leaks = sum(ours.found.values())
    seen = [name for name, times in control.found.items() if times]
    told = ", ".join(f"{times:,} x {status}" for status, times in sorted(ours.statuses.items()))
    return [
        Row(
            "T7 requests that fail as meant",
            f">= {count:,}, all",
            told,
            ours.statuses.total() >= count and not ours.wrong,
        ),
        Row("T7 lines written", f">= {count:,}", f"{ours.lines:,}", ours.lines >= count),
        Row(
            f"T7 of {len(ours.found)} secrets in output, log or mail",
            "0",
            f"{leaks} {[n for n, times in ours.found.items() if times] or ''}".strip(),
            not leaks,
        ),
        Row("T7 mails", "0", str(ours.mails), not ours.mails),
        Row(
            "T7 control: as Django logs and mails",
            "finds secrets",
            f"{sum(control.found.values()):,} times, {len(seen)} of {len(control.found)} secrets, "
            f"{control.mails} mails",
            len(seen) >= 7 and control.mails > 0,
        ),
    ]
