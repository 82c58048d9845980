"""T1 and T13: kill -9 of everything while people press "Show my tips"."""

from __future__ import annotations

import http.client
import random
import threading
import time
from functools import partial
from pathlib import Path

from habits.store.sealing import NotSealed, locator_of, secret_of
from tests.harness.faults.app import App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Answers, Form, Visitor, stored, together

CLIENTS = 6
CUT = (OSError, http.client.HTTPException)


class Load:
    """Several people who send one form after the other, each until it is acknowledged."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.up = threading.Event()
        self.over = False
        self.lock = threading.Lock()
        self.acknowledged: dict[str, Answers] = {}
        self.forms = self.cut = self.under_way = 0
        self.wrong: list[str] = []
        self.threads = [
            threading.Thread(target=self.person, args=(n,), daemon=True) for n in range(CLIENTS)
        ]

    def person(self, number: int) -> None:
        self.up.wait()
        while not (visitor := visitor_of(self.app)):
            time.sleep(0.02)
        while not self.over:
            number += CLIENTS
            form = Form.of(number)
            with self.lock:
                self.forms += 1
            while not self.send(visitor, form):
                # A little later than at once, as a person; by then the app may be up again.
                time.sleep(0.02)
                self.up.wait()

    def send(self, visitor: Visitor, form: Form) -> bool:
        """True when nothing is left to do for this form."""
        self.under_way += 1
        try:
            answer = visitor.submit(form)
        except ConnectionRefusedError:
            return False
        except CUT:
            with self.lock:
                self.cut += 1
            return False
        finally:
            self.under_way -= 1
        with self.lock:
            if answer.code:
                self.acknowledged[answer.code] = form.answers
            else:
                self.wrong.append(f"{answer.status}, no link")
        return True


def run(folder: Path, kills: int, acks: int, seed: int) -> list[Row]:
    chance = random.Random(seed)
    with App(folder) as app:
        app.start()
        load = Load(app)
        for thread in load.threads:
            thread.start()
        done = unopened = unsound = opened = unanswered = 0
        checked: set[str] = set()
        # More kills than asked only when none of them cut anyone off.
        while done < kills or (not load.cut and done < kills + 5):
            wanted = acks * (done + 1) // kills
            load.up.set()
            deadline = time.monotonic() + 120
            while len(load.acknowledged) < wanted and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.2))
            while load.under_way < 3 and time.monotonic() < deadline:
                time.sleep(0.001)
            load.up.clear()
            app.kill()
            done += 1
            app.start(cold=True)
            # Many are waiting for it, so its first requests come all at once.
            unanswered += together(8, visitor_of, [app] * 8).count(None)
            visitor = visitor_of(app) or Visitor(app)
            new = [code for code in list(load.acknowledged) if code not in checked]
            unopened += sum(not ok for ok in together(2, partial(opens, visitor), new))
            opened += len(new)
            checked.update(new)
            unsound += app.integrity() != "ok"
        load.over = True
        load.up.set()
        for thread in load.threads:
            thread.join()
        app.stop()
        first = Row(
            "T1 first requests after a start, 8 at once",
            "all answered",
            f"{8 * done - unanswered} of {8 * done}",
            not unanswered,
        )
        return [first, *rows_of(app, load, done, kills, acks, opened, unopened, unsound)]


def visitor_of(app: App) -> Visitor | None:
    """Somebody new, when the app answers."""
    try:
        return Visitor(app)
    except CUT:
        return None


def opens(visitor: Visitor, code: str) -> bool:
    try:
        return visitor.open(code).code == code
    except CUT:
        return False


def rows_of(
    app: App, load: Load, done: int, kills: int, acks: int, opened: int, unopened: int, unsound: int
) -> list[Row]:
    rows = app.rows()
    lost = sealed = 0
    for code, answers in load.acknowledged.items():
        try:
            lost += stored(rows, code) != answers
        except NotSealed:
            sealed += 1
    links = {locator_of(secret_of(code), "result") for code in load.acknowledged}
    orphans, got = len(rows.keys() - links), len(load.acknowledged)
    return [
        Row("T1 kill -9, kills", f">= {kills}", str(done), done >= kills),
        Row("T1 saves acknowledged", f">= {acks:,}", f"{got:,}", got >= acks),
        Row(
            "T1 answers other than a link",
            "0",
            f"{len(load.wrong)} {load.wrong[:1] or ''}".strip(),
            not load.wrong,
        ),
        Row(
            "T1 after the restart they open",
            "0 do not",
            f"{unopened} of {opened:,} do not",
            not unopened and opened > 0,
        ),
        Row(
            "T1 lost or undecryptable at the end",
            "0, 0",
            f"{lost}, {sealed} of {got:,}",
            not lost and not sealed,
        ),
        Row(
            "T1 integrity_check",
            "ok each time",
            f"{done - unsound} of {done} ok",
            not unsound and app.integrity() == "ok",
        ),
        Row(
            "T13 cut off and sent again",
            ">= 1 cut; rows = forms = links, 0 orphans",
            f"{load.cut} cut; {len(rows):,} = {load.forms:,} = {got:,}, {orphans} orphans",
            load.cut > 0 and len(rows) == load.forms == got and not orphans,
        ),
    ]
