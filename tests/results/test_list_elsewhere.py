"""A list that is opened, deleted or forgotten, or that somebody else sent."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client

from habits.models import Sealed
from habits.site import open_results
from habits.store import sealing
from tests.people import ECZEMA, give, make, press, visit
from tests.results.helpers import (
    AFTER,
    BEFORE,
    DRAFT,
    LIST,
    code_in,
    cookie,
    is_gone,
    keep,
    list_code,
    names_on_list,
    open_here,
    page,
    post,
    text,
)

pytestmark = pytest.mark.django_db


def test_deleting_everything_asks_first_and_leaves_nothing(client, listed) -> None:
    other = keep()
    asked = page(client, "/saved/delete/")
    assert "2 results" in asked
    assert Sealed.objects.count() == 4
    response = post(client, "saved-delete", confirm="1")
    assert "Everything is deleted" in text(response)
    assert is_gone(cookie(client, LIST))
    assert Sealed.objects.count() == 1
    assert [post(client, "result-open", code=code).status_code for code in listed] == [404, 404]
    # What was never on the list stays.
    assert post(client, "result-open", code=other).status_code == 200


@pytest.mark.parametrize("count", ["", "x", "-1", "101", "9" * 5000, "²"])
def test_a_count_that_is_none_of_ours_is_not_told(client, count) -> None:
    html = text(client.get("/saved/deleted/", {"results": count}))
    assert "The list and its results are gone." in html


def test_forgetting_takes_the_list_off_this_device_only(client, listed) -> None:
    code = client.cookies[LIST].value
    post(client, "saved-forget")
    assert is_gone(cookie(client, LIST))
    assert "There is no list on this device" in page(client, "/saved/")
    elsewhere = Client()
    use_list(elsewhere, sealing.grouped(code).upper())
    assert names_on_list(elsewhere) == [AFTER, BEFORE]


def use_list(client: Client, code: str, **data: str) -> HttpResponse:
    """Open a list by its code, and press the button of the page that asks."""
    asked = client.post("/saved/open/", {"code": code})
    return client.post(asked.headers["Location"], data, follow=True)


def test_a_list_from_elsewhere_is_used_only_after_a_press(client) -> None:
    sender = Client()
    press(sender, keep(made=date(2026, 1, 1)), "result-add")
    theirs = sender.cookies[LIST].value

    response = post(client, "saved-open", code=theirs)
    assert response.status_code == 200
    assert "Use this list on this device?" in text(response)
    assert LIST not in client.cookies

    # Not pressed: what is kept now is on a list of one's own.
    mine = code_in(make(client, ECZEMA))
    assert names_on_list(sender) == [BEFORE]
    press(client, mine, "result-add")
    assert client.cookies[LIST].value != theirs
    assert names_on_list(sender) == [BEFORE]


def test_a_list_from_elsewhere_gets_a_result_only_by_another_press(client) -> None:
    sender = Client()
    press(sender, keep(made=date(2026, 1, 1)), "result-add")
    use_list(client, sender.cookies[LIST].value)
    assert cookie(client, LIST)["max-age"] == ""
    assert cookie(client, LIST)["httponly"]
    mine = code_in(make(client, ECZEMA))
    assert names_on_list(sender) == [BEFORE]
    press(client, mine, "result-add")
    assert len(names_on_list(sender)) == 2


def test_a_list_from_elsewhere_never_replaces_ones_own_unasked(client, listed) -> None:
    sender = Client()
    press(sender, keep(), "result-add")
    mine, theirs = client.cookies[LIST].value, sender.cookies[LIST].value
    asked = text(post(client, "saved-open", code=theirs))
    assert "There is a list on this device now" in asked
    assert names_on_list(client) == [AFTER, BEFORE]
    use_list(client, theirs, remember="1")
    assert list_code(client) == theirs
    assert client.cookies[LIST]["max-age"] > 0
    # And one's own still opens.
    use_list(client, mine)
    assert names_on_list(client) == [AFTER, BEFORE]


def test_a_list_that_went_before_the_press_takes_no_place_of_ones_own(client, listed) -> None:
    post(client, "saved-remember", long="1")
    before = client.cookies[LIST].output()
    sender = Client()
    press(sender, keep(), "result-add")
    asked = client.post("/saved/open/", {"code": list_code(sender)}).headers["Location"]
    post(sender, "saved-delete")
    response = client.post(asked, {"confirm": "1"}, follow=True)
    assert response.status_code == 404
    assert "We cannot open that" in text(response)
    assert client.cookies[LIST].output() == before
    assert names_on_list(client) == [AFTER, BEFORE]
    # Nor does what is no list at all.
    result = open_here(client, listed[0])
    response = client.post(f"/saved/open/{result}/", {"confirm": "1"}, follow=True)
    assert response.status_code == 404
    assert client.cookies[LIST].output() == before


def test_ones_own_list_opened_by_its_own_link_is_recognised(client, listed) -> None:
    post(client, "saved-remember", long="1")
    before = client.cookies[LIST].output()
    response = post(client, "saved-open", code=list_code(client))
    assert response.redirect_chain == [("/saved/", 302)]
    assert client.cookies[LIST].output() == before


def test_opening_a_list_by_a_link_is_a_page_that_no_get_can_confirm(client) -> None:
    sender = Client()
    press(sender, keep(), "result-add")
    theirs = sender.cookies[LIST].value
    for address in (f"/saved/?code={theirs}&confirm=1", f"/saved/open/?code={theirs}&confirm=1"):
        assert LIST not in client.get(address).cookies


def test_clearing_this_device_takes_cookies_and_copies_away_and_deletes_nothing(
    client, listed
) -> None:
    give(client, ECZEMA)
    visit(client, listed[0])
    post(client, "result-open", code="a part of one")
    assert open_results.handles(client.get("/").wsgi_request)
    response = client.post("/clear/")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert is_gone(cookie(client, LIST))
    assert is_gone(cookie(client, DRAFT))
    # Nor what was typed to open a result.
    assert is_gone(cookie(client, project.TYPED_COOKIE_NAME))
    assert "a part of one" not in text(client.get("/results/lost/"))
    assert not open_results.handles(client.get("/").wsgi_request)
    assert Sealed.objects.count() == 3
    after = client.get(response.headers["Location"])
    assert after.status_code == 200
    assert "Error" not in text(after)
