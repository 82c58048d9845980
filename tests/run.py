"""Runs every test on SQLite with a real browser, and beside them the database tests on PostgreSQL.

Standard library only, so that it can say in plain words what is missing.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def pytest(*arguments: str, output: IO[str] | None = None, **env: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", "--quiet", *arguments]
    env = {**os.environ, **env}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)


def reachable(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def on_sqlite() -> subprocess.Popen[bytes]:
    """Every test. One worker more than there are cores: whoever drives a browser or a server waits
    some of the time. One test at a time, the longest first, so that all end together."""
    workers = str(1 + (os.cpu_count() or 1))
    options = ("--numprocesses", workers, "--dist", "loadscope", "--no-loadscope-reorder")
    # As many people for each promise as `ci` has, unless someone asks for fewer.
    profile = os.environ.get("HYPOTHESIS_PROFILE", "ci")
    return pytest(*options, HYPOTHESIS_PROFILE=profile, DATABASE_URL="")


def main() -> int:
    chromium.get()
    place = urlsplit(POSTGRES)
    host, port = place.hostname or "", place.port or 5432
    if not reachable(host, port):
        code = on_sqlite().wait()
        print("No PostgreSQL reachable: its database tests did not run. Set TEST_POSTGRES_URL.")
        return code
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        with pytest("-m", "database", output=said, DATABASE_URL=POSTGRES) as postgres:
            code = on_sqlite().wait()
        said.seek(0)
        print(f"Database tests on PostgreSQL at {host}:{port}:\n{said.read()}", flush=True)
    return code or postgres.returncode


if __name__ == "__main__":
    sys.exit(main())
