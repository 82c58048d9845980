"""How long a result is kept, and how it is deleted."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from habits.models import Sealed
from tests.database import files_of, rows
from tests.people import ECZEMA, at, make, press, visit
from tests.results.helpers import code_in, keep, names_on_list, page, post, text

pytestmark = pytest.mark.django_db


def test_deleting_in_the_browser_leaves_no_byte_in_the_database(client, sqlite_file) -> None:
    code = code_in(make(client, ECZEMA))
    (blob, _), *_ = rows().values()
    assert blob[14:30] in files_of(sqlite_file)
    press(client, code, "result-delete", confirm="1")
    stored = files_of(sqlite_file)
    assert not any(blob[at : at + 16] in stored for at in range(14, len(blob) - 16, 16))


def test_a_person_chooses_how_long_a_result_is_kept(client) -> None:
    code = keep()
    html = text(press(client, code, "result-keep", days="30"))
    last = date.today() + timedelta(days=30)
    assert f"{last.day} {last:%B %Y}" in html
    assert '<option value="30" selected>' in html
    assert Sealed.objects.get().expires_on == last


def test_a_person_chooses_a_day_that_opening_does_not_move(client) -> None:
    code = keep()
    html = text(press(client, code, "result-keep", days="30", ends="1"))
    last = date.today() + timedelta(days=30)
    told = f"It ends after {last.day} {last:%B %Y}, whatever happens."
    assert told in html
    assert '<option value="30" selected>' in html
    assert told in text(visit(Client(), code))
    exported = json.loads(visit(client, code, "result-export").content)
    assert exported["ends_whatever_happens"] == last.isoformat()
    html = text(press(client, code, "result-keep", days="30", choose="1"))
    assert "whatever happens" not in html
    assert f"We keep it to the end of {last.day} {last:%B %Y}" in html


@pytest.mark.parametrize("days", ["", "31", "-30", "abc", "9" * 400, "³⁰", "30.0"])
def test_another_number_of_days_changes_nothing(client, days) -> None:
    code = keep()
    before = rows()
    assert press(client, code, "result-keep", days=days).status_code == 200
    assert rows() == before


def test_deleting_asks_first_and_then_is_for_good(client) -> None:
    code = code_in(make(client, ECZEMA))
    address = at(client, code, "result-delete")
    assert "No one can undo this" in page(client, address)
    assert Sealed.objects.count() == 1
    assert "It is deleted" in text(client.post(address, follow=True))
    assert Sealed.objects.count() == 0
    assert post(client, "result-open", code=code).status_code == 404
    assert client.post(address, follow=True).status_code == 404


def test_a_deleted_result_leaves_the_list_too(client) -> None:
    code, other = keep(), keep(made=date(2026, 1, 1))
    for each in (code, other):
        press(client, each, "result-add")
    press(client, code, "result-delete", confirm="1")
    assert names_on_list(client) == ["Notes of 1 January 2026"]
