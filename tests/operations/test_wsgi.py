"""What Django cannot make a request of still gets an answer, and what it cannot end no log line
that tells of it."""

import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from habits.site.middleware import refuse_unreadable
from tests.browser.server import free_port
from tests.settings import ALLOWED_HOSTS


def test_a_request_that_django_cannot_read_is_a_400_with_a_page() -> None:
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST",
        SERVER_NAME=ALLOWED_HOSTS[0],
        CONTENT_TYPE="application/x-www-form-urlencoded; charset=utf-8",
        QUERY_STRING="a=1&" * 300,
    )
    seen: list[object] = []
    body = refuse_unreadable(get_wsgi_application())(environ, lambda *got: seen.extend(got))
    assert seen[0] == "400 Bad Request"
    assert ("Cross-Origin-Resource-Policy", "same-origin") in seen[1]
    assert b"We could not read what was sent" in b"".join(body)


SLOW = "import time\n\ndef application(environ, start_response):\n    time.sleep(30)\n"


@pytest.mark.slow
def test_what_gunicorn_says_of_a_request_that_broke_tells_nothing_of_it(tmp_path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    port = free_port()
    command = [
        Path(sys.executable).with_name("gunicorn"),
        "slow:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--timeout",
        "1",
        "--pythonpath",
        tmp_path,
        "--no-control-socket",
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert asked(f"http://127.0.0.1:{port}/search/?q=a-canary") == 500
    finally:
        server.terminate()
        _, log = server.communicate(timeout=20)
    assert "canary" not in log
    # It says what happened, and where.
    assert "WORKER TIMEOUT" in log
    assert "SystemExit" in log
    assert "slow.py:4:application" in log
    assert "Traceback" not in log


def asked(address: str) -> int:
    """The status, once there is somebody who answers."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            return urlopen(address, timeout=10).status  # noqa: S310  our own server
        except HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise TimeoutError
