"""The list of one's own results."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.test import Client, override_settings

from habits.journey import drafts
from habits.store import saved_lists
from habits.store.saved_lists import Item
from tests.people import ECZEMA, make, press, visit
from tests.results.helpers import (
    AFTER,
    BEFORE,
    LIST,
    NOWHERE,
    code_in,
    cookie,
    htmx,
    keep,
    names_on_list,
    page,
    post,
    text,
)

pytestmark = pytest.mark.django_db


def test_a_result_is_on_no_list_until_someone_puts_it_there(client) -> None:
    response = make(client, ECZEMA)
    assert LIST not in client.cookies
    assert "There is no list on this device" in page(client, "/saved/")
    added = press(client, code_in(response), "result-add")
    assert added.request["PATH_INFO"] == "/saved/"
    today = date.today()
    assert names_on_list(client) == [f"Notes of {today.day} {today:%B %Y}"]


def test_adding_twice_changes_nothing(client) -> None:
    code = keep()
    for _ in range(3):
        press(client, code, "result-add")
    assert len(names_on_list(client)) == 1


def test_results_of_one_day_are_told_apart_by_number(client) -> None:
    for worst in ("0", "1", "2"):
        press(client, keep(ECZEMA | {"itch": [worst]}, date(2026, 1, 1)), "result-add")
    assert names_on_list(client) == [f"{BEFORE} (3)", f"{BEFORE} (2)", BEFORE]


def test_the_cookie_of_the_list_is_closed_and_ends_with_the_browser_unless_ticked(client) -> None:
    code = keep()
    press(client, code, "result-add")
    morsel = cookie(client, LIST)
    assert morsel["httponly"]
    assert morsel["samesite"] == "Strict"
    assert morsel["path"] == "/"
    assert morsel["max-age"] == ""
    assert morsel["expires"] == ""
    # The cookie opens the list and no result.
    assert morsel.value != code
    press(client, code, "result-add", remember="1")
    morsel = cookie(client, LIST)
    assert 13 * 30 * drafts.DAY <= morsel["max-age"] <= 400 * drafts.DAY
    assert morsel["httponly"]
    assert morsel["samesite"] == "Strict"


def test_ticked_at_the_first_press_it_stays_for_13_months(client) -> None:
    press(client, keep(), "result-add", remember="1")
    morsel = cookie(client, LIST)
    assert 13 * 30 * drafts.DAY <= morsel["max-age"] <= 400 * drafts.DAY
    # A later press without the tick takes nothing back.
    before = cookie(client, LIST).output()
    press(client, keep(), "result-add")
    assert cookie(client, LIST).output() == before


@override_settings(LOCAL_HTTP=False, SECURE_SSL_REDIRECT=False)
def test_over_https_the_cookie_of_the_list_is_secure(client) -> None:
    press(client, keep(), "result-add")
    assert cookie(client, LIST)["secure"]
    client.post("/saved/forget/")
    assert cookie(client, LIST)["secure"]


def test_the_newest_result_is_first(client, listed) -> None:
    assert names_on_list(client) == [AFTER, BEFORE]


def test_a_result_can_be_named(client, listed) -> None:
    post(client, "saved-rename", code=listed[0], name="  Before   the\tholiday ")
    assert names_on_list(client) == [AFTER, "Before the holiday"]


def test_a_name_is_text_and_nothing_else(client, listed) -> None:
    post(client, "saved-rename", code=listed[0], name="<b>&\"'</b>")
    html = page(client, "/saved/")
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;&quot;&#x27;&lt;/b&gt;" in html


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "x" * 5000])
def test_a_name_that_does_not_do_is_an_error_that_keeps_the_list(client, listed, name) -> None:
    response = post(client, "saved-rename", code=listed[0], name=name)
    html = text(response)
    assert urlsplit(response.request["PATH_INFO"]).path == "/saved/"
    assert "<title>Error: " in html
    assert "There is a problem" in html
    assert re.findall(r"<h3><bdi>(.*?)</bdi></h3>", html) == [AFTER, BEFORE]
    assert names_on_list(client) == [AFTER, BEFORE]


def test_a_name_of_40_letters_does(client, listed) -> None:
    post(client, "saved-rename", code=listed[0], name="x" * 40)
    assert "x" * 40 in names_on_list(client)


def test_renaming_without_a_list_is_the_same_answer_for_every_name(client) -> None:
    for name in ("Mine", ""):
        response = post(client, "saved-rename", code=keep(), name=name)
        assert response.redirect_chain == [("/saved/", 302)]


def test_taking_a_result_off_the_list_leaves_the_result(client, listed) -> None:
    post(client, "saved-remove", code=listed[0])
    assert names_on_list(client) == [AFTER]
    assert post(client, "result-open", code=listed[0]).status_code == 200


def test_small_changes_give_htmx_the_list_alone_with_a_word_on_what_happened(
    client, listed
) -> None:
    for response, said, names in (
        (htmx(client, "saved-rename", code=listed[0], name="Mine"), "changed", [AFTER, "Mine"]),
        (htmx(client, "saved-remove", code=listed[0]), "off your list", [AFTER]),
    ):
        html = text(response)
        assert response.status_code == 200
        assert "<html" not in html
        assert html.startswith('<section id="items"')
        assert re.findall(r"<h3><bdi>(.*?)</bdi></h3>", html) == names
        assert said in html.split('role="status"')[1].split("</p>")[0]
        assert 'name="csrfmiddlewaretoken"' in html


@pytest.mark.parametrize("name", ["", "x" * 41])
def test_a_name_that_does_not_do_is_told_to_htmx_in_a_part_that_it_shows(
    client, listed, name
) -> None:
    response = htmx(client, "saved-rename", code=listed[0], name=name)
    html = text(response)
    # htmx shows nothing of an answer of 400 and above, unless it is told to.
    assert response.status_code == 200 or "responseHandling" in page(client, "/saved/")
    assert "<html" not in html
    assert "at most 40" in html
    assert re.findall(r"<h3><bdi>(.*?)</bdi></h3>", html) == [AFTER, BEFORE]


def test_a_list_that_is_gone_is_told_and_the_next_press_starts_another(client, listed) -> None:
    elsewhere = Client()
    elsewhere.cookies[LIST] = client.cookies[LIST].value
    post(client, "saved-delete", confirm="1")
    assert "does not open any more" in page(elsewhere, "/saved/")
    press(elsewhere, keep(), "result-add")
    assert len(names_on_list(elsewhere)) == 1


@pytest.mark.parametrize("value", ["", "x", NOWHERE, "ü", "a" * 5000, "\x00"])
def test_a_damaged_list_cookie_harms_nothing(client, value) -> None:
    client.cookies[LIST] = value
    assert "<h1>Saved results</h1>" in page(client, "/saved/")
    for name in ("saved-rename", "saved-remove", "saved-compare", "saved-delete"):
        response = post(client, name, code=keep(), name="Mine")
        assert response.redirect_chain == [("/saved/", 302)]
        assert response.status_code == 200
    assert client.get("/saved/delete/").headers["Location"] == "/saved/"


def test_a_full_list_says_so(client) -> None:
    items = [Item(keep(), "Notes", date.today()) for _ in range(saved_lists.MOST_ITEMS)]
    client.cookies[LIST] = saved_lists.new_list(project.SERVER_KEYS, items, date.today())
    assert "Your list is full" in text(press(client, keep(), "result-add"))
    assert len(names_on_list(client)) == saved_lists.MOST_ITEMS


def test_how_long_this_device_remembers_the_list_is_told_and_can_be_changed(client, listed) -> None:
    assert "Your browser forgets this list when you close it" in page(client, "/saved/")
    post(client, "saved-remember", long="1")
    until = date.today() + timedelta(days=395)
    assert f"remembers your list to the end of {until.day} {until:%B %Y}" in page(client, "/saved/")
    result = text(visit(client, listed[0]))
    assert f"remembers your list to the end of {until.day} {until:%B %Y}" in result
    post(client, "saved-remember", short="1")
    assert cookie(client, LIST)["max-age"] == ""
    assert names_on_list(client) == [AFTER, BEFORE]


def test_the_saved_page_asks_the_database_twice(
    client, listed, django_assert_max_num_queries
) -> None:
    page(client, "/saved/")
    with django_assert_max_num_queries(2):
        page(client, "/saved/")
