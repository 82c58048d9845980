"""T2 and T3: what a power cut leaves of the database.

strace records every write and every sync of the running app, and every answer it sends. A cut at a
random place then keeps what was synced, and of the rest a random part, some of it torn; SQLite must
find in that every save whose answer was sent before the cut. kill -9 cannot show this: the system
keeps what a killed program wrote.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from habits.store.sealing import Kind, locator_of, secret_of
from tests.harness.faults.app import App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Form, Visitor, together

MISSING = "strace is not here (Debian, Ubuntu: apt-get install strace)"
# What a disk writes as a whole or not at all.
SECTOR = 512
# Longer than a page of the database, so that no write is shortened in the record.
LONGEST = 4200
CALLS = (
    "write,writev,pwrite64,pwritev,fdatasync,fsync,ftruncate,fallocate,unlink,unlinkat,rename,"
    "renameat,renameat2,recvfrom,sendto"
)


@dataclass
class Call:
    """A line of strace's record. A call that took a while is there twice: begun, then ended."""

    thread: str
    name: str
    arguments: str
    begins: bool
    ends: bool


LINE = re.compile(r"^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$")
FILE = re.compile(r"^(\d+)<([^>]*)>")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
POSTED = re.compile(rb"^POST \S+\?n=(\d+) ")


def calls(record: Path) -> Iterator[Call]:
    begun: dict[str, str] = {}
    with record.open() as lines:
        for line in lines:
            found = LINE.match(line)
            if not found:
                continue
            thread, resumed, name, rest = found.groups()
            if resumed:
                yield Call(thread, resumed, begun.pop(thread, "") + rest, False, True)
            elif rest.endswith("<unfinished ...>"):
                begun[thread] = rest.removesuffix("<unfinished ...>")
                yield Call(thread, name, begun[thread], True, False)
            else:
                yield Call(thread, name, rest, True, True)


def text(arguments: str) -> tuple[bytes, bool]:
    """The bytes of a call, and whether strace wrote all of them down."""
    found = TEXT.search(arguments)
    return (bytes.fromhex(found[1].replace("\\x", "")), not found[2]) if found else (b"", True)


def hexed(name: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in name.encode())


def unhexed(name: str) -> str:
    """The name of an open file; of a socket or a pipe, nothing."""
    return bytes.fromhex(name.replace("\\x", "")).decode() if name.startswith("\\x") else ""


@dataclass
class Change:
    """A write, or a new length when there is no data."""

    offset: int
    data: bytes | None

    def apply(self, file: bytearray) -> None:
        if self.data is None:
            del file[self.offset :]
            file.extend(bytes(self.offset - len(file)))
        else:
            file.extend(bytes(max(0, self.offset + len(self.data) - len(file))))
            file[self.offset : self.offset + len(self.data)] = self.data

    def torn(self, chance: random.Random) -> list[Change]:
        """Some sectors of it."""
        if self.data is None:
            return [self]
        at, parts = 0, []
        while at < len(self.data):
            to = at + SECTOR - (self.offset + at) % SECTOR
            if chance.random() < 0.5:
                parts.append(Change(self.offset + at, self.data[at:to]))
            at = to
        return parts


@dataclass
class Disk:
    """One file: what is surely on the disk, and what the system was given since then."""

    sure: bytearray = field(default_factory=bytearray)
    given: list[Change] = field(default_factory=list)
    # Whether a new file is there, or a deleted one gone, is only sure when its folder is synced.
    certain: bool = False
    deleted: bool = False
    before: Disk | None = None

    def sync(self, changes: list[Change]) -> None:
        """These are on the disk now; some may have been already, by another sync meanwhile."""
        for change in changes:
            if any(change is given for given in self.given):
                change.apply(self.sure)
        self.given = [c for c in self.given if not any(c is change for change in changes)]

    def after_a_cut(self, chance: random.Random) -> bytearray | None:
        if not self.certain and chance.random() < 0.5:
            return self.before.after_a_cut(chance) if self.before else None
        if self.deleted:
            return None
        left = bytearray(self.sure)
        share = chance.choice((0, 0.5, 0.9, chance.random()))
        for change in self.given:
            if chance.random() < share:
                parts = change.torn(chance) if chance.random() < 0.3 else [change]
                for part in parts:
                    part.apply(left)
        return left


