"""What other sites can do to somebody who has something of ours open, over https as for readers:
a host beside ours (evil.thread.example) and one of another site (mail.test).
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from habits.journey import drafts
from tests.browser.chromium import OPTIONS, find
from tests.browser.opened import press
from tests.browser.server import serving
from tests.people import ECZEMA, FORM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate"),
]

NAME = "thread.example"
LIST = "__Host-saved_key"


def certificate(folder: Path) -> str:
    """Makes cert.pem and key.pem there; returns what Chromium knows the key by."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME},DNS:*.{NAME},DNS:mail.test",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    public = subprocess.run(
        ["openssl", "x509", "-in", folder / "cert.pem", "-noout", "-pubkey"],
        check=True,
        capture_output=True,
    ).stdout
    der = base64.b64decode(b"".join(public.splitlines()[1:-1]))
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


@pytest.fixture(scope="module")
def world(playwright: Playwright, tmp_path_factory) -> Iterator[tuple[Browser, int]]:
    """A browser for which every host is our server, and the port of that."""
    folder = tmp_path_factory.mktemp("https")
    known_by = certificate(folder)
    env = {
        "LOCAL_HTTP": "",
        "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
        "SECRET_KEY": settings.SECRET_KEY,
        "SERVER_KEYS": "1:" + base64.b64encode(os.urandom(32)).decode(),
        "DATABASE_URL": f"sqlite:///{folder}/test.sqlite3",
    }
    certified = "--certfile", str(folder / "cert.pem"), "--keyfile", str(folder / "key.pem")
    # Connections that a browser opens ahead hold a thread each, until they say something.
    with serving("gutskin.wsgi", "--workers", "1", "--threads", "40", *certified, **env) as (at, _):
        browser = playwright.chromium.launch(
            executable_path=find(),
            args=[
                *OPTIONS,
                "--host-resolver-rules=MAP * 127.0.0.1",
                f"--ignore-certificate-errors-spki-list={known_by}",
            ],
        )
        yield browser, int(at.rpartition(":")[2])
        browser.close()


class Person:
    """Somebody's browser."""

    def __init__(self, context: BrowserContext, port: int, scripts: bool = True) -> None:
        self.context, self.scripts = context, scripts
        self.ours = f"https://{NAME}:{port}"
        self.sibling = f"https://evil.{NAME}:{port}"
        self.elsewhere = f"https://mail.test:{port}"
        context.set_default_timeout(30_000)

    def answered(self) -> None:
        """Have everything answered."""
        response = HttpResponse()
        drafts.write(response, drafts.Draft(dict(ECZEMA), list(FORM.by_page)))
        value = response.cookies[settings.DRAFT_COOKIE_NAME].value
        self.put("__Host-draft_token", value)

    def put(self, name: str, value: str) -> None:
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.ours, "secure": True, "httpOnly": True}]
        )

    def tab(self, address: str) -> Page:
        page = self.context.new_page()
        page.goto(address)
        return page

    def with_result(self) -> Page:
        self.answered()
        page = self.tab(f"{self.ours}/check/answers/")
        press(page, "Show my tips")
        page.wait_for_url("**/results/**")
        page.locator("#tips").wait_for()
        return page

    def with_list(self) -> Page:
        page = self.with_result()
        press(page, "Add until I close the browser")
        page.wait_for_url("**/saved/")
        return page

    def planted(self, *cookies: str) -> list[str]:
        """Have the sibling host set these; returns the names and values that the browser kept."""
        page = self.tab(self.sibling)
        for cookie in cookies:
            page.evaluate("cookie => { document.cookie = cookie }", cookie)
        page.close()
        kept = self.context.cookies(self.ours)
        return [f"{each['name']}={each['value']}" for each in kept if each["domain"][0] == "."]

    def clicks(self, address: str) -> Page:
        """Follow a link to the address on a page of another site."""
        page = self.tab(self.elsewhere)
        page.evaluate(
            "to => { document.body.innerHTML = `<a href='${to}'>Look</a>` }", self.ours + address
        )
        page.get_by_role("link", name="Look").click()
        page.wait_for_url(f"{self.ours}/**")
        return page


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def person(world, request) -> Iterator[Person]:
    browser, port = world
    scripts = request.param == "with JavaScript"
    # Of another site's page nothing else runs: what the tests ask of it needs no scripts either.
    with browser.new_context(java_script_enabled=scripts, reduced_motion="reduce") as context:
        yield Person(context, port, scripts)


