"""What is deployed lets nobody do more than they need."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread

import pytest

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
NGINX = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())


def test_nginx_offers_modern_tls_and_writes_no_address_down() -> None:
    assert re.findall(r"ssl_protocols ([^;]+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    for cipher in re.search(r"ssl_ciphers ([^;]+);", NGINX)[1].split(":"):
        assert re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", cipher)
    assert set(re.findall(r"access_log (\S+);", NGINX)) == {"off"}
    assert NGINX.count("access_log off;") == NGINX.count("server {")
    assert set(re.findall(r"error_log ([^;]+);", NGINX)) == {"stderr emerg"}


def test_nginx_tells_the_app_the_real_address_and_keeps_its_counts() -> None:
    # $proxy_add_x_forwarded_for would pass on what the visitor made up.
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "location = /metrics { return 404; }" in NGINX
    assert "location = /readyz { return 404; }" in NGINX


def test_nginx_answers_to_our_name_alone() -> None:
    assert "ssl_reject_handshake on;" in NGINX
    assert set(re.findall(r"server_name ([^;]+);", NGINX)) == {"_", "thread.example"}
    assert set(re.findall(r"proxy_pass ([^;]+);", NGINX)) == {"http://gutskin"}
    assert not re.search(r"\b(root|alias|autoindex)\b", NGINX)


@pytest.mark.parametrize("unit", ["gutskin.service", "gutskin-purge.service"])
def test_units_let_the_app_do_little(unit) -> None:
    lines = (DEPLOY / unit).read_text().splitlines()
    for line in (
        "User=gutskin", "NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet=",
        "IPAddressDeny=any", "SystemCallFilter=@system-service", "UMask=0077", "LimitCORE=0",
        "MemorySwapMax=0", "LoadCredential=server_keys:/etc/gutskin/server_keys",
    ):  # fmt: skip
        assert line in lines


def test_containers_run_as_nobody_on_a_disk_that_cannot_be_written() -> None:
    docker = (DEPLOY / "Dockerfile").read_text()
    last = docker[docker.rindex("FROM ") :]
    assert "\nUSER 10001\n" in last
    assert "--only-binary :all: --requirement requirements.txt" in docker
    assert not re.search(r"COPY (\.|tests)\s", docker)
    compose = (DEPLOY / "compose.yaml").read_text()
    app = compose[compose.index("x-app:") : compose.index("services:")]
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert line in app
    assert "inside: { internal: true }" in compose
    assert not re.search(r"(SECRET_KEY|SERVER_KEYS|DATABASE_URL|PASSWORD):", compose)


def test_counts_in_a_container_are_in_a_folder_of_the_apps_own() -> None:
    user = re.search(r"\nUSER (\d+)\n", (DEPLOY / "Dockerfile").read_text())[1]
    compose = (DEPLOY / "compose.yaml").read_text()
    app = compose[compose.index("\n  app:") : compose.index("\n  purge:")]
    folder = re.search(r"PROMETHEUS_MULTIPROC_DIR: (\S+)", app)[1]
    # A list of its own replaces the one that all services share.
    mounted = re.search(r'tmpfs: \[/tmp, "([^"]+)"\]', app)[1]
    assert folder == "/run/metrics"
    assert mounted == f"{folder}:mode=0700,uid={user},gid={user}"


def test_the_server_starts_with_a_folder_for_counts_that_is_there_or_not(tmp_path) -> None:
    conf = str(DEPLOY.parent / "gunicorn.conf.py")
    there, new = tmp_path / "there", tmp_path / "new"
    there.mkdir(mode=0o700)
    (there / "counter_1.db").write_text("of a process that is gone")
    for folder in (there, new):
        env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
        subprocess.run([sys.executable, conf], env=env, check=True)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert not list(folder.iterdir())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_finds_no_fault_in_the_units(tmp_path) -> None:
    units = []
    for unit in DEPLOY.glob("gutskin*"):
        # Where the app is installed there is nothing here to find.
        text = unit.read_text().replace("/srv/gutskin/.venv/bin/", "/bin/true ")
        (tmp_path / unit.name).write_text(text)
        units.append(tmp_path / unit.name)
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


NO_NGINX = not shutil.which("nginx") or not shutil.which("openssl")


def nginx_conf(folder: Path, more: str = "") -> Path:
    """Our configuration, with a certificate of its own and ports that need no root."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=thread.example",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/gutskin/tls", str(folder))
    site = site.replace("/run/gutskin/gutskin.sock", f"{folder}/app.sock")
    site = re.sub(r"(listen (?:\[::\]:)?)(\d+)", lambda m: f"{m[1]}{int(m[2]) + 20_000}", site)
    (folder / "site").write_text(site)
    (folder / "conf").write_text(
        f"{more} pid {folder}/pid; events {{}} http {{ client_body_temp_path {folder}/b; "
        f"proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; "
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/site; }}"
    )
    return folder / "conf"


