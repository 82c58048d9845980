"""T31: kill -9 of everything while people let others read their results.

What was answered holds afterwards: a link that is out opens, one that was read is marked as opened,
one that was taken back opens no more, and a deleted result leaves none.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.conf import settings

from habits.store import result_links, sealing
from habits.store.saved_results import Record
from habits.store.shared_links import SharedLink
from tests.harness.faults import power
from tests.harness.faults.app import KEYRING, App
from tests.harness.faults.cut import begin_to_read
from tests.harness.faults.kills import CUT, visitor_of
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Jar, Visitor, together

CLIENTS = 4
# How long somebody tries, in seconds, while the app comes back.
PATIENCE = 60


@dataclass
class Shared:
    """A result and what its owner was told of its links."""

    code: str
    out: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    deleted: bool = False


class Load:
    """Owners who make links, have them read and take them back, each act until it is answered."""

    def __init__(self, app: App, seed: int) -> None:
        self.app = app
        self.up = threading.Event()
        self.over = False
        self.lock = threading.Lock()
        self.results: list[Shared] = []
        self.acts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.threads = [
            threading.Thread(target=self.person, args=(random.Random(seed + n), n), daemon=True)
            for n in range(CLIENTS)
        ]

    def person(self, chance: random.Random, number: int) -> None:
        try:
            while not self.over:
                self.journey(chance, number)
                number += CLIENTS
        except Exception as error:
            self.faults.append(repr(error))
            raise

    def journey(self, chance: random.Random, number: int) -> None:
        """Save a result, let others read it, and at the end delete it or not."""
        form = Form.of(number)
        code = self.until(lambda visitor, _: visitor.submit(form).code, "saved", "")
        result = Shared(code)
        with self.lock:
            self.results.append(result)
        for _ in range(3):
            link = self.until(partial(self.share, result), "shared", code)
            result.out.add(link)
            if chance.random() < 0.6:
                # From here on it may be marked, answered or not.
                self.until(partial(self.look_at, link), "read", code)
                result.read.add(link)
            if chance.random() < 0.5:
                changed = Form.of(number + 1, changes=code)
                self.until(partial(self.change, changed), "changed", code)
            if chance.random() < 0.4:
                self.until(partial(self.take_back, link), "taken back", code)
                result.out.discard(link)
                result.taken.add(link)
            if self.over:
                return
        if chance.random() < 0.3:
            self.until(self.delete, "deleted", code)
            result.deleted = True

    def until(self, act, name: str, code: str) -> str:  # type: ignore[no-untyped-def]
        """Try again until the app answers that it is done; returns what the act did."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.up.wait()
            try:
                visitor = Visitor(self.app)
                if done := act(visitor, code):
                    with self.lock:
                        self.acts[name] += 1
                    return str(done)
            except CUT:
                with self.lock:
                    self.acts["cut off"] += 1
            time.sleep(0.01)
        raise TimeoutError(name)

    # Each act looks first, as a person does who comes back: what was done is not done again.

    def at(self, visitor: Visitor, code: str) -> tuple[str, Jar]:
        jar = visitor.jar()
        answer = visitor.post("/results/open/", jar, code=code)
        if answer.status != 302:
            raise http.client.HTTPException(str(answer.status))
        return answer.location, jar

    def share(self, result: Shared, visitor: Visitor, code: str) -> str:
        at, jar = self.at(visitor, code)
        new = [link for link in visitor.links(at, jar) if link not in result.out]
        return new[0] if new else visitor.share(at, jar)

    def look_at(self, link: str, visitor: Visitor, code: str) -> bool:
        return visitor.read(link).status == 200

    def change(self, form: Form, visitor: Visitor, code: str) -> bool:
        """Put other answers in the place of those that the links show."""
        jar = visitor.jar(**{settings.DRAFT_COOKIE_NAME: form.cookie})
        answer = visitor.post("/check/answers/", jar, replace="1")
        return answer.location.startswith("/results/")

    def take_back(self, link: str, visitor: Visitor, code: str) -> bool:
        at, jar = self.at(visitor, code)
        return visitor.post(f"{at}share/back/", jar, link=link).status == 302

    def delete(self, visitor: Visitor, code: str) -> bool:
        jar = visitor.jar()
        answer = visitor.post("/results/open/", jar, code=code)
        if answer.location.endswith("/lost/"):
            return True
        return visitor.post(f"{answer.location}delete/", jar).status == 302


@dataclass
class Found:
    """What the table says in the end, of what was answered before."""

    links: int = 0
    lost: int = 0
    unmarked: int = 0
    alive: int = 0
    unknown: int = 0
    stale: int = 0


