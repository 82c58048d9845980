"""Packages of npm that tests hold us against, in a folder that git ignores. Versions stand here.

Raises Missing, with what to do about it, where there is no npm or it cannot fetch.
"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.harness.audits.tools import Missing, need

FOLDER = Path(__file__).resolve().parents[2] / ".local" / "npm"
VERSIONS = {
    "fhir": "4.12.0",  # validates resources of FHIR R4
    "lforms": "40.1.3",  # draws a Questionnaire as a form; 13 MB, and all that it needs is within
}


def unpacked(name: str) -> Path:
    """The folder of a package alone, without those that it names as its own needs."""
    return fetched(name, "pack", "--pack-destination")


def installed(name: str) -> Path:
    """The folder of a package that was installed with all that it needs."""
    return fetched(name, "install", "--no-save", "--no-package-lock", "--prefix")


def fetched(name: str, *command: str) -> Path:
    need("npm")
    version = VERSIONS[name]
    folder = FOLDER / f"{name}-{version}"
    if not folder.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        # Whole or not at all, also when two processes fetch it.
        with tempfile.TemporaryDirectory(dir=FOLDER) as place:
            npm(*command, place, f"{name}@{version}")
            for packed in Path(place).glob("*.tgz"):
                subprocess.run(["tar", "-xzf", packed, "-C", place], check=True)
                packed.unlink()
            # What another process put there meanwhile is the same.
            with suppress(OSError):
                Path(place).rename(folder)
                Path(place).mkdir()
    return next(p for p in (folder / "package", folder / "node_modules" / name) if p.exists())


def npm(*arguments: str) -> None:
    command = ["npm", *arguments, "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"npm could not get {arguments[-1]}: {done.stderr.strip()[-200:]}")
