"""What a request costs a server, beside a bare view, in one run.

Machines are shared and their speed drifts, so absolute times say little. Each batch of requests is
paired with a batch to the bare view just before it; the ratio is the median over the pairs.
"""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


class Server:
    """Processes that answer at an address: the workers under one master."""

    def __init__(self, address: str, master: int) -> None:
        self.host = urlsplit(address).netloc
        self.master = master

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        return [int(child) for child in children] or [self.master]

    def cpu(self) -> float:
        """Seconds on a processor so far, user and system, of all threads of all workers.

        From schedstat, which counts nanoseconds: the usual counters only count hundredths.
        """
        threads = (t for worker in self.workers() for t in Path(f"/proc/{worker}/task").iterdir())
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9

    def memory(self) -> list[tuple[float, float]]:
        """MiB of each worker: all it sees (RSS), and its share of what others see too (PSS)."""
        return [
            (found["Rss:"] / 1024, found["Pss:"] / 1024)
            for worker in self.workers()
            if (found := rollup(worker))
        ]


def rollup(process: int) -> dict[str, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(number) for name, number, *_ in map(str.split, lines)}


class Request(NamedTuple):
    method: str
    path: str
    cookies: dict[str, str]
    body: str = ""
    # Besides the cookies.
    headers: Mapping[str, str] = {}


class Answer(NamedTuple):
    status: int
    body: bytes
    cookies: dict[str, str]
    location: str


def send(server: Server, request: Request) -> Answer:
    connection = http.client.HTTPConnection(server.host, timeout=60)
    cookie = "; ".join(f"{k}={v}" for k, v in request.cookies.items())
    headers = {"Cookie": cookie, **request.headers}
    if request.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(request.method, request.path, request.body or None, headers)
    response = connection.getresponse()
    body = response.read()
    cookies = {}
    for header in response.headers.get_all("Set-Cookie") or []:
        name, _, value = header.split(";")[0].strip().partition("=")
        cookies[name] = value
    connection.close()
    return Answer(response.status, body, cookies, response.headers["Location"] or "")


def follow(request: Request, answer: Answer) -> Request:
    """What a browser asks for when it is led on."""
    return Request("GET", answer.location, request.cookies | answer.cookies)


class Target(NamedTuple):
    """Something that people do, and the requests to do it so many times, ready to be sent.

    follows: the page that the answer leads to is asked for as well.
    """

    name: str
    server: Server
    requests: Callable[[int], Iterable[Request]]
    follows: bool = False


def one(name: str, server: Server, method: str, path: str, cookies: dict, body: str = "") -> Target:  # type: ignore[type-arg]
    """A target of one request, the same each time."""
    return Target(name, server, lambda times: [Request(method, path, cookies, body)] * times)


class Cost(NamedTuple):
    """Seconds for each time it is done: of the server's processors, and by the clock."""

    cpu: float
    clock: float


def cost(target: Target, times: int) -> Cost:
    ready = list(target.requests(times))
    before, start = target.server.cpu(), time.perf_counter()
    answers = []
    for request in ready:
        answers.append(send(target.server, request))
        if target.follows and answers[-1].location:
            answers.append(send(target.server, follow(request, answers[-1])))
    waited = time.perf_counter() - start
    spent = target.server.cpu() - before
    # What is cheap because it fails is not measured.
    failed = [answer.status for answer in answers if answer.status >= 400]
    assert not failed, (target.name, failed[:3])
    assert not target.follows or answers[-1].status == 200, target.name
    return Cost(spent / times, waited / times)


class Figures(NamedTuple):
    """Medians: milliseconds, and how many times the bare view."""

    cpu: float
    cpu_ratio: float
    clock: float
    clock_ratio: float


def compare(targets: list[Target], bare: Target, rounds: int, times: int) -> dict[str, Figures]:
    """Measure all of them round by round, each beside the bare view."""
    pairs: dict[str, list[tuple[Cost, Cost]]] = {target.name: [] for target in targets}
    for target in (bare, *targets):
        cost(target, 3)
    for _ in range(rounds):
        for target in targets:
            beside = cost(bare, times)
            pairs[target.name].append((cost(target, times), beside))
    return {name: figures(found) for name, found in pairs.items()}


def figures(pairs: list[tuple[Cost, Cost]]) -> Figures:
    return Figures(
        statistics.median(cost.cpu for cost, _ in pairs) * 1000,
        statistics.median(cost.cpu / bare.cpu for cost, bare in pairs),
        statistics.median(cost.clock for cost, _ in pairs) * 1000,
        statistics.median(cost.clock / bare.clock for cost, bare in pairs),
    )


def print_figures(title: str, found: dict[str, Figures]) -> None:
    print(f"\n{title}\n{'':<34} {'CPU ms':>8} {'x bare':>7} {'wall ms':>8} {'x bare':>7}")
    for name, row in found.items():
        print(
            f"{name:<34} {row.cpu:>8.2f} {row.cpu_ratio:>7.1f} {row.clock:>8.2f} "
            f"{row.clock_ratio:>7.1f}"
        )