@dataclass(frozen=True)
class Event:
    kind: str  # write, sync begins, sync ends, delete, folder, answer
    file: str = ""
    thread: str = ""
    change: Change | None = None
    number: int = 0


def events(record: Path, database: Path) -> Iterator[Event]:
    """What happened to the database's files, and which saves were answered, in order."""
    files = {str(database), f"{database}-wal"}
    asked: dict[str, int] = {}
    for call in calls(record):
        found = FILE.match(call.arguments)
        number, file = (found[1], unhexed(found[2])) if found else ("", "")
        if call.name == "recvfrom" and call.ends:
            if posted := POSTED.match(text(call.arguments)[0]):
                asked[number] = int(posted[1])
        elif call.name == "sendto" and call.begins:
            # What leads to the page of the result says that it is kept.
            if number in asked and text(call.arguments)[0].startswith(b"HTTP/1.1 302 "):
                yield Event("answer", number=asked.pop(number))
        elif call.name in ("fsync", "fdatasync") and file in files:
            if call.begins:
                yield Event("sync begins", file, call.thread)
            if call.ends:
                yield Event("sync ends", file, call.thread)
        elif call.name in ("fsync", "fdatasync") and file == str(database.parent):
            if call.ends:
                yield Event("folder")
        elif call.name == "pwrite64" and file in files and call.begins:
            data, whole = text(call.arguments)
            assert whole, "a write is longer than the record"
            # (fd, "data", length, offset) = result
            offset = int(call.arguments.split('"', 2)[2].split(", ")[2].split(")")[0].split()[0])
            yield Event("write", file, change=Change(offset, data))
        elif call.name == "ftruncate" and file in files and call.begins:
            size = int(re.split(r"[), ]", call.arguments.split(", ", 1)[1])[0])
            yield Event("write", file, change=Change(size, None))
        elif call.name == "unlink" and (name := text(call.arguments)[0].decode()) in files:
            if call.begins:
                yield Event("delete", name)
        elif call.begins:
            # Anything else that changes these files would make the simulation unsound.
            named = any(f'"{hexed(name)}"' in call.arguments for name in files)
            if named or file in files:
                raise RuntimeError(f"{call.name} is not simulated")


@dataclass
class Recording:
    """A run of the app: the files before it, what happened, and which code each answer held."""

    start: dict[str, bytes]
    events: list[Event]
    codes: dict[int, str]
    end: dict[bytes, bytes]
    kind: Kind = "result"

    @property
    def acknowledged(self) -> int:
        return sum(event.kind == "answer" for event in self.events)

    @property
    def syncs(self) -> int:
        return sum(event.kind == "sync ends" for event in self.events)


def save(visitor: Visitor, number: int) -> str:
    return visitor.submit(Form.of(number), f"?n={number}").code


Act = Callable[[Visitor, int], str]


def record(
    folder: Path, act: Act, saves: int, synchronous: str = "", kind: Kind = "result"
) -> Recording:
    """act: something whose answer says that it is saved, sent with ?n=number; returns the code of a
    row of this kind."""
    with App(folder, workers=1, FAULTS_SYNCHRONOUS=synchronous) as app:
        start = {str(app.database): app.database.read_bytes()}
        # Written while the app runs, so not on its disk.
        trace = Path(app.log.name) / "trace"
        app.start(
            "strace",
            "--follow-forks",
            "--decode-fds=path",
            "-xx",
            f"-s{LONGEST}",
            "--seccomp-bpf",
            "--quiet=all",
            f"--trace={CALLS}",
            f"--output={trace}",
        )
        visitor = Visitor(app)
        codes = dict(enumerate(together(3, partial(act, visitor), range(saves))))
        assert all(codes.values()), "not every save was acknowledged"
        end = app.rows()
        app.stop()
        happened = list(events(trace, app.database))
    return Recording(start, happened, codes, end, kind)