@pytest.fixture
def visitor(world) -> Iterator[Person]:
    browser, port = world
    with browser.new_context(reduced_motion="reduce") as context:
        yield Person(context, port)


@pytest.fixture(scope="module")
def attackers_code(world) -> str:
    """The code of a list that is not the visitor's."""
    browser, port = world
    with browser.new_context() as context:
        attacker = Person(context, port)
        attacker.with_list()
        return code_of_list(attacker)


NO_LIST = "There is no list on this device"


def code_of_list(who: Person) -> str:
    return next(c["value"] for c in who.context.cookies(who.ours) if c["name"] == LIST)


# What Chromium keeps for a sibling host, and what not: the second kind needs nothing of us.
KEPT, REFUSED = ("\u2000", "\u00a0", "\u0085"), ("", "=", "=\u2000")


@pytest.mark.parametrize("before", [*KEPT, *REFUSED], ids=ascii)
def test_a_list_that_a_sibling_host_planted_is_never_used(visitor, attackers_code, before) -> None:
    kept = visitor.planted(f"{before}{LIST}={attackers_code}; Domain={NAME}; Path=/; Secure")
    # Or there is nothing to test.
    assert bool(kept) == (before in KEPT)
    assert NO_LIST in visitor.tab(f"{visitor.ours}/saved/").content()
    # And what somebody adds goes on a list of their own.
    visitor.with_list().get_by_text("Notes of").first.wait_for()
    assert code_of_list(visitor) != attackers_code


def test_a_flood_of_cookies_from_a_sibling_host_changes_nothing(visitor) -> None:
    visitor.with_list()
    flood = [f"f{number}={'x' * 3000}; Domain={NAME}; Path=/; Secure" for number in range(40)]
    assert len(visitor.planted(*flood)) == 40
    visitor.tab(f"{visitor.ours}/saved/").get_by_text("Notes of").first.wait_for()


def test_a_link_on_another_site_breaks_no_form_in_another_tab(person) -> None:
    form = person.tab(f"{person.ours}/check/you/")
    person.clicks("/results/")
    person.clicks("/check/you/")
    form.get_by_role("radio", name="Yes").first.check()
    form.locator("button[name=continue]").click()
    form.wait_for_url("**/check/urgent/")


def test_a_list_is_found_by_who_comes_from_another_site(person) -> None:
    person.with_list()
    page = looking(person)
    page.get_by_text("Notes of").first.wait_for()


def test_who_has_no_list_is_told_so_once_we_could_look(person) -> None:
    looking(person).get_by_text(NO_LIST).wait_for()


def looking(person: Person) -> Page:
    """Come to the list from another site; without scripts it takes a press."""
    page = person.clicks("/saved/")
    if not person.scripts:
        assert NO_LIST not in page.content()
        page.get_by_role("link", name="Look for my list").click()
    return page


def test_answers_are_found_by_who_comes_from_another_site(person) -> None:
    person.answered()
    page = person.clicks("/check/answers/")
    page.get_by_role("heading", name="Check your answers").wait_for()
    page = person.clicks("/check/gut/")
    page.locator("button[name=continue]").wait_for()


def test_an_open_result_is_found_by_who_comes_from_another_site(person) -> None:
    person.with_result()
    [handle] = [
        c["name"][-8:] for c in person.context.cookies(person.ours) if "open_key" in c["name"]
    ]
    page = person.clicks(f"/results/{handle}/")
    page.locator("#tips").wait_for()


def test_a_private_link_on_another_site_opens(world) -> None:
    browser, port = world
    with browser.new_context() as maker, browser.new_context() as reader:
        link = Person(maker, port).with_result().url.partition(NAME)[2].partition("/")[2]
        assert "#" in link
        page = Person(reader, port).clicks(f"/{link}")
        page.locator("#tips").wait_for()
