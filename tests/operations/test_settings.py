"""Settings are safe when nothing is set, and refuse nonsense."""

from __future__ import annotations

import base64
import json
import logging
import logging.config
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from gutskin.settings import env_bool, env_number
from habits.site.logs import BareFormatter
from tests.operations.copies import copied_app
from tests.people import ECZEMA, give

pytestmark = pytest.mark.slow


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own, with the project's settings and only this set."""
    return run([sys.executable, "manage.py", *arguments], env)


def run(
    command: list[str], env: dict[str, str], given: str = ""
) -> subprocess.CompletedProcess[str]:
    # What whitenoise says of a folder that only `collectstatic` makes is not ours to judge.
    clean = {k: v for k, v in os.environ.items() if k not in {"LOCAL_HTTP", "DEBUG"}}
    clean |= {"DJANGO_SETTINGS_MODULE": "gutskin.settings", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        env={**clean, **env},
        check=False,
        timeout=60,
    )


def test_the_deployment_check_is_clean_when_nothing_but_secrets_is_set() -> None:
    env = {"SECRET_KEY": "abcdefghij" * 5, "SERVER_KEYS": f"1:{KEY['a']}"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **env)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_a_setting_that_is_neither_yes_nor_no_says_what_to_do() -> None:
    done = manage("check", LOCAL_HTTP="perhaps")
    assert done.returncode != 0
    assert "LOCAL_HTTP is 'perhaps'. Set it to true or false." in done.stderr


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("True", True), ("on", True), ("0", False), ("no", False), ("", False)],
)
def test_yes_and_no_are_read_in_their_usual_spellings(monkeypatch, value, expected) -> None:
    monkeypatch.setenv("SWITCH", value)
    assert env_bool("SWITCH") is expected


def test_nonsense_is_refused_rather_than_guessed_at(monkeypatch) -> None:
    monkeypatch.setenv("SWITCH", "maybe")
    with pytest.raises(SystemExit, match="SWITCH"):
        env_bool("SWITCH")


@pytest.mark.parametrize(("value", "expected"), [("", 90), ("0", 0), (" 75 ", 75), ("100", 100)])
def test_a_number_is_read(monkeypatch, value, expected) -> None:
    monkeypatch.setenv("NUMBER", value)
    assert env_number("NUMBER", 90, most=100) == expected


@pytest.mark.parametrize("value", ["101", "-1", "9.5", "ninety", "90%", "9" * 5000])
def test_what_is_no_such_number_is_refused(monkeypatch, value) -> None:
    monkeypatch.setenv("NUMBER", value)
    with pytest.raises(SystemExit, match="Set it to a whole number from 0 to 100"):
        env_number("NUMBER", 90, most=100)


ROUTES = [
    "/", "/check/you/", "/check/answers/", "/check/leave/", "/results/", "/help/", "/about/",
    "/privacy/", "/check/deleted/", "/check/adults-only/", "/nowhere/", "/check/delete/",
    "/healthz",
    "/tips/", "/tips/alcohol/", "/foods/", "/learn/", "/sources/", "/search/?q=itch",
]  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_every_page_is_locked_down_by_its_headers(client, route) -> None:
    headers = client.get(route).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert directive in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_asks_another_site_for_anything_or_holds_inline_code(client, route) -> None:
    html = client.get(route).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    for piece in html.split("<script")[1:]:
        opening = piece.split(">")[0]
        # Data for search engines is no code: the policy has nothing to say about it.
        assert 'src="/static/' in opening or opening == ' type="application/ld+json"'
    for attribute in ('src="http', 'action="http', '<link rel="stylesheet" href="http'):
        assert attribute not in html


def test_a_host_we_do_not_serve_gets_a_page_not_a_stack_trace(client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Traceback" not in response.content.decode()


def test_a_log_line_holds_nothing_that_a_person_sent() -> None:
    canary = "canary-7f3a"
    try:
        raise ValueError(canary)
    except ValueError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, canary, 1, canary, (canary,), sys.exc_info()
        )
    record.status_code = 500
    line = BareFormatter().format(record)
    assert canary not in line
    assert "ValueError" in line
    assert "status=500" in line
    assert "test_settings.py" in line


