"""A result is opened by its link or its code."""

from __future__ import annotations

import re

import pytest
import segno
from django.conf import settings as project
from django.test import Client

from habits.results import opening
from habits.store import sealing
from tests.people import ECZEMA, at, make, press, visit
from tests.results.helpers import NOWHERE, code_in, keep, names_on_list, page, post, text

pytestmark = pytest.mark.django_db


def test_the_code_opens_the_same_tips_however_it_is_typed(client) -> None:
    made = make(client, ECZEMA)
    code = code_in(made)
    tips = re.findall(r'id="tip-[^"]+"', text(made))
    for typed in (code, code.upper(), sealing.grouped(code), f" {'-'.join(code)}\n"):
        response = post(Client(), "result-open", code=typed)
        assert response.status_code == 200
        assert re.findall(r'id="tip-[^"]+"', text(response)) == tips
        assert code_in(response) == code


def test_a_code_with_lookalikes_becomes_the_real_one_everywhere(client) -> None:
    code = next(c for c in map(keep, [ECZEMA] * 50) if "o" in c and "b" in c)
    mistyped = code.replace("o", "0").replace("b", "8")
    response = post(client, "result-open", code=mistyped)
    assert code_in(response) == code
    press(client, code, "result-add")
    press(client, mistyped, "result-add")
    assert len(names_on_list(client)) == 1


def test_the_square_for_a_phone_is_the_link(client) -> None:
    code = keep()
    html = text(visit(client, code, "result-phone"))
    link = f"{project.SITE_ADDRESS}/results/#{code}"
    drawing = re.search(
        r' d="([^"]+)"', segno.make(link, error="m").svg_inline().split("qrline")[1]
    )
    assert drawing.group(1) in html
    assert "<svg" in html
    assert "<img" not in html


def test_the_script_gets_the_inside_of_the_page_only(client) -> None:
    for code in (keep(), NOWHERE):
        part = client.post("/results/open/", {"code": code}, headers={"X-Fragment": "1"})
        assert "<html" not in text(part)
        assert text(part).startswith("<!--")
        assert "<h1>" in text(part)


def test_the_shell_is_the_same_for_every_code(client) -> None:
    keep()
    first, second = page(client, "/results/"), page(Client(), "/results/")
    token = re.compile(r'(csrfmiddlewaretoken" value|data-token)="\w+"')
    assert token.sub("", first) == token.sub("", second)


def test_the_square_for_a_phone_leads_to_our_own_address_whatever_the_host(
    client, settings, monkeypatch
) -> None:
    settings.SITE_ADDRESS = "https://thread.example"
    drawn = []
    monkeypatch.setattr(opening, "qr", lambda address: drawn.append(address) or "")
    code = keep()
    address = at(client, code, "result-phone")
    for host in ("localhost:1234", "127.0.0.1:9999", "localhost"):
        client.get(address, headers={"host": host})
    assert drawn == [f"https://thread.example/results/#{code}"] * 3
