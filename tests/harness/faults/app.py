"""The app as processes of its own: started, killed, started again, always on its own database."""

from __future__ import annotations

import base64
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from habits.store.sealing import parse_keys
from tests.browser.server import LOCAL, collect, manage, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent.parent
GUNICORN = str(Path(sys.executable).with_name("gunicorn"))
KEYS = "1:" + base64.b64encode(os.urandom(32)).decode()
KEYRING = parse_keys(KEYS)
# Not ports that the system gives to clients: one of those could take it while the app is down.
PORTS = range(20_000, 32_000)
# Apart from what `make run` collects.
STATIC = LOCAL / "static-of-faults"


def free_port() -> int:
    for port in random.sample(PORTS, 100):
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


@cache
def prepared() -> TemporaryDirectory[str]:
    """A folder with an empty database, made once and removed at the end."""
    folder = TemporaryDirectory(prefix="faults-")
    env = environment(Path(folder.name) / "empty.sqlite3")
    collect(STATIC, env)
    manage(env, "migrate")
    with closing(sqlite3.connect(Path(folder.name) / "empty.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def environment(database: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.harness.faults.settings",
        "PYTHONPATH": str(ROOT),
        "LOCAL_HTTP": "1",
        "DEBUG": "",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": settings.SECRET_KEY,
        "SERVER_KEYS": KEYS,
        "DATABASE_URL": f"sqlite:///{database}",
        # However full the disk of this machine is.
        "DISK_FULL_PERCENT": "0",
        "FAULTS_STATIC": str(STATIC),
    }


class App:
    """gunicorn as `make run` starts it, in its own process group, on a database in `folder`.

    What a gunicorn.conf.py of the project says holds here too.
    """

    def __init__(self, folder: Path, workers: int = 2, threads: int = 4, **env: str) -> None:
        self.folder = folder
        self.database = folder / "saved.sqlite3"
        ready = Path(prepared().name)
        shutil.copy(ready / "empty.sqlite3", self.database)
        self.env = environment(self.database) | env
        self.options = ["--workers", str(workers), "--threads", str(threads)]
        self.host = f"127.0.0.1:{free_port()}"
        self.server: subprocess.Popen[bytes] | None = None
        self.master = 0
        # Not with the database: a full disk must not be full of log lines.
        self.log = TemporaryDirectory(prefix="faults-log-")

    def __enter__(self) -> App:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        self.log.cleanup()

    def start(self, *before: str, cold: bool = False) -> None:
        """`before`: a command that runs gunicorn instead of us.

        cold: return as soon as it listens, before it has answered anything.
        """
        with open(Path(self.log.name) / "log", "ab") as log:
            self.server = subprocess.Popen(
                [*before, GUNICORN, "gutskin.wsgi", "--bind", self.host, *self.options,
                 "--no-control-socket"],
                cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.master = self.server.pid
        if cold:
            self.wait_until(listening=True)
            return
        wait_for(f"http://{self.host}/", self.server)
        if before[:1] == ("strace",):
            # It stays in front of what it runs; any other command becomes gunicorn.
            self.master = children(self.server.pid)[0]

    def wait_until(self, listening: bool) -> None:
        host, port = self.host.split(":")
        for _ in range(1000):
            with socket.socket() as s:
                if (s.connect_ex((host, int(port))) == 0) is listening:
                    return
            time.sleep(0.01)
        raise RuntimeError(f"the server does not {'listen' if listening else 'end'}")

    def kill(self) -> None:
        """kill -9 of everything at once, as when the machine stops; nobody can say goodbye."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.wait_until(listening=False)
        self.server = None

    def stop(self) -> None:
        if self.server is None or self.server.poll() is not None:
            return
        os.kill(self.master, signal.SIGTERM)
        try:
            self.server.wait(20)
            self.server = None
        except subprocess.TimeoutExpired:
            self.kill()

    def written(self) -> str:
        """All that went to standard output and standard error, over every start."""
        return (Path(self.log.name) / "log").read_text(errors="replace")

    def workers(self) -> list[int]:
        return children(self.master)

    def integrity(self) -> str:
        with closing(sqlite3.connect(self.database)) as database:
            return str(database.execute("PRAGMA integrity_check").fetchone()[0])

    def rows(self) -> dict[bytes, bytes]:
        """Locator -> blob of everything saved; the marks of the server's keys are shorter."""
        with closing(sqlite3.connect(self.database)) as database:
            return dict(
                database.execute("SELECT locator, blob FROM sealed WHERE length(locator) = 32")
            )


def children(process: int) -> list[int]:
    return [
        int(child)
        for thread in Path(f"/proc/{process}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
