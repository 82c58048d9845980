"""What was told as saved of a plan is there after kills and power cuts, and of several devices that
act at once none loses what another one said."""

from __future__ import annotations

import http.client
import random
import sqlite3
import threading
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from habits.engine.loaded import get_content
from habits.journey import drafts
from habits.plan.acts import Choice, choose
from habits.store import plans, sealing
from habits.store.plans import MOST, Plan
from habits.store.saved_results import Record
from tests.harness.faults import power
from tests.harness.faults.app import KEYRING, App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Jar, Visitor, together
from tests.people import ECZEMA
from tests.plan.people import CREAM, FIBRE, SLEEP

CLIENTS = 6
TIPS = (CREAM, SLEEP, FIBRE)
CUT = (OSError, http.client.HTTPException)


def result(visitor: Visitor) -> str:
    """The code of a new result of someone who is offered the tips."""
    nonce, response = sealing.new_secret().hex(), HttpResponse()
    pages = list(get_content().questionnaire.by_page)
    drafts.write(response, drafts.Draft(ECZEMA, pages, nonce=nonce))
    cookie = response.cookies[settings.DRAFT_COOKIE_NAME].value
    code = visitor.submit(Form(ECZEMA, cookie, nonce)).code
    assert code, "a result was not kept"
    return code


def kept(app: App, code: str) -> Plan | None:
    secret = sealing.secret_of(code)
    blob = app.rows()[sealing.locator_of(secret, "result")]
    record = Record.from_json(sealing.open_blob(KEYRING, secret, "result", blob))
    return plans.read(record.plan)


class Person:
    """Someone with a plan, who changes the words of its tip again and again."""

    def __init__(self, visitor: Visitor, number: int) -> None:
        self.visitor, self.code = visitor, result(visitor)
        self.jar: Jar = visitor.jar()
        self.at = visitor.address(self.code, self.jar)
        self.words, self.sent, self.number = "", "", number
        self.told = self.wrong = 0
        made = visitor.post(f"{self.at}plan/new/", self.jar, **{f"own-{CREAM}": "at first"})
        assert made.location.endswith("told=saved"), made
        self.words = "at first"
        self.begun = date.today().isoformat()

    def act(self) -> None:
        """One change, and again until it is answered: as someone does who presses once more."""
        self.sent = f"word {self.number:06}"
        data = {"begun": self.begun, "was-own": self.words, f"when-{CREAM}": "-own"}
        answer = self.visitor.post(
            f"{self.at}plan/0/", self.jar, **data, **{f"own-{CREAM}": self.sent}
        )
        if answer.location.endswith("told=saved"):
            self.words, self.told = self.sent, self.told + 1
            self.number += CLIENTS
        else:
            self.wrong += 1


class Load:
    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.up, self.over, self.cut = threading.Event(), False, 0
        self.threads = [threading.Thread(target=self.run, args=(p,), daemon=True) for p in people]

    def run(self, person: Person) -> None:
        while not self.over:
            self.up.wait()
            try:
                person.act()
            except CUT:
                self.cut += 1
                time.sleep(0.02)

    @property
    def told(self) -> int:
        return sum(person.told for person in self.people)


def killed(folder: Path, kills: int, acks: int, seed: int) -> Row:
    """kill -9 of everything while people change their plans."""
    chance = random.Random(seed)
    with App(folder) as app:
        app.start()
        visitor = Visitor(app)
        load = Load([Person(visitor, n) for n in range(CLIENTS)])
        for thread in load.threads:
            thread.start()
        lost = 0
        for done in range(kills):
            load.up.set()
            deadline = time.monotonic() + 120
            while load.told < acks * (done + 1) // kills and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.2))
            load.up.clear()
            app.kill()
            app.start(cold=True)
            for person in load.people:
                plan = kept(app, person.code)
                words = plan.steps[0].words if plan else None
                # What was sent and not answered may be there, or not.
                lost += words not in (person.words, person.sent)
        load.over = True
        load.up.set()
        for thread in load.threads:
            thread.join()
        wrong = sum(person.wrong for person in load.people)
        lost += sum(kept(app, p.code).steps[0].words != p.words for p in load.people)  # type: ignore[union-attr]
        sound = app.integrity() == "ok"
        app.stop()
    return Row(
        f"T1 plans, {kills} kills",
        f"0 of >= {acks:,} changes lost, 0 told otherwise",
        f"{lost} of {load.told:,} lost, {wrong} told otherwise, {load.cut} cut",
        not lost and not wrong and load.told >= acks and sound,
    )


def at_once(folder: Path, plans: int) -> Row:
    """Of each plan, three devices tick another tip of the same week at the same moment."""
    with App(folder) as app:
        app.start()
        visitor = Visitor(app)
        codes = [result(visitor) for _ in range(plans)]
        start = date.today() - timedelta(days=8)
        plan = choose(None, [Choice(tip, "teeth_night") for tip in TIPS], start).plan
        for code in codes:
            put(app, code, plan)
        presses = [(code, tip) for code in codes for tip in TIPS]
        jars = [visitor.jar() for _ in presses]
        addresses = together(6, visitor.address, [code for code, _ in presses], jars)

        def press(tip: str, address: str, jar: Jar) -> str:
            data = {"week": "0", "begun": start.isoformat(), "save": "1", f"tick-{tip}": MOST}
            # Each page was loaded when nothing was said yet.
            data |= {f"was-{each}": "" for each in TIPS}
            return visitor.post(f"{address}plan/", jar, **data).location

        told = together(6, press, [tip for _, tip in presses], addresses, jars)
        there = sum(
            step.tick(0) == MOST
            for code in codes
            for step in kept(app, code).steps  # type: ignore[union-attr]
        )
        app.stop()
    refused = sum(not location.endswith("told=saved") for location in told)
    return Row(
        f"T14 plans, 3 devices at once, {plans} plans",
        f"{len(presses)}/{len(presses)} kept",
        f"{there}/{len(presses)} kept, {refused} refused",
        there == len(presses) and not refused,
    )


def put(app: App, code: str, plan: Plan) -> None:
    """Have a result hold a plan of another day than today."""
    secret = sealing.secret_of(code)
    record = Record(ECZEMA, date.today(), plan=plans.raw_of(plan))
    blob = sealing.seal(KEYRING, secret, "result", record.to_json())
    with closing(sqlite3.connect(app.database, timeout=20)) as database, database:
        locator = sealing.locator_of(secret, "result")
        database.execute("UPDATE sealed SET blob = ? WHERE locator = ?", (blob, locator))


def begin(visitor: Visitor, number: int) -> str:
    """Make a result, then a plan, whose answer is the one that counts."""
    code, jar = result(visitor), visitor.jar()
    address = visitor.address(code, jar)
    answer = visitor.post(f"{address}plan/new/?n={number}", jar, **{f"when-{CREAM}": "dress"})
    assert answer.location.endswith("told=saved"), answer
    return code


def cut(folder: Path, saves: int, cuts: int, control: int, seed: int) -> list[Row]:
    """Power cuts while plans are made."""
    return power.rows(folder, "plans", begin, saves, cuts, control, seed)


def run(
    folder: Path, kills: int, acks: int, plans: int, saves: int, cuts: int, control: int, seed: int
) -> list[Row]:
    places = [folder / name for name in ("killed", "at-once", "cut")]
    for place in places:
        place.mkdir()
    return [
        killed(places[0], kills, acks, seed),
        at_once(places[1], plans),
        *cut(places[2], saves, cuts, control, seed),
    ]
