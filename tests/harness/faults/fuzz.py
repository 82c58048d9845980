"""T5: malformed requests over raw sockets against every address.

Each request is made from a seed and a number alone, so that one that breaks something can be sent
again.
"""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

from django.conf import settings
from django.urls import get_resolver

from habits.engine.loaded import get_content
from tests.harness.faults.app import ROOT, App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor, cookie_header

# Many of them wait until the server has waited long enough.
CLIENTS = 8
PATIENCE = 5.0
TOKEN = "a" * 32
HANDLE = re.compile("<handle:[a-z]+>")
NUMBER = re.compile("<int:[a-z]+>")
UNKNOWN = (
    "/nowhere/", "/check/", "/check/nothing/", "/results", "/results/nothing/", "/admin/", "/.env",
    "/static/", "/static/nothing.css", "/static/../gutskin/settings.py", "/favicon.ico",
    "/robots.txt", "//", "/%00", "/%ff", "/check/%00/", "/static/%00", "/é", "*", "",
    "http://127.0.0.1/", "http://[/", "//[::1/", "/?%", "/check/you/?change=%00", "/#x",
    "/results/abcdefgh/", "/results/ABCDEFGH/", "/results/abcdefgh/nothing/", "/results/abc%00fgh/",
    "/saved/compare/abcdefgh/abcdefgh/", "/saved/open/abcdefgh/", "/results/abcdefgh/shown.css",
)  # fmt: skip


@dataclass
class Request:
    """What goes over the wire, in pieces; the first part may be changed before it is joined."""

    method: bytes
    path: bytes
    version: bytes = b"HTTP/1.1"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    raw: bytes | None = None
    pause: float = 0
    # The server has to answer without more bytes and without an end of ours.
    whole: bool = True

    def put(self, name: bytes, value: bytes) -> None:
        self.headers = [h for h in self.headers if h[0].lower() != name.lower()]
        self.headers.append((name, value))

    def bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        head = b" ".join((self.method, self.path, self.version)) + b"\r\n"
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in self.headers)
        return head + lines + b"\r\n" + self.body


@dataclass(frozen=True)
class Known:
    """What a client may know: addresses, a draft, a list, and results to work on.

    opened: cookies of results that are open, by handle; some of them are there to be deleted, and
    so is a list: else there would soon be nothing left to work on.
    """

    paths: list[str]
    draft: str
    list_code: str
    list_to_delete: str
    codes: list[str]
    opened: dict[str, str]
    to_delete: list[str]
    fields: list[str]


def addresses() -> list[str]:
    found = []
    for pattern in get_resolver("gutskin.urls").url_patterns:
        route = f"/{pattern.pattern}"
        # A handle is put in later (plain()).
        if "<" not in route or "<handle:" in route:
            found.append(route)
    # Where codes and names are worked on, more often than elsewhere.
    found += [path for path in found if path.startswith(("/results/", "/saved/"))] * 2
    found += [f"/check/{page}/" for page in get_content().questionnaire.by_page]
    names = sorted((ROOT / "static").rglob("*.*"))
    return found + [f"/static/{name.relative_to(ROOT / 'static')}" for name in names[:6]]


def known(app: App) -> Known:
    visitor = Visitor(app)
    codes = [visitor.submit(Form.of(number)).code for number in range(10)]
    lists = []
    for code in (codes[0], codes[-1]):
        visitor.on_result(code, "add")
        lists.append(visitor.cookies[settings.SAVED_COOKIE_NAME])
    jar = visitor.jar()
    handles = [visitor.address(code, jar).split("/")[2] for code in codes]
    opened = {handle: jar[f"{settings.OPEN_COOKIE_NAME}_{handle}"] for handle in handles}
    questions = list(get_content().questionnaire.by_question)
    fields = [
        "code", "days", "name", "confirm", "remember", "continue", "skip", "change", "region",
        "page", "again", "delete", "mistake", "wait",
    ]  # fmt: skip
    return Known(
        addresses(), Form.of(1).cookie, *lists, codes[:6], opened, handles[6:], fields + questions
    )


