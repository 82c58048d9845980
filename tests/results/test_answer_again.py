"""Coming back: the answers changed, or a new check-in."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.test import Client

from habits.journey import drafts
from habits.models import Sealed
from habits.store import failures, saved_results, sealed_rows
from tests.people import ECZEMA, FORM, Answers, at, give, make, press, show_tips, visit
from tests.results.helpers import DRAFT, code_in, cookie, is_gone, keep, page, post, text

pytestmark = pytest.mark.django_db


def carry_on(client: Client, address: str, answers: Answers) -> list[str]:
    """Answer page after page from here, as a browser does; the pages seen."""
    seen = []
    while not address.startswith("/check/answers/"):
        asked = FORM.by_page[urlsplit(address).path.split("/")[2]]
        assert " checked" not in page(client, address), asked.id
        seen.append(asked.id)
        data: dict[str, object] = {q.id: answers[q.id] for q in asked.questions if q.id in answers}
        response = client.post(address, {**data, "continue" if data else "skip": "1"})
        assert response.status_code == 302, address
        address = response.headers["Location"]
    return seen


def test_checking_in_again_asks_what_changes_and_fills_in_the_rest(client) -> None:
    first = code_in(make(client, ECZEMA))
    start = client.post(at(client, first, "result-again")).headers["Location"]
    seen = carry_on(client, start, ECZEMA | {"itch": ["1"]})
    assert 1 <= len(seen) <= 7
    assert {"urgent", "skin-signs", "skin-days", "gut", "gut-signs", "safety"} <= set(seen)
    second = code_in(show_tips(client))
    assert second != first
    record = saved_results.open_result(project.SERVER_KEYS, second, date.today())
    assert record.answers == ECZEMA | {"itch": ["1"]}
    # The first one is as it was.
    record = saved_results.open_result(project.SERVER_KEYS, first, date.today())
    assert record.answers == ECZEMA


def test_a_measure_that_is_charted_is_asked_at_every_check_in() -> None:
    asked = {q.id for asked in FORM.pages if asked.ask_again for q in asked.questions}
    assert [measure.id for measure in FORM.charted if measure.id not in asked] == []


def test_an_urgent_sign_at_a_check_in_stops_it(client) -> None:
    start = client.post(at(client, keep(), "result-again")).headers["Location"]
    assert start == "/check/urgent/"
    response = client.post(start, {"urgent_now": ["self_harm"], "continue": "1"})
    assert response.headers["Location"] == "/check/care/"
    assert Sealed.objects.count() == 1


def test_changing_the_answers_of_a_result_makes_a_new_one(client) -> None:
    code = keep()
    changed = client.post(at(client, code, "result-change"))
    assert changed.headers["Location"] == "/check/answers/"
    assert "Keep these under the same link" in page(client, "/check/answers/")
    client.post("/check/gut/", {"poo_form": "soft", "change": "1", "continue": "1"})
    new = code_in(show_tips(client))
    assert new != code
    record = saved_results.open_result(project.SERVER_KEYS, new, date.today())
    assert record.answers == ECZEMA | {"poo_form": ["soft"]}
    assert post(client, "result-open", code=code).status_code == 200


def test_changed_answers_take_the_place_of_the_old_ones_under_the_same_link(client) -> None:
    code = keep(made=date(2026, 1, 1), days=30)
    press(client, code, "result-change")
    client.post("/check/gut/", {"poo_form": "soft", "change": "1", "continue": "1"})
    assert code_in(show_tips(client, replace="1")) == code
    record = saved_results.open_result(project.SERVER_KEYS, code, date.today())
    assert record.answers == ECZEMA | {"poo_form": ["soft"]}
    # A correction of what was said that day.
    assert (record.made, record.days) == (date(2026, 1, 1), 30)
    assert Sealed.objects.count() == 1
    assert is_gone(cookie(client, DRAFT))


@pytest.mark.parametrize("because", ["database", "too often"])
def test_trying_again_to_keep_changed_answers_is_under_the_same_link(
    client, monkeypatch, because
) -> None:
    def refuse(*_: Any) -> None:
        raise failures.StorageUnavailable

    code = keep()
    press(client, code, "result-change")
    client.post("/check/gut/", {"poo_form": "soft", "change": "1", "continue": "1"})
    with monkeypatch.context() as broken:
        if because == "database":
            broken.setattr(saved_results, "replace_answers", refuse)
        else:
            broken.setattr(
                "habits.site.decorators.seconds_to_wait",
                lambda request, limit: 5 * (request.method == "POST"),
            )
        response = show_tips(client, replace="1")
    assert "Your changed answers are not saved" in text(response)
    button = re.search(r'name="(\w+)" value="1">Try to save again', text(response)).group(1)
    assert code_in(show_tips(client, **{button: "1"})) == code
    assert Sealed.objects.count() == 1


def test_a_link_that_ended_while_its_answers_were_changed_is_told(client) -> None:
    code = keep()
    press(client, code, "result-change")
    sealed_rows.delete(code)
    response = show_tips(client, replace="1")
    assert code_in(response) != code
    assert "The old link had ended" in text(response)


@pytest.mark.parametrize("name", ["result-change", "result-again"])
def test_answers_under_way_are_replaced_only_by_a_press_that_says_so(client, name) -> None:
    code = keep(ECZEMA | {"itch": ["9"]})
    give(client, ECZEMA, until="gut")
    under_way = drafts.read(client.get("/").wsgi_request, FORM).answers
    for response in (press(client, code, name), visit(client, code, name)):
        html = text(response)
        assert "There are answers on this device that you have not finished" in html
        assert 'href="/check/gut/"' in html
        assert drafts.read(client.get("/").wsgi_request, FORM).answers == under_way
    press(client, code, name, confirm="1")
    assert drafts.read(client.get("/").wsgi_request, FORM).answers != under_way


@pytest.mark.parametrize("name", ["result-change", "result-again"])
def test_answers_whose_result_was_not_shown_yet_are_replaced_by_such_a_press_too(
    client, name
) -> None:
    code = keep(ECZEMA | {"itch": ["9"]})
    give(client, ECZEMA)
    # The connection breaks on the way to the page that shows the code of it.
    made = client.post("/check/answers/", {"continue": "1"}).headers["Location"]
    assert "that you have not finished" in text(press(client, code, name))
    again = show_tips(client)
    assert again.redirect_chain[-1][0] == made
    # On its own page there is nothing else to lose.
    give(client, ECZEMA)
    code = code_in(client.post("/check/answers/", {"continue": "1"}, follow=True))
    assert "that you have not finished" not in text(press(client, code, name))


def test_a_form_of_other_answers_changes_nothing_and_is_told(client) -> None:
    first, second = keep(ECZEMA | {"itch": ["1"]}), keep(ECZEMA | {"itch": ["2"]})
    press(client, first, "result-change", confirm="1")
    forms = [page(client, address) for address in ("/check/gut/?change=1", "/check/answers/")]
    press(client, second, "result-change", confirm="1")
    before = drafts.read(client.get("/").wsgi_request, FORM)
    fields = {"poo_form": "loose", "change": "1", "continue": "1"}
    for address, form in zip(("/check/gut/", "/check/answers/"), forms, strict=True):
        which = re.search(r'name="draft" value="(\w+)"', form)[1]
        response = client.post(address, fields | {"draft": which}, follow=True)
        assert "Your answers changed in another tab" in text(response)
        assert 'href="/check/answers/"' in text(response)
    after = drafts.read(client.get("/").wsgi_request, FORM)
    assert (after.answers, after.changes) == (before.answers, before.changes)
    # Its own form is taken.
    own = re.search(r'name="draft" value="(\w+)"', page(client, "/check/gut/?change=1"))[1]
    client.post("/check/gut/", fields | {"draft": own})
    assert drafts.read(client.get("/").wsgi_request, FORM).answers["poo_form"] == ["loose"]
