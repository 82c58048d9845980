"""What a browser really sends, byte by byte: a server between it and ours that writes all down."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Sent:
    """The first line and the headers of a request, as they were sent; never its body."""

    line: str
    headers: dict[str, str]


@dataclass
class Wire:
    """Lets everything through, and keeps what the browser sent.

    breaks  what the line of a request begins with whose answer breaks off, once; "" for none
    after   so many bytes of it
    broke   the lines of those that did
    """

    address: str
    streams: list[bytearray] = field(default_factory=list)
    breaks: str = ""
    after: int = 0
    broke: list[str] = field(default_factory=list)

    def sent(self) -> list[Sent]:
        return [request for stream in self.streams for request in requests(bytes(stream))]


def requests(stream: bytes) -> Iterator[Sent]:
    while b"\r\n\r\n" in stream:
        head, _, stream = stream.partition(b"\r\n\r\n")
        line, *rest = head.decode("latin-1").split("\r\n")
        pairs = (each.partition(": ") for each in rest)
        headers = {name.lower(): value for name, _, value in pairs}
        stream = stream[int(headers.get("content-length", 0)) :]
        yield Sent(line, headers)


class Line:
    """One connection of the browser."""

    def __init__(self, wire: Wire, browser: socket.socket, ours: socket.socket) -> None:
        self.wire, self.copy = wire, bytearray()
        wire.streams.append(self.copy)
        self.current_questions = self.answered = 0
        for way in ((browser, ours, self.up), (ours, browser, self.down)):
            threading.Thread(target=pump, args=way, daemon=True).start()

    def up(self, data: bytes) -> tuple[bytes, bool]:
        self.copy += data
        return data, True

    def down(self, data: bytes) -> tuple[bytes, bool]:
        asked = list(requests(bytes(self.copy)))
        if len(asked) != self.current_questions:
            self.current_questions, self.answered = len(asked), 0
        before, self.answered = self.answered, self.answered + len(data)
        line = asked[-1].line if asked else ""
        breaks = self.wire.breaks and line.startswith(self.wire.breaks)
        if not breaks or self.answered < self.wire.after:
            return data, True
        self.wire.breaks = ""
        self.wire.broke.append(line)
        return data[: self.wire.after - before], False


Through = Callable[[bytes], tuple[bytes, bool]]


def pump(source: socket.socket, target: socket.socket, through: Through) -> None:
    """Let bytes through until there are no more, or until no more may come through."""
    more = True
    with suppress(OSError):
        while more and (data := source.recv(65536)):
            some, more = through(data)
            target.sendall(some)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    # The other way closes the other end.
    source.close()


@contextmanager
def tapped(address: str) -> Iterator[Wire]:
    """A Wire in front of the server at `address`."""
    place = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = Wire(f"http://127.0.0.1:{server.getsockname()[1]}")

        def take() -> None:
            while True:
                try:
                    browser, _ = server.accept()
                except OSError:
                    return
                ours = socket.create_connection((str(place.hostname), int(place.port or 80)))
                Line(wire, browser, ours)

        threading.Thread(target=take, daemon=True).start()
        yield wire
        server.shutdown(socket.SHUT_RDWR)
