"""Every response, whatever it is, keeps the headers that Mozilla's Observatory gives an A+ for."""

from __future__ import annotations

import base64
import http.client
import re
import secrets
import socket
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import urlencode

import pytest
from django.urls import get_resolver, reverse

from habits.engine.loaded import get_content
from habits.fhir.names import ID
from tests.browser.server import serving
from tests.harness.observatory import Answer, grade, score
from tests.people import FORM
from tests.scripts import fingerprint_of, scripts_of

pytestmark = pytest.mark.slow

NAME = "thread.example"
LEAST = 140
# What the routes that take a name are tried with.
FILLED = {
    "page_id": "you",
    "tip_id": get_content().tips[0].slug,
    "topic": get_content().explainers[0].id,
    "food_id": get_content().foods[0].id,
    "article_id": get_content().sources.articles[0].id,
    "why": "large",
    "file_name": "content.json",
    "kind": "Questionnaire",
    "name": ID,
    "number": 0,
    **dict.fromkeys(("handle", "first", "second"), "abcdefgh"),
}


def addresses() -> list[str]:
    """Every route of urls.py; those with a part to fill in with something that exists."""
    found = []
    for name, (forms, *_) in get_resolver().reverse_dict.lists():
        if isinstance(name, str):
            for _, parameters in forms[0]:
                wanted = {key: FILLED[key] for key in parameters}
                found.append(reverse(name, kwargs=wanted))
    return sorted(set(found))


class Server:
    """The app as readers get it: behind a proxy that ends https."""

    def __init__(self, address: str) -> None:
        self.host = address.removeprefix("http://")
        self.plain: dict[str, str] = {}
        self.cookie = self.token = ""

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, Answer]:
        headers = {"Host": NAME, "X-Forwarded-Proto": "https", **headers}
        body = urlencode(data) if data is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        status, answer = self.send(method, path, body, headers)
        if path not in self.plain:
            _, plain = self.send("GET", path, None, {"Host": NAME})
            self.plain[path] = plain.headers.get("location", "")
        return status, answer._replace(http=self.plain[path])

    def send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, Answer]:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        connection.close()
        found = {name.lower(): value for name, value in response.headers.items()}
        cookies = response.headers.get_all("Set-Cookie") or []
        return response.status, Answer(found, cookies, text, "")

    def post(self, path: str, data: dict[str, str]) -> tuple[int, Answer]:
        """A form with a token that holds, sent by a browser."""
        if not self.token:
            _, page = self.ask("GET", "/check/you/")
            self.token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.body)[1]
            self.cookie = page.cookies[0].split(";")[0]
        data = data | {"csrfmiddlewaretoken": self.token}
        return self.ask("POST", path, data, Cookie=self.cookie, Origin=f"https://{NAME}")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("observatory")
    env = {
        "LOCAL_HTTP": "",
        "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder}/test.sqlite3",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SERVER_KEYS": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "BEHIND_PROXY": "1",
    }
    with serving("gutskin.wsgi", "--threads", "4", **env) as (address, _):
        yield Server(address)


def judge(status: int, answer: Answer) -> None:
    total, given = score(answer)
    assert (total, grade(total)) >= (LEAST, "A+"), (status, given, answer.headers)
    if scripts_of(answer.body):
        assert given["subresource_integrity"] == 5, status


@pytest.mark.parametrize("address", addresses())
def test_every_route_scores_an_a_plus(server, address) -> None:
    for method, data in (("GET", None), ("POST", {}), ("PUT", {})):
        status, answer = server.ask(method, address, data)
        # Asked over plain http, what watches over the server gets its answer there.
        if address in {"/healthz", "/readyz", "/metrics"}:
            answer = answer._replace(http=f"https://{NAME}/")
        assert status < 500, (method, address)
        judge(status, answer)
    status, answer = server.post(address, {"code": "x"})
    if address not in {"/healthz", "/readyz", "/metrics"}:
        judge(status, answer)


def test_every_script_is_the_one_whose_fingerprint_its_page_names(server) -> None:
    """With hashed names, as readers get it; asked twice, as pages are kept."""
    found = {}
    for address in [*addresses(), "/nowhere/"] * 2:
        _, answer = server.ask("GET", address)
        for src, integrity in scripts_of(answer.body):
            assert found.setdefault(src, integrity) == integrity, address
    assert {re.match(r"\w+", PurePath(src).name)[0] for src in found} == {
        "app",
        "htmx",
        "moved",
        "open",
    }
    for src, integrity in found.items():
        status, script = server.ask("GET", src)
        assert status == 200
        assert integrity == fingerprint_of(script.body.encode()), src


