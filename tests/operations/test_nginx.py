"""A real nginx keeps nothing of what passes through it, and says what is wrong in words of ours."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import suppress
from urllib.request import urlopen

import pytest

from tests.browser.server import free_port
from tests.harness.nginx import DEPLOY, MISSING, NAME, nginx
from tests.reading import blocks_of, kincaid, whole_sentences, words

pytestmark = [pytest.mark.slow, pytest.mark.skipif(MISSING, reason="nginx or openssl is not here")]


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("nginx")) as running:
        yield running


def client_hello() -> bytes:
    context = ssl.create_default_context()
    sent = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname=NAME).do_handshake()
    return sent.read()


def mutated(hello: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, or cut off. Its first five say what it is: then nobody reads on."""
    changed = bytearray(hello[: chance.randrange(9, len(hello) + 1)])
    for _ in range(chance.randrange(1, 9)):
        changed[chance.randrange(5 if chance.random() < 0.8 else 0, len(changed))] = (
            chance.randrange(256)
        )
    return bytes(changed)


# The longest page of a result that was ever seen, and one that is longer than anything of ours.
@pytest.mark.parametrize("size", [141_000, 450_000])
def test_slow_readers_leave_nothing_on_the_disk_and_keep_no_worker(front, size) -> None:
    slow = []
    before = len(front.given)
    for _ in range(8):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        s.connect(("127.0.0.1", front.https))
        slow.append(s)
        tls = front.secured(s)
        tls.sendall(f"GET /page/{size}/ HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        slow.append(tls)
    time.sleep(1)
    assert front.given[before:] == [size] * 8
    assert front.temporary() == []
    for s in slow:
        s.close()


def test_what_is_sent_is_kept_in_memory_however_it_comes(front) -> None:
    form = b"a=" + b"x" * 127_000
    head = f"POST /page/100/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n"
    whole = f"{head}Content-Length: {len(form)}\r\n\r\n".encode() + form
    assert front.ask(whole)[1]["got"] == str(len(form))
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part)
        for part in (form[at : at + 1000] for at in range(0, len(form), 1000))
    )
    chunked = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks + b"0\r\n\r\n"
    assert front.ask(chunked)[1]["got"] == str(len(form))
    assert front.temporary() == []


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
@pytest.mark.parametrize("size", [1_000, 127_000, 131_072, 131_073, 400_000])
def test_what_is_sent_over_http_2_is_kept_in_memory_too(front, tmp_path, size) -> None:
    (tmp_path / "form").write_bytes(b"x" * size)
    for more in ([], ["--header", "Content-Length:"]):
        status = curl(front, "/page/100/", "--data-binary", f"@{tmp_path / 'form'}", *more)[0]
        assert status == (200 if size <= 131_072 else 413)
    assert front.temporary() == []


