"""`make audit`: what access and weight come to, in one table. Not part of the tests.

    python tests/harness/audit.py               everything (some minutes)
    python tests/harness/audit.py weight axe    some of: html, axe, screens, weight, lighthouse

Lighthouse, html-validate, the Nu HTML checker and the newest axe come from npm, into .local/audit;
where Node or Java is missing, the table says so. Ends with 1 when a figure is not reached.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

django.setup()
# The templates of a page, and a host of its own for the tests' client.
setup_test_environment()

from playwright.sync_api import Browser, Playwright, sync_playwright  # noqa: E402

from tests.browser import chromium  # noqa: E402
from tests.browser.server import serving  # noqa: E402
from tests.database import on_a_file  # noqa: E402
from tests.every_page import Seen, every_page  # noqa: E402
from tests.harness.audits import access, html, lighthouse, screens, weight  # noqa: E402
from tests.harness.faults.table import Row, print_table  # noqa: E402

KNOWN = ("html", "axe", "screens", "weight", "lighthouse")


def walked(folder: Path) -> list[Seen]:
    with on_a_file(folder / "pages.sqlite3"):
        return every_page()


def looked_at(chosen: set[str], folder: Path) -> list[Row]:
    """Pages as the app answers them, without a server."""
    pages = walked(folder) if chosen & {"html", "axe"} else []
    rows = html.run(pages, folder) if "html" in chosen else []
    if "axe" in chosen:
        with sync_playwright() as playwright:
            rows += access.run(launched(playwright), pages)
    return rows


def measured(chosen: set[str], folder: Path) -> list[Row]:
    """The app as `make run` serves it, with its files compressed."""
    rows: list[Row] = []
    database = f"sqlite:///{folder / 'audit.sqlite3'}"
    options = ("--workers", "2", "--threads", "4")
    with serving("gutskin.wsgi", *options, DATABASE_URL=database) as (site, _):
        if "screens" in chosen:
            with sync_playwright() as playwright:
                rows += screens.run(launched(playwright), site)
        if "weight" in chosen:
            with sync_playwright() as playwright:
                rows += weight.run(launched(playwright), site)
        if "lighthouse" in chosen:
            rows += lighthouse.run(site, folder)
    return rows


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium.find(), args=chromium.OPTIONS)


def main(arguments: list[str]) -> int:
    if unknown := set(arguments) - set(KNOWN):
        print(f"There is no audit {min(unknown)!r}. There are: {', '.join(KNOWN)}.")
        return 2
    chosen = set(arguments or KNOWN)
    chromium.get()
    with TemporaryDirectory(prefix="audit-") as name:
        rows = looked_at(chosen, Path(name))
        if chosen & {"screens", "weight", "lighthouse"}:
            rows += measured(chosen, Path(name))
    print_table(rows)
    return int(any(row.passed is False for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
