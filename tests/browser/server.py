"""The app as `make run` serves it, on a free port."""

from __future__ import annotations

import fcntl
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

LOCAL = Path(__file__).resolve().parents[2] / ".local"
# This run of the tests, whichever of its processes it is; static files are collected once for it.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def manage(env: dict[str, str], *command: str, python: Path = Path(sys.executable)) -> None:
    """Set up what is to be served. Whether the content is sound is tested elsewhere."""
    whole = [str(python), "manage.py", *command, "--verbosity", "0", "--skip-checks"]
    subprocess.run(whole, cwd=LOCAL.parent, env=env, check=True)


def collect(folder: Path, env: dict[str, str], python: Path = Path(sys.executable)) -> None:
    """The static files into the folder that the settings name, once for this run of the tests."""
    LOCAL.mkdir(mode=0o700, exist_ok=True)
    collected = LOCAL / f"collected-{folder.name}"
    with (LOCAL / "collecting").open("w") as lock:
        # Two processes that collect into one folder at once delete each other's files.
        fcntl.flock(lock, fcntl.LOCK_EX)
        # And what is collected anew is missing for a moment where it is being served.
        if not folder.exists() or not collected.exists() or collected.read_text() != RUN:
            manage(env, "collectstatic", "--noinput", python=python)
            collected.write_text(RUN)


@contextmanager
def serving(
    app: str = "gutskin.wsgi", *options: str, python: Path = Path(sys.executable), **env: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Yields the address and the process; ends the process afterwards. With gunicorn's --certfile
    among the options it serves https."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "gutskin.settings", "LOCAL_HTTP": "1", **env}
    collect(LOCAL / "static", env, python)
    manage(env, "migrate", python=python)
    port = free_port()
    address = f"{'https' if '--certfile' in options else 'http'}://127.0.0.1:{port}"
    gunicorn = str(python.with_name("gunicorn"))
    server = subprocess.Popen(
        [gunicorn, app, "--bind", f"127.0.0.1:{port}", "--no-control-socket", *options],
        env=env,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(f"{address}/healthz", server)
        yield address, server
    finally:
        server.terminate()
        server.communicate(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    # A certificate of our own making, where there is one.
    trusting = ssl._create_unverified_context()  # noqa: S323
    for _ in range(600):
        try:
            urlopen(address, timeout=5, context=trusting).read()  # noqa: S310  our own server
        except OSError:
            if server.poll() is not None:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")