@pytest.mark.skipif(NO_NGINX, reason="no nginx")
def test_nginx_takes_our_configuration(tmp_path) -> None:
    done = subprocess.run(
        ["nginx", "-t", "-c", nginx_conf(tmp_path), "-e", tmp_path / "log"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


class Measured(BaseHTTPRequestHandler):
    """An app that says how much of a cookie reached it."""

    def do_GET(self) -> None:
        body = str(len(self.headers["Cookie"] or "")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return ""

    def log_message(self, *_: object) -> None:
        """Nothing."""


class AtSocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture
def behind_nginx(tmp_path) -> Iterator[Callable[..., str]]:
    """Asks our nginx for a path with so many bytes of cookies, and gives the whole answer."""
    with AtSocket(str(tmp_path / "app.sock"), Measured) as app:
        Thread(target=app.serve_forever, daemon=True).start()
        conf = nginx_conf(tmp_path, "daemon off; master_process off;")
        nginx = subprocess.Popen(["nginx", "-c", conf, "-e", tmp_path / "log"])
        trusting = ssl.create_default_context(cafile=tmp_path / "fullchain.pem")

        def ask(line: str, size: int) -> str:
            with (
                socket.create_connection(("127.0.0.1", 20_443), timeout=20) as plain,
                trusting.wrap_socket(plain, server_hostname="thread.example") as server,
            ):
                cookie = "a=" + "x" * (size - 2)
                server.sendall(
                    f"{line} HTTP/1.1\r\nHost: thread.example\r\nConnection: close\r\n"
                    f"Content-Length: 0\r\nCookie: {cookie}\r\n\r\n".encode()
                )
                return b"".join(iter(lambda: server.recv(65536), b"")).decode()

        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", 20_443)):
                break
            time.sleep(0.1)
        yield ask
        nginx.terminate()
        nginx.wait(timeout=20)
        app.shutdown()


@pytest.mark.skipif(NO_NGINX, reason="no nginx")
def test_nginx_lets_planted_cookies_through_to_be_dropped(behind_nginx) -> None:
    for size in (10, 9_000, 30_000):
        assert behind_nginx("GET /", size).endswith(f"\r\n\r\n{size}")


@pytest.mark.skipif(NO_NGINX, reason="no nginx")
def test_more_cookies_than_anyone_can_read_get_a_page_that_says_what_to_do(behind_nginx) -> None:
    answer = behind_nginx("GET /saved/", 40_000)
    head, _, page = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 431")
    assert "text/html" in head
    assert "Cache-Control: no-store" in head
    # Offered, never done by itself: it takes away what is the person's own as well.
    assert "Clear-Site-Data" not in head
    assert "Your browser sent us too many cookies" in page
    assert "<form method='post' action='/clear/'>" in page
    head, _, page = behind_nginx("POST /clear/", 40_000).partition("\r\n\r\n")
    assert 'Clear-Site-Data: "cookies"' in head
    assert "The cookies are cleared" in page
    # No other form, and no link.
    for line in ("GET /clear/", "POST /clear/x", "POST /check/delete/"):
        assert "Clear-Site-Data" not in behind_nginx(line, 40_000)


def test_gunicorn_takes_all_the_cookies_that_nginx_lets_through() -> None:
    count, size = re.search(r"large_client_header_buffers (\d+) (\d+)k;", NGINX).groups()
    conf = runpy.run_path(str(DEPLOY.parent / "gunicorn.conf.py"))
    assert int(count) * int(size) * 1024 < conf["limit_request_field_size"]
