"""The clock is set back and ahead, by weeks and by decades: nothing is lost, nor called deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from tests.harness.faults.stores import UNREACHABLE, PostgreSQL, Store, kinds
from tests.harness.faults.table import Row
from tests.harness.faults.upkeep import keep, manage, opened
from tests.harness.faults.visitors import Form, Visitor

# In days: a battery that is empty, a month mistyped, and a year.
JUMPS = (-9_000, -40, 40, 26_000)


def jumping(folder: Path, kind: type[Store], count: int) -> list[Row]:
    store = kind(folder / "clock")
    deleted = stopped = unsaved = 0
    try:
        with store.app() as app:
            app.start()
            codes = keep(app, count)
            purged = manage(app, "purge").returncode
        for days in JUMPS:
            with store.app(FAULTS_DAYS_AHEAD=str(days)) as app:
                app.start()
                visitor = Visitor(app)
                deleted += sum(visitor.open(code).status == 404 for code in codes)
                # Answered before the clock was set back; after it was set ahead.
                with time_machine.travel(datetime.now(UTC) + timedelta(days=max(days, 0))):
                    form = Form.of(1)
                made = visitor.submit(form).code
                codes += [made] if made else []
                unsaved += not made
                told = manage(app, "purge")
                stopped += told.returncode != 0 and "Nothing was deleted" in told.stderr
        with store.app(FAULTS_DAYS_AHEAD="1") as app:
            app.start()
            purged += manage(app, "purge").returncode
            open_ = opened(app, codes)
    finally:
        store.drop()
    jumps = len(JUMPS)
    return [
        Row(
            f"clock {store.name}: after {jumps} jumps, opened",
            "all, those made meanwhile too",
            f"{open_} of {len(codes)}, {unsaved} not saved",
            open_ == len(codes) and not unsaved,
        ),
        Row(f"clock {store.name}: called deleted meanwhile", "0", str(deleted), not deleted),
        Row(
            f"clock {store.name}: purges that stopped",
            f"{jumps}, none under a right clock",
            f"{stopped}, {purged or 'none'}",
            stopped == jumps and not purged,
        ),
    ]


def run(folder: Path, count: int, every: bool = True) -> list[Row]:
    rows = []
    for kind in kinds() if every else [Store]:
        place = folder / kind.name
        place.mkdir()
        rows += jumping(place, kind, count)
    if every and PostgreSQL not in kinds():
        rows.append(Row("clock PostgreSQL", "-", UNREACHABLE, None))
    return rows