def look(app: App, load: Load) -> Found:
    rows, found = app.rows(), Found()
    known: set[bytes] = set()
    for result in load.results:
        secret = sealing.secret_of(result.code)
        row = sealing.locator_of(secret, "result")
        if row not in rows:
            found.lost += not result.deleted
            found.alive += sum(place(link) in rows for link in result.out | result.taken)
            continue
        found.alive += result.deleted
        record = Record.from_json(sealing.open_blob(KEYRING, secret, "result", rows[row]))
        known |= {row, *map(place, record.links)}
        for link in result.out:
            found.links += 1
            if link not in record.links or place(link) not in rows:
                found.lost += 1
                continue
            data = sealing.open_blob(KEYRING, sealing.secret_of(link), "shared", rows[place(link)])
            shown = SharedLink.from_json(data)
            found.unmarked += link in result.read and shown.first is None
            found.stale += shown.shows != record.shown()
        found.alive += sum(place(link) in rows or link in record.links for link in result.taken)
    found.unknown = len(rows.keys() - known)
    return found


def place(link: str) -> bytes:
    return sealing.locator_of(sealing.secret_of(link), "shared")


def share(visitor: Visitor, number: int) -> str:
    """A result, and a link to it, which is what is said to be there."""
    jar = visitor.jar()
    at = visitor.address(visitor.submit(Form.of(number)).code, jar)
    return visitor.share(at, jar, mark=f"?n={number}")


def run(
    folder: Path, kills: int, acts: int, saves: int, cuts: int, control: int, seed: int
) -> list[Row]:
    """kills: how often; acts: how many are answered before the last; saves, cuts and control: as
    for power.rows."""
    place = folder / "power"
    place.mkdir()
    lost = power.rows(place, "links to read", share, saves, cuts, control, seed, "shared")
    return lost + kill(folder, kills, acts, seed)


def kill(folder: Path, kills: int, acts: int, seed: int) -> list[Row]:
    chance = random.Random(seed)
    with App(folder) as app:
        app.start()
        load = Load(app, seed)
        load.up.set()
        for thread in load.threads:
            thread.start()
        unsound = 0
        for done in range(kills):
            wanted, deadline = acts * (done + 1) // kills, time.monotonic() + 120
            while load.acts.total() - load.acts["cut off"] < wanted and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.1))
            load.up.clear()
            app.kill()
            app.start(cold=True)
            unsound += app.integrity() != "ok"
            load.up.set()
        load.over = True
        for thread in load.threads:
            thread.join()
        found = look(app, load)
        shut = opened = 0
        visitor = visitor_of(app) or Visitor(app)
        out = [link for result in load.results if not result.deleted for link in result.out]
        taken = [link for result in load.results for link in result.taken]
        taken += [link for result in load.results if result.deleted for link in result.out]
        shut = sum(s != 200 for s in together(2, lambda link: visitor.read(link).status, out))
        opened = sum(s != 404 for s in together(2, lambda link: visitor.read(link).status, taken))
        cuts = cut_off(app, visitor, 20)
        app.stop()
    told = ", ".join(f"{count:,} {name}" for name, count in sorted(load.acts.items()))
    answered = load.acts.total() - load.acts["cut off"]
    return [
        Row(
            "T31 kill -9 while links are made, read and taken back",
            f">= {acts:,} answered",
            told,
            answered >= acts and not load.faults and not unsound,
        ),
        Row(
            "T31 links that are out and do not open",
            "0",
            f"{found.lost} lost, {shut} shut of {len(out):,}",
            not found.lost and not shut and bool(out),
        ),
        Row("T31 read and not marked as opened", "0", str(found.unmarked), not found.unmarked),
        Row(
            "T31 taken back or deleted, and there",
            "0 rows, 0 open",
            f"{found.alive}, {opened} of {len(taken):,}",
            not found.alive and not opened and bool(taken),
        ),
        Row(
            "T31 links that show other answers than the result",
            "0",
            str(found.stale),
            not found.stale,
        ),
        Row("T31 rows that no result knows", "0", str(found.unknown), not found.unknown),
        Row(
            "T31 cut off in the page of the links: one made, there at the next look",
            "20/20",
            f"{cuts}/20",
            cuts == 20,
        ),
    ]


def cut_off(app: App, visitor: Visitor, count: int) -> int:
    """The answer to the press is lost, and so is most of the page: the form of before is sent
    again, and there is one link."""
    good = 0
    for number in range(count):
        jar = visitor.jar()
        at = visitor.address(visitor.submit(Form.of(1_000 + number)).code, jar)
        state = result_links.state_of(())
        first = visitor.post(f"{at}share/", jar, days="1", state=state)
        begin_to_read(app, f"{at}share/", jar)
        again = visitor.post(f"{at}share/", jar, days="1", state=state)
        good += first.status == again.status == 302 and len(visitor.links(at, jar)) == 1
    return good
