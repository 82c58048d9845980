"""A worker that serves many networks and then forgets them; test_memory.py reads its memory.

Run as a program it does as it is told by lines on its standard input, the first of which is a seed
for the addresses: they are on no command line and in no environment.
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import re
import sys
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlencode

Address = IPv4Address | IPv6Address
# Of each kind; on top, the first of them asks until it has to wait.
NETWORKS = 80
# These are held on purpose. Whoever does not find them in the memory finds nothing.
CONTROLS = range(1000, 1003)
DELETE = "/results/abcdefgh/delete/"


def pair(seed: str, number: int) -> tuple[str, str]:
    """An IPv4 and an IPv6 address. Those of one seed begin alike: they are found quickly."""
    begin = hashlib.sha256(seed.encode()).digest()
    own = hashlib.sha256(f"{seed} {number}".encode()).digest()
    # From 130 on, clear of 127: this machine itself is not limited.
    places = 130 + begin[0] % 70, begin[1], 100 + number // 100, 100 + number % 100
    four = ".".join(map(str, places))
    six = begin[:6] + own[:10]
    return four, str(IPv6Address(bytes([0x2A]) + six[1:]))


def network(address: Address) -> bytes:
    """As habits/site/rate_limits.py sees it."""
    return address.packed if address.version == 4 else address.packed[:8]


def alive() -> tuple[set[str], set[bytes], set[int]]:
    """Every text, bytes and number that something in this process still refers to."""
    kinds: dict[type, set[Any]] = {str: set(), bytes: set(), int: set()}
    left = gc.get_objects()
    while left:
        # What Python keeps track of is in the list already; what it does not has no way back.
        found = [one for one in gc.get_referents(*left) if not gc.is_tracked(one)]
        for one in found:
            if type(one) in kinds:
                kinds[type(one)].add(one)
        left = [one for one in found if type(one) in (tuple, dict)]
    return kinds[str], kinds[bytes], kinds[int]


def held(seed: str) -> list[str]:
    texts, packed, numbers = alive()
    found = []
    for number in [*range(NETWORKS), *CONTROLS]:
        for text in pair(seed, number):
            address = ip_address(text)
            if text in texts or network(address) in packed or int(address) in numbers:
                found.append(text)
    return found


def tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)
    sys.stdin.readline()


def main() -> None:
    seed = sys.stdin.readline().strip()
    # Sets everything up that the others need.
    from gutskin.wsgi import application  # isort: split

    from django.conf import settings
    from django.test import Client, RequestFactory

    from habits.site import rate_limits
    from tests.people import ECZEMA, give

    class Clock:
        now = 1000.0

        def __call__(self) -> float:
            return self.now

    clock = Clock()
    rate_limits.buckets = rate_limits.Buckets(clock)
    client = Client(headers={"host": "localhost"}, REMOTE_ADDR="")
    environ = RequestFactory(headers={"host": "localhost"}, REMOTE_ADDR="")._base_environ()

    def post(path: str, address: str, cookies: str = "", **data: str) -> tuple[str, str, str]:
        """Its status, where it leads, and what it says."""
        return ask("POST", path, address, cookies, urlencode(data).encode())

    def ask(
        method: str, path: str, address: str, cookies: str, body: bytes = b""
    ) -> tuple[str, str, str]:
        """As gunicorn asks: Django's client for tests would keep what it sent for a while."""
        told: list[tuple[str, str]] = []
        path, _, query = path.partition("?")
        asked = {
            **environ,
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_COOKIE": cookies,
            "HTTP_X_FORWARDED_FOR": address,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        response = application(
            asked, lambda status, headers: told.append((status, dict(headers).get("Location", "")))
        )
        html = b"".join(response).decode()
        response.close()
        return *told[0], html

    # Without an address: somebody who answered everything.
    give(client, ECZEMA)
    page = client.get("/check/answers/").content.decode()
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())

    # What is refused for want of a token counts for nobody.
    name = settings.CSRF_COOKIE_NAME
    nobody = f"{name}={client.cookies[name].value}"

    def press(path: str, address: str) -> str:
        return post(path, address, nobody, csrfmiddlewaretoken=token)[0]

    for number in range(NETWORKS):
        for at in (0, 1):
            press("/results/open/", pair(seed, number)[at])
            # Without its token it is a line of the log.
            post("/results/open/", pair(seed, number)[at])
    for at in (0, 1):
        for _ in range(rate_limits.DELETE.burst):
            press(DELETE, pair(seed, 0)[at])
        for _ in range(rate_limits.MAKE.burst):
            press("/check/answers/", pair(seed, 0)[at])
    waits = [press(DELETE, pair(seed, 0)[at]) for at in (0, 1)]
    _, to, _ = post("/check/answers/", pair(seed, 0)[1], cookies, csrfmiddlewaretoken=token)
    status, _, html = ask("GET", to, pair(seed, 0)[1], cookies)
    tips = [status, 'id="tips"' in html, "This page is not saved" in html]
    count, secret = len(rate_limits.buckets.kept), rate_limits.buckets.secret.hex()
    tell(waits=waits, tips=tips, networks=count, secret=secret)
    # And somebody whose result is kept, to have something in the database.
    _, to, _ = post("/check/answers/", pair(seed, 1)[1], cookies, csrfmiddlewaretoken=token)
    tell(kept=to)
    del secret

    text, packed, number = (pair(seed, control) for control in CONTROLS)
    controls = [text, [network(ip_address(a)) for a in packed], [ip_address(a) for a in number]]
    del text, packed, number
    clock.now += rate_limits.DAY
    press("/results/open/", "192.0.2.1")
    tell(networks=len(rate_limits.buckets.kept))
    tell(held=held(seed))
    del controls


if __name__ == "__main__":
    main()
