"""The HTML of every page, judged by the checker of the W3C and by html-validate."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.every_page import Seen
from tests.harness.audits.tools import Missing, install, need
from tests.harness.faults.table import Row

# The recommended rules, but for three.
RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        # Checkboxes of one question share a name, as radio buttons do.
        "form-dup-name": ["error", {"shared": ["radio", "checkbox", "submit"]}],
        # A button of a form sends it: so the standard says, and so we mean it.
        "no-implicit-button-type": "off",
        # Telephone numbers break like other words, or a narrow screen scrolls sideways.
        "tel-non-breaking": "off",
    },
}


def written(pages: list[Seen], folder: Path) -> list[Path]:
    files = []
    for number, page in enumerate(pages):
        files.append(folder / f"{number:03}.html")
        files[-1].write_text(page.html, encoding="utf-8")
    return files


def named(file: str, pages: list[Seen]) -> str:
    return pages[int(Path(file).stem)].name


def nu(pages: list[Seen], folder: Path) -> list[str]:
    need("java")
    jar = install("vnu-jar") / "build" / "dist" / "vnu.jar"
    files = written(pages, folder)
    command = ["java", "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [
        f"{named(m['url'], pages)}: line {m.get('lastLine')}: {m['message']}"
        for m in json.loads(done.stderr)["messages"]
    ]


def html_validate(pages: list[Seen], folder: Path) -> list[str]:
    program = install("html-validate") / "bin" / "html-validate.mjs"
    rules = folder / "rules.json"
    rules.write_text(json.dumps(RULES))
    files = written(pages, folder)
    # Into a file: on a pipe the end of a long report is lost.
    report = folder / "report.json"
    command = ["node", str(program), "--config", str(rules), "--formatter", f"json={report}"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    if not report.exists():
        raise RuntimeError(done.stderr)
    return [
        f"{named(file['filePath'], pages)}: line {m['line']}: {m['ruleId']}: {m['message']}"
        for file in json.loads(report.read_text())
        for m in file["messages"]
    ]


def run(pages: list[Seen], folder: Path) -> list[Row]:
    rows = []
    for name, judge in (("Nu HTML checker", nu), ("html-validate", html_validate)):
        try:
            found = judge(pages, folder)
        except Missing as missing:
            rows.append(Row(name, "0 errors", str(missing), None))
            continue
        print(*found, sep="\n")
        told = f"{len(found)} on {len(pages)} pages"
        rows.append(Row(name, "0 errors", told, not found))
    return rows
