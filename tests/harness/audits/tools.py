"""Tools that only npm has, in a folder that git ignores. Their versions stand here alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / ".local" / "audit"
VERSIONS = {
    "lighthouse": "12.8.2",  # 13 needs Node 22
    "html-validate": "10.17.0",  # 11 needs Node 22
    "vnu-jar": "26.9.27",  # the Nu HTML checker, for Java
    "axe-core": "4.14.1",  # newer than the one that pip brings
}
NODE = (20, 19)
NEEDS = {
    "npm": "npm is missing. On Debian or Ubuntu: apt-get install nodejs npm",
    "node": "Node is missing. On Debian or Ubuntu: apt-get install nodejs npm",
    "java": "Java is missing. On Debian or Ubuntu: apt-get install default-jre-headless",
}


class Missing(Exception):
    """A tool cannot run here. The text says what to do about it."""


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            raise Missing(NEEDS[program])
    if "node" in programs:
        told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        version = tuple(map(int, told.stdout.strip().lstrip("v").split(".")[:2]))
        if version < NODE:
            raise Missing(f"Node {told.stdout.strip()} is too old: 20.19 or newer is needed.")


def there(name: str) -> bool:
    package = FOLDER / "node_modules" / name / "package.json"
    return package.exists() and json.loads(package.read_text())["version"] == VERSIONS[name]


def install(name: str) -> Path:
    """The folder of a package, fetched when it is not there. Raises Missing."""
    need("npm", "node")
    if not there(name):
        FOLDER.mkdir(parents=True, exist_ok=True)
        print(f"Getting {name} {VERSIONS[name]} ...", flush=True)
        # All at once: npm takes away what it is not told of.
        wanted = [f"{package}@{version}" for package, version in VERSIONS.items()]
        # A browser is here already.
        env = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-save",
                   "--no-package-lock", "--prefix", str(FOLDER), *wanted]  # fmt: skip
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing(f"npm could not get {name}: {done.stderr.strip().splitlines()[-1:]}")
    return FOLDER / "node_modules" / name
