"""T4: the database is full, read-only, locked or gone, and people still get their tips."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http.client import HTTPException
from pathlib import Path

from tests.harness.faults.app import App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Answer, Form, Visitor, stored, together

AT_ONCE = 4
SUBMITS = 2 * AT_ONCE
# The app waits seconds for a lock; some also wait for the thread of somebody who waits.
LONGEST_SECONDS = 12
FILES = ("", "-wal", "-shm")
# Root may write to read-only files; this runs a command without that right.
AS_ANYBODY = (
    sys.executable,
    "-c",
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])",
)

Fault = Callable[[App], AbstractContextManager[float]]


@contextmanager
def files_at_their_largest(app: App) -> Iterator[float]:
    """No file of the app's processes may grow: as a full disk, without a disk."""
    size = Path(f"{app.database}-wal").stat().st_size
    before = {worker: resource.prlimit(worker, resource.RLIMIT_FSIZE) for worker in app.workers()}
    for worker, (_, hard) in before.items():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, hard))
    try:
        # Open elsewhere too: else the last to close it makes room, by emptying the log.
        with closing(sqlite3.connect(app.database)) as other:
            other.execute("SELECT count(*) FROM sealed").fetchone()
            yield 0
    finally:
        for worker, limit in before.items():
            resource.prlimit(worker, resource.RLIMIT_FSIZE, limit)


@contextmanager
def disk_full(app: App) -> Iterator[float]:
    ballast = app.folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        yield 0
    finally:
        ballast.unlink()


