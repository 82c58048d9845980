"""What tests of results have in common: keeping, opening and reading pages."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from habits.site import cookies, open_results
from habits.store import saved_results, sealing
from habits.store.saved_results import Record
from tests.people import ECZEMA, Answers

DRAFT, LIST = project.DRAFT_COOKIE_NAME, project.SAVED_COOKIE_NAME

# Every page of one result, and every button of it.
BY_HANDLE = [
    pattern.name
    for pattern in get_resolver().url_patterns
    if pattern.name.startswith("result")
    and len(pattern.pattern.converters) == 1
    # It asks the database nothing.
    and pattern.name != "result-shown"
]

NOWHERE = sealing.code_of(bytes(20))


def code_in(response: HttpResponse) -> str:
    """The code that a result page gives."""
    return re.search(r'id="saved-link" href="/results/#(\w{32})"', text(response)).group(1)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def visible(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html))


def post(client: Client, name: str, /, **data: Any) -> HttpResponse:
    """Press a button, and follow to the page that it leads to."""
    return client.post(reverse(name), data, follow=True)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return text(response)


def keep(answers: Answers = ECZEMA, made: date | None = None, **more: Any) -> str:
    """A result in the database, as if made on some day, and its code."""
    record = Record(answers, made or date.today(), **more)
    return saved_results.save_result(
        project.SERVER_KEYS, sealing.new_secret(), record, date.today()
    )


def cookie(client: Client, name: str) -> Any:
    """The cookie as it was set last."""
    return client.cookies.get(name)


def list_code(client: Client) -> str:
    return client.cookies[LIST].value.partition(".")[0]


def open_here(client: Client, code: str) -> str:
    """Have a code open on this device, whether it opens anything or not; its handle."""
    sealed = cookies.sealed(open_results.LABEL, code.encode())
    client.cookies[open_results.cookie_name(HANDLE)] = sealed
    return HANDLE


HANDLE = "abcdefgh"


def is_gone(morsel: Any) -> bool:
    return morsel.value == "" and morsel["max-age"] == 0


def names_on_list(client: Client) -> list[str]:
    return re.findall(r"<h3><bdi>(.*?)</bdi></h3>", page(client, "/saved/"))


def assert_told_that_it_is_not_saved(client: Client, response: HttpResponse) -> None:
    html = text(response)
    assert response.status_code == 200
    assert 'id="tip-gentle-skincare"' in html
    assert "This page is not saved" in html
    assert "Try to save again" in html
    assert "saved-link" not in html
    assert not is_gone(cookie(client, DRAFT))
    assert page(client, response.request["PATH_INFO"]).count('id="not-saved"') == 1
    assert "Show my tips" in page(client, "/check/answers/")


BEFORE, AFTER = "Notes of 1 January 2026", "Notes of 1 February 2026"


def htmx(client: Client, name: str, /, **data: str) -> HttpResponse:
    return client.post(reverse(name), data, headers={"HX-Request": "true"})