def value(chance: random.Random, facts: Known) -> bytes:
    """Something to put in a field, as it goes over the wire."""
    return chance.choice(
        (
            lambda: b"", lambda: b"1", lambda: b"%00", lambda: b"\x00", lambda: b"%ff%fe",
            lambda: b"%", lambda: b"%zz", lambda: b"none", lambda: b"yes", lambda: b"365",
            lambda: b"9" * chance.choice((5, 400, 4301, 30_000)), lambda: "²".encode(),
            lambda: b"-1", lambda: b"1e9", lambda: "١".encode(), lambda: b"a" * 30_000,
            lambda: b"%ed%a0%80", lambda: b"%F0%9F%A6%A0" * 20, lambda: b"a" * 32,
            lambda: chance.choice(facts.codes).encode(), lambda: b"%C3%9F" * 16,
            lambda: chance.choice(facts.codes).upper().encode(), lambda: b"=" * 32,
            # Letters that become others in upper case.
            lambda: chance.choice(facts.codes).replace("s", "ſ").replace("i", "ı").encode(),
            lambda: facts.list_code.replace("s", "ſ").replace("i", "ı").encode(),
            lambda: chance.choice(facts.codes).replace("ss", "ß").encode(),
            lambda: b"<script>", lambda: b"{{1}}", lambda: b"'%3B--", lambda: b"a%0d%0aX:+1",
            lambda: quote_from_bytes(chance.randbytes(40)).encode(),
        )
    )()  # fmt: skip


def form(chance: random.Random, facts: Known) -> bytes:
    pairs = [b"csrfmiddlewaretoken=" + TOKEN.encode()] if chance.random() < 0.8 else []
    for _ in range(chance.choice((0, 1, 2, 3, 3, 5))):
        names = facts.fields[:14] if chance.random() < 0.6 else facts.fields
        pairs.append(chance.choice(names).encode() + b"=" + value(chance, facts))
    if chance.random() < 0.4:
        pairs.append(b"code=" + chance.choice(facts.codes).encode())
    chance.shuffle(pairs)
    return b"&".join(pairs)


def cookies(chance: random.Random, facts: Known, path: str) -> bytes:
    odd = chance.random() < 0.4
    draft, saved, token = facts.draft, facts.list_code, TOKEN
    opened = dict(facts.opened)
    if path == "/saved/delete/":
        saved = facts.list_to_delete
    if odd:
        draft = chance.choice((draft, draft[:-9], "", "x" * 5000, '"', "\xe4"))
        saved = chance.choice((saved, "", "a" * 32, "é" * 16, "x" * 9000, "ſ" * 32))
        token = chance.choice((token, token, token, "short", "", "é" * 32))
        handle, other = chance.sample(list(opened), 2)
        sealed = chance.choice((opened[other], opened[handle][:-9], draft, "", "x" * 3000, "\xe4"))
        # Also under a name that no handle of ours has.
        opened[chance.choice((handle, handle, "", "é", "abcdefgh"))] = sealed
    jar = [
        f"{settings.CSRF_COOKIE_NAME}={token}",
        f"{settings.DRAFT_COOKIE_NAME}={draft}",
        f"{settings.SAVED_COOKIE_NAME}={saved}",
        *(f"{settings.OPEN_COOKIE_NAME}_{handle}={sealed}" for handle, sealed in opened.items()),
    ]
    chance.shuffle(jar)
    return "; ".join(jar).encode("utf-8", "replace")