def test_every_response_says_what_it_is(server) -> None:
    kinds = {
        "/": "text/html; charset=utf-8",
        "/nowhere/": "text/html; charset=utf-8",
        "/healthz": "text/plain; charset=utf-8",
        "/reminder/": "text/calendar; charset=utf-8",
    }
    for address, kind in kinds.items():
        _, answer = server.ask("GET", address)
        assert answer.headers["content-type"] == kind
    _, page = server.ask("GET", "/")
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page.body)[1]
    assert server.ask("GET", sheet)[1].headers["content-type"].startswith("text/css")


def test_a_page_that_is_not_there_scores_an_a_plus(server) -> None:
    for address in ("/nowhere/", "/check/nowhere/", "/static/nowhere.css", "/nowhere"):
        status, answer = server.ask("GET", address)
        assert status in {301, 404}
        judge(status, answer)


def test_static_files_score_an_a_plus(server) -> None:
    _, page = server.ask("GET", "/")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.body)
    assert len(files) >= 4
    for file in files:
        status, answer = server.ask("GET", file)
        assert status == 200
        assert "immutable" in answer.headers["cache-control"]
        judge(status, answer)


def test_a_journey_with_its_cookies_scores_an_a_plus(server) -> None:
    first = FORM.pages[0]
    answers = {"adult": "yes", "region": "uk", "continue": "1"}
    status, answer = server.post(f"/check/{first.id}/", answers)
    assert status == 302
    assert [c.split("=")[0] for c in answer.cookies] == ["__Host-draft_token"]
    judge(status, answer)
    status, answer = server.post(f"/check/{first.id}/", {"continue": "1"})
    assert (status, answer.headers["location"]) == (302, f"/check/{first.id}/?mistake=1")
    judge(status, answer)
    cookie = answer.cookies[0].split(";")[0]
    status, answer = server.ask("GET", answer.headers["location"], Cookie=cookie)
    assert status == 200
    assert "<title>Error: " in answer.body
    judge(status, answer)


def test_being_asked_to_wait_scores_an_a_plus(server) -> None:
    for _ in range(200):
        status, answer = server.ask(
            "GET", "/results/abcdefgh/", **{"X-Forwarded-For": "203.0.113.9"}
        )
        if status == 429:
            break
    assert status == 429
    judge(status, answer)


def test_what_django_cannot_read_scores_an_a_plus(server) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    status, answer = server.ask("POST", "/?" + "a=1&" * 300, **headers)
    assert status < 500
    judge(status, answer._replace(http=f"https://{NAME}/"))
    status, answer = server.ask("GET", "/", Host="evil.example")
    assert status == 400
    judge(status, answer)


def test_a_failure_of_ours_scores_an_a_plus(client, settings, monkeypatch) -> None:
    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr("habits.pages.start.emergencies", broken)
    settings.SECURE_HSTS_SECONDS = 63_072_000
    response = client.get("/", secure=True)
    assert response.status_code == 500
    headers = {name.lower(): value for name, value in response.headers.items()}
    judge(500, Answer(headers, [], response.content.decode(), f"https://{NAME}/"))


GOOD = {
    "content-security-policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
}
WEAKER = {
    "content-security-policy": ("default-src 'self'; script-src 'unsafe-inline'", 60),
    "referrer-policy": ("unsafe-url", 140),
    "strict-transport-security": ("max-age=60", 140),
    "x-content-type-options": ("", 145),
    "cross-origin-resource-policy": ("anything", 135),
}


def test_scripts_count_when_each_has_its_fingerprint() -> None:
    one, bare = '<script src="/a.js" integrity="sha384-a" defer>', '<script src="/b.js" defer>'
    for body, points in ((one, 5), (one + bare, 0), (bare, 0), ("", 0)):
        answer = Answer(GOOD, [], body, f"https://{NAME}/")
        assert score(answer)[1]["subresource_integrity"] == points


@pytest.mark.parametrize("name", WEAKER)
def test_the_score_falls_as_the_rules_say(name) -> None:
    sound = Answer(GOOD, [], "", f"https://{NAME}/")
    assert score(sound)[0] == 150
    value, expected = WEAKER[name]
    assert score(sound._replace(headers={**GOOD, name: value}))[0] == expected


def test_a_cookie_that_a_script_can_read_costs_the_a_plus() -> None:
    leaky = Answer(GOOD, ["saved_key=1; Secure; SameSite=Strict"], "", f"https://{NAME}/")
    assert score(leaky)[0] == 70


def test_the_server_is_what_readers_get(server) -> None:
    """Else all of the above would judge another app."""
    host, port = server.host.split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(f"GET / HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
        assert b" 301 " in raw.recv(100)
