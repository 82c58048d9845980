"""Cookies that are not ours word for word, as a sibling host can plant them, are never read.

Browsers keep a name that begins with __Host- from other hosts, and let one through that begins with
a Unicode space. Django strips such spaces, so it would read that name as ours.
"""

from __future__ import annotations

import base64
import os
import secrets
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.browser.server import serving

# They ask a server of their own.
pytestmark = pytest.mark.slow

NAME = "thread.example"
# All that Python strips, in the bytes that a browser sends.
SPACES = [one for one in map(chr, range(0x3001)) if one.isspace() and one not in " \t\r\n"]
CHOICE = b"__Host-display=dark.largest"
TAKEN = b'data-theme="dark"'


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[tuple[str, int]]:
    """The app as it serves readers: over https, as the proxy in front tells it."""
    folder = tmp_path_factory.mktemp("cookies")
    env = {
        "LOCAL_HTTP": "",
        "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SERVER_KEYS": "1:" + base64.b64encode(os.urandom(32)).decode(),
        "DATABASE_URL": f"sqlite:///{folder}/test.sqlite3",
    }
    with serving("gutskin.wsgi", "--workers", "1", **env) as (address, _):
        where = urlsplit(address)
        yield str(where.hostname), int(where.port or 0)


def ask(
    place: tuple[str, int], cookie: bytes, line: str = "GET /display/", more: str = ""
) -> bytes:
    """The whole answer to a request with these bytes as its Cookie header."""
    head = f"{line} HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-Proto: https\r\n{more}"
    sent = head.encode() + b"Connection: close\r\nCookie: " + cookie + b"\r\n\r\n"
    with socket.create_connection(place, timeout=20) as server:
        server.sendall(sent)
        return b"".join(iter(lambda: server.recv(65536), b""))


def test_a_cookie_of_ours_is_read(place) -> None:
    answer = ask(place, b"theirs=1; " + CHOICE + b"; other")
    assert answer.startswith(b"HTTP/1.1 200")
    assert TAKEN in answer


@pytest.mark.parametrize("space", SPACES, ids=ascii)
@pytest.mark.parametrize("place_of_it", ["{}", "a=1; {} "])
def test_a_name_behind_a_unicode_space_is_not_ours(place, space, place_of_it) -> None:
    assert TAKEN not in ask(place, place_of_it.format(space).encode() + CHOICE)


@pytest.mark.parametrize(
    "cookie",
    [
        CHOICE.replace(b"=", b" ="),
        CHOICE.replace(b"=", "\u2000=".encode()),
        CHOICE.replace(b"=", b"\xa0="),
        b"\xa0" + CHOICE,
        b"\x85" + CHOICE,
        b"a=1;\t" + CHOICE,
        b"=" + CHOICE,
        b"a=1; =" + CHOICE,
        b'"' + CHOICE + b'"',
        CHOICE.replace(b"__Host-display", b'"__Host-display"'),
        b"$Version=1, " + CHOICE,
        b"a=1, " + CHOICE,
        b'a="b; \\"' + CHOICE,
        CHOICE.replace(b"__Host-", b"__host-"),
        CHOICE.replace(b"display", b"Display"),
        CHOICE.replace(b"__Host-", b"__HOST-"),
        CHOICE.replace(b"__Host-", b"__Secure-"),
        CHOICE.replace(b"__Host-", b""),
        CHOICE.replace(b"__Host-", "__Host\u2010".encode()),
        CHOICE.replace(b"=", b"\0="),
        CHOICE.replace(b"__Host-", "\uff3f_Host-".encode()),
    ],
    ids=ascii,
)
def test_a_name_that_is_like_ours_is_not_ours(place, cookie) -> None:
    assert TAKEN not in ask(place, cookie)


@pytest.mark.parametrize("first", [b"light.normal", b"dark.largest"])
def test_of_a_cookie_that_comes_twice_neither_is_read(place, first) -> None:
    other = {b"light.normal": b"dark.largest", b"dark.largest": b"light.normal"}[first]
    answer = ask(place, b"__Host-display=" + first + b"; __Host-display=" + other)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"data-theme" not in answer


TWICE = b"__Host-saved_key=a; __Host-display=dark.large; __Host-saved_key=b"
TOLD = b"Your browser sent us a cookie twice"


@pytest.mark.parametrize("line", ["GET /saved/", "GET /check/gut/", "GET /results/abcdefgh/"])
def test_a_cookie_that_comes_twice_is_told_and_never_said_to_be_missing(place, line) -> None:
    answer = ask(place, TWICE, line)
    assert answer.startswith(b"HTTP/1.1 400")
    assert TOLD in answer
    assert b"There is no list" not in answer
    assert b"There are no answers" not in answer


@pytest.mark.parametrize("path", ["/", "/help/", "/tips/", "/privacy/"])
def test_pages_that_tell_nothing_of_a_person_stay_when_a_cookie_comes_twice(place, path) -> None:
    assert ask(place, TWICE, f"GET {path}").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent_from", ["", "cross-site", "same-site", "same-origin"])
@pytest.mark.parametrize("path", ["/check/delete/", "/saved/forget/", "/clear/"])
def test_with_a_cookie_twice_nothing_can_be_done_but_clear_them(place, path, sent_from) -> None:
    more = "Content-Length: 0\r\n"
    more += f"Sec-Fetch-Site: {sent_from}\r\n" if sent_from else ""
    answer = ask(place, TWICE, f"POST {path}", more)
    if sent_from not in {"", "same-origin"}:
        assert answer.startswith(b"HTTP/1.1 403")
        assert b"Clear-Site-Data" not in answer
    elif path == "/clear/":
        assert answer.startswith(b"HTTP/1.1 302")
        assert b'Clear-Site-Data: "cache", "cookies", "storage"' in answer
    else:
        assert answer.startswith(b"HTTP/1.1 400")
        assert TOLD in answer
        assert b"Set-Cookie" not in answer


@pytest.mark.parametrize("kilobytes", [9, 60, 760])
def test_a_flood_of_planted_cookies_changes_nothing(place, kilobytes) -> None:
    flood = b"; ".join(b"planted%d=" % number + b"x" * 1000 for number in range(kilobytes))
    answer = ask(place, flood + b"; " + CHOICE)
    assert answer.startswith(b"HTTP/1.1 200")
    assert TAKEN in answer
