"""Requests that other sites have a browser send."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from habits.journey import drafts
from habits.store import saved_lists
from habits.store.saved_lists import Item
from tests.database import rows
from tests.people import ECZEMA, FORM
from tests.results.helpers import DRAFT, LIST, keep, open_here, page

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_no_post_from_another_site_is_taken_or_changes_anything() -> None:
    client = Client(enforce_csrf_checks=True)
    code, other = keep(), keep(made=date(2026, 1, 1))
    items = [Item(code, "Notes", date.today()), Item(other, "Before", date(2026, 1, 1))]
    client.cookies[LIST] = saved_lists.new_list(project.SERVER_KEYS, items, date.today())
    filled = HttpResponse()
    drafts.write(filled, drafts.Draft(ECZEMA, list(FORM.by_page)))
    client.cookies[DRAFT] = filled.cookies[DRAFT].value
    form = page(client, "/check/answers/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1)
    data = {"code": code, "confirm": "1", "days": "30", "name": "Theirs", "remember": "1"}
    evil = {"origin": "https://evil.example"}
    right = {"csrfmiddlewaretoken": token}
    attacks: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "no token": ({}, {}),
        "wrong token": ({"csrfmiddlewaretoken": "a" * 64}, {}),
        "cut token": ({"csrfmiddlewaretoken": token[:-1]}, {}),
        "from elsewhere": (right, evil),
        "from nowhere": (right, {"origin": "null"}),
        "by a browser that says so": (right, {"sec-fetch-site": "cross-site"}),
        "from a neighbour": (right, {"sec-fetch-site": "same-site"}),
    }
    open_here(client, code)
    before, cookies = rows(), client.cookies.output()
    addresses = post_addresses()
    assert len(addresses) > 15
    for address in addresses:
        for attack, (fields, headers) in attacks.items():
            response = client.post(address, data | fields, headers=headers)
            assert response.status_code == 403, (address, attack)
            assert not {DRAFT, LIST} & set(response.cookies), (address, attack)
            assert "Clear-Site-Data" not in response.headers
    assert rows() == before
    assert client.cookies.output() == cookies
    # And with the token, from here, every address takes it.
    here = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    for address in addresses:
        assert client.post(address, data | right, headers=here).status_code != 403, address


def test_a_browser_that_says_cross_site_is_refused_even_with_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    code = keep()
    form = page(client, "/results/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1)
    before = rows()
    data = {"code": code, "confirm": "1", "csrfmiddlewaretoken": token}
    address = reverse("result-delete", args=[open_here(client, code)])
    for site in ("cross-site", "same-site"):
        response = client.post(address, data, headers={"sec-fetch-site": site})
        assert response.status_code == 403, site
    assert rows() == before
    for site in ("same-origin", "none"):
        response = client.post("/results/open/", data, headers={"sec-fetch-site": site})
        assert response.status_code == 302, site


def post_addresses() -> list[str]:
    """Every address of the site that takes a POST."""
    plain = Client()
    found = []
    for pattern in get_resolver().url_patterns:
        kinds = [type(converter).__name__ for converter in pattern.pattern.converters.values()]
        filled = {"HandleConverter": "abcdefgh", "IntConverter": "0"}
        args = [filled.get(kind, "rest") for kind in kinds]
        address = reverse(pattern.name, args=args)
        if plain.post(address).status_code != 405:
            found.append(address)
    return found
