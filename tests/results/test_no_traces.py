"""Pages about a person leave no trace on a device or in an address."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings as project
from django.urls import reverse

from habits.store import saved_lists
from tests.people import ECZEMA, at, give, press, show_tips, visit
from tests.results.helpers import BY_HANDLE, NOWHERE, htmx, post, text

pytestmark = pytest.mark.django_db


def test_pages_about_a_person_are_kept_by_no_browser_and_no_search_engine(client, listed) -> None:
    code = listed[0]
    theirs = saved_lists.new_list(project.SERVER_KEYS, [], date.today())
    give(client, ECZEMA)
    responses = [
        client.get("/results/"),
        client.get("/saved/"),
        show_tips(client),
        post(client, "result-open", code=code),
        post(client, "result-open", code=NOWHERE),
        press(client, code, "result-keep", days="30"),
        visit(client, code, "result-delete"),
        visit(client, code, "result-print"),
        post(client, "saved-rename", code=code, name=""),
        client.get("/saved/delete/"),
        post(client, "saved-open", code=theirs),
        post(client, "saved-compare", code=list(listed)),
        post(client, "saved-compare"),
        press(client, code, "result-delete", confirm="1"),
        post(client, "saved-delete", confirm="1"),
        client.get("/cleared/"),
    ]
    for response in responses:
        where = response.request["PATH_INFO"]
        assert response.headers["Cache-Control"] == "no-store", where
        assert '<meta name="robots" content="noindex">' in text(response), where
        assert "og:" not in text(response)


def test_parts_and_redirects_are_kept_by_no_browser_either(client, listed) -> None:
    code = listed[0]
    responses = [
        client.post("/results/open/", {"code": code}, headers={"X-Fragment": "1"}),
        htmx(client, "saved-rename", code=code, name="Mine"),
        client.post("/results/open/", {"code": code}),
        *(client.post(at(client, code, f"result-{name}")) for name in ("add", "again", "change")),
        visit(client, code, "result-export"),
        client.get(at(client, code, "result-shown")),
        client.post("/clear/"),
    ]
    for response in responses:
        assert response.headers["Cache-Control"] == "no-store", response.request["PATH_INFO"]


def test_no_code_is_ever_in_an_address(client, listed) -> None:
    code = listed[0]
    addresses = [at(client, code, name) for name in BY_HANDLE]
    addresses += map(reverse, ("result-open", "saved-remove", "saved-open", "saved-forget"))
    for address in addresses:
        assert code not in address
        location = client.post(address, {"code": code}).headers.get("Location", "")
        assert code not in location
    code = listed[1]
    html = text(post(client, "result-open", code=code))
    links = re.findall(r'(?:href|src|action)="([^"]*)"', html)
    assert [link for link in links if code in link] == [f"/results/#{code}"]


def test_a_page_title_says_nothing_about_health(client, listed) -> None:
    for response in (
        post(client, "result-open", code=listed[0]),
        visit(client, listed[0], "result-print"),
        client.get("/saved/"),
        client.get("/results/"),
    ):
        title = re.search(r"<title>(.*?)</title>", text(response)).group(1)
        assert not re.search(r"skin|gut|eczema|itch|health", title, re.I)