def plain(chance: random.Random, facts: Known, host: str) -> Request:
    """A request as a browser sends it, to any address, with odd values at most."""
    known_path = chance.random() < 0.85
    path = chance.choice(facts.paths if known_path else UNKNOWN)
    handles = [handle for handle in facts.opened if handle not in facts.to_delete]
    if path == "/results/<handle:handle>/delete/":
        handles = facts.to_delete
    path = NUMBER.sub(str(chance.choice((0, 1, 7, 10**9))), path)
    while HANDLE.search(path):
        path = HANDLE.sub(chance.choice(handles), path, count=1)
    request = Request(
        b"GET", path.encode(), headers=[(b"Host", host.encode()), (b"Connection", b"close")]
    )
    if chance.random() < 0.9:
        request.put(b"Cookie", cookies(chance, facts, path))
    if chance.random() < 0.6:
        request.method = b"POST"
        request.body = form(chance, facts)
        request.put(b"Content-Type", b"application/x-www-form-urlencoded")
        request.put(b"Content-Length", str(len(request.body)).encode())
    elif chance.random() < 0.3:
        request.path += b"?" + form(chance, facts)
    return request


# Each of these breaks a request in its own way.

Break = Callable[[random.Random, Known, Request], None]


def nothing(chance: random.Random, facts: Known, request: Request) -> None:
    """Odd values alone are enough."""


def request_line(chance: random.Random, facts: Known, request: Request) -> None:
    request.whole = False
    choice = chance.randrange(10)
    if choice == 0:
        request.method = chance.choice(
            (b"", b"get", b"HEAD", b"PUT", b"TRACE", b"OPTIONS", b"CONNECT", b"PRI", b"G\x00T",
             b"G" * 9000, b"\xff\xfe", b"GET ", b" GET", b"PROPFIND", b"M-SEARCH")
        )  # fmt: skip
    elif choice == 1:
        request.version = chance.choice(
            (b"", b"HTTP/0.9", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9.9", b"HTTP/1", b"http/1.1",
             b"HTTP/1.1 x", b"HTTPS/1.1", b"HTTP/1.1\x00", b"HTTP/11", b"HTTP/-1.1")
        )  # fmt: skip
    elif choice == 2:
        request.path += chance.choice((b"%00", b"\x00", b" x", b"\t", b"%2e%2e/", b"//", b"\xff"))
    elif choice == 3:
        request.path += b"a" * chance.choice((3000, 5000, 20_000))
    elif choice == 4:
        request.path += b"?" + b"&".join([b"a=1"] * chance.choice((100, 900)))
    elif choice == 5:
        request.raw = chance.randbytes(chance.choice((1, 10, 300, 5000)))
    elif choice == 6:
        request.raw = b"\r\n" * chance.choice((1, 3, 5000)) + request.bytes()
    elif choice == 7:
        request.raw = request.bytes().replace(b"\r\n", chance.choice((b"\n", b"\r", b"\n\r")))
    elif choice == 8:
        request.raw = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(200)
    else:
        request.path = b"http://" + chance.choice((b"x", b"[", b"\x00", b"a@b:c")) + request.path


