"""Two tabs that answer at once, in a real browser: the answer that comes back last wins the cookie,
and an emergency is not lost so."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from playwright.sync_api import Browser, Page

from habits.journey import drafts
from tests.people import ECZEMA, FORM

pytestmark = pytest.mark.browser


class Held:
    """Keeps the answer to one kind of request back until it is let go."""

    def __init__(self, address: str, line: bytes) -> None:
        self.place, self.line = urlsplit(address), line
        self.current_questions, self.let_go = threading.Event(), threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def take(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self.server.accept()
                ours = socket.create_connection((str(self.place.hostname), self.place.port or 80))
                held = threading.Event()
                for way in ((browser, ours, held, True), (ours, browser, held, False)):
                    threading.Thread(target=self.pump, args=way, daemon=True).start()

    def pump(
        self, source: socket.socket, target: socket.socket, held: threading.Event, out: bool
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if out and data.startswith(self.line):
                    held.set()
                    self.current_questions.set()
                elif held.is_set() and not out:
                    self.let_go.wait(60)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        # The other way closes the other end.
        source.close()


@contextmanager
def holding(address: str, line: bytes) -> Iterator[Held]:
    held = Held(address, line)
    threading.Thread(target=held.take, daemon=True).start()
    try:
        yield held
    finally:
        held.let_go.set()
        held.server.shutdown(socket.SHUT_RDWR)
        held.server.close()


def tick(page: Page, question: str, option: str) -> None:
    page.locator(f"input[name={question}][value={option}]").check()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_emergency_outlives_the_answer_of_a_slower_tab(
    chromium: Browser, address: str, scripts: bool
) -> None:
    with (
        holding(address, b"POST /check/habits/") as held,
        chromium.new_context(
            base_url=held.address, java_script_enabled=scripts, reduced_motion="reduce"
        ) as context,
    ):
        context.set_default_timeout(30_000)
        response = HttpResponse()
        drafts.write(response, drafts.Draft(dict(ECZEMA), list(FORM.by_page)))
        name = settings.DRAFT_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": response.cookies[name].value, "url": held.address}]
        )
        slow, quick = context.new_page(), context.new_page()
        slow.goto("/check/habits/?change=1")
        quick.goto("/check/urgent/?change=1")
        slow.locator("button[name=continue]").click(no_wait_after=True)
        assert held.current_questions.wait(30)
        quick.locator("input[value=none]").uncheck()
        tick(quick, "urgent_now", "very_ill")
        quick.locator("button[name=continue]").click()
        quick.wait_for_url("**/check/care/")
        held.let_go.set()
        # The slower answer leads on to the list of answers, and from there to where help is.
        slow.wait_for_url("**/check/care/")
        quick.goto("/check/answers/")
        quick.wait_for_url("**/check/care/")
        for page in (slow, quick):
            assert page.locator('[data-urgency="emergency"]').count()
            assert not page.locator('[id^="tip-"]').count()
        # A slip is mended there, and then everything goes on.
        quick.get_by_role("link", name=FORM.by_page["urgent"].title).first.click()
        quick.locator("input[value=very_ill]").uncheck()
        tick(quick, "urgent_now", "none")
        quick.locator("button[name=continue]").click()
        quick.wait_for_url("**/check/answers/")
