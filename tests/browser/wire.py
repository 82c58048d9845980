"""What a browser really sends, byte by byte: a server between it and ours that writes all down."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
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
    """Lets everything through, and keeps what the browser sent."""

    address: str
    streams: list[bytearray] = field(default_factory=list)

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


def pump(source: socket.socket, target: socket.socket, copy: bytearray | None) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            if copy is not None:
                copy += data
            target.sendall(data)
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
                copy = bytearray()
                wire.streams.append(copy)
                for way in ((browser, ours, copy), (ours, browser, None)):
                    threading.Thread(target=pump, args=way, daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        yield wire
        server.shutdown(socket.SHUT_RDWR)
