"""How often one network may do what costs us most, without keeping its address.

Our own, because what there is keeps too much: django-ratelimit hashes addresses without a secret,
so that trying every address finds it again; limits keeps as many keys as come, and starts a thread
to drop them. Here a key is a hash with a secret that is forgotten every day, there are at most
50,000 of them, and nothing is written anywhere. Each worker process counts for itself: with four
workers a network gets up to four times as much.

Whoever rents a server gets many addresses. So what is taken counts for the home that it comes from
and for two wider networks around it, which may take more, and far less than everyone together.
"""

from __future__ import annotations

import gc
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

DAY = 24 * 60 * 60
MOST_KEYS = 50_000


class Limit(NamedTuple):
    """So many at once, and so many a minute from then on, for one home."""

    name: str
    burst: float
    a_minute: float


class Network(NamedTuple):
    """What the addresses of a network begin with, and how many times a home's limits it has."""

    begin: bytes
    times: int


MAKE = Limit("make", burst=20, a_minute=10)
# A press and the page that it leads to: two for each result that is opened.
OPEN = Limit("open", burst=120, a_minute=120)
DELETE = Limit("delete", burst=30, a_minute=30)
# Reading a file takes longer than reading a page of answers.
IMPORT = Limit("import", burst=20, a_minute=10)
# Bytes that addresses of a home, and of the networks around it, have in common: a home has one IPv4
# address or an IPv6 /64; who rents out servers gives a /48 or a part of a /24 to one customer.
HOME, AROUND, WIDEST = 1, 5, 25
BYTES = {4: {HOME: 4, AROUND: 3, WIDEST: 2}, 6: {HOME: 8, AROUND: 6, WIDEST: 4}}
# One for all who come without an address that can be read.
UNKNOWN = [Network(b"", WIDEST)]
# Of the new rows of a day: the widest network gets a quarter.
SHARE = 1 / 100
# As some proxies write an address: with the port behind it, or in brackets. Not by urlsplit, which
# keeps what it was asked last.
WITH_PORT = re.compile(r"\[(.+)\](?::\d*)?|([\d.]+):\d*")


def of_new_rows() -> Limit:
    """A home's share of NEW_ROWS_A_DAY: half at once, and half by and by, so that no day takes
    more than all of it."""
    half = settings.NEW_ROWS_A_DAY * SHARE / 2
    return Limit("new rows", half, half / (DAY / 60))


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

    def wait(self, limit: Limit, networks: Sequence[Network]) -> int:
        """Take a token of each network, or none when one has none left.

        Returns 0, or the seconds until all have one.
        """
        with self.lock:
            now = self.clock()
            if now - self.born >= DAY:
                self.forget()
                # A request, and the address in it, can outlive its answer until Python looks for
                # what nobody needs.
                gc.collect()
            keys = [self.key(limit, network) for network in networks]
            found, waits = [], [0.0]
            for key, network in zip(keys, networks, strict=True):
                # However small a share is, it is one.
                most, a_second = max(1.0, limit.burst * network.times), limit.a_minute / 60
                tokens, then = self.kept.pop(key, (most, now))
                found.append(min(most, tokens + (now - then) * a_second * network.times))
                waits.append((1 - found[-1]) / (a_second * network.times))
            allowed = max(waits) <= 0
            for key, tokens in zip(keys, found, strict=True):
                self.kept[key] = (tokens - allowed, now)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return 0 if allowed else int(max(waits)) + 1

    def key(self, limit: Limit, network: Network) -> bytes:
        person = f"{limit.name} {network.times}".encode()
        return blake2b(network.begin, key=self.secret, person=person, digest_size=16).digest()


buckets = Buckets()


def seconds_to_wait(request: HttpRequest, limit: Limit) -> int:
    """0 when the request may go on."""
    return buckets.wait(limit, networks_of(request))


def networks_of(request: HttpRequest) -> list[Network]:
    """The reader's home and the networks around it, the smallest first.

    Empty, and so without a limit, for this machine itself: behind a proxy that we were not told
    of, every reader would be one and the same.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # Only the last was written by our proxy; those before it anyone can make up.
        text = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    elif not text:
        return []
    if not (address := address_in(text)):
        return UNKNOWN
    if address.is_loopback:
        return []
    sizes = BYTES[address.version].items()
    return [Network(address.packed[:size], times) for times, size in sizes]


def address_in(text: str) -> IPv4Address | IPv6Address | None:
    if match := WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    with suppress(ValueError):
        address = ip_address(text)
        return getattr(address, "ipv4_mapped", None) or address
    return None
