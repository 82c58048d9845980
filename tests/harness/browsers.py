"""`make browsers`: the whole way in Chromium, Firefox and WebKit. Not part of the tests.

    python tests/harness/browsers.py             each engine, scripts on and off (some minutes)
    python tests/harness/browsers.py firefox     some of: chromium, firefox, webkit

The browsers are Debian's: run as root on Debian, what is missing is installed, and named first.
Pictures go to .local/browsers/. Ends with 1 when a step failed.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from selenium.common.exceptions import WebDriverException  # noqa: E402
from urllib3.exceptions import HTTPError  # noqa: E402

from tests.browser.server import LOCAL, serving  # noqa: E402
from tests.harness.drivers.engines import ENGINES, Missing, get  # noqa: E402
from tests.harness.drivers.person import Failed, Person, first_line  # noqa: E402
from tests.harness.drivers.steps import STEPS  # noqa: E402

PICTURES = LOCAL / "browsers"
Reasons = dict[str, str]


def walked(engine: str, scripting: bool, site: str) -> Reasons:
    """Why each step failed; "" where it did not."""
    name = f"{engine}-{'on' if scripting else 'off'}"
    for old in PICTURES.glob(f"{name}-*"):
        old.unlink()
    try:
        with ENGINES[engine](scripting) as driver:
            person = Person(driver, site, scripting, PICTURES, name)
            return {step: tried(step, person) for step in STEPS}
    except (WebDriverException, HTTPError, OSError, RuntimeError) as error:
        return dict.fromkeys(STEPS, f"the browser: {first_line(error)}")


def tried(step: str, person: Person) -> str:
    try:
        STEPS[step](person)
    except (Failed, WebDriverException, HTTPError, OSError) as error:
        with suppress(WebDriverException, HTTPError, OSError):
            person.driver.save_screenshot(str(PICTURES / f"{person.name}-FAILED-{step}.png"))
        print(f"  {step}: {first_line(error)}", flush=True)
        return first_line(error)
    return ""


def table(columns: dict[str, Reasons]) -> None:
    width = max(map(len, STEPS))
    print(" " * width, *columns, sep="  ")
    for step in STEPS:
        cells = [
            ("FAILED" if why[step] else "ok").ljust(len(name)) for name, why in columns.items()
        ]
        print(step.ljust(width), *cells, sep="  ")
    for name, why in columns.items():
        for step, reason in why.items():
            if reason:
                print(f"{name}, {step}: {reason}")


def main(arguments: list[str]) -> int:
    if unknown := set(arguments) - set(ENGINES):
        print(f"There is no engine {min(unknown)!r}. There are: {', '.join(ENGINES)}.")
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    columns: dict[str, Reasons] = {}
    with TemporaryDirectory(prefix="browsers-") as folder:
        database = f"sqlite:///{Path(folder) / 'browsers.sqlite3'}"
        python = ROOT / ".venv" / "bin" / "python"
        # As `make run`: a browser holds connections open unused, and one alone would wait for them.
        options = ("--workers", "2", "--threads", "4")
        with serving("gutskin.wsgi", *options, python=python, DATABASE_URL=database) as (site, _):
            for engine in arguments or ENGINES:
                for scripting in (True, False):
                    name = f"{engine} {'on' if scripting else 'off'}"
                    print(f"{name} ...", flush=True)
                    try:
                        get(engine)
                        columns[name] = walked(engine, scripting, site)
                    except Missing as missing:
                        columns[name] = dict.fromkeys(STEPS, str(missing))
    table(columns)
    return int(any(reason for why in columns.values() for reason in why.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
