"""Settings are safe when nothing is set, and refuse nonsense."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from gutskin.settings import env_bool
from habits.logs import BareFormatter
from tests.people import ECZEMA, give


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own, with the project's settings and only this set."""
    clean = {k: v for k, v in os.environ.items() if k not in {"LOCAL_HTTP", "DEBUG"}}
    clean["DJANGO_SETTINGS_MODULE"] = "gutskin.settings"
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        capture_output=True, text=True, env={**clean, **env}, check=False, timeout=60,
    )  # fmt: skip


def test_the_deployment_check_is_clean_when_nothing_is_set() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING")
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
    with pytest.raises(ImproperlyConfigured, match="SWITCH"):
        env_bool("SWITCH")


ROUTES = [
    "/", "/check/you/", "/check/answers/", "/check/leave/", "/results/", "/help/", "/about/",
    "/privacy/", "/check/deleted/", "/check/adults-only/", "/nowhere/", "/check/delete/",
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
        assert 'src="/static/' in piece.split(">")[0]
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


def test_no_answer_reaches_the_log_of_failing_requests(client, capfd, settings) -> None:
    import logging.config

    logging.config.dictConfig(settings.LOGGING)
    give(client, ECZEMA, until="gut")
    client.post("/check/gut/?canary-path", {"poo_form": "canary-body"})
    client.get("/canary-page/", headers={"Referer": "https://testserver/canary-referer"})
    client.get("/", headers={"host": "canary.example"})
    written = capfd.readouterr().err
    assert "status=4" in written
    assert "canary" not in written


def start(**env: str) -> subprocess.CompletedProcess[str]:
    """Import the WSGI entry point in a process of its own, as a server does."""
    clean = {k: v for k, v in os.environ.items() if k not in {"LOCAL_HTTP", "DEBUG"}}
    clean["DJANGO_SETTINGS_MODULE"] = "gutskin.settings"
    return subprocess.run(
        [sys.executable, "-c", "import gutskin.wsgi"],
        capture_output=True, text=True, env={**clean, **env}, check=False, timeout=60,
    )  # fmt: skip


KEY = {name: base64.b64encode(name.encode() * 32).decode() for name in "ab"}
REFUSED = {
    "a short secret": ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 50 characters"),
    "no key": ({"SERVER_KEYS": ","}, "There is no server key"),
    "a short key": ({"SERVER_KEYS": "1:YWJj"}, "Server key 1 is shorter than 32 bytes"),
    "not base64": ({"SERVER_KEYS": "1:%%"}, "Server key number 1 is not base64"),
    "no number": ({"SERVER_KEYS": KEY["a"]}, "Server key number 1"),
    "another key": ({"SERVER_KEYS": f"1:{KEY['b']}"}, "Server key 1 is not the one"),
    "a key is gone": ({"SERVER_KEYS": f"2:{KEY['b']}"}, "Server key 1 is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_does_not_start_when_results_could_look_lost(tmp_path, name) -> None:
    right = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/test.sqlite3",
        "SECRET_KEY": "x" * 50,
        "SERVER_KEYS": f"1:{KEY['a']}",
    }
    assert manage("migrate", "--verbosity", "0", **right).returncode == 0
    assert start(**right).returncode == 0
    changes, sentence = REFUSED[name]
    done = start(**{**right, **changes})
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "YWJj" not in done.stderr
    assert KEY["b"] not in done.stderr
    # And starts again once it is right.
    assert start(**right).returncode == 0
