"""Runs every test: on SQLite with a real browser, then the database tests on PostgreSQL.

Standard library only, so that it can say in plain words what is missing.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def pytest(*arguments: str, **env: str) -> int:
    command = [sys.executable, "-m", "pytest", "--quiet", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode


def reachable(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def main() -> int:
    chromium.get()
    # 20,000 examples a property unless someone asks for fewer.
    profile = os.environ.get("HYPOTHESIS_PROFILE", "ci")
    without = {"DATABASE_URL": ""}
    # Twice as many as there are cores: whoever drives a browser or a server waits half of the time.
    workers = str(2 * (os.cpu_count() or 1))
    code = pytest(
        "--numprocesses", workers, "--dist", "worksteal", HYPOTHESIS_PROFILE=profile, **without
    )
    place = urlsplit(POSTGRES)
    if reachable(place.hostname or "", place.port or 5432):
        print(f"Database tests on PostgreSQL at {place.hostname}:{place.port or 5432}:", flush=True)
        code = pytest("-m", "database", DATABASE_URL=POSTGRES) or code
    else:
        print("No PostgreSQL reachable: its database tests did not run. Set TEST_POSTGRES_URL.")
    return code


if __name__ == "__main__":
    sys.exit(main())
