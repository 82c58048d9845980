"""After a day, nothing in the memory of a worker tells which networks asked it for anything."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.database import on_a_file
from tests.harness.worker import CONTROLS, NETWORKS, network, pair

# Measured: 1 of 160, 2 of 200.
LEFT = 5

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc to read"),
]


def written(pid: int) -> Iterator[bytes]:
    """The memory that a process can write: everything that it did not load from a file."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            start, end = (int(part, 16) for part in place.split("-"))
            # The kernel does not show all of its own.
            with suppress(OSError, OverflowError, ValueError):
                if "w" in rights:
                    memory.seek(start)
                    yield memory.read(end - start)


def as_text(address: str) -> bytes:
    return re.escape(address.encode())


def as_bytes(address: str) -> bytes:
    """As Python lays bytes out, the length before: four bytes are in so much memory by chance."""
    data = network(ip_address(address))
    length = re.escape(len(data).to_bytes(8, "little"))
    return re.escape(data + b"\0") + b"(?<=%s.{%d})" % (length, 9 + len(data))


def found(parts: list[bytes], addresses: list[str], form: Callable[[str], bytes]) -> int:
    """How many of the addresses are there."""
    hits = set()
    # Those of one kind begin alike, so that one pattern for all of them is quick.
    for mark in ".:":
        pattern = re.compile(b"|".join(form(a) for a in addresses if mark in a), re.DOTALL)
        hits |= {hit for part in parts for hit in pattern.findall(part)}
    return len(hits)


class Worker:
    """tests/harness/worker.py as a process: told to go on by a line, it tells what it saw."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "worker.sqlite3"
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOCAL_HTTP": "1",
            "BEHIND_PROXY": "1",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "PYTHONWARNINGS": "ignore",
        }
        with on_a_file(self.database):
            pass
        self.log = (folder / "log").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.worker"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def go_on(self, line: str = "") -> dict[str, Any]:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        told = self.process.stdout.readline()
        assert told, Path(self.log.name).read_text()
        return json.loads(told)

    def memory(self) -> list[bytes]:
        return list(written(self.process.pid))

    def end(self) -> None:
        self.process.communicate("\n", timeout=20)
        self.log.close()


@pytest.fixture
def worker(db, tmp_path) -> Iterator[Worker]:
    started = Worker(tmp_path)
    yield started
    started.end()


def test_after_a_day_no_address_is_in_the_memory_of_a_worker(worker) -> None:
    seed = secrets.token_hex(16)
    addresses = [address for number in range(NETWORKS) for address in pair(seed, number)]
    controls = [address for number in CONTROLS for address in pair(seed, number)]

    before = worker.go_on(seed)
    assert before["waits"] == ["429 Too Many Requests"] * 2
    assert before["tips"] == ["200 OK", True, True]
    assert before["networks"] > len(addresses)
    secret = bytes.fromhex(before["secret"])
    memory = worker.memory()
    # One copy, or it could outlive the day.
    assert sum(part.count(secret) for part in memory) == 1
    assert found(memory, addresses, as_bytes) == 0

    assert re.fullmatch(r"/results/\w{8}/", worker.go_on()["kept"])
    # The one that came since, and those around it.
    assert worker.go_on()["networks"] == 3
    memory = worker.memory()
    # What is held on purpose is found; so would be what should not be there.
    assert found(memory, controls, as_text) >= 2
    assert found(memory, controls, as_bytes) >= 2
    assert sum(part.count(secret[8:]) for part in memory) == 0
    # Nothing refers to an address, as text, bytes or number, but what does so on purpose.
    assert sorted(worker.go_on()["held"]) == sorted(controls)
    # Memory that was freed keeps its bytes until it is used again, and Python cannot wipe them.
    left = found(memory, addresses, as_text) + found(memory, addresses, as_bytes)
    assert left <= LEFT, f"{left} of {len(addresses)} addresses are in memory that was freed"

    stored = b"".join(file.read_bytes() for file in worker.database.parent.glob("worker*"))
    worker.log.seek(0)
    lines = worker.log.read()
    assert len(stored) > 4096
    assert lines.count(b"\n") > NETWORKS
    for form in (as_text, as_bytes):
        assert found([stored, lines], addresses, form) == 0