def curl(front, path: str, *more: str) -> tuple[int, str]:
    """Status and body over HTTP/2."""
    done = subprocess.run(
        ["curl", "--silent", "--insecure", "--http2", "--resolve",
         f"{NAME}:{front.https}:127.0.0.1", "--write-out", "\n%{http_code} %{http_version}",
         f"https://{NAME}:{front.https}{path}", *more],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    body, _, last = done.stdout.rpartition("\n")
    status, version = last.split()
    assert version == "2"
    return int(status), body


def test_no_page_is_packed_whatever_the_rest_of_the_machine_does(front) -> None:
    assert "gzip on;" in (front.folder / "conf").read_text()
    status, headers, body = front.get("/page/20000/", "Accept-Encoding: gzip, br")
    assert (status, len(body)) == (200, 20_000)
    assert "content-encoding" not in headers


def test_no_address_is_written_down_however_broken_the_handshake(front) -> None:
    hello, chance = client_hello(), random.Random(11)
    assert len(hello) > 200
    for _ in range(400):
        with socket.create_connection(("127.0.0.1", front.https), timeout=5) as s:
            s.sendall(mutated(hello, chance))
            with suppress(OSError):
                s.shutdown(socket.SHUT_WR)
                s.recv(4096)
    # Other names, none, and words that are no request.
    for port in (front.http, front.https):
        for sent in (b"\x16\x03\x01\xff\xff", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
                s.sendall(sent)
                with suppress(OSError):
                    s.recv(4096)
    front.get("/bare/500/")
    front.get("/page/100/", f"Cookie: {'x' * 40_000}")
    assert "client" not in front.logged()
    assert "127.0.0.1" not in front.logged()


# As much as curl can send, as long as a browser lets one be.
COOKIES = [f"Cookie: c{n}={secrets.token_hex(2_000)}" for n in range(15)]
REFUSED = {
    "cookies": ("/page/100/", [f"Cookie: {'x' * 40_000}"], 431, "cookies"),
    "many cookies": ("/page/100/", [f"X-{n}: {'x' * 8_000}" for n in range(99)], 431, "cookies"),
    "no header": ("/page/100/", ["no colon here"], 400, "cookies"),
    "address": (f"/page/100/?{'x' * 33_000}", [], 414, "too-much"),
    "form": ("/page/100/", ["Content-Length: 500000"], 413, "too-much"),
    "gunicorn's line": ("/bare/414/", [], 414, "too-much"),
    "gunicorn's headers": ("/bare/431/", [], 431, "cookies"),
    "gunicorn away": ("/bare/502/", [], 503, "away"),
    "gunicorn late": ("/bare/504/", [], 503, "away"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_never_reaches_the_app_is_answered_with_a_page_of_ours(front, case) -> None:
    path, lines, expected, page = REFUSED[case]
    status, headers, body = front.get(path, *lines)
    assert (status, body) == (expected, (DEPLOY / "pages" / f"{page}.html").read_bytes())
    assert locked_down(headers) == []
    assert headers.get("retry-after") == ("60" if page == "away" else None)


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_all_the_cookies_that_a_browser_keeps_are_answered_with_a_page(front, tmp_path) -> None:
    # Each on a line of its own, as browsers send them over HTTP/2.
    (tmp_path / "cookies").write_text("\n".join(COOKIES))
    sent = ("--header", f"@{tmp_path / 'cookies'}")
    assert curl(front, "/bare/431/", *sent) == (431, (DEPLOY / "pages/cookies.html").read_text())
    assert curl(front, "/page/100/", *sent)[0] == 200


def test_the_button_of_the_page_on_cookies_clears_them_and_nothing_else_does(front) -> None:
    def pressed(line: str, cookie: int = 40_000) -> tuple[int, dict[str, str], bytes]:
        rest = f"Host: {NAME}\r\nConnection: close\r\nContent-Length: 0\r\nCookie: {'x' * cookie}"
        return front.ask(f"{line} HTTP/1.1\r\n{rest}\r\n\r\n".encode())

    assert b'<form method="post" action="/clear/">' in pressed("GET /saved/")[2]
    status, headers, body = pressed("POST /clear/")
    assert (status, headers["clear-site-data"]) == (431, '"cookies"')
    assert body == (DEPLOY / "pages/cleared.html").read_bytes()
    for line in ("GET /clear/", "POST /clear/x", "POST /check/delete/", "GET /nginx/cleared.html"):
        assert "clear-site-data" not in pressed(line)[1]
    # With no more than can be read, the app is asked.
    assert pressed("POST /clear/", 9_000)[2] == b"bare"


def test_pages_of_the_app_pass_as_they_are(front) -> None:
    for status in (400, 403, 404, 405, 422, 429, 500, 503):
        assert front.get(f"/bare/{status}/")[::2] == (status, b"bare")


def test_an_app_that_is_away_is_a_page_for_whoever_sends_a_form_too(tmp_path) -> None:
    with nginx(tmp_path, f"127.0.0.1:{free_port()}") as front:
        form = (
            f"POST / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: 3\r\n\r\na=b"
        )
        for answer in (front.get("/"), front.ask(form.encode())):
            status, headers, body = answer
            assert (status, headers["retry-after"]) == (503, "60")
            assert body == (DEPLOY / "pages/away.html").read_bytes()
            assert locked_down(headers) == []


def locked_down(headers: dict[str, str]) -> list[str]:
    """What the headers of every page of the app say and these do not, or a style they forbid."""
    from django.conf import settings

    from habits.site import middleware

    wanted = {**middleware.HEADERS, **middleware.WITHOUT_DJANGO, "Cache-Control": "no-store"}
    policy = wanted.pop("Content-Security-Policy").split("; ")
    assert settings.SECURE_HSTS_PRELOAD
    faults = [name for name, value in wanted.items() if headers.get(name.lower()) != value]
    got = headers.get("content-security-policy", "").split("; ")
    faults += [part for part in policy if part not in got]
    return faults + [name for name in ("server",) if "/" in headers.get(name, "")]


def test_the_pages_style_is_the_one_that_their_headers_allow() -> None:
    allowed = re.findall(r"style-src 'sha256-([^']+)'", (DEPLOY / "nginx.conf").read_text())
    for page in (DEPLOY / "pages").iterdir():
        html = page.read_text()
        (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
        found = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert allowed == [found]
        assert not re.search(r"<script|style=| on\w+=|https?:", html)


def test_the_pages_are_as_easy_to_read_as_all_others() -> None:
    for page in (DEPLOY / "pages").iterdir():
        said = whole_sentences(blocks_of(page.read_text()))
        assert said
        assert kincaid(said) <= 6, page.name
        assert max(len(words(sentence)) for sentence in said) <= 20


def test_the_proof_for_a_certificate_is_given_out_and_all_else_goes_to_https(front) -> None:
    proof = front.root / ".well-known/acme-challenge/token"
    proof.parent.mkdir(parents=True)
    proof.write_text("token.thumbprint")
    where = f"http://127.0.0.1:{front.http}"
    with plain(front, "/.well-known/acme-challenge/token") as s:
        assert s.recv(4096).split(b"\r\n\r\n")[1] == b"token.thumbprint"
    for path in ("/", "/results/", "/.well-known/other"):
        with plain(front, path) as s:
            answer = s.recv(4096).decode()
        assert answer.startswith("HTTP/1.1 301")
        assert f"Location: https://{NAME}{path}\r\n" in answer
    with pytest.raises(OSError, match="closed connection"):
        urlopen(f"{where}/.well-known/acme-challenge/token", timeout=5)  # noqa: S310  our own


def plain(front, path: str) -> socket.socket:
    s = socket.create_connection(("127.0.0.1", front.http), timeout=5)
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
    return s