@contextmanager
def disk_nearly_full(app: App) -> Iterator[float]:
    """There is room for these rows: it is the app that leaves it to what is kept already."""
    disk = os.statvfs(app.folder)
    ballast = app.folder / "ballast"
    ballast.write_bytes(bytes((disk.f_bavail - disk.f_blocks * 8 // 100) * disk.f_frsize))
    try:
        yield 0
    finally:
        ballast.unlink()


@contextmanager
def read_only(app: App) -> Iterator[float]:
    """From the start of the app: a file that is open already stays writable."""
    app.stop()
    before = AS_ANYBODY if os.geteuid() == 0 else ()
    for ending in FILES:
        if Path(f"{app.database}{ending}").exists():
            os.chmod(f"{app.database}{ending}", 0o444)
    app.start(*before)
    try:
        yield 0
    finally:
        for ending in FILES:
            if Path(f"{app.database}{ending}").exists():
                os.chmod(f"{app.database}{ending}", 0o644)
        # SQLite lets go of a file that it could only read when nobody in the process has it open.
        time.sleep(1)


def locked_for(seconds: float) -> Fault:
    @contextmanager
    def locked(app: App) -> Iterator[float]:
        """Another process is writing and does not end. Held until every answer is there."""
        hold = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
            "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
        )
        command = [sys.executable, "-c", hold, str(app.database)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            yield seconds

    return locked


@contextmanager
def file_missing(app: App) -> Iterator[float]:
    """The file is deleted, then put back from a copy."""
    copy = app.folder / "copy"
    with closing(sqlite3.connect(app.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for ending in FILES:
        Path(f"{app.database}{ending}").unlink(missing_ok=True)
    try:
        yield 0
    finally:
        for ending in FILES:
            Path(f"{app.database}{ending}").unlink(missing_ok=True)
        copy.rename(app.database)


def file_replaced(app: App) -> None:
    """A copy is put in the place of the file in one step, as when a backup is restored."""
    copy = app.folder / "copy"
    with closing(sqlite3.connect(app.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for ending in FILES[1:]:
        Path(f"{app.database}{ending}").unlink(missing_ok=True)
    copy.rename(app.database)


@contextmanager
def table_missing(app: App) -> Iterator[float]:
    with closing(sqlite3.connect(app.database)) as database:
        database.execute("ALTER TABLE sealed RENAME TO elsewhere")
        try:
            yield 0
        finally:
            database.execute("ALTER TABLE elsewhere RENAME TO sealed")


class Crowd:
    """People who submit at once, and open what was acknowledged."""

    def __init__(self, app: App) -> None:
        self.visitor = Visitor(app)
        self.submitted = 0
        self.codes: list[str] = []

    def submit(self, _: object = None) -> Answer:
        self.submitted += 1
        try:
            return self.visitor.submit(Form.of(self.submitted))
        except (OSError, HTTPException) as error:
            return Answer(0, repr(error).encode(), 0)

    def submits(self) -> list[Answer]:
        answers = together(AT_ONCE, self.submit, range(SUBMITS))
        self.codes += [answer.code for answer in answers if answer.code]
        return answers

    def opens(self, codes: list[str]) -> list[Answer]:
        return together(AT_ONCE, self.visitor.open, codes)

    def start_a_list(self) -> None:
        self.visitor.on_result(self.codes[0], "add")

    def open_the_list(self) -> Answer:
        return self.visitor.send("GET", "/saved/", dict(self.visitor.cookies))


def endure(app: App, name: str, fault: Fault, patience: int) -> tuple[Row, list[Answer]]:
    crowd = Crowd(app)
    before = crowd.submits()
    sound = all(answer.code for answer in before)
    crowd.start_a_list()
    during: list[Answer] = []
    with fault(app) as seconds:
        start = time.monotonic()
        while not during or time.monotonic() - start < seconds:
            during += crowd.submits()
        opened = [*crowd.opens(crowd.codes[:AT_ONCE]), crowd.open_the_list()]
    after = crowd.submits()
    # Both by the app and in the file itself: the app may hold one that is no longer there.
    opens, rows = crowd.opens(crowd.codes), app.rows()
    lost = sum(
        answer.code != code or not stored(rows, code)
        for answer, code in zip(opens, crowd.codes, strict=True)
    )
    kept = sum(answer.says_not_saved for answer in during)
    # A full disk has room inside the file, for a few: what says that it is saved has to open.
    there = sum(bool(answer.code) for answer in during)
    errors = sum(answer.status >= 500 or not answer.status for answer in [*during, *after])
    again = sum(bool(answer.code) for answer in after)
    slowest = max(answer.seconds for answer in during)
    reached = (
        f"{kept}/{len(during) - there} tips and not saved, {errors} x 5xx, {lost} lost, "
        f"{again}/{len(after)} saved after, slowest {slowest:.1f} s"
    )
    passed = (
        sound
        and 0 < kept == len(during) - there
        and not errors
        and not lost
        and again == len(after)
        and slowest < patience * LONGEST_SECONDS
    )
    return Row(f"T4 {name}", "all, 0, 0, all", reached, passed), opened


def survive(app: App) -> Row:
    """Nobody submits while the file is replaced, so nothing tells the app that it was."""
    crowd = Crowd(app)
    crowd.submits()
    file_replaced(app)
    again = sum(bool(answer.code) for answer in crowd.submits())
    rows = app.rows()
    lost = sum(not stored(rows, code) for code in crowd.codes)
    reached = f"{lost} lost, {again}/{SUBMITS} saved after"
    return Row("T4 file replaced by a copy", "0 lost, all", reached, not lost and again == SUBMITS)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of 4 MB at `folder`, where we may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "faults", str(folder)]
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount") is not None
        and subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def run(folder: Path, lock_seconds: float, patience: int = 1) -> list[Row]:
    rows, opened = [], []
    faults: dict[str, Fault] = {
        "no file can grow": files_at_their_largest,
        f"locked for {lock_seconds:g} s": locked_for(lock_seconds),
        "file missing": file_missing,
        "table missing": table_missing,
        # Last, as it starts the app anew.
        "file read-only": read_only,
    }
    # One app, whatever it went through before.
    with App(folder, workers=1) as app:
        app.start()
        for name, fault in faults.items():
            row, answers = endure(app, name, fault, patience)
            rows.append(row)
            opened += answers
        rows.append(survive(app))
    # With 0, the disk is filled to the end before anything is refused.
    disks = {"disk full": (disk_full, "0"), "disk nearly full": (disk_nearly_full, "90")}
    for name, (fault, percent) in disks.items():
        place = folder / name
        place.mkdir()
        with small_disk(place) as mounted:
            if mounted:
                with App(place, workers=1, DISK_FULL_PERCENT=percent) as app:
                    app.start()
                    row, answers = endure(app, name, fault, patience)
                rows.append(row)
                opened += answers
            else:
                rows.append(Row(f"T4 {name}", "-", "no right to mount a small disk", None))
    broken = sum(answer.status == 500 for answer in opened)
    text = f"{broken} of {len(opened)}"
    return [*rows, Row("T4 opening a result or a list meanwhile", "0 x 500", text, not broken)]
