"""T30: what breaks off on the way to a new result loses nothing: its draft stays until the page was
shown, link and all."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.harness.faults.app import App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Answer, Form, Jar, Visitor, cookie_header
from tests.people import SHOWN

BYTES = 60
# Ends a connection at once, as when a phone loses its network: what was not read is thrown away.
AT_ONCE = struct.pack("ii", 1, 0)


def begin_to_read(app: App, path: str, jar: Jar) -> bytes:
    """The first bytes of a page; then the connection is gone."""
    host, port = app.host.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        lines = f"GET {path} HTTP/1.1", f"Host: {app.host}", f"Cookie: {cookie_header(jar)}"
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        begun = connection.recv(BYTES, socket.MSG_WAITALL)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    return begun


@dataclass
class Person:
    """Somebody whose connection breaks off in the page of the new result."""

    app: App
    visitor: Visitor
    jar: Jar

    @property
    def has_draft(self) -> bool:
        return settings.DRAFT_COOKIE_NAME in self.jar

    def show_tips(self) -> str:
        """Press, and be led to the address of the result."""
        answer = self.visitor.post("/check/answers/", self.jar, **{"continue": "1"})
        return answer.location if answer.status == 302 else ""

    def look(self, path: str) -> Answer:
        return self.visitor.send("GET", path, self.jar)

    def offered_to_press(self) -> bool:
        answer = self.look("/check/answers/")
        return answer.status == 200 and b"Show my tips" in answer.body

    def journey(self) -> tuple[bool, str, str, bool]:
        """Is all still there, the code before and after, and is the draft gone at the end?"""
        first = self.show_tips()
        begun = begin_to_read(self.app, first, self.jar)
        assert len(begun) == BYTES
        assert begun.startswith(b"HTTP/1.1 200 "), begun
        # Another result's page does not tell that this one was shown.
        self.look("/results/abcdefgh/shown.css")
        there = self.has_draft and self.offered_to_press()
        code = self.look(first).code
        there &= self.has_draft
        page = self.look(self.show_tips())
        shown = SHOWN.search(page.body.decode())
        gone = bool(shown) and self.look(shown[1]).status == 200 and not self.has_draft
        return there, code, page.code, gone and not self.offered_to_press()


def run(folder: Path, people: int) -> list[Row]:
    with App(folder) as app:
        app.start()
        visitor = Visitor(app)
        seen = []
        for number in range(people):
            form = Form.of(number)
            jar = visitor.jar(**{settings.DRAFT_COOKIE_NAME: form.cookie})
            seen.append(Person(app, visitor, jar).journey())
        rows = len(app.rows())
    there = sum(kept for kept, *_ in seen)
    same = sum(bool(first) and first == second for _, first, second, _ in seen)
    gone = sum(last for *_, last in seen)
    return [
        Row(
            f"T30 {BYTES} bytes of the result read, answers there",
            f"{people}/{people}",
            f"{there}/{people}",
            there == people,
        ),
        Row(
            "T30 the same link when pressed again",
            f"{people}/{people}, {people} rows",
            f"{same}/{people}, {rows} rows",
            same == rows == people,
        ),
        Row(
            "T30 answers gone once it was shown",
            f"{people}/{people}",
            f"{gone}/{people}",
            gone == people,
        ),
    ]
