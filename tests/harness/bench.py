"""`make bench`: what things cost, beside a bare Django view in the same run. No part of the tests.

    python tests/harness/bench.py            the parts below but `peers`
    python tests/harness/bench.py pages      one of: assess, screens, pages, rows, tips, load, peers

BENCH_ROWS=1000,5000000 beside how many rows results are kept and opened. `peers` installs the
programs that we compare ourselves with into .local/peers/, and needs a network for that.
"""

from __future__ import annotations

import gc
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

ROUNDS, TIMES = 9, 40
SYNC = ("--worker-class", "sync", "--workers")
# Of 100 requests: most open a result, some make one, the rest look at pages and files.
OPENING, MAKING = 70, 20
RATE, SECONDS = 100, 60


def set_up(folder: str) -> None:
    """This process and the servers use one database and the same keys."""
    os.environ |= {
        "LOCAL_HTTP": "1",
        "DJANGO_SETTINGS_MODULE": "tests.harness.bench_settings",
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
    }
    import django

    django.setup()


@contextmanager
def app(*options: str, **env: str):  # type: ignore[no-untyped-def]
    """The app with these workers."""
    from tests.browser.server import serving
    from tests.harness.speed.measure import Server

    env = {"DJANGO_SETTINGS_MODULE": "tests.harness.bench_settings", **env}
    with serving("gutskin.wsgi", *(options or (*SYNC, "1")), **env) as (address, process):
        yield Server(address, process.pid)


def bench_assess() -> None:
    from habits.engine.assess import assess
    from habits.engine.loaded import get_content
    from tests.harness.speed.people import full_answers

    people = [full_answers(get_content(), seed) for seed in range(50)]
    print("assess(content, answers), every question answered, median of 50 people")
    print(f"{'tips':>8} {'µs':>10} {'µs a tip':>10}")
    for times in (1, 4, 40, 385):
        tips = [replace_id(tip, number) for number in range(times) for tip in get_content().tips]
        grown = replace(get_content(), tips=tuple(tips))
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


def bench_pages() -> None:
    """Every kind of page, and the short way through."""
    from habits.engine.loaded import get_content
    from tests.harness.speed.measure import Request, Target, compare, one, print_figures, send
    from tests.harness.speed.people import Visitor

    with ExitStack() as servers:
        server = servers.enter_context(app())
        plain = servers.enter_context(app(BENCH_PLAIN="1"))
        visitor = Visitor(server)
        code = visitor.make()
        saved = with_list(visitor)
        bare = one("bare view", server, "GET", "/bare/", {})

        def posted(name: str, request: Request) -> Target:
            return Target(name, server, lambda times: [request] * times)

        targets = [one("bare view without our middleware", plain, "GET", "/bare/", {})]
        targets += [one(path, server, "GET", path, {}) for path in PUBLIC]
        for page in get_content().questionnaire.by_page:
            path = f"/check/{page}/"
            targets.append(one(path, server, "GET", path, visitor.done))
            targets.append(posted(f"{path} answered", visitor.filled(page)))
        targets += [
            one("/check/answers/", server, "GET", "/check/answers/", visitor.done),
            *visitor.doing(code),
            one("/saved/ with 4 results", server, "GET", "/saved/", saved),
        ]
        found = compare(targets, bare, ROUNDS, TIMES)
        print_figures(f"A request, gunicorn, 1 sync worker; medians of {ROUNDS} x {TIMES}", found)
        way = visitor.journey()
        journey = Target(
            f"all {len(way) + 2} requests",
            server,
            lambda times: [r for _ in range(times) for r in (*way, *made(visitor))],
        )
        print_figures(
            "The short way: every question answered, result kept",
            compare([journey], bare, ROUNDS, 3),
        )
        for rss, pss in server.memory():
            print(f"\nMemory of the worker then: {rss:.0f} MiB, its own share {pss:.0f} MiB")
        print("\nQueries:", ", ".join(f"{name} {count}" for name, count in queries().items()))
        send(server, Request("GET", "/healthz", {}))


def made(visitor):  # type: ignore[no-untyped-def]
    """The press that makes a result, and its page: of one made before, as its address is known."""
    from tests.harness.speed.measure import follow, send

    before, now = visitor.making(2)
    return now, follow(before, send(visitor.server, before))


# The last one of the library is rendered anew each time: nobody's words stay in our memory.
PUBLIC = (
    "/", "/help/", "/about/", "/privacy/", "/results/", "/saved/",
    "/tips/", "/tips/?concern=eczema", "/foods/", "/learn/", "/sources/betr/", "/search/?q=itch",
)  # fmt: skip


def with_list(visitor) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """The cookies of someone with four results a week apart, and so with a course to see."""
    from django.conf import settings

    from habits.store import saved_lists, saved_results

    today, items = date.today(), []
    for week in range(4):
        made = today - timedelta(weeks=week)
        record = saved_results.Record(visitor.answers, made)
        code = saved_results.save_result(settings.SERVER_KEYS, os.urandom(20), record, today)
        items.append(saved_lists.Item(code, f"Notes {week}", made))
    code = saved_lists.new_list(settings.SERVER_KEYS, items, today)
    return visitor.cookies | {settings.SAVED_COOKIE_NAME: code}


