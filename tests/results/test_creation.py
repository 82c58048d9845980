"""How a result is made and kept."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client

from habits.journey import drafts
from habits.models import Sealed
from habits.site import cookies
from habits.store import saved_lists, sealed_rows, sealing
from tests.people import ECZEMA, FORM, at, give, make, show_tips
from tests.results.helpers import DRAFT, code_in, cookie, is_gone, keep, page, post, text

pytestmark = pytest.mark.django_db


def test_the_last_press_shows_the_tips_with_the_link_and_the_code(client) -> None:
    response = make(client, ECZEMA)
    html = text(response)
    assert response.status_code == 200
    assert 'id="tip-gentle-skincare"' in html
    code = code_in(response)
    assert sealing.grouped(code) in html
    assert html.index(code) < 16 * 1024
    assert "This page is not saved" not in html


def test_once_it_is_kept_the_answers_leave_this_device(client) -> None:
    give(client, ECZEMA)
    response = client.post("/check/answers/", follow=True)
    # Not yet: who knows whether the page arrived.
    assert not is_gone(cookie(client, DRAFT))
    assert code_in(show_tips(client)) == code_in(response)
    assert is_gone(cookie(client, DRAFT))
    gone = page(client, "/check/answers/")
    assert "There are no answers on this device" in gone
    assert f'href="{response.request["PATH_INFO"]}"' in gone
    assert "Your answers from earlier pages are kept" not in text(client.get("/nowhere/"))


def test_what_was_seen_last_is_a_result_that_still_opens(client) -> None:
    assert "Open the result that you saw last" not in page(client, "/check/answers/")
    older, newer = keep(), keep()
    address = at(client, older)
    at(client, newer)
    sealed_rows.delete(newer)
    theirs = saved_lists.new_list(project.SERVER_KEYS, [], date.today())
    post(client, "saved-open", code=theirs)
    gone = page(client, "/check/answers/")
    assert re.findall(r'href="(.*?)">Open the result that you saw last', gone) == [address]
    sealed_rows.delete(older)
    assert "Open the result that you saw last" not in page(client, "/check/answers/")


def test_what_is_kept_is_not_offered_for_deletion_as_answers_on_this_device(client) -> None:
    # "Delete my answers" would leave the result where it is.
    assert "Delete my answers" not in text(make(client, ECZEMA))


def test_a_double_press_gives_one_link_and_one_row() -> None:
    links = []
    for number in range(5):
        client = Client()
        give(client, ECZEMA | {"itch": [str(number)]})
        sent = client.cookies[DRAFT].value
        codes = set()
        for _ in range(5):
            client.cookies[DRAFT] = sent
            codes.add(code_in(show_tips(client)))
        assert len(codes) == 1
        links += codes
    assert len(set(links)) == 5
    assert Sealed.objects.count() == 5


def test_edited_answers_get_a_link_of_their_own(client) -> None:
    give(client, ECZEMA)
    sent = client.cookies[DRAFT].value
    first = code_in(show_tips(client))
    client.cookies[DRAFT] = sent
    client.post("/check/gut/", {"poo_form": "soft", "change": "1", "continue": "1"})
    assert code_in(show_tips(client)) != first
    assert Sealed.objects.count() == 2


def test_two_people_with_the_same_answers_have_two_results() -> None:
    assert code_in(make(Client(), ECZEMA)) != code_in(make(Client(), ECZEMA))


def test_an_old_draft_without_its_random_part_makes_no_link_that_can_be_guessed() -> None:
    raw = {"answers": ECZEMA, "done": list(FORM.by_page)}
    token = cookies.sealed(drafts.LABEL, json.dumps(raw).encode())
    codes = []
    for _ in range(2):
        client = Client()
        client.cookies[DRAFT] = token
        response = client.post("/check/answers/", follow=True)
        assert response.status_code == 200
        if "saved-link" in text(response):
            codes.append(code_in(response))
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("sign", sorted(FORM.by_question["urgent_now"].plain))
def test_an_emergency_is_never_saved(client, sign) -> None:
    filled = HttpResponse()
    drafts.write(filled, drafts.Draft(ECZEMA | {"urgent_now": [sign]}, list(FORM.by_page)))
    client.cookies = filled.cookies
    response = client.post("/check/answers/", follow=True)
    assert response.redirect_chain == [("/check/care/", 302)]
    assert 'data-urgency="emergency"' in text(response)
    assert "saved-link" not in text(response)
    assert Sealed.objects.count() == 0