def header(chance: random.Random, facts: Known, request: Request) -> None:
    request.whole = False
    odd = chance.choice(
        (b"", b"\x00", b"\xff", b"a" * 9000, b"-1", b"a\nb", b"a\r b", b"\x7f", b";")
    )
    name = chance.choice(
        (b"Host", b"Cookie", b"Content-Type", b"Content-Length", b"Connection", b"Expect",
         b"Accept", b"Range", b"If-Modified-Since", b"If-None-Match", b"Origin", b"Referer",
         b"X-Forwarded-For", b"X-Forwarded-Proto", b"X-Forwarded-Host", b"Upgrade", b"X-Fragment",
         b"HX-Request", b"HX-Current-URL", b"HX-Current-URL-URI-AutoEncoded", b"HX-Boosted",
         b"Triggering-Event", b"HX-Prompt", b"Date", b"X-HTTP-Method-Override", b"SCRIPT_NAME",
         b"Sec-Fetch-Site", b"X-CSRFToken", b"Proxy", b"PATH_INFO", b"Authorization", b"Trailer")
    )  # fmt: skip
    choice = chance.randrange(9)
    if choice == 0:
        request.put(name, odd)
    elif choice == 1:
        request.headers.append((name, odd))
    elif choice == 2:
        request.put(name, chance.randbytes(chance.choice((1, 20, 400))))
    elif choice == 3:
        count = chance.choice((50, 99, 101, 400))
        request.headers += [(b"X-%d" % number, b"x" * 20) for number in range(count)]
    elif choice == 4:
        line = chance.choice((b"no colon", b": no name", b" folded: x", b"a b: c", b"a\x00: b"))
        request.raw = request.bytes().replace(b"\r\n", b"\r\n" + line + b"\r\n", 1)
    elif choice == 5:
        request.put(
            b"Host",
            chance.choice((b"", b"evil.example", b"127.0.0.1:x", b"[", b"a" * 300, b"127.0.0.1, a",
                           b"127.0.0.1:99999", b"\xe4", b"[::1]", b"127.0.0.1/", b"a@b")),
        )  # fmt: skip
    elif choice == 6:
        request.headers = [
            h for h in request.headers if h[0] != chance.choice((b"Host", b"Cookie"))
        ]
    elif choice == 7:
        request.put(b"HX-Request", b"true")
        request.put(b"HX-Current-URL", chance.choice((b"http://[", b"%", b"\xff", b"x" * 5000)))
        request.put(b"X-Fragment", odd)
    else:
        request.put(b"Expect", chance.choice((b"100-continue", b"200-ok", b"", b"100-continue, x")))
        request.put(
            b"Range", chance.choice((b"bytes=5-2", b"bytes=-", b"bytes=0-99999999", b"x=1"))
        )
        request.put(b"If-Modified-Since", chance.choice((b"x", b"Mon, 99", b"0", b"9" * 400)))


def chunked(chance: random.Random, facts: Known, request: Request) -> None:
    request.method, request.whole = b"POST", False
    request.put(b"Content-Type", b"application/x-www-form-urlencoded")
    request.put(
        b"Transfer-Encoding",
        chance.choice((b"chunked", b"chunked", b"chunked", b"Chunked", b"chunked, chunked",
                       b"gzip, chunked", b"xchunked", b" chunked", b"chunked;q=1", b"identity")),
    )  # fmt: skip
    if chance.random() < 0.7:
        request.headers = [h for h in request.headers if h[0] != b"Content-Length"]
    data = form(chance, facts)[:2000]
    size = chance.choice(
        (b"%x" % len(data), b"%x" % len(data), b"%X" % (len(data) + 5), b"-1", b"0x10", b"", b"zz",
         b"f" * 40, b"1 ", b" 1", b"%x;a=b" % len(data), b"%x;" % len(data) + b"a" * 9000, b"1_0")
    )  # fmt: skip
    end = chance.choice(
        (
            b"0\r\n\r\n",
            b"0\r\n\r\n",
            b"0\r\n",
            b"",
            b"0\r\nA: b\r\n\r\n",
            b"00000\r\n\r\n",
            b"0\r\n" + b"a: b\r\n" * 300 + b"\r\n",
            b"0\r\n\x00\r\n\r\n",
        )
    )
    request.body = size + b"\r\n" + data + chance.choice((b"\r\n", b"\r\n", b"", b"\n")) + end