@contextmanager
def logging_to(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The log goes where this test reads it, and afterwards, when that is closed, as it did."""
    logging.config.dictConfig(settings.LOGGING)
    yield
    with capfd.disabled():
        logging.config.dictConfig(settings.LOGGING)


def test_no_answer_reaches_the_log_of_failing_requests(client, capfd) -> None:
    with logging_to(capfd):
        give(client, ECZEMA, until="gut")
        sent = {"poo_form": "canary-body"}
        response = client.post("/check/gut/?canary-path", sent, follow=True)
        assert response.redirect_chain == [("/check/gut/?mistake=1", 302)]
        client.get("/canary-page/", headers={"Referer": "https://testserver/canary-referer"})
        client.get("/", headers={"host": "canary.example"})
        written = capfd.readouterr().err
    assert "status=4" in written
    assert "canary" not in written


def test_who_asks_for_heads_alone_fills_no_log(capfd) -> None:
    from gunicorn.config import Config
    from gunicorn.http.wsgi import Response

    near, far = socket.socketpair()
    with near, far, logging_to(capfd):
        asked = SimpleNamespace(method="HEAD", version=(1, 1), should_close=lambda: True)
        response = Response(asked, near, Config())
        response.start_response("200 OK", [("Content-Type", "text/html")])
        response.write(b"a page")
        assert far.recv(4096).endswith(b"\r\n\r\n")
        assert capfd.readouterr().err == ""


# A clone that nothing was made in yet.


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    return copied_app(tmp_path_factory.mktemp("clone"))


def in_clone(clone: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in UNSET}
    clean |= {"DJANGO_SETTINGS_MODULE": "gutskin.settings", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=clone,
        capture_output=True,
        text=True,
        env={**clean, **env},
        check=False,
        timeout=60,
    )


SECRETS = ("secret_key", "server_keys")
UNSET = {"LOCAL_HTTP", "DEBUG", "SECRET_KEY", "SERVER_KEYS", "DATABASE_URL"}


def test_settings_write_nothing_and_refuse_readers_without_a_secret(clone) -> None:
    done = in_clone(clone, "-c", "import gutskin.settings")
    assert done.returncode != 0
    assert done.stderr == (
        "Set SECRET_KEY to serve readers. LOCAL_HTTP=true tries the app on this machine.\n"
    )
    assert not (clone / ".local").exists()


def test_a_fresh_clone_is_checked_and_migrated_and_no_secret_is_written(clone) -> None:
    try:
        for command in (["check"], ["migrate", "--skip-checks"]):
            done = in_clone(clone, "manage.py", *command, LOCAL_HTTP="1")
            assert done.returncode == 0, done.stderr
        assert (clone / ".local").stat().st_mode & 0o777 == 0o700
        assert {file.name for file in (clone / ".local").iterdir()} == {"gutskin.sqlite3"}
        done = in_clone(clone, "-c", "import gutskin.wsgi", LOCAL_HTTP="1")
    finally:
        shutil.rmtree(clone / ".local")
    assert done.returncode != 0
    assert done.stderr == (
        "This machine has no secrets yet. Run: python -m gutskin.local_secrets\n"
    )


def test_the_secrets_of_a_machine_are_made_once_and_closed(clone) -> None:
    def made() -> dict[str, str]:
        done = in_clone(clone, "-m", "gutskin.local_secrets")
        assert (done.returncode, done.stderr) == (0, "")
        return {name: (clone / ".local" / name).read_text() for name in SECRETS}

    try:
        # Of many that begin at once, all go by what one of them made.
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: made(), range(8)))
        assert all(each == made() for each in found)
        modes = {file.name: file.stat().st_mode & 0o777 for file in (clone / ".local").iterdir()}
        assert modes == dict.fromkeys(SECRETS, 0o600)
        assert (clone / ".local").stat().st_mode & 0o777 == 0o700
        migrate = ("manage.py", "migrate", "--skip-checks")
        assert in_clone(clone, *migrate, LOCAL_HTTP="1").returncode == 0
        done = in_clone(clone, "-c", "import gutskin.wsgi", LOCAL_HTTP="1")
        assert (done.returncode, done.stderr) == (0, "")
    finally:
        shutil.rmtree(clone / ".local")


# For each environment a process of its own, forked where only the libraries are read.
STARTS = """
import json, os, sys, tempfile
import csp.constants, dj_database_url, django.core.wsgi, django.db.models, msgspec, tomllib

ended = []
for env in json.load(sys.stdin):
    with tempfile.TemporaryFile("w+") as told:
        if not os.fork():
            os.dup2(told.fileno(), 2)
            os.environ |= env
            import gutskin.wsgi
            sys.exit()
        code = os.waitstatus_to_exitcode(os.wait()[1])
        told.seek(0)
        ended.append((code, told.read()))
print(json.dumps(ended))
"""


def starts(*each: dict[str, str]) -> list[tuple[int, str]]:
    """Import the WSGI entry point with each environment, one after the other, as a server does; the
    exit code and what was said."""
    done = run([sys.executable, "-c", STARTS], {}, json.dumps(each))
    assert done.returncode == 0, done.stderr
    return [(code, told) for code, told in json.loads(done.stdout)]


KEY = {name: base64.b64encode(name.encode() * 32).decode() for name in "ab"}
READERS = "thread.example"
REFUSED = {
    "a short secret": ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 50 characters"),
    "a secret to guess": ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY can be guessed"),
    "no secret": ({"SECRET_KEY": ""}, "Set SECRET_KEY to serve readers"),
    "no key set": ({"SERVER_KEYS": ""}, "Set SERVER_KEYS to serve readers"),
    "no key": ({"SERVER_KEYS": ","}, "There is no server key"),
    "a short key": ({"SERVER_KEYS": "1:YWJj"}, "Server key 1 is shorter than 32 bytes"),
    "not base64": ({"SERVER_KEYS": "1:%%"}, "Server key number 1 is not base64"),
    "no number": ({"SERVER_KEYS": KEY["a"]}, "Server key number 1"),
    "another key": ({"SERVER_KEYS": f"1:{KEY['b']}"}, "Server key 1 is not the one"),
    "a key is gone": ({"SERVER_KEYS": f"2:{KEY['b']}"}, "Server key 1 is missing"),
    "a key file is gone": ({"SERVER_KEYS_FILE": "/nowhere"}, "SERVER_KEYS_FILE names /nowhere"),
    "DEBUG": ({"DEBUG": "true"}, "DEBUG shows the insides of the server"),
    "plain http": ({"LOCAL_HTTP": "1", "ALLOWED_HOSTS": READERS}, "LOCAL_HTTP is plain http"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "Name every host in ALLOWED_HOSTS"),
    "nonsense": ({"BEHIND_PROXY": "perhaps"}, "BEHIND_PROXY is 'perhaps'. Set it to true or"),
    "no number of rows": ({"NEW_ROWS_A_DAY": "many"}, "NEW_ROWS_A_DAY is 'many'. Set it to"),
    "no percentage": ({"DISK_FULL_PERCENT": "101"}, "DISK_FULL_PERCENT is '101'. Set it to a"),
    "no database": ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not an address"),
}


@pytest.fixture(scope="module")
def right(tmp_path_factory) -> dict[str, str]:
    """What production needs, with a database whose keys are known."""
    folder = tmp_path_factory.mktemp("production")
    env = {
        "ALLOWED_HOSTS": READERS,
        "DATABASE_URL": f"sqlite:///{folder}/test.sqlite3",
        "SECRET_KEY": "abcdefghij" * 5,
        "SERVER_KEYS": f"1:{KEY['a']}",
    }
    assert manage("migrate", "--verbosity", "0", "--skip-checks", **env).returncode == 0
    assert starts(env) == [(0, "")]
    return env


def test_it_refuses_to_start_with_one_plain_sentence(right) -> None:
    *refused, again = starts(*(right | changes for changes, _ in REFUSED.values()), right)
    for (name, (_, sentence)), (code, told) in zip(REFUSED.items(), refused, strict=True):
        assert code != 0, name
        assert told.startswith(sentence)
        assert told.count("\n") == 1
        for secret in ("YWJj", KEY["b"], "ab" * 30):
            assert secret not in told
    # And starts again once it is right.
    assert again == (0, "")


def test_secrets_can_come_from_files(right, tmp_path) -> None:
    env = dict(right)
    for name in ("SECRET_KEY", "SERVER_KEYS", "DATABASE_URL"):
        file = tmp_path / name
        file.write_text(env.pop(name) + "\n")
        env[f"{name}_FILE"] = str(file)
    assert starts(env) == [(0, "")]


def test_the_server_says_it_once_and_ends_instead_of_starting_workers_for_ever(right) -> None:
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    done = run(
        [
            gunicorn,
            "gutskin.wsgi",
            "--bind",
            "127.0.0.1:0",
            "--workers",
            "2",
            "--no-control-socket",
        ],
        {**right, "SERVER_KEYS": f"1:{KEY['b']}"},
    )
    assert done.returncode != 0
    assert done.stderr == "Server key 1 is not the one that sealed the results.\n"
