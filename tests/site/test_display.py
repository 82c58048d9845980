"""Colours and text size: chosen once, kept in a cookie, held without JavaScript."""

from __future__ import annotations

import pytest


def choose(client, **chosen):
    return client.post("/display/", chosen, follow=True)


def test_pages_look_as_the_device_asks_until_someone_chooses(client) -> None:
    html = client.get("/").content.decode()
    assert "data-theme" not in html
    assert "data-size" not in html
    assert '<meta name="color-scheme" content="light dark">' in html


@pytest.mark.parametrize("address", ["/", "/check/you/", "/help/", "/nowhere/", "/display/"])
def test_a_choice_holds_on_every_page(client, address) -> None:
    assert "Done." in choose(client, theme="dark", size="largest").content.decode()
    html = client.get(address).content.decode()
    assert '<html lang="en-GB" dir="ltr" data-theme="dark" data-size="largest">' in html
    assert '<meta name="color-scheme" content="dark">' in html


def test_the_form_shows_what_was_chosen(client) -> None:
    choose(client, theme="light", size="large")
    html = client.get("/display/").content.decode()
    assert html.count(" checked") == 2
    assert 'value="light" id="id_theme_1" checked' in html
    assert 'value="large" id="id_size_1" checked' in html


@pytest.mark.parametrize(
    "cookie", ["", "dark", "pink.huge", "dark.", ".large", 'x"><b>.y', "a" * 4000]
)
def test_a_broken_cookie_never_breaks_a_page(client, cookie) -> None:
    client.cookies["display"] = cookie
    response = client.get("/")
    assert response.status_code == 200
    assert b"<b>" not in response.content


@pytest.mark.parametrize("chosen", [{}, {"theme": "dark"}, {"theme": "pink", "size": "normal"}])
def test_a_missing_or_unknown_choice_is_told_and_nothing_is_kept(client, chosen) -> None:
    response = client.post("/display/", chosen, follow=True)
    assert response.request["PATH_INFO"] == "/display/"
    assert "<title>Error: Colours and text size" in response.content.decode()
    assert "display" not in client.cookies


def test_the_way_back_leads_to_the_page_someone_came_from(client) -> None:
    assert '/display/?from=/help/"' in client.get("/help/").content.decode()
    response = client.post(
        "/display/?from=/help/", {"theme": "dark", "size": "normal"}, follow=True
    )
    assert '<a class="alone" href="/help/">' in response.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "/nowhere/", "x"])
def test_the_way_back_never_leads_elsewhere(client, elsewhere) -> None:
    html = client.get("/display/", {"from": elsewhere}).content.decode()
    assert "Go back to the page" not in html
    assert "example.org" not in html


def test_the_cookie_holds_the_choice_alone(client) -> None:
    response = client.post("/display/", {"theme": "dark", "size": "large"})
    cookie = response.cookies["display"]
    assert cookie.value == "dark.large"
    assert cookie["httponly"]
    assert cookie["max-age"] == 400 * 24 * 3600
