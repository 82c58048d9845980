"""Runs every test: on SQLite with a real browser, and beside them the database tests on PostgreSQL.

Standard library only, so that it can say in plain words what is missing.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def pytest(*arguments: str, output: int | None = None, **env: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "--quiet", *arguments]
    env = {**os.environ, **env}
    return subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdout=output, stderr=subprocess.STDOUT
    )


def reachable(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def main() -> int:
    chromium.get()
    place = urlsplit(POSTGRES)
    host, port = place.hostname or "", place.port or 5432
    with tempfile.TemporaryFile("w+") as said:
        postgres = reachable(host, port) and pytest(
            "-m", "database", output=said.fileno(), DATABASE_URL=POSTGRES
        )
        # As many examples a property as `ci` has, unless someone asks for fewer.
        profile = os.environ.get("HYPOTHESIS_PROFILE", "ci")
        # Twice as many as there are cores: whoever drives a browser or a server waits half of the
        # time. One test at a time, the longest first, so that all end together.
        workers = str(2 * (os.cpu_count() or 1))
        code = pytest("--numprocesses", workers, "--dist", "load", "--maxschedchunk", "1",
                      HYPOTHESIS_PROFILE=profile, DATABASE_URL="").wait()  # fmt: skip
        if not postgres:
            print("No PostgreSQL reachable: its database tests did not run. Set TEST_POSTGRES_URL.")
            return code
        code = postgres.wait() or code
        said.seek(0)
        print(f"Database tests on PostgreSQL at {host}:{port}:\n{said.read()}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
