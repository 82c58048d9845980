"""More than one machine: nginx, three apps, pgbouncer and one PostgreSQL.

One app is killed under load, all are restarted one after the other, slow visitors are held open,
and a backup is restored elsewhere. What nginx does is read from deploy/nginx.conf.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.browser.server import collect, manage, wait_for
from tests.harness.faults.app import GUNICORN, ROOT, STATIC, environment, free_port
from tests.harness.faults.kills import CUT
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Answers, Form, Visitor, stored, together

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
NEEDED = ("nginx", "pgbouncer", "pg_dump", "pg_restore")
PEOPLE = 6
# How long someone goes on pressing before they give up.
PATIENCE = 20
POOL = 4


def missing() -> str:
    """What this needs and is not here, in a sentence; empty when all is."""
    if lacking := [name for name in NEEDED if not shutil.which(name)]:
        return f"{' and '.join(lacking)} missing: apt-get install nginx pgbouncer postgresql-client"
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error:
        return "no PostgreSQL answers: set TEST_POSTGRES_URL"
    return ""


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database of our own, dropped afterwards. Yields its address."""
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[None]:
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def pgbouncer(folder: Path, address: str) -> Iterator[str]:
    """A pool in transaction mode in front of the database. Yields its address."""
    folder.mkdir()
    # It does not run as root, and then not in a folder of root's.
    for place in (folder, *folder.parents[:2]):
        place.chmod(0o755)
    place, port = urlsplit(address), free_port()
    user, name = place.username or "postgres", place.path[1:]
    password = f" password={place.password}" if place.password else ""
    (folder / "ini").write_text(
        f"[databases]\n{name} = host={place.hostname} port={place.port or 5432} "
        f"user={user}{password}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = any\npool_mode = transaction\ndefault_pool_size = {POOL}\n"
        "ignore_startup_parameters = extra_float_digits\n"
    )
    as_user = ["-u", "postgres"] if os.geteuid() == 0 else []
    with running(["pgbouncer", "-q", *as_user, str(folder / "ini")], folder):
        until(port)
        yield f"postgres://{user}@127.0.0.1:{port}/{name}"


@contextmanager
def nginx(folder: Path, nodes: list[Node]) -> Iterator[str]:
    """nginx as deploy/nginx.conf sets it up, without TLS. Yields host and port."""
    folder.mkdir()
    ours = (ROOT / "deploy/nginx.conf").read_text()
    location = re.search(r"    location / \{\n.*?\n    \}", ours, re.DOTALL)[0]
    location = location.replace("Proto https", "Proto http").replace("error_page", "# error_page")
    # The port is part of the name here; on its own port it is not.
    location = location.replace("Host $host", "Host $http_host")
    timeouts = re.findall(r"    client_\w+ [^;]+;", ours)
    servers = "".join(f"server {node.host};" for node in nodes)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    port = free_port()
    (folder / "conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/log emerg; worker_processes 2;\n"
        + ("user root;\n" if os.geteuid() == 0 else "")
        + f"events {{ worker_connections 1024; }}\nhttp {{ {temporary} access_log off;\n"
        f"upstream gutskin {{ {servers} }}\n"
        f"server {{ listen 127.0.0.1:{port} backlog=511;\n" + "\n".join(timeouts) + "\n"
        f"{location}\n}} }}\n"
    )
    with running(["nginx", "-c", str(folder / "conf"), "-e", str(folder / "log")], folder):
        until(port)
        yield f"127.0.0.1:{port}"


def until(port: int) -> None:
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")


class Node:
    """One app process with two workers, as a machine of its own would run it.

    held: its door is held open by us, as systemd does it with gutskin.socket.
    """

    def __init__(self, address: str, log: Path, held: bool = False) -> None:
        self.env = environment(log) | {"DATABASE_URL": address}
        self.log = log
        self.door: socket.socket | None = None
        if held:
            self.door = socket.create_server(("127.0.0.1", 0), backlog=512)
            self.host = f"127.0.0.1:{self.door.getsockname()[1]}"
        else:
            self.host = f"127.0.0.1:{free_port()}"
        self.start()

    def start(self) -> None:
        fd = self.door.fileno() if self.door else -1
        bind = f"fd://{fd}" if self.door else self.host
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [GUNICORN, "gutskin.wsgi", "--bind", bind, "--workers", "2", "--no-control-socket"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[fd] if self.door else [],
            )
        if not self.door:
            wait_for(f"http://{self.host}/healthz", self.process)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """SIGKILL takes master and workers at once, as when the machine is gone."""
        if self.process.poll() is None:
            if how == signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
            self.process.wait(40)

    def close(self) -> None:
        self.stop()
        if self.door:
            self.door.close()


class Front:
    """What a visitor sees of it all: one address."""

    def __init__(self, host: str) -> None:
        self.host = host


class Load:
    """People who make a result and open it again, each pressing again when that fails."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.kept: dict[str, Answers] = {}
        self.journeys = self.failed = self.errors = 0
        self.threads = [threading.Thread(target=self.person, args=[n]) for n in range(PEOPLE)]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def person(self, number: int) -> None:
        while not self.over.is_set():
            number += PEOPLE
            form = Form.of(number)
            visitor = self.press(lambda: Visitor(self.front))  # type: ignore[arg-type]
            code = visitor and self.press(lambda v=visitor, f=form: v.submit(f).code)
            again = code and self.press(lambda v=visitor, c=code: v.open(c).code == c)
            with self.lock:
                self.journeys += 1
                self.failed += not again
                if code:
                    self.kept[code] = form.answers

    def press(self, do):  # type: ignore[no-untyped-def]
        """What `do` gives; pressed again until it gives something. None after a while."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if got := do():
                    return got
            except (*CUT, IndexError):
                pass
            with self.lock:
                self.errors += 1
            time.sleep(0.1)
        return None

    def wait_for(self, journeys: int) -> None:
        wanted = self.journeys + journeys
        while self.journeys < wanted:
            time.sleep(0.02)


