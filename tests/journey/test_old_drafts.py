"""An old copy of a draft's cookie does not make a deleted result again, and a press that is
repeated makes no second one.
"""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from habits.journey import drafts
from habits.models import Sealed
from habits.site import cookies
from habits.store import sealed_rows
from habits.store.sealing import NotSealed
from tests.people import ECZEMA, FORM, press

pytestmark = pytest.mark.django_db

COOKIE = settings.DRAFT_COOKIE_NAME
MINUTE = 60


@pytest.fixture
def copy() -> str:
    """The cookie of somebody who has answered everything."""
    response = HttpResponse()
    drafts.write(response, drafts.Draft(dict(ECZEMA), list(FORM.by_page)))
    return response.cookies[COOKIE].value


def aged(cookie: str, seconds: int) -> str:
    """The same cookie as it was made so long ago."""
    fernet = cookies.fernet(drafts.LABEL, settings.SECRET_KEY)
    return fernet.encrypt_at_time(fernet.decrypt(cookie), int(time.time()) - seconds).decode()


def code_made_of(cookie: str, client: Client | None = None) -> str:
    client = client or Client()
    client.cookies[COOKIE] = cookie
    html = client.post("/check/answers/", {"continue": "1"}, follow=True).content.decode()
    return re.search(r"/results/#(\w{32})", html)[1]


def still_opens(code: str) -> bool:
    try:
        sealed_rows.find(settings.SERVER_KEYS, code, "result", date.today())
    except NotSealed:
        return False
    return True


@pytest.mark.parametrize("minutes", [10, 11, 45, 60, 600, 29 * 24 * 60])
def test_an_old_draft_does_not_make_a_deleted_result_again(copy, minutes) -> None:
    code = code_made_of(copy)
    press(Client(), code, "result-delete", confirm="1")
    assert not still_opens(code)
    assert code_made_of(aged(copy, minutes * MINUTE)) != code
    assert not still_opens(code)


def test_a_result_deleted_and_made_again_from_the_same_tab_has_another_code(copy) -> None:
    client = Client()
    code = code_made_of(copy, client)
    # Its page did not load to the end, so the draft is still here.
    after = client.cookies[COOKIE].value
    assert after != copy
    press(client, code, "result-delete", confirm="1")
    again = code_made_of(after, client)
    assert again != code
    assert not still_opens(code)
    # Pressed twice, that is one as well.
    assert code_made_of(after, Client()) == again
    assert Sealed.objects.count() == 1


# The last leaves the test itself some seconds of the hour.
@pytest.mark.parametrize("seconds", [0, 5, 599, 600, 601, 1200, 3570])
def test_a_press_that_is_repeated_finds_what_the_first_one_made(copy, seconds) -> None:
    code = code_made_of(copy)
    assert code_made_of(aged(copy, seconds)) == code
    assert Sealed.objects.count() == 1


@pytest.mark.parametrize("days", [1, 29])
def test_two_presses_on_old_answers_make_one_result(copy, days) -> None:
    old = aged(copy, days * drafts.DAY)
    assert code_made_of(old) == code_made_of(old)
    assert Sealed.objects.count() == 1


def test_a_draft_that_waits_to_be_shown_makes_nothing_new_days_later(copy) -> None:
    client = Client()
    code = code_made_of(copy, client)
    after = aged(client.cookies[COOKIE].value, 2 * drafts.DAY)
    assert code_made_of(after, client) == code
    assert Sealed.objects.count() == 1


def test_a_clock_that_was_set_back_makes_the_same_result(copy) -> None:
    assert code_made_of(aged(copy, -30)) == code_made_of(copy)
