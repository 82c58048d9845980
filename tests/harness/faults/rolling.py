"""A server key is changed on two machines of one database, one after the other, and nothing of what
either sealed is called deleted; a key that nobody could look at seals nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.harness.faults.app import KEYS, App
from tests.harness.faults.stores import UNREACHABLE, PostgreSQL, Store, kinds
from tests.harness.faults.table import Row
from tests.harness.faults.upkeep import NEW_KEY, keep
from tests.harness.faults.visitors import Form, Visitor

BETWEEN, NEW = f"{KEYS},{NEW_KEY}:opens", f"{KEYS},{NEW_KEY}"


def set_key(app: App, keys: str) -> None:
    """As an operator does it: the file is changed, and the app restarted."""
    app.stop()
    app.env["SERVER_KEYS"] = keys
    app.start()


def meet(one: App, two: App, codes: list[str], count: int) -> Counter[int]:
    """Each machine keeps some, and is asked for all. How often it answered with which status."""
    codes += keep(one, count) + keep(two, count)
    found: Counter[int] = Counter()
    for app in (one, two, one):
        visitor = Visitor(app)
        found.update(visitor.open(code).status for code in codes)
    return found


def rolling(folder: Path, kind: type[Store], steps: tuple[str, ...], count: int) -> Counter[int]:
    """A roll in these steps. What every opening on the way was answered, and at the end."""
    store = kind(folder)
    codes: list[str] = []
    try:
        # The second is made before the first is started: it puts the file in its place.
        with store.app() as one, store.app() as two:
            one.start()
            two.start()
            found = meet(one, two, codes, count)
            for keys in steps:
                for app in (one, two):
                    set_key(app, keys)
                    found += meet(one, two, codes, count)
            last = meet(one, two, codes, count)
    finally:
        store.drop()
    assert set(last) == {200}, last
    return found


def wrong_while_away(folder: Path, kind: type[Store], count: int) -> Row:
    """It starts with a wrong key, unseen, while the database is away; then that comes back."""
    store = kind(folder)
    try:
        with store.app() as app:
            app.start()
            codes = keep(app, count)
            app.stop()
            app.env["SERVER_KEYS"] = NEW_KEY.replace("2:", "1:")
            with store.away():
                app.start()
            visitor = Visitor(app)
            answers = [visitor.submit(Form.of(number)) for number in range(count)]
            told = sum(answer.says_not_saved for answer in answers)
            codes += [answer.code for answer in answers if answer.code]
            called = sum(visitor.open(code).status == 404 for code in codes)
            ready = visitor.send("GET", "/readyz", {}).status
            set_key(app, KEYS)
            lost = sum(Visitor(app).open(code).code != code for code in codes)
    finally:
        store.drop()
    return Row(
        f"rolling {store.name}: a wrong key, unseen at the start",
        "all told, 0, 503, 0",
        f"{told} of {count} told not saved, {called} called deleted, readyz {ready}, {lost} lost",
        told == count and not called and ready == 503 and not lost,
    )


def run(folder: Path, count: int, every: bool = True) -> list[Row]:
    """count: results that each machine keeps at each step."""
    rows = []
    for kind in kinds() if every else [Store]:
        place = folder / kind.name
        place.mkdir()
        two = rolling(place / "two", kind, (BETWEEN, NEW), count)
        one = rolling(place / "one", kind, (NEW,), count)
        rows += [
            Row(
                f"rolling {kind.name}: openings, key in two steps",
                "all 200",
                told(two),
                set(two) == {200},
            ),
            Row(
                f"rolling {kind.name}: openings, key in one step",
                "200 or 503, none 404",
                told(one),
                set(one) <= {200, 503},
            ),
            wrong_while_away(place / "away", kind, count),
        ]
    if every and PostgreSQL not in kinds():
        rows.append(Row("rolling PostgreSQL", "-", UNREACHABLE, None))
    return rows


def told(found: Counter[int]) -> str:
    return ", ".join(f"{count} x {status}" for status, count in sorted(found.items()))
