"""`make bench`: what things cost, as ratios within one run. Never part of the tests.

Server CPU is the worker's own user and system time, read before and after the requests.
"""

from __future__ import annotations

import gc
import http.client
import os
import random
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from habits.engine.assess import assess  # noqa: E402
from habits.engine.content import Content, load  # noqa: E402
from tests.browser.server import serving  # noqa: E402

ROUNDS, REQUESTS = 5, 400
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
            form = "&".join([f"csrfmiddlewaretoken={token}", "continue=1", *pairs])
            status, _, headers = self.send("POST", path, form)
            assert status == 302, (path, status)
            path = headers["Location"]


def cpu(worker: int) -> float:
    """Seconds of user and system time of a process so far."""
    fields = Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(children) == 1, children
    return int(children[0])


def bench_pages(content: Content) -> None:
    options = ("--workers", "1", "--worker-class", "sync")
    env = {"DJANGO_SETTINGS_MODULE": "tests.bench_settings"}
    answers = full_answers(content, 1)
    with serving("gutskin.wsgi", *options, **env) as (address, server):
        worker = worker_of(server.pid)
        visitor = Visitor(address)
        visitor.answer(content, answers)
        paths = ["/bare/", "/", *(f"/check/{page}/" for page in content.questionnaire.by_page),
                 "/check/answers/", "/results/", "/help/"]  # fmt: skip
        # Pages passed over would answer with a redirect.
        sizes = {path: visitor.send("GET", path)[:2] for path in paths}
        spent: dict[str, list[float]] = {path: [] for path in paths}
        for _ in range(ROUNDS):
            for path in paths:
                before = cpu(worker)
                for _ in range(REQUESTS):
                    visitor.send("GET", path)
                spent[path].append((cpu(worker) - before) / REQUESTS)
    bare = statistics.median(spent["/bare/"])
    print(f"\nServer CPU per request, gunicorn sync, 1 worker; median of {ROUNDS} x {REQUESTS}")
    print(f"{'page':<28} {'status':>6} {'ms':>7} {'x bare':>7} {'bytes':>7} {'SQL':>4}")
    for path in paths:
        status, body = sizes[path]
        middle = statistics.median(spent[path])
        print(f"{path:<28} {status:>6} {middle * 1000:>7.2f} {middle / bare:>7.1f} "
              f"{len(body):>7} {sql(path, visitor):>4}")  # fmt: skip


def sql(path: str, visitor: Visitor) -> int:
    """Queries that a page makes, counted in this process."""
    os.environ["LOCAL_HTTP"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench_settings"
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    for name, value in visitor.cookies.items():
        client.cookies[name] = value
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


if __name__ == "__main__":
    content = load()
    bench_assess(content)
    bench_pages(content)
