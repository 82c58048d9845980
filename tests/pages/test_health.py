"""What watches over the server learns whether it lives and is ready, and nothing else."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings as project
from django.db import DatabaseError

from habits.models import KeyCheck
from habits.site import metrics
from habits.store import key_check
from tests.browser.server import serving

SSL = {"SECURE_SSL_REDIRECT": True}


def test_a_living_process_says_so_without_asking_the_database(client) -> None:
    # pytest-django fails a test that touches the database unasked.
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.database
@pytest.mark.django_db
def test_it_is_ready_when_the_database_has_the_same_keys(client) -> None:
    assert key_check.check(project.SERVER_KEYS) == []
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.database
@pytest.mark.django_db
def test_it_is_not_ready_with_another_key_and_does_not_say_which(client) -> None:
    key_check.check(project.SERVER_KEYS)
    KeyCheck.objects.update(value=b"12345678")
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"the keys are wrong\n")


def test_it_is_not_ready_while_the_database_is_away(client, monkeypatch) -> None:
    def away() -> None:
        raise DatabaseError("secret words")

    monkeypatch.setattr(key_check, "stored", away)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_beside_the_server_need_no_https(client, settings, monkeypatch, address) -> None:
    monkeypatch.setattr(key_check, "stored", dict)
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/").status_code == 301
    assert client.get(address).status_code != 301


@pytest.fixture
def counting(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(metrics, "text", lambda: b"counts")


@pytest.mark.usefixtures("counting")
def test_counts_are_for_this_machine_alone(client) -> None:
    assert client.get("/metrics").content == b"counts"
    assert client.get("/metrics", REMOTE_ADDR="").content == b"counts"
    assert client.get("/metrics", REMOTE_ADDR="::1").content == b"counts"
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    # A proxy on this machine asks for someone else.
    passed_on = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=passed_on).status_code == 404


@pytest.mark.slow
def test_any_worker_tells_the_counts_of_all_and_none_of_a_run_before(tmp_path) -> None:
    (tmp_path / "counter_1.db").write_bytes(b"of a run before")
    env = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/test.sqlite3",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    # A worker may wait as long as the others need.
    options = ("--workers", "3", "--timeout", "0")
    with serving("gutskin.wsgi", *options, **env) as (address, _):
        # Workers start one after another: the first could answer everything before there is a
        # second. It takes who comes first and waits for his words, so others must answer the rest.
        silent = HTTPConnection(urlsplit(address).netloc)
        silent.connect()
        for _ in range(29):
            urlopen(f"{address}/help/").read()  # noqa: S310  our own server
        silent.request("GET", "/help/")
        silent.getresponse().read()
        told = urlopen(f"{address}/metrics").read().decode()  # noqa: S310
        assert 'thread_responses_total{page="help",status="200"} 30.0' in told
        # The marks of the files are the workers' process ids: more than one counted.
        assert len(list(tmp_path.glob("counter_*.db"))) > 1


def test_there_are_no_counts_unless_they_were_asked_for(client) -> None:
    assert client.get("/metrics").status_code == 404
