"""So many requests a second, whether or not the earlier ones are answered.

Waiting for an answer before sending the next would hide every pause of the server. Here each
request has its moment, and its time counts from that moment.
"""

from __future__ import annotations

import asyncio
from email.parser import BytesParser
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.harness.speed.measure import Request

PATIENCE = 30


class Loaded(NamedTuple):
    """Seconds each request took from its moment on; what went wrong with those that failed."""

    seconds: list[float]
    errors: list[str]

    def percentile(self, share: float) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


def run(address: str, requests: list[tuple[Request, bytes]], rate: float) -> Loaded:
    """Send them at `rate` a second. Each comes with a word that its answer must hold."""
    return asyncio.run(all_of(address, requests, rate))


async def all_of(address: str, requests: list[tuple[Request, bytes]], rate: float) -> Loaded:
    loop = asyncio.get_running_loop()
    start = loop.time() + 0.1
    loaded = Loaded([], [])

    async def timed(number: int, request: Request, word: bytes) -> None:
        moment = start + number / rate
        await asyncio.sleep(moment - loop.time())
        try:
            answer = await asyncio.wait_for(as_a_browser(address, request), PATIENCE)
        except (OSError, TimeoutError) as error:
            loaded.errors.append(repr(error))
            return
        loaded.seconds.append(loop.time() - moment)
        if word not in answer or b" 200 " not in answer[:20]:
            loaded.errors.append(f"{request.path}: {answer[:60]!r}")

    await asyncio.gather(*(timed(number, *each) for number, each in enumerate(requests)))
    return loaded


async def as_a_browser(address: str, request: Request) -> bytes:
    """The answer; when that leads on, the page that it leads to."""
    answer = await exchange(address, request)
    if b" 302 " not in answer[:20]:
        return answer
    headers = BytesParser().parsebytes(answer.split(b"\r\n", 1)[1], headersonly=True)
    given = SimpleCookie()
    for header in headers.get_all("Set-Cookie", []):
        given.load(header)
    cookies = request.cookies | {name: cookie.value for name, cookie in given.items()}
    return await exchange(address, Request("GET", headers["Location"], cookies))


async def exchange(address: str, request: Request) -> bytes:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    cookies = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    head = (
        f"{request.method} {request.path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Connection: close\r\nCookie: {cookies}\r\nContent-Length: {len(request.body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    try:
        writer.write((head + request.body).encode())
        return await reader.read(-1)
    finally:
        writer.close()