@dataclass
class Losses:
    cuts: int = 0
    losing: int = 0
    most: int = 0
    unreadable: int = 0


def cut(recording: Recording, cuts: int, seed: int) -> Losses:
    """Cut the power at random places and count what is gone."""
    chance = random.Random(seed)
    places = sorted(chance.randrange(len(recording.events)) for _ in range(cuts))
    disks = {name: Disk(bytearray(data), certain=True) for name, data in recording.start.items()}
    started: dict[str, tuple[str, list[Change]]] = {}
    answered: list[int] = []
    losses = Losses()
    for at, event in enumerate(recording.events):
        if event.kind == "write":
            if event.file not in disks or disks[event.file].deleted:
                disks[event.file] = Disk(before=disks.get(event.file))
            disks[event.file].given.append(event.change)
        elif event.kind == "delete":
            disks[event.file] = Disk(deleted=True, before=disks.get(event.file))
        elif event.kind == "sync begins":
            started[event.thread] = (event.file, list(disks[event.file].given))
        elif event.kind == "sync ends":
            name, given = started.pop(event.thread)
            # Of two syncs at once, the other may have been first.
            disks[name].sync(given)
        elif event.kind == "folder":
            for disk in disks.values():
                disk.certain, disk.before = True, None
        elif event.kind == "answer":
            answered.append(event.number)
        while places and places[0] == at:
            places.pop(0)
            look(recording, disks, answered, chance, losses)
    return losses


def look(
    recording: Recording,
    disks: dict[str, Disk],
    answered: list[int],
    chance: random.Random,
    losses: Losses,
) -> None:
    losses.cuts += 1
    with TemporaryDirectory(prefix="faults-cut-") as folder:
        for name, disk in disks.items():
            left = disk.after_a_cut(chance)
            if left is not None:
                (Path(folder) / Path(name).name).write_bytes(left)
        database = Path(folder) / next(iter(recording.start)).rpartition("/")[2]
        try:
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA synchronous=OFF")
                sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                rows = dict(connection.execute("SELECT locator, blob FROM sealed"))
        except sqlite3.DatabaseError:
            sound, rows = False, {}
    wanted = (locator_of(secret_of(recording.codes[n]), recording.kind) for n in answered)
    gone = sum(rows.get(locator) != recording.end[locator] for locator in wanted)
    losses.unreadable += not sound
    losses.losing += gone > 0
    losses.most = max(losses.most, gone)


def run(folder: Path, saves: int, cuts: int, control: int, seed: int) -> list[Row]:
    return rows(folder, "results", save, saves, cuts, control, seed)


def rows(
    folder: Path,
    of: str,
    act: Act,
    saves: int,
    cuts: int,
    control: int,
    seed: int,
    kind: Kind = "result",
) -> list[Row]:
    if not shutil.which("strace"):
        return [Row(f"{test} power cut", "-", MISSING, None) for test in ("T2", "T3")]
    (folder / "full").mkdir()
    (folder / "normal").mkdir()
    full = record(folder / "full", act, saves, kind=kind)
    normal = record(folder / "normal", act, saves, "NORMAL", kind)
    as_set, weaker = cut(full, cuts, seed), cut(normal, control, seed)
    return [
        Row(
            f"T2 power cut, {of}, synchronous=FULL",
            f"0 lose a save, 0 unreadable in >= {cuts:,}",
            f"{as_set.losing}, {as_set.unreadable} in {as_set.cuts:,}",
            not as_set.losing and not as_set.unreadable and as_set.cuts >= cuts,
        ),
        Row(
            f"T2 control, {of}, synchronous=NORMAL",
            "> 0 lose a save",
            f"{weaker.losing} of {weaker.cuts:,} (at most {weaker.most} saves)",
            weaker.losing > 0,
        ),
        Row(
            f"T3 syncs for each save, {of}",
            f">= 1 ({saves} for {saves})",
            f"{full.syncs} for {full.acknowledged} (NORMAL: {normal.syncs})",
            full.acknowledged == saves and full.syncs >= saves,
        ),
    ]
