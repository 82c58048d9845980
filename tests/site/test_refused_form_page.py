"""A form that could not be taken leads to a page to come back to, which sends it once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from habits.models import Sealed
from habits.site import rate_limits, refused_forms
from habits.site.rate_limits import OPEN, Buckets
from tests.people import ECZEMA, at, give
from tests.site.test_codes import CODE, keep, keep_list, text

pytestmark = pytest.mark.django_db
# What a browser says of a form that stands on a page of ours.
OWN = {"Sec-Fetch-Site": "same-origin"}
HOME = "198.51.100.23"


@contextmanager
def away() -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def again(response: HttpResponse) -> tuple[str, dict[str, list[str]]]:
    """The form of the page that sends it once more."""
    found = re.search(r'<form method="post" action="([^"]+)">(.*)\n<button', text(response))
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r' name="([^"]+)" value="([^"]*)"', found[2]):
        fields.setdefault(unescape(name), []).append(unescape(value))
    fields.pop(refused_forms.TOKEN, None)
    return found[1], fields


def told(client: Client, response: HttpResponse, status: int, words: str) -> HttpResponse:
    """The page that it leads to; loading it again shows the same."""
    assert response.status_code == 302
    to = response.headers["Location"]
    pages = [client.get(to, REMOTE_ADDR=HOME) for _ in range(2)]
    assert {page.status_code for page in pages} == {status}
    assert {words in text(page) for page in pages} == {True}
    assert again(pages[0]) == again(pages[1])
    return pages[1]


def send_again(client: Client, page: HttpResponse, **more: str) -> HttpResponse:
    to, fields = again(page)
    return client.post(to, fields, follow=True, **more)


@pytest.fixture
def device() -> Client:
    """A device with answers, a list of one result, and that result open."""
    client = Client()
    give(client, ECZEMA)
    code = keep()
    client.post(at(client, code, "result-add"), {"add": "1"})
    return client


def address(client: Client, name: str, handle: str) -> str:
    kinds = next(p for p in get_resolver().url_patterns if p.name == name).pattern.converters
    values = {"handle": handle, "first": handle, "second": handle}
    values |= {
        "page_id": "skin",
        "file_name": "content.json",
        "why": "away",
        "kind": "CodeSystem",
        "name": "skin-and-gut",
    }
    values["number"] = "0"
    values |= dict.fromkeys(("tip_id", "topic", "food_id", "article_id"), "fibre")
    return reverse(name, kwargs={kind: values[kind] for kind in kinds})


def test_no_form_is_answered_with_a_page_of_its_own_while_storage_is_away(device) -> None:
    handle = next(name for name in device.cookies if "open_key" in name)[-8:]
    code = "a" * 32
    answered = {}
    with away():
        for pattern in get_resolver().url_patterns:
            response = device.post(address(device, pattern.name, handle), {"code": code})
            answered[pattern.name] = response.status_code
    assert {name for name, status in answered.items() if status == 302} >= {
        "check", "check-answers", "result-open", "result-keep", "result-add", "result-delete",
        "saved-rename", "saved-remove", "saved-delete", "saved-open", "saved-compare", "list-use",
    }  # fmt: skip
    # What is left takes no forms.
    assert set(answered.values()) == {302, 405}


def test_what_was_sent_while_storage_was_away_is_done_when_it_is_sent_again(device) -> None:
    listed = re.search(r'name="code" value="(\w{32})"', text(device.get("/saved/")))[1]
    data = {"code": listed, "name": "“Before” & after", "rename": "1"}
    with away():
        response = device.post("/saved/rename/", data)
        page = told(device, response, 503, "We could not change the name")
        # It can be tried as often as it takes.
        page = told(device, device.post(*again(page)), 503, "We could not change the name")
    assert "“Before” &amp; after" in text(send_again(device, page))


def test_a_code_that_was_typed_while_storage_was_away_is_not_typed_again(client) -> None:
    code = keep()
    with away():
        page = told(client, client.post("/results/open/", {"code": code}), 503, "Try again")
    assert 'id="tips"' in text(send_again(client, page))


def test_nothing_that_was_sent_stands_in_an_address_or_in_the_open(client) -> None:
    with away():
        response = client.post("/results/open/", {"code": CODE})
    assert response.headers["Location"] == "/stopped/away/"
    cookie = response.cookies[project.TYPED_COOKIE_NAME]
    assert CODE not in cookie.value
    assert cookie["httponly"]
    assert cookie["max-age"] == refused_forms.KEPT_FOR


@pytest.fixture
def buckets(monkeypatch) -> Buckets:
    fresh = Buckets(lambda: 1000.0)
    monkeypatch.setattr(rate_limits, "buckets", fresh)
    return fresh


def test_what_came_too_often_is_done_when_it_is_sent_again(client, buckets) -> None:
    code = keep()
    for _ in range(OPEN.burst):
        client.post("/saved/open/", {"code": "x"}, REMOTE_ADDR=HOME)
    response = client.post("/results/open/", {"code": code}, headers=OWN, REMOTE_ADDR=HOME)
    page = told(client, response, 429, "Wait 1 second")
    assert page["Retry-After"] == "1"
    assert 'id="tips"' in text(send_again(client, page, REMOTE_ADDR="198.51.100.99"))


def test_what_cannot_be_taken_for_longer_than_it_is_kept_is_not_kept(
    client, buckets, settings
) -> None:
    settings.NEW_ROWS_A_DAY = 20_000
    address = at(client, keep(), "result-add")
    networks = rate_limits.networks_of(RequestFactory().get("/", REMOTE_ADDR=HOME))
    while not buckets.wait(rate_limits.of_new_rows(), networks):
        pass
    response = client.post(address, {"add": "1"}, headers=OWN, REMOTE_ADDR=HOME)
    page = client.get(response.headers["Location"])
    assert int(page["Retry-After"]) > refused_forms.KEPT_FOR
    assert "That was too often" in text(page)
    assert "kept here for 10 minutes" not in text(page)
    assert not response.cookies[project.TYPED_COOKIE_NAME].value


def test_a_made_up_time_to_wait_is_not_told(client) -> None:
    for wait in ("", "-1", "99999999", "x", "٣"):
        assert "Wait 60 seconds" in text(client.get("/stopped/often/", {"wait": wait}))


def test_answers_of_a_page_whose_cookie_is_gone_are_sent_again() -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text(client.get("/")))[1]
    data = {refused_forms.TOKEN: token, "adult": "yes", "region": "uk", "continue": "1"}
    del client.cookies[project.CSRF_COOKIE_NAME]
    response = client.post("/check/you/", data, headers=OWN)
    page = told(client, response, 403, "We could not check")
    to, fields = again(page)
    assert fields == {"adult": ["yes"], "region": ["uk"], "continue": ["1"]}
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text(page))[1]
    response = client.post(to, {**fields, refused_forms.TOKEN: token}, headers=OWN)
    assert response.headers["Location"] == "/check/urgent/"


def test_what_another_site_sent_is_not_offered_to_be_sent_again() -> None:
    client = Client(enforce_csrf_checks=True)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}):
        data = {"adult": "yes", refused_forms.TOKEN: "a" * 32}
        response = client.post("/check/you/", data, headers=headers)
        assert response.status_code == 403
        assert project.TYPED_COOKIE_NAME not in response.cookies


def test_a_form_that_lost_its_token_on_the_way_is_not_kept() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/")
    response = client.post("/check/you/", {"adult": "yes"}, headers=OWN)
    assert response.headers["Location"] == "/stopped/unchecked/"
    assert not response.cookies[project.TYPED_COOKIE_NAME].value
    assert "Send it again" not in text(client.get("/stopped/unchecked/"))


@pytest.mark.parametrize("lost", [{"adult": "yes"}, {"code": "x" * 70_000}])
def test_a_form_that_is_not_kept_leaves_none_from_before_to_be_sent_again(lost) -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text(client.get("/results/")))[1]
    client.post("/results/open/", {"code": CODE[:20], refused_forms.TOKEN: token}, headers=OWN)
    assert CODE[:20] in text(client.get("/results/lost/"))
    response = client.post("/check/you/", lost, headers=OWN)
    for page in (client.get(response.headers["Location"]), client.get("/stopped/away/")):
        assert "Send it again" not in text(page)


@pytest.mark.parametrize("press", ["deleted", "under 18"])
def test_answers_that_are_deleted_do_not_wait_to_be_sent_again(press) -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text(client.get("/check/you/")))[1]
    cookie = client.cookies.pop(project.CSRF_COOKIE_NAME)
    data = {refused_forms.TOKEN: token, "adult": "yes", "region": "uk", "continue": "1"}
    client.post("/check/you/", data, headers=OWN)
    assert client.cookies[project.TYPED_COOKIE_NAME].value
    client.cookies[project.CSRF_COOKIE_NAME] = cookie.value
    if press == "deleted":
        client.post("/check/delete/", {refused_forms.TOKEN: token}, headers=OWN)
    else:
        client.post("/check/you/", data | {"adult": "no"}, headers=OWN)
    assert not client.cookies[project.TYPED_COOKIE_NAME].value
    assert "Send it again" not in text(client.get("/stopped/unchecked/"))


def test_what_is_too_large_to_be_read_leads_to_a_page(client) -> None:
    response = client.post("/results/open/", {"code": "x" * 70_000}, headers=OWN)
    assert response.headers["Location"] == "/stopped/large/"
    assert "too much at once" in text(client.get("/stopped/large/"))


def test_what_is_too_large_for_a_cookie_is_not_kept_half(client) -> None:
    data = {f"field{number}": "x" * 100 for number in range(60)}
    with away():
        response = client.post("/results/open/", {"code": CODE, **data})
        assert not response.cookies[project.TYPED_COOKIE_NAME].value
        assert "Go back and try again" in text(client.get(response.headers["Location"]))


def test_a_page_asked_for_says_nothing_of_what_was_sent_before(device) -> None:
    with away():
        device.post("/results/open/", {"code": CODE})
        response = device.get("/saved/")
    assert response.status_code == 503
    assert CODE not in text(response)


def test_a_reason_that_we_do_not_know_is_no_page(client) -> None:
    assert client.get("/stopped/nowhere/").status_code == 404


def test_a_list_that_went_before_the_press_leads_to_a_page(client) -> None:
    asked = client.post("/saved/open/", {"code": keep_list(keep())})
    Sealed.objects.all().delete()
    response = client.post(asked.headers["Location"])
    assert response.status_code == 302
    assert "We cannot open that" in text(client.get(response.headers["Location"]))
