"""What is deployed lets nobody do more than they need."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
NGINX = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())


def test_nginx_offers_modern_tls_and_writes_no_address_down() -> None:
    assert re.findall(r"ssl_protocols ([^;]+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    for cipher in re.search(r"ssl_ciphers ([^;]+);", NGINX)[1].split(":"):
        assert re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", cipher)
    assert set(re.findall(r"access_log (\S+);", NGINX)) == {"off"}
    assert set(re.findall(r"error_log ([^;]+);", NGINX)) == {"stderr emerg"}
    for line in ("access_log off;", "error_log stderr emerg;", "server_tokens off;"):
        assert NGINX.count(line) == NGINX.count("server {")


def test_nginx_keeps_what_passes_in_memory_and_packs_nothing() -> None:
    """What it does, with a real nginx, is in test_nginx.py."""
    sizes = dict(re.findall(r"(client_\w+_size) (\d+)k;", NGINX))
    assert 64 <= int(sizes["client_max_body_size"]) < int(sizes["client_body_buffer_size"])
    assert "proxy_max_temp_file_size 0;" in NGINX
    assert re.findall(r"gzip\w* [^;]+;", NGINX) == ["gzip off;"]
    assert not re.search(r"proxy_(cache|store|buffering)", NGINX)


def test_what_never_reaches_the_app_has_a_page_of_ours() -> None:
    told = dict.fromkeys([400, 413, 414, 431, 494, 502, 504])
    for codes, page in re.findall(r"error_page ([\d ]+)(?:=\d+ )?/nginx/(\S+);", NGINX):
        assert page == "$gutskin_cookies" or (DEPLOY / "pages" / page).exists()
        for code in codes.split():
            told[int(code)] = page
    assert None not in told.values()


def test_the_memory_of_nginx_goes_to_no_disk_either() -> None:
    unit = (DEPLOY / "nginx-unit.conf").read_text().splitlines()
    ours = (DEPLOY / "gutskin.service").read_text().splitlines()
    for line in ("LimitCORE=0", "MemorySwapMax=0", "MemoryMax=1G"):
        assert line in unit
        assert line in ours


def test_nginx_tells_the_app_the_real_address_and_keeps_its_counts() -> None:
    # $proxy_add_x_forwarded_for would pass on what the visitor made up.
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "location = /metrics { return 404; }" in NGINX
    assert "location = /readyz { return 404; }" in NGINX


def test_nginx_answers_to_our_name_alone() -> None:
    assert "ssl_reject_handshake on;" in NGINX
    assert set(re.findall(r"server_name ([^;]+);", NGINX)) == {"_", "thread.example"}
    assert set(re.findall(r"proxy_pass ([^;]+);", NGINX)) == {"http://gutskin"}
    # Two folders, and neither holds anything of anyone.
    assert re.findall(r"\b(?:root|alias|autoindex) ([^;]+);", NGINX) == [
        "/var/www/html",
        "/srv/gutskin/deploy/pages/",
    ]


@pytest.mark.parametrize("unit", ["gutskin.service", "gutskin-purge.service"])
def test_units_let_the_app_do_little(unit) -> None:
    lines = (DEPLOY / unit).read_text().splitlines()
    for line in (
        "User=gutskin",
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "IPAddressDeny=any",
        "SystemCallFilter=@system-service",
        "UMask=0077",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "LoadCredential=server_keys:/etc/gutskin/server_keys",
    ):
        assert line in lines


def test_containers_run_as_nobody_on_a_disk_that_cannot_be_written() -> None:
    docker = (DEPLOY / "Dockerfile").read_text()
    last = docker[docker.rindex("FROM ") :]
    assert "\nUSER 10001\n" in last
    assert "--only-binary :all: --requirement requirements.txt" in docker
    assert not re.search(r"COPY (\.|tests)\s", docker)
    # What collects static files makes the folder for one user, and another one reads them.
    assert docker.index("collectstatic") < docker.index("chmod 0755 .local") < docker.index(last)
    compose = (DEPLOY / "compose.yaml").read_text()
    app = compose[compose.index("x-app:") : compose.index("services:")]
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert line in app
    assert "inside: { internal: true }" in compose
    assert not re.search(r"(SECRET_KEY|SERVER_KEYS|DATABASE_URL|PASSWORD):", compose)
    front = compose[compose.index("\n  nginx:") : compose.index("\nsecrets:")]
    for line in ("read_only: true", "ulimits: { core: 0 }"):
        assert line in front
        assert line in app
    for part in (app, front):
        limits = re.findall(r"mem(?:swap)?_limit: (\w+)", part)
        assert len(limits) == 2
        assert len(set(limits)) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to another user")
def test_the_secrets_of_containers_are_readable_by_the_user_that_the_app_is(tmp_path) -> None:
    """Compose hands files over as they are; the words that make them are those of the guide."""
    guide = (DEPLOY.parent / "docs/operating.md").read_text()
    made = guide[guide.index("install -d -m 700 secrets") : guide.index("openssl req")]
    subprocess.run(["sh", "-euc", made], cwd=tmp_path, check=True)
    user = int(re.search(r"\nUSER (\d+)\n", (DEPLOY / "Dockerfile").read_text())[1])
    app = re.search(r"secrets: \[(.+)\]", (DEPLOY / "compose.yaml").read_text())[1].split(", ")
    for file in (tmp_path / "secrets").iterdir():
        mode = file.stat()
        assert (mode.st_uid, mode.st_mode & 0o777) == (user if file.name in app else 0, 0o400)
        assert file.read_text().strip()
    assert {file.name for file in (tmp_path / "secrets").iterdir()} == {*app, "database_password"}


def test_what_the_guide_copies_and_names_is_there() -> None:
    guide = (DEPLOY.parent / "docs/operating.md").read_text()
    named = re.findall(r"deploy/[\w.*-]+\w", guide)
    assert len(set(named)) > 6
    for name in named:
        assert list(DEPLOY.parent.glob(name)), name
    # Made by hand there, and no part of what is shared.
    ignored = (DEPLOY.parent / ".gitignore").read_text().split()
    assert {"deploy/.env", "deploy/site.conf", "deploy/secrets/", "deploy/tls/"} <= set(ignored)
    # A certificate is renewed by the words that asked for it: nginx must not have to stop for them.
    assert guide.count("certbot certonly --webroot") == guide.count("certbot certonly") == 2
    assert guide.count("--deploy-hook") == 2
    # Git refuses a folder of another user, and what runs must not be able to change itself.
    assert "--home /srv/gutskin" not in guide


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


def test_gunicorn_takes_all_the_cookies_that_nginx_lets_through() -> None:
    count, size = re.search(r"large_client_header_buffers (\d+) (\d+)k;", NGINX).groups()
    conf = runpy.run_path(str(DEPLOY.parent / "gunicorn.conf.py"))
    assert int(count) * int(size) * 1024 < conf["limit_request_field_size"]
