"""`make soak`: what takes long: kills, power cuts, broken databases, malformed requests, leaks,
wrong clocks, a change of keys.

    python tests/harness/soak.py           every figure (about an hour)
    python tests/harness/soak.py --short   the same tests, small (a few minutes)
    python tests/harness/soak.py fuzz      one of them, by the names in plan()

Prints one table and ends with 1 when a figure is not reached.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

SEED = 20_261_121


def plan(short: bool) -> dict[str, Callable[[Path], list]]:  # type: ignore[type-arg]
    from tests.harness.faults import (
        broken,
        clocks,
        cluster,
        cut,
        floods,
        fuzz,
        kills,
        links,
        logs,
        parallel,
        plans,
        power,
        rolling,
        stolen,
        uniform,
        upkeep,
    )

    if short:
        return {
            "kills": lambda folder: kills.run(folder, kills=2, acks=40, seed=SEED),
            "links": lambda folder: links.run(folder, 2, 80, 20, 60, 30, SEED),
            "power": lambda folder: power.run(folder, saves=40, cuts=150, control=50, seed=SEED),
            "plans": lambda folder: plans.run(folder, 2, 40, 4, 20, 60, 30, SEED),
            "broken": lambda folder: broken.run(folder, lock_seconds=6, patience=5),
            "cut": lambda folder: cut.run(folder, 3),
            "floods": lambda folder: floods.run(folder, 20, 120),
            "fuzz": lambda folder: fuzz.run(folder, 1_500, (SEED,)),
            "logs": lambda folder: logs.run(folder, 100),
            "stolen": lambda folder: stolen.run(folder, 30),
            "parallel": lambda folder: parallel.run(folder, 2, 25, 1, 50),
            # Tests beside it take the machine: what is shown here is the answers, not the time.
            "uniform": lambda folder: uniform.run(folder, 20, close=0.05),
            "upkeep": lambda folder: upkeep.run(folder, 20, 500, every=False, patience=20),
            "clock": lambda folder: clocks.run(folder, 5, every=False),
            "rolling": lambda folder: rolling.run(folder, 1, every=False),
        }
    return {
        "kills": lambda folder: kills.run(folder, kills=50, acks=10_000, seed=SEED),
        "links": lambda folder: links.run(folder, 50, 6_000, 200, 500, 150, SEED),
        "power": lambda folder: power.run(folder, saves=800, cuts=1_500, control=300, seed=SEED),
        "plans": lambda folder: plans.run(folder, 20, 3_000, 100, 200, 500, 150, SEED),
        "cluster": lambda folder: cluster.run(folder, journeys=900),
        "broken": lambda folder: broken.run(folder, lock_seconds=30),
        "cut": lambda folder: cut.run(folder, 200),
        "floods": lambda folder: floods.run(folder, 200, 1_000),
        "fuzz": lambda folder: fuzz.run(folder, 40_000, (SEED, SEED + 1)),
        "logs": lambda folder: logs.run(folder, 2_000),
        "stolen": lambda folder: stolen.run(folder, 1_000),
        "parallel": lambda folder: parallel.run(folder, 20, 25, 10, 50),
        "uniform": lambda folder: uniform.run(folder, 2_000),
        "upkeep": lambda folder: upkeep.run(folder, 1_000, 10_000),
        "clock": lambda folder: clocks.run(folder, 100),
        "rolling": lambda folder: rolling.run(folder, 20),
    }


def set_up() -> None:
    """The drafts that we make are sealed with the key that the app opens them with."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "gutskin.settings",
        "LOCAL_HTTP": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": "sqlite://:memory:",
    }
    import django

    django.setup()


def main(arguments: list[str]) -> int:
    set_up()
    from tests.harness.faults.table import Row, print_table

    # Asked to end, it ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    short = "--short" in arguments
    known = plan(short)
    chosen = [name for name in arguments if name != "--short"] or list(known)
    if unknown := [name for name in chosen if name not in known]:
        print(f"There is no test {unknown[0]!r}. There are: {', '.join(known)}.")
        return 2
    rows: list[Row] = []
    for name in chosen:
        print(f"{name} ...", flush=True)
        with TemporaryDirectory(prefix="faults-") as folder:
            rows += known[name](Path(folder))
    print_table(rows)
    return int(any(row.passed is False for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