def queries() -> dict[str, int]:
    """How often each kind of request asks the database, counted in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from habits.engine.loaded import get_content
    from tests.harness.speed.people import full_answers
    from tests.people import give

    client, found = Client(headers={"host": "localhost"}), {}
    with CaptureQueriesContext(connection) as asked:
        give(client, full_answers(get_content(), 1))
    found["all questions"] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        pressed = client.post("/check/answers/")
    found["make"] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        html = client.get(pressed.headers["Location"]).content.decode()
    found["its page"] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        client.post("/results/open/", {"code": html.split("/results/#")[1].split('"')[0]})
    found["open"] = len(asked)
    return found


def bench_rows() -> None:
    """Keeping and opening beside more and more rows."""
    from tests.harness.speed.measure import compare, print_figures

    for rows in map(int, os.environ.get("BENCH_ROWS", "1000,100000").split(",")):
        with TemporaryDirectory() as folder:
            path = f"{folder}/rows.sqlite3"
            with app(DATABASE_URL=f"sqlite:///{path}") as server:
                fill(path, rows)
                targets, bare = both(server)
                print_figures(f"Beside {rows:,} rows", compare(targets, bare, 5, TIMES))


def both(server):  # type: ignore[no-untyped-def]
    """Making and opening a result, and the bare view."""
    from tests.harness.speed.measure import one
    from tests.harness.speed.people import Visitor

    visitor = Visitor(server)
    targets = [
        one("/check/rest/", server, "GET", "/check/rest/", visitor.done),
        *visitor.doing(visitor.make()),
    ]
    return targets, one("bare view", server, "GET", "/bare/", {})


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


def bench_tips() -> None:
    """The same with 10 tips and with 1,000, of which as many fit the person as ours."""
    from tests.harness.speed.measure import compare, print_figures

    for count in (10, 1000):
        with app(BENCH_CONTENT=f"tips={count}") as server:
            targets, bare = both(server)
            print_figures(f"With {count:,} tips", compare(targets, bare, 5, TIMES))


def bench_load() -> None:
    """100 requests a second for a minute on two workers."""
    from tests.harness.speed import load
    from tests.harness.speed.people import Visitor

    rate = int(os.environ.get("BENCH_RATE", RATE))
    with app("--workers", "2", "--threads", "4") as server:
        visitor = Visitor(server)
        requests = list(mixed(visitor, rate * SECONDS))
        before = server.cpu()
        loaded = load.run(f"http://{server.host}", requests, rate)
        spent = server.cpu() - before
        busy = os.getloadavg()[0]
        p50, p99, worst = (loaded.percentile(share) * 1000 for share in (0.5, 0.99, 1))
        print(f"\n{rate} requests a second for {SECONDS} s, 2 workers of 4 threads:")
        print(
            f"{len(loaded.errors)} errors; p50 {p50:.0f}, p99 {p99:.0f}, longest {worst:.0f} ms; "
            f"the workers used {spent / SECONDS:.0%} of a core; load average {busy:.1f}"
        )
        print("\n".join(loaded.errors[:3]))
        print("Memory:", ", ".join(f"{r:.0f} MiB ({p:.0f})" for r, p in server.memory()))


def mixed(visitor, count: int) -> Iterator:  # type: ignore[no-untyped-def, type-arg]
    """What people do, in an order of chance; each with a word that the answer must hold."""
    from django.contrib.staticfiles.storage import staticfiles_storage

    from tests.harness.speed.measure import Request

    pages = {
        "/": b"Everyday tips",
        "/help/": b"Who to call",
        "/check/you/": b"Continue",
        "/tips/": b"Tips",
        staticfiles_storage.url("css/components.css"): b"css",
    }
    codes = [visitor.make() for _ in range(50)]
    chance = random.Random(1)
    making = iter(visitor.making(count))
    for _ in range(count):
        kind = chance.randrange(100)
        if kind < OPENING:
            opening = visitor.post("/results/open/", code=chance.choice(codes))
            yield opening, b'id="tips"'
        elif kind < OPENING + MAKING:
            yield next(making), b'id="saved-link"'
        else:
            path = chance.choice(list(pages))
            yield Request("GET", path, visitor.cookies), pages[path]


def bench_screens() -> None:
    """Presses, pages and screens of six kinds of people, in a real browser."""
    test = [sys.executable, "-m", "pytest", "tests/browser/test_screens.py", "-q", "-s", "-n0"]
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(test, cwd=ROOT, env=env | {"DATABASE_URL": ""}, check=False)


def bench_peers() -> None:
    from tests.harness.speed import peers

    with app() as ours, app(BENCH_CONTENT="side-by-side") as twenty:
        peers.run(ours, twenty, ROUNDS, 10)


PARTS = {
    "assess": bench_assess,
    "screens": bench_screens,
    "pages": bench_pages,
    "rows": bench_rows,
    "tips": bench_tips,
    "load": bench_load,
    "peers": bench_peers,
}


def main(asked: list[str]) -> int:
    if unknown := set(asked) - set(PARTS):
        print(f"There is no part {unknown.pop()!r}. There are: {', '.join(PARTS)}.")
        return 2
    with TemporaryDirectory() as folder:
        set_up(folder)
        for name in asked or [name for name in PARTS if name != "peers"]:
            PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