def run(folder: Path, journeys: int) -> list[Row]:
    if lacking := missing():
        return [Row("cluster", "three apps, one database", lacking, None)]
    # Before there are threads: reading the content in several at once is not safe.
    Form.of(0)
    name = f"thread_cluster_{secrets.token_hex(4)}"
    with ExitStack() as stack:
        direct = stack.enter_context(database(name))
        env = environment(folder) | {"DATABASE_URL": direct}
        collect(STATIC, env)
        manage(env, "migrate")
        pooled = stack.enter_context(pgbouncer(folder / "pgbouncer", direct))
        rows, kept = killed(folder, pooled, journeys)
        more, restarted_kept = restarted(folder, pooled, journeys)
        kept |= restarted_kept
        with psycopg.connect(direct) as connection:
            seen = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid != "
                "pg_backend_pid()",
                [name],
            ).fetchone()[0]
        pool = Row("pgbouncer, transactions", f"<= {POOL} connections", str(seen), seen <= POOL)
        return [*rows, *more, pool, *nothing_lost(direct, kept), *restored(folder, direct, kept)]


def nodes(stack: ExitStack, address: str, folder: Path, held: bool = False) -> list[Node]:
    found = []
    for number in range(3):
        node = Node(address, folder / f"app{number}.log", held)
        stack.callback(node.close)
        found.append(node)
    return found


def killed(folder: Path, address: str, journeys: int) -> tuple[list[Row], dict[str, Answers]]:
    with ExitStack() as stack:
        apps = nodes(stack, address, folder)
        front = Front(stack.enter_context(nginx(folder / "nginx1", apps)))
        with Load(front) as load:
            load.wait_for(journeys // 3)
            apps[0].stop(signal.SIGKILL)
            load.wait_for(journeys // 3)
            apps[0].start()
            load.wait_for(journeys // 3)
        slow = slow_bodies(front)
    made = Row(
        "one of three killed, journeys failed",
        "0",
        f"{load.failed} of {load.journeys} ({load.errors} presses repeated)",
        not load.failed,
    )
    return [made, slow], load.kept


def restarted(folder: Path, address: str, journeys: int) -> tuple[list[Row], dict[str, Answers]]:
    with ExitStack() as stack:
        apps = nodes(stack, address, folder, held=True)
        front = Front(stack.enter_context(nginx(folder / "nginx2", apps)))
        with Load(front) as load:
            load.wait_for(journeys // 5)
            for app in apps:
                app.stop()
                app.start()
                load.wait_for(journeys // 5)
    row = Row(
        "restarted one after the other, errors",
        "0",
        f"{load.errors} in {load.journeys} journeys",
        not load.errors and not load.failed,
    )
    return [row], load.kept


def slow_bodies(front: Front) -> Row:
    """T29: forty visitors who send a form for ever, and one who only wants to read."""
    host, port = front.host.split(":")
    held = []
    for _ in range(40):
        slow = socket.create_connection((host, int(port)))
        slow.sendall(
            b"POST /check/answers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
        )
        held.append(slow)
    start = time.monotonic()
    status = Visitor(front).send("GET", "/help/", {}).status  # type: ignore[arg-type]
    taken = time.monotonic() - start
    for slow in held:
        slow.close()
    reached = f"{status} after {taken:.2f} s"
    return Row("T29 40 slow bodies, another page", "< 1 s", reached, status == 200 and taken < 1)


def rows_in(address: str) -> dict[bytes, bytes]:
    with psycopg.connect(address) as connection:
        return {
            bytes(locator): bytes(blob)
            for locator, blob in connection.execute(
                "SELECT locator, blob FROM sealed WHERE length(locator) = 32"
            )
        }


def nothing_lost(address: str, kept: dict[str, Answers]) -> list[Row]:
    rows = rows_in(address)
    lost = sum(stored(rows, code) != answers for code, answers in kept.items())
    orphans = len(rows) - len(kept)
    return [
        Row("results lost", "0", f"{lost} of {len(kept)}", not lost and bool(kept)),
        Row("rows that nobody was told of", "0", str(orphans), not orphans),
    ]


def restored(folder: Path, address: str, kept: dict[str, Answers]) -> list[Row]:
    """The backup, in a database of another name, behind an app of its own."""
    dump = folder / "dump"
    start = time.monotonic()
    subprocess.run(
        ["pg_dump", "--format=custom", f"--file={dump}", address], check=True, capture_output=True
    )
    with database(f"{urlsplit(address).path[1:]}_restored") as elsewhere:
        subprocess.run(
            ["pg_restore", "--no-owner", f"--dbname={elsewhere}", str(dump)],
            check=True,
            capture_output=True,
        )
        taken = time.monotonic() - start
        node = Node(elsewhere, folder / "restored.log")
        try:
            visitor = Visitor(Front(node.host))  # type: ignore[arg-type]
            opened = together(4, lambda code: visitor.open(code).code == code, kept).count(True)
        finally:
            node.close()
    reached = f"{opened} of {len(kept)}, restored in {taken:.1f} s"
    return [Row("T24 backup restored elsewhere, opened", "all", reached, opened == len(kept))]
