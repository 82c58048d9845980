"""A real nginx with deploy/nginx.conf, inside the main file that Debian ships, on own ports."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.browser.server import free_port

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
NAME = "thread.example"
MISSING = not (shutil.which("nginx") and shutil.which("openssl"))
# As Debian has it, and a main log that keeps more than Debian's.
MAIN = """
daemon off; worker_processes 2; pid {0}/pid; error_log {0}/main.log info; {user}
events {{ worker_connections 768; }}
http {{
    access_log {0}/access.log; gzip on;
    client_body_temp_path {0}/body 1 2; proxy_temp_path {0}/proxy 1 2;
    fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
    include {0}/site;
}}
"""


class Behind(BaseHTTPRequestHandler):
    """In the app's place: a page of so many bytes, or a bare answer, as the address asks.

    /page/<bytes>/  /bare/<status>/  and what is sent is counted in the header Got.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        got = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        _, kind, number, *_ = [*self.path.split("/"), "", ""]
        page = b"You said " + b"x" * (int(number) - 9) if kind == "page" else b"bare"
        self.send_response(int(number) if kind == "bare" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Got", str(got))
        self.end_headers()
        self.wfile.write(page)
        self.server.given.append(len(page))  # type: ignore[attr-defined]

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


class Nginx:
    """What a visitor reaches, and what is written down about them."""

    def __init__(self, folder: Path, given: list[int]) -> None:
        self.folder = folder
        # How long the answers were that the app is done with.
        self.given = given
        self.http, self.https = free_port(), free_port()
        self.root = folder / "html"

    def write(self, upstream: str) -> None:
        self.root.mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}",
             "-keyout", self.folder / "privkey.pem", "-out", self.folder / "fullchain.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        site = (DEPLOY / "nginx.conf").read_text()
        for there, here in (
            ("/etc/gutskin/tls", str(self.folder)),
            ("/srv/gutskin/deploy", str(DEPLOY)),
            ("/var/www/html", str(self.root)),
            ("unix:/run/gutskin/gutskin.sock", upstream),
        ):
            site = site.replace(there, here)
        for there, port in ((80, self.http), (443, self.https)):
            site = re.sub(rf"(listen (?:\[::\]:)?){there}\b", rf"\g<1>{port}", site)
        # The less the system holds for a slow reader, the more nginx has to.
        site = site.replace("http2 default_server;", "http2 default_server sndbuf=8k;")
        (self.folder / "site").write_text(site)
        # The folder of a test is closed to others.
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "conf").write_text(MAIN.format(self.folder, user=user))

    def command(self, *more: str) -> list[str]:
        return [
            "nginx",
            "-c",
            str(self.folder / "conf"),
            "-e",
            str(self.folder / "early.log"),
            *more,
        ]

    def secured(self, plain: socket.socket) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain, server_hostname=NAME)

    def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their names in small letters, and body of one whole request."""
        address = ("127.0.0.1", self.https)
        with self.secured(socket.create_connection(address, timeout=20)) as s:
            s.sendall(request)
            # A server that refuses early waits a while for the rest before it closes.
            answer = HTTPResponse(s)
            answer.begin()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read()

    def get(self, path: str, *lines: str) -> tuple[int, dict[str, str], bytes]:
        head = [f"GET {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *lines, "", ""]
        return self.ask("\r\n".join(head).encode())

    def logged(self) -> str:
        return "".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def temporary(self) -> list[Path]:
        """Files that were put aside. A file that is gone again leaves the folders it stood in."""
        return [path for kind in ("body", "proxy") for path in (self.folder / kind).rglob("*")]


@contextmanager
def nginx(folder: Path, upstream: str = "") -> Iterator[Nginx]:
    """Runs it before `upstream`, or before a server that answers with what is asked for."""
    app = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    app.given = []  # type: ignore[attr-defined]
    serving = threading.Thread(target=app.serve_forever)
    serving.start()
    ours = Nginx(folder, app.given)  # type: ignore[attr-defined]
    ours.write(upstream or f"127.0.0.1:{app.server_address[1]}")
    with open(folder / "stderr.log", "wb") as log:
        process = subprocess.Popen(ours.command(), stderr=log)
    try:
        for _ in range(200):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", ours.https)) == 0:
                    break
            time.sleep(0.05)
        yield ours
    finally:
        process.terminate()
        process.wait(20)
        app.shutdown()
        serving.join()
        app.server_close()
