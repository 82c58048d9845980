"""How often one network may do what costs us most, without keeping its address.

Our own, because what there is keeps too much: django-ratelimit hashes addresses without a secret,
so that trying every address finds it again; limits keeps as many keys as come, and starts a thread
to drop them. Here a key is a hash with a secret that is forgotten every day, there are at most
50,000 of them, and nothing is written anywhere. Each worker process counts for itself: with four
workers a network gets up to four times as much.
"""

from __future__ import annotations

import gc
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

DAY = 24 * 60 * 60
MOST_KEYS = 50_000


class Limit(NamedTuple):
    """So many at once, and so many a minute from then on."""

    name: str
    burst: int
    a_minute: int


MAKE = Limit("make", burst=20, a_minute=10)
# A press and the page that it leads to: two for each result that is opened.
OPEN = Limit("open", burst=120, a_minute=120)
DELETE = Limit("delete", burst=30, a_minute=30)
# These open it anew, whether they are asked for or sent.
OF_ONE_RESULT = (
    "result", "result-phone", "result-keep", "result-change", "result-again", "result-print",
    "result-export", "result-add", "compare",
)  # fmt: skip
LIMITS = {
    "check-answers": MAKE,
    **dict.fromkeys(
        ("result-open", "saved-rename", "saved-remove", "saved-open", "list-use", "saved-compare",
         *OF_ONE_RESULT),
        OPEN,
    ),
    "result-delete": DELETE,
    "saved-delete": DELETE,
}  # fmt: skip


class Buckets:
    """A bucket of tokens for each network and limit, full at first, filled again by the minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_KEYS) -> None:
        self.clock, self.most = clock, most
        self.lock = Lock()
        self.secret = bytearray(32)
        self.forget()

    def forget(self) -> None:
        """Start afresh: what was counted so far can no longer be told to be anyone's."""
        # Over the old one, and a byte at a time: of a single byte Python makes no copy that could
        # stay behind in memory that was freed.
        for at in range(len(self.secret)):
            self.secret[at] = os.urandom(1)[0]
        self.born = self.clock()
        # Key -> tokens left, and when that was so; the longest unused first.
        self.kept: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def wait(self, limit: Limit, network: bytes) -> int:
        """Take a token. Returns 0, or the seconds until there is one."""
        with self.lock:
            now = self.clock()
            if now - self.born >= DAY:
                self.forget()
                # A request, and the address in it, can outlive its answer until Python looks for
                # what nobody needs.
                gc.collect()
            person = limit.name.encode()
            key = blake2b(network, key=self.secret, person=person, digest_size=16).digest()
            tokens, then = self.kept.pop(key, (float(limit.burst), now))
            tokens = min(limit.burst, tokens + (now - then) * limit.a_minute / 60)
            allowed = tokens >= 1
            self.kept[key] = (tokens - allowed, now)
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return 0 if allowed else int((1 - tokens) * 60 / limit.a_minute) + 1


buckets = Buckets()


def seconds_to_wait(request: HttpRequest) -> int:
    """0 when the request may go on."""
    name = name_of(request.path_info)
    if not (limit := LIMITS.get(name)) or (request.method != "POST" and name not in OF_ONE_RESULT):
        return 0
    network = network_of(request)
    return buckets.wait(limit, network) if network else 0


def name_of(path: str) -> str:
    """The name of an address, "" for one that leads nowhere."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def network_of(request: HttpRequest) -> bytes:
    """The reader's network: an IPv4 address, or the half of an IPv6 address that a home gets.

    Empty, and so without a limit, for this machine itself: behind a proxy that does not tell
    addresses, every reader would be one and the same.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # Only the last was written by our proxy; those before it anyone can make up.
        text = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return b""
    if address.is_loopback:
        return b""
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:8]
    return address.packed
