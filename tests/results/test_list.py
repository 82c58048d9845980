"""One's own list: what its names may be, what is gone from it, and that it knows itself again."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from habits.results.list_names import UNSEEN
from habits.results.own_list import REMEMBERED_DAYS
from habits.site import open_results
from habits.store import saved_lists, sealed_rows, sealing
from tests.people import ECZEMA, press
from tests.results.helpers import (
    LIST,
    cookie,
    htmx,
    keep,
    list_code,
    names_on_list,
    page,
    post,
    text,
)

pytestmark = pytest.mark.django_db

MONTHS = (1, 2, 3)


def name(month: int) -> str:
    return f"Notes of 1 {date(2026, month, 1):%B} 2026"


@pytest.fixture
def codes(client) -> list[str]:
    """Three results on the client's list, the oldest first."""
    made = [keep(ECZEMA | {"itch": [str(m)]}, date(2026, m, 1)) for m in MONTHS]
    for code in made:
        press(client, code, "result-add")
    return made


def item(html: str, of: str) -> str:
    """The part of the list about the result of a name."""
    return html.split(f"<h3><bdi>{of}</bdi></h3>")[1].split("</ul>")[0].split("<h3>")[0]


def selected(html: str) -> dict[str, bool]:
    """Each result that is offered to compare, and if it is selected."""
    found = re.findall(r'type="checkbox" name="code" value="(\w+)"( checked)?', html)
    return {code: bool(checked) for code, checked in found}


def problem(html: str) -> str:
    return re.sub("<[^>]+>", "", unescape(html.split('role="alert"')[1].split("</ul>")[0]))


# Names.


@pytest.mark.parametrize("typed", ["\u200b", "\u3164", "\u2800", "\u0301", "\u202e", "\x07", " "])
def test_a_name_that_cannot_be_seen_is_refused_and_the_old_one_stays(client, codes, typed) -> None:
    response = post(client, "saved-rename", code=codes[0], name=typed)
    assert response.redirect_chain[-1][1] == 302
    assert UNSEEN in problem(text(response))
    part = htmx(client, "saved-rename", code=codes[0], name=typed)
    assert part.status_code == 422
    assert UNSEEN in text(part)
    assert names_on_list(client) == [name(3), name(2), name(1)]


def test_a_name_turns_nothing_around_it(client, codes) -> None:
    post(client, "saved-rename", code=codes[0], name="\u202egnirpS\u2067\x00")
    assert names_on_list(client) == [name(3), name(2), "gnirpS"]


def test_a_name_is_set_apart_wherever_it_is_shown(client, codes) -> None:
    post(client, "saved-rename", code=codes[0], name="אחרי החופש (2)")
    sealed_rows.delete(codes[0])
    stale = post(client, "saved-compare", code=codes[:2])
    renamed = htmx(client, "saved-rename", code=codes[1], name="אביב 2026")
    for html in (page(client, "/saved/"), text(stale), text(renamed)):
        for shown in ("אחרי החופש (2)", "אביב 2026", name(3)):
            bare = html.replace(f"<bdi>{shown}</bdi>", "").replace(
                f'dir="auto" value="{shown}"', ""
            )
            assert shown not in bare
    assert "<bdi>אחרי החופש (2)</bdi>" in text(stale).split('role="alert"')[1].split("</ul>")[0]


# What is gone.


def test_a_result_that_is_gone_says_so_on_the_list_and_can_be_taken_off(client, codes) -> None:
    sealed_rows.delete(codes[1])
    html = page(client, "/saved/")
    gone = item(html, name(2))
    assert "This result was deleted or has ended." in gone
    assert "Open<" not in gone
    assert "Check in again" not in gone
    assert "was deleted" not in item(html, name(1)) + item(html, name(3))
    part = text(htmx(client, "saved-rename", code=codes[0], name="Mine"))
    assert "This result was deleted or has ended." in item(part, name(2))
    post(client, "saved-remove", code=codes[1])
    assert names_on_list(client) == [name(3), "Mine"]


@pytest.mark.parametrize("button", ["open", "again", "delete"])
def test_a_result_that_goes_while_its_list_is_open_is_not_said_to_be_mistyped(
    client, codes, button
) -> None:
    pressed = item(page(client, "/saved/"), name(1))
    value = re.search(f'name="{button}" value="(.*?)"', pressed).group(1)
    sealed_rows.delete(codes[0])
    response = client.post("/results/open/", {"code": codes[0], button: value}, follow=True)
    html = text(response)
    assert response.redirect_chain == [("/saved/", 302)]
    assert "This result was deleted or has ended." in item(html, name(1))
    assert "mistyped" not in html