def length(chance: random.Random, facts: Known, request: Request) -> None:
    request.method, request.whole = b"POST", False
    request.body = request.body or form(chance, facts)
    told = chance.choice(
        (b"0", b"1", b"%d" % (len(request.body) // 2), b"%d" % (len(request.body) + 50),
         b"-1", b"+5", b"0x10", b"five", b"", b"1, 2", b"9" * 30, b"1.5",
         b"1 1", b"%d" % 10**7, "٣".encode())
    )  # fmt: skip
    request.put(b"Content-Length", told)
    if chance.random() < 0.3:
        request.headers.append((b"Content-Length", b"%d" % chance.randrange(100)))


def multipart(chance: random.Random, facts: Known, request: Request) -> None:
    request.method = b"POST"
    edge = chance.choice(
        (b"x", b"x" * 70, b"x" * 300, b"", b'"x"', b'"x', b"\xff", b"x y", b"\x00")
    )
    kind = chance.choice(
        (
            b"multipart/form-data; boundary=" + edge,
            b"multipart/form-data",
            b"multipart/mixed",
            b"multipart/form-data; boundary=" + edge + b"; charset=nope",
            b"multipart/form-data;;=",
            b"multipart/form-data; boundary*=utf-8''x",
            b"MULTIPART/FORM-DATA; BOUNDARY=" + edge,
        )
    )
    part = chance.choice(
        (b'form-data; name="code"', b'form-data; name="', b"form-data", b"", b'form-data; name=""',
         b'form-data; name="a"; filename="a.txt"', b'form-data; name="a"; filename="../\x00"',
         b"form-data; name*=utf-8''%ff", b"form-data; name*=nope''a", b'attachment; name="a"',
         b'form-data; name="csrfmiddlewaretoken"', b'form-data; name="' + b"a" * 9000 + b'"')
    )  # fmt: skip
    more = chance.choice(
        (
            b"",
            b"",
            b"Content-Transfer-Encoding: base64\r\n",
            b"X" * 2000 + b"\r\n",
            b"Content-Type: text/plain; charset=x\r\n",
            b"\xff: \xff\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n",
            b"Content-Length: 99999999999999999999\r\n",
            b"Content-Length: x\r\n",
            b"Content-Type: application/octet-stream; a*0*=b\r\n",
        )
    )
    one = b"--" + edge + b"\r\nContent-Disposition: " + part + b"\r\n" + more + b"\r\n"
    one += chance.choice((TOKEN.encode(), b"\xff\xff!", b"a", chance.randbytes(300))) + b"\r\n"
    end = chance.choice((b"--" + edge + b"--\r\n", b"--" + edge, b"--", b""))
    request.body = one * chance.choice((1, 1, 2, 40, 300)) + end
    request.put(b"Content-Type", kind)
    request.put(b"Content-Length", b"%d" % len(request.body))


def other_body(chance: random.Random, facts: Known, request: Request) -> None:
    request.method = b"POST"
    request.body = request.body or form(chance, facts)
    plain = b"application/x-www-form-urlencoded; charset="
    kind = chance.choice(
        (b"application/json", b"text/plain", b"", b"/", b";", b"\xff", b"a" * 9000, plain + b"nope",
         plain + b"utf-7", plain + b"utf-16", plain + b"\x00", plain + b"idna")
    )  # fmt: skip
    request.put(b"Content-Type", kind)
    request.put(b"Content-Length", b"%d" % len(request.body))


def huge(chance: random.Random, facts: Known, request: Request) -> None:
    request.method, request.whole = b"POST", False
    unit = chance.choice((b"a", b"a=1&", b"&", b"=", b"%00", b"\x00", b"code=" + b"a" * 32 + b"&"))
    request.body += b"&" + unit * (chance.choice((2_000, 66_000, 300_000)) // len(unit))
    request.put(b"Content-Type", b"application/x-www-form-urlencoded")
    request.put(b"Content-Length", b"%d" % len(request.body))


def damaged(chance: random.Random, facts: Known, request: Request) -> None:
    """Bytes changed, left out and put in anywhere."""
    raw = bytearray(request.bytes())
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(raw))
        if (choice := chance.randrange(4)) == 0:
            raw[at] = chance.randrange(256)
        elif choice == 1:
            del raw[at : at + chance.randrange(1, 20)]
        elif choice == 2:
            raw[at:at] = chance.choice((b"\x00", b"\r\n", b"\r", b"\n", b"%", b"\xff", b" ", b":"))
        else:
            raw[at:at] = raw[at // 2 : at]
        raw = raw or bytearray(b"x")
    request.raw, request.whole = bytes(raw), False


def slow(chance: random.Random, facts: Known, request: Request) -> None:
    request.pause = chance.uniform(0.02, 0.3)


def cut_short(chance: random.Random, facts: Known, request: Request) -> None:
    raw = request.bytes()
    request.raw, request.whole = raw[: chance.randrange(len(raw))], False


BREAKS: tuple[Break, ...] = (
    nothing, nothing, request_line, header, chunked, length, multipart, other_body, huge, damaged,
    cut_short,
)  # fmt: skip


def request(seed: int, number: int, facts: Known, host: str) -> tuple[str, Request]:
    """Request `number` of this seed, and the name of what was done to it."""
    chance = random.Random(f"{seed}/{number}")
    made = plain(chance, facts, host)
    harm = BREAKS[number % len(BREAKS)]
    harm(chance, facts, made)
    if number % 20 == 7:
        slow(chance, facts, made)
    return harm.__name__, made


def traps(facts: Known, host: str) -> list[tuple[str, Request]]:
    """What broke this app, or apps like it, once: sent in every run."""
    codes = [code for code in (facts.list_code, *facts.codes) if "s" in code or "i" in code]
    other = [code.replace("s", "ſ").replace("i", "ı") for code in codes]
    handle = next(iter(facts.opened))
    bodies = {
        f"/results/{handle}/keep/": [f"days={'9' * 5000}"],
        "/saved/open/": [f"code={code}&confirm=1" for code in other],
        "/saved/compare/": [f"code={code}&code={facts.codes[0]}" for code in other],
        "/results/open/": [
            f"code={code}{more}" for code in other for more in ("", "&again=1", "&delete=1")
        ],
    }
    made = []
    for path, forms in bodies.items():
        for body in forms:
            post = Request(b"POST", path.encode())
            post.body = f"csrfmiddlewaretoken={TOKEN}&{body}".encode()
            post.put(b"Content-Type", b"application/x-www-form-urlencoded")
            made.append(post)
    for path in ("/nowhere/", "/check/gut/"):
        post = Request(b"POST", path.encode(), body=b"--x\r\n")
        post.put(b"Content-Type", b"multipart/form-data; boundary=x")
        made.append(post)
    # Django reads the type and the query before it can answer for what is wrong with them.
    for kind, query in (
        ("application/x-www-form-urlencoded; charset=utf-8", "a=1&" * 300),
        ("application/x-www-form-urlencoded; charset=idna", "a=%"),
        ("text/plain; a*=nope''b", ""),
        ("multipart/form-data; boundary*=nope''b", ""),
    ):
        post = Request(b"POST", b"/about/?" + query.encode())
        post.put(b"Content-Type", kind.encode())
        made.append(post)
    for name in (b"SCRIPT_NAME", b"PATH_INFO"):
        get = Request(b"GET", b"/about/")
        get.put(name, b"/x\xff")
        made.append(get)
    for query in ("9" * 5000, "²", "١", "-1", "%00", "1e9"):
        made.append(Request(b"GET", f"/check/tips/?wait={quote(query)}".encode()))
    names = (
        settings.CSRF_COOKIE_NAME,
        settings.SAVED_COOKIE_NAME,
        settings.DRAFT_COOKIE_NAME,
        f"{settings.OPEN_COOKIE_NAME}_{handle}",
    )
    values = (TOKEN, facts.list_code, facts.draft, facts.opened[handle])
    jar = cookie_header(dict(zip(names, values, strict=True)))
    for each in made:
        each.put(b"Host", host.encode())
        each.put(b"Connection", b"close")
        each.put(b"Cookie", jar.encode())
        each.put(b"Content-Length", b"%d" % len(each.body))
    return [("trap", each) for each in made]


@dataclass
class Reply:
    status: int | None
    hung: bool


def send(host: str, request: Request, linger: bool) -> Reply:
    """Send it and wait for the first line of an answer, or for the end.

    linger: leave our side open, so that the server has to answer of its own accord.
    """
    address, port = host.split(":")
    raw = request.bytes()
    half = len(raw) // 2 if request.pause else len(raw)
    data = b""
    with socket.create_connection((address, int(port)), timeout=PATIENCE) as connection:
        start = time.monotonic()
        try:
            connection.sendall(raw[:half])
            if request.pause:
                time.sleep(request.pause)
                connection.sendall(raw[half:])
            if not linger:
                connection.shutdown(socket.SHUT_WR)
            start = time.monotonic()
            # The whole answer: an error can come after its first bytes too.
            while part := connection.recv(65536):
                data += part
        except TimeoutError:
            pass
        except OSError:
            # Refused before all of it was sent; what the server said first may still be there.
            data += rest(connection)
        hung = time.monotonic() - start >= PATIENCE
    words = data[:20].split()
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else None
    return Reply(status, hung)


def rest(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


@dataclass
class Seen:
    statuses: Counter[int | None] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)


def attack(app: App, facts: Known, seed: int, count: int) -> Seen:
    seen, lock = Seen(), threading.Lock()
    known_traps = traps(facts, app.host)

    def client(first: int) -> None:
        for number in range(first, count, CLIENTS):
            if number < len(known_traps):
                harm, made = known_traps[number]
            else:
                harm, made = request(seed, number, facts, app.host)
            try:
                reply = send(app.host, made, linger=made.whole and number % 3 == 0)
            except OSError as error:
                reply = Reply(None, isinstance(error, TimeoutError))
            what = f"{harm} {made.method[:9]!r} {made.path[:40]!r} ({seed}/{number})"
            with lock:
                seen.statuses[reply.status] += 1
                if reply.status is None:
                    if made.whole:
                        seen.silent.append(what)
                # 501 is right where the body comes in a coding that nobody knows (RFC 9112, 6.1).
                elif reply.status == 501 and b"transfer-encoding" in made.bytes().lower():
                    pass
                elif reply.status >= 500:
                    seen.errors.append(f"{reply.status} {what}")
                if reply.hung:
                    seen.hangs.append(what)

    threads = [threading.Thread(target=client, args=(first,)) for first in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def run(folder: Path, count: int, seeds: tuple[int, ...]) -> list[Row]:
    seen = Seen()
    with App(folder) as app:
        app.start()
        workers = app.workers()
        facts = known(app)
        for seed in seeds:
            got = attack(app, facts, seed, count // len(seeds))
            seen.statuses += got.statuses
            seen.errors += got.errors
            seen.silent += got.silent
            seen.hangs += got.hangs
        start = time.monotonic()
        status = Visitor(app).send("GET", "/", {}).status
        saves = bool(Visitor(app).submit(Form.of(3)).code)
        seconds = time.monotonic() - start
        same = app.workers() == workers
        sound = app.integrity() == "ok"
    sent = seen.statuses.total()
    none = seen.statuses.pop(None, 0)
    told = ", ".join(f"{n:,} x {status}" for status, n in sorted(seen.statuses.items()))
    for kind, lines in (("", seen.errors), ("silent", seen.silent), ("hung", seen.hangs)):
        for line in lines[:20]:
            print("  ", kind, line)
    print(f"   {told}, {none:,} without an answer")
    return [
        Row("T5 malformed requests", f">= {count:,}", f"{sent:,}", sent >= count),
        Row(
            "T5 answers of 5xx",
            "0 (but 501 to unknown codings)",
            f"{len(seen.errors)} (and {seen.statuses[501]:,} x 501)",
            not seen.errors,
        ),
        Row(
            "T5 sound requests without an answer",
            "0",
            str(len(seen.silent)),
            not seen.silent,
        ),
        Row("T5 hangs over 5 s", "0", str(len(seen.hangs)), not seen.hangs),
        Row(
            "T5 alive afterwards",
            "same workers, serves, saves",
            f"{'same' if same else 'other'} workers, {status}, {seconds:.1f} s",
            same and status == 200 and saves and sound,
        ),
    ]
