"""`make bench`: what things cost, as ratios within one run. Never part of the tests.

Server CPU is the worker's own user and system time, read before and after the requests.
"""

from __future__ import annotations

import gc
import http.client
import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from habits.engine.assess import assess  # noqa: E402
from habits.engine.content import Content, load  # noqa: E402
from tests.browser.server import serving  # noqa: E402

ROUNDS, REQUESTS = 5, 300
ONE_WORKER = ("--workers", "1", "--worker-class", "sync")
TICK = os.sysconf("SC_CLK_TCK")


def full_answers(content: Content, seed: int) -> dict[str, list[str]]:
    """An answer to every question, the same for the same seed."""
    chance = random.Random(seed)
    answers = {}
    for question in content.questionnaire.by_question.values():
        options = sorted(question.plain)
        many = question.kind == "many"
        answers[question.id] = chance.sample(options, max(1, len(options) // 3) if many else 1)
    return answers | {"adult": ["yes"], "urgent_now": ["none"], "safety": ["diabetes"]}


def bench_assess(content: Content) -> None:
    people = [full_answers(content, seed) for seed in range(50)]
    print("assess(content, answers), every question answered, median of 50 people")
    print(f"{'tips':>8} {'µs':>10} {'µs a tip':>10}")
    for times in (1, 4, 40, 385):
        tips = [replace_id(tip, number) for number in range(times) for tip in content.tips]
        grown = replace(content, tips=tuple(tips))
        assess(grown, people[0])
        gc.collect()
        taken = []
        for answers in people:
            runs = max(1, 200 // times)
            start = time.perf_counter()
            for _ in range(runs):
                assess(grown, answers)
            taken.append((time.perf_counter() - start) / runs)
        middle = statistics.median(taken) * 1e6
        print(f"{len(tips):>8} {middle:>10.0f} {middle / len(tips):>10.2f}")


def replace_id(tip, number: int):  # type: ignore[no-untyped-def]
    import msgspec

    return msgspec.structs.replace(tip, id=f"{tip.id}_{number}" if number else tip.id)


class Visitor:
    """One person with a cookie jar, over plain HTTP."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, body: str = "") -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection(self.host)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        data = response.read()
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return response.status, data, dict(response.headers)

    def answer(self, content: Content, answers: dict[str, list[str]]) -> None:
        path = "/check/you/"
        while path.startswith("/check/") and "/answers/" not in path:
            page = content.questionnaire.by_page[path.split("/")[2]]
            _, html, _ = self.send("GET", path)
            token = html.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            pairs = [f"{q.id}={o}" for q in page.questions for o in answers.get(q.id, [])]
            body = "&".join([f"csrfmiddlewaretoken={token}", "continue=1", *pairs])
            status, _, headers = self.send("POST", path, body)
            assert status == 302, (path, status)
            path = headers["Location"]

    def make(self) -> str:
        """Press "Show my tips"; returns the code of the result."""
        body = form(csrfmiddlewaretoken=self.cookies["csrf"])
        _, html, _ = self.send("POST", "/check/answers/", body)
        return html.decode().split("/results/#")[1].split('"')[0]


def cpu(worker: int) -> float:
    """Seconds of user and system time of a process so far."""
    fields = Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(children) == 1, children
    return int(children[0])


def form(**fields: str) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items())


class Target(NamedTuple):
    """One kind of request; `prepare` makes the visitor ready for it and gives its body."""

    name: str
    method: str
    path: str
    prepare: Callable[[Visitor], str] = lambda visitor: ""


def targets(content: Content, answers: dict[str, list[str]], code: str) -> list[Target]:
    def open_it(visitor: Visitor) -> str:
        return form(csrfmiddlewaretoken=visitor.cookies["csrf"], code=code)

    def make_it(visitor: Visitor) -> str:
        visitor.cookies["draft_token"] = finished_draft(answers)
        return form(csrfmiddlewaretoken=visitor.cookies["csrf"])

    pages = ["/", *(f"/check/{page}/" for page in content.questionnaire.by_page), "/check/answers/"]
    return [
        Target("bare view", "GET", "/bare/"),
        *(Target(path, "GET", path) for path in pages),
        Target("make and keep a result", "POST", "/check/answers/", make_it),
        Target("open a result", "POST", "/results/open/", open_it),
        Target("/results/ (the shell)", "GET", "/results/"),
        Target("/help/", "GET", "/help/"),
        *(Target(path, "GET", path) for path in LIBRARY),
    ]


# The last one is rendered anew each time: nobody's words stay in our memory.
LIBRARY = ("/tips/", "/tips/?concern=eczema", "/foods/", "/learn/", "/sources/", "/search/?q=itch")


def finished_draft(answers: dict[str, list[str]]) -> str:
    """A draft cookie of someone who has answered everything, with a nonce of its own."""
    from django.http import HttpResponse

    from habits import drafts
    from habits.advice import content

    response = HttpResponse()
    done = list(content().questionnaire.by_page)
    drafts.write(response, drafts.Draft(dict(answers), done))
    return response.cookies["draft_token"].value


class Cost(NamedTuple):
    """Seconds a request: of the server's processor, and by the clock as its visitor waits."""

    cpu: float
    clock: float


def cost(worker: int, visitor: Visitor, target: Target) -> Cost:
    """The mean over REQUESTS of them."""
    spent = waited = 0.0
    for _ in range(REQUESTS // 50):
        bodies = []
        for _ in range(50):
            body = target.prepare(visitor)
            bodies.append((body, dict(visitor.cookies)))
        before, start = cpu(worker), time.perf_counter()
        for body, cookies in bodies:
            visitor.cookies = dict(cookies)
            visitor.send(target.method, target.path, body)
        waited += time.perf_counter() - start
        spent += cpu(worker) - before
        visitor.cookies = dict(bodies[-1][1])
    return Cost(spent / REQUESTS, waited / REQUESTS)


def bench_pages(content: Content) -> None:
    answers = full_answers(content, 1)
    with database() as env, serving("gutskin.wsgi", *ONE_WORKER, **env) as (address, server):
        worker = worker_of(server.pid)
        visitor = Visitor(address)
        visitor.answer(content, answers)
        code = visitor.make()
        visitor.cookies["draft_token"] = finished_draft(answers)
        every = targets(content, answers, code)
        seen = {}
        for target in every:
            kept = dict(visitor.cookies)
            seen[target] = visitor.send(target.method, target.path, target.prepare(visitor))
            visitor.cookies = kept
        spent: dict[Target, list[float]] = {target: [] for target in every}
        for _ in range(ROUNDS):
            for target in every:
                spent[target].append(cost(worker, visitor, target).cpu)
    bare = statistics.median(spent[every[0]])
    print(f"\nServer CPU per request, gunicorn sync, 1 worker; median of {ROUNDS} x {REQUESTS}")
    print(f"{'page':<28} {'status':>6} {'ms':>7} {'x bare':>7} {'bytes':>7} {'SQL':>4}")
    asked = queries(content, answers)
    for target in every:
        status, body, _ = seen[target]
        middle = statistics.median(spent[target])
        row = f"{target.name:<28} {status:>6} {middle * 1000:>7.2f} {middle / bare:>7.1f}"
        print(f"{row} {len(body):>7} {asked.get(target.name, ''):>4}")


def queries(content: Content, answers: dict[str, list[str]]) -> dict[str, int]:
    """How often each kind of request asks the database, counted in this process."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.people import make

    call_command("migrate", verbosity=0)
    client = Client(headers={"host": "localhost"})
    html = make(client, answers).content.decode()
    code = html.split("/results/#")[1].split('"')[0]
    found = {}
    for target in targets(content, answers, code):
        client.cookies["draft_token"] = finished_draft(answers)
        with CaptureQueriesContext(connection) as asked:
            if target.method == "GET":
                client.get(target.path)
            else:
                client.post(target.path, {"code": code})
        found[target.name] = len(asked)
    return found


def bench_growth(content: Content) -> None:
    """Opening and keeping beside more and more rows: 1,000 and 100,000, or BENCH_ROWS of them."""
    answers = full_answers(content, 1)
    sizes = [int(n) for n in os.environ.get("BENCH_ROWS", "1000,100000").split(",")]
    print("\nms a request, SQLite, synchronous FULL: of the server's processor, and by the clock")
    print(f"{'rows':>9} {'keep':>14} {'open':>14}")
    for rows in sizes:
        with database() as env, serving("gutskin.wsgi", *ONE_WORKER, **env) as (address, server):
            fill(env["DATABASE_URL"].removeprefix("sqlite:///"), rows)
            worker = worker_of(server.pid)
            visitor = Visitor(address)
            visitor.answer(content, answers)
            code = visitor.make()
            keep, open_ = (t for t in targets(content, answers, code) if t.method == "POST")
            visitor.cookies["draft_token"] = finished_draft(answers)
            costs = [[cost(worker, visitor, t) for _ in range(3)] for t in (keep, open_)]
        told = (
            tuple(statistics.median(part) * 1000 for part in zip(*c, strict=True)) for c in costs
        )
        print(f"{rows:>9} " + " ".join(f"{cpu_:>6.2f} {clock:>7.2f}" for cpu_, clock in told))


def fill(path: str, rows: int) -> None:
    """Random rows of the usual size."""
    part = 50_000
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-500000")
        # A part at a time: the write-ahead log holds a whole transaction.
        for done in range(0, rows, part):
            with connection:
                connection.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                    "INSERT INTO sealed "
                    "SELECT randomblob(32), randomblob(4126), '2027-11-22' FROM n",
                    (min(part, rows - done),),
                )


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """Settings of a server with an empty database of its own."""
    with TemporaryDirectory() as folder:
        yield {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.bench_settings",
        }


if __name__ == "__main__":
    os.environ["LOCAL_HTTP"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench_settings"
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    import django

    django.setup()
    loaded = load()
    bench_assess(loaded)
    bench_pages(loaded)
    bench_growth(loaded)