def test_a_code_from_elsewhere_may_still_be_mistyped(client, codes) -> None:
    gone = keep()
    sealed_rows.delete(gone)
    html = text(post(Client(), "result-open", code=gone, open="1"))
    assert "The code may be mistyped" in html


# Compared.


def test_what_opens_is_offered_to_compare_the_newest_two_selected(client, codes) -> None:
    oldest, middle, newest = codes
    assert selected(page(client, "/saved/")) == {newest: True, middle: True, oldest: False}
    sealed_rows.delete(newest)
    assert selected(page(client, "/saved/")) == {middle: True, oldest: True}
    sealed_rows.delete(middle)
    assert selected(page(client, "/saved/")) == {}


def test_an_error_keeps_what_was_selected(client, codes) -> None:
    for chosen in ([], codes[:1], codes):
        response = post(client, "saved-compare", code=chosen)
        assert response.redirect_chain[-1][1] == 302
        assert problem(text(response)).endswith("There is a problemSelect 2 results to compare")
        assert selected(text(response)) == {code: code in chosen for code in codes}


def test_a_result_that_is_gone_is_named_and_the_rest_stays_selected(client, codes) -> None:
    oldest, middle, newest = codes
    sealed_rows.delete(newest)
    response = post(client, "saved-compare", code=[oldest, newest])
    assert response.redirect_chain[-1][1] == 302
    told = f"“{name(3)}” was deleted or has ended. Select 2 results to compare"
    assert told in problem(text(response))
    assert selected(text(response)) == {oldest: True, middle: False}
    # Also when two others are left of three.
    assert f"“{name(3)}” was deleted" in problem(text(post(client, "saved-compare", code=codes)))
    sealed_rows.delete(oldest)
    response = post(client, "saved-compare", code=codes)
    assert f"“{name(3)}” and “{name(1)}” were deleted or have ended." in problem(text(response))


def test_a_result_that_left_the_list_is_told(client, codes) -> None:
    post(client, "saved-remove", code=codes[0])
    response = post(client, "saved-compare", code=codes[:2])
    assert "One of the results is not on this list any more." in problem(text(response))
    assert selected(text(response)) == {codes[1]: True, codes[2]: False}


def compared(client: Client, chosen: list[str]) -> tuple[str, list[str]]:
    """The address of the page that compares, and the names of the cookies that it needs."""
    to = client.post("/saved/compare/", {"code": chosen}).headers["Location"]
    return to, [open_results.cookie_name(handle) for handle in to.split("/")[3:5]]


def test_a_comparison_that_was_restored_says_that_it_was_closed_and_what_opens_it(
    client, codes
) -> None:
    to, (first, second) = compared(client, codes[:2])
    del client.cookies[second]
    response = client.get(to, follow=True)
    told = problem(text(response))
    assert f"compared “{name(1)}” with another result is closed on this device" in told
    assert "Select 2 results to compare again" in told
    assert selected(text(response)) == {code: code == codes[0] for code in codes}
    del client.cookies[first]
    told = problem(text(client.get(to, follow=True)))
    assert "The page that compared 2 results is closed on this device." in told
    # With them, it opens again.
    assert "<title>Compare 2 results" in text(post(client, "saved-compare", code=codes[:2]))


def test_a_comparison_whose_list_is_not_here_any_more_says_how_to_open_it(client, codes) -> None:
    to, _ = compared(client, codes[:2])
    del client.cookies[LIST]
    html = text(client.get(to, follow=True))
    assert "The page that compared 2 results is closed on this device. Open your list below" in html
    assert "The code of the list" in html


# Its own link.


@pytest.fixture
def own(client, codes) -> str:
    """The code of the client's list, which stays on the device for 13 months."""
    press(client, codes[0], "result-add", remember="1")
    assert client.cookies[LIST]["max-age"] == REMEMBERED_DAYS * 24 * 60 * 60
    return list_code(client)


def test_ones_own_list_is_known_again_and_stays_as_long_as_it_was_to(client, own) -> None:
    before = cookie(client, LIST).output()
    for sent in (own, sealing.grouped(own).upper()):
        response = client.post("/saved/open/", {"code": sent})
        assert response.headers["Location"] == "/saved/"
    assert cookie(client, LIST).output() == before


def test_a_script_that_opens_ones_own_list_gets_the_inside_of_its_page(client, own) -> None:
    fragment = {"X-Fragment": "1"}
    response = client.post("/saved/open/", {"code": own}, headers=fragment, follow=True)
    html = text(response)
    assert "<html" not in html
    assert html.lstrip().startswith("<!--Saved results-->")
    assert f"<h3><bdi>{name(1)}</bdi></h3>" in html


def test_a_list_that_is_gone_is_not_known_again(client, own) -> None:
    saved_lists.delete_everything(settings.SERVER_KEYS, own, date.today())
    assert post(client, "saved-open", code=own).status_code == 404
