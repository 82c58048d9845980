"""The pages of a saved result and of the list: kept, opened, compared, taken along, deleted."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import segno
from django.conf import settings as project
from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils.html import escape

from habits.engine.assess import assess
from habits.engine.loaded import get_content as advice
from habits.journey import drafts
from habits.models import Sealed
from habits.plan.model import raw_of
from habits.results import opening
from habits.site import cookies, open_results
from habits.store import failures, saved_lists, saved_results, sealed_rows, sealing
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from tests.browser.chromium import OPTIONS, find
from tests.database import on_a_file
from tests.people import ECZEMA, FORM, Answers, at, give, make, press, show_tips, visit
from tests.plan.people import CREAM, FIBRE, SLEEP, whole
from tests.store.test_saved import files_of, rows

pytestmark = pytest.mark.django_db

DRAFT, LIST = project.DRAFT_COOKIE_NAME, project.SAVED_COOKIE_NAME
# Every page of one result, and every button of it.
BY_HANDLE = [
    pattern.name
    for pattern in get_resolver().url_patterns
    if pattern.name.startswith("result")
    and len(pattern.pattern.converters) == 1
    # It asks the database nothing.
    and pattern.name != "result-shown"
]
NOWHERE = sealing.code_of(bytes(20))


def code_in(response: HttpResponse) -> str:
    """The code that a result page gives."""
    return re.search(r'id="saved-link" href="/results/#(\w{32})"', text(response)).group(1)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def visible(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html))


def post(client: Client, name: str, /, **data: Any) -> HttpResponse:
    """Press a button, and follow to the page that it leads to."""
    return client.post(reverse(name), data, follow=True)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return text(response)


def keep(answers: Answers = ECZEMA, made: date | None = None, **more: Any) -> str:
    """A result in the database, as if made on some day, and its code."""
    record = Record(answers, made or date.today(), **more)
    return saved_results.save_result(
        project.SERVER_KEYS, sealing.new_secret(), record, date.today()
    )


def cookie(client: Client, name: str) -> Any:
    """The cookie as it was set last."""
    return client.cookies.get(name)


def list_code(client: Client) -> str:
    return client.cookies[LIST].value.partition(".")[0]


def open_here(client: Client, code: str) -> str:
    """Have a code open on this device, whether it opens anything or not; its handle."""
    sealed = cookies.sealed(open_results.LABEL, code.encode())
    client.cookies[open_results.cookie_name(HANDLE)] = sealed
    return HANDLE


HANDLE = "abcdefgh"


def address_of(name: str) -> str:
    """The address of a name, with a handle wherever one stands in it."""
    count = len(get_resolver().reverse_dict.getlist(name)[0][0][0][1])
    return reverse(name, args=[HANDLE] * count)


def is_gone(morsel: Any) -> bool:
    return morsel.value == "" and morsel["max-age"] == 0


def names_on_list(client: Client) -> list[str]:
    return re.findall(r"<h3><bdi>(.*?)</bdi></h3>", page(client, "/saved/"))


# Made and kept.


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


def test_a_result_that_is_an_emergency_by_todays_rules_shows_help_and_no_tip(client) -> None:
    response = post(client, "result-open", code=keep(ECZEMA | {"urgent_now": ["self_harm"]}))
    html = text(response)
    assert response.status_code == 200
    assert 'data-urgency="emergency"' in html
    assert 'id="tip-' not in html
    assert "data-food=" not in html
    assert "to start with" not in html
    assert "<strong>.</strong>" not in html


@pytest.mark.parametrize("sign", ["self_harm", "severe_tummy_pain", "fever_weak"])
@pytest.mark.parametrize("name", ["result", "result-print", "result-phone"])
def test_every_page_of_such_a_result_has_the_care_card_and_the_number(client, name, sign) -> None:
    code = keep(ECZEMA | {"urgent_now": [sign], "gut_signs": ["blood"]})
    html = text(visit(client, code, name))
    card, after = html.split('<section id="flag-')[1:], html.split('<section id="flag-')[0]
    assert len(card) == 1
    assert 'data-urgency="emergency"' in card[0]
    assert 'href="tel:999"' in card[0]
    # Nothing but the title stands above it.
    assert visible(after.split("<h1")[1]).count(".") <= 1
    assert "Tips I was shown" not in html
    assert "This is not medical advice" in html or name == "result-phone"
    assert "reminder" not in html


def test_the_export_of_such_a_result_begins_with_who_to_call(client) -> None:
    code = keep(ECZEMA | {"urgent_now": ["severe_tummy_pain"]})
    data = json.loads(visit(client, code, "result-export").content)
    assert next(iter(data)) == "get_help_now"
    assert "999" in json.dumps(data["get_help_now"])
    assert data["get_help_now"]["because"]
    assert data["tips_shown"] == []
    assert "get_help_now" not in json.loads(visit(client, keep(), "result-export").content)


def test_the_export_says_who_to_call_as_the_care_card_does(client) -> None:
    def told(sign: str) -> dict[str, object]:
        code = keep(ECZEMA | {"region": ["uk"], "urgent_now": [sign]})
        return json.loads(visit(client, code, "result-export").content)["get_help_now"]

    mind = told("self_harm")
    # Someone to talk to comes first, also for who cannot speak.
    assert mind["call"].index("116 123") < mind["call"].index("85258") < mind["call"].index("999")
    # Nobody should travel with it.
    assert "go to A&E" not in json.dumps(told("breathing_swelling"))
    assert "No line, or no answer? Call 999 now" in json.dumps(told("fever_weak"))


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


# When it cannot be kept.


@contextmanager
def table_away() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sealed RENAME TO sealed_away")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sealed_away RENAME TO sealed")


@contextmanager
def read_only() -> Iterator[None]:
    """Nothing can be written, by this connection or one that is made in its place."""
    sqlite = connection.vendor == "sqlite"
    switch = "PRAGMA query_only = {}" if sqlite else "SET default_transaction_read_only = {}"

    def turn(to: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(switch.format(to))

    def turn_on(**_: Any) -> None:
        turn("on")

    turn("on")
    connection_created.connect(turn_on)
    try:
        yield
    finally:
        connection_created.disconnect(turn_on)
        if sqlite:
            turn("off")
        else:
            # Any connection of the pool may have been turned.
            connection.close()
            connection.close_pool()


def connection_lost() -> AbstractContextManager[None]:
    def refuse(*_: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    return connection.execute_wrapper(refuse)


FAULTS = [table_away, read_only, connection_lost]


@pytest.fixture
def autocommit(request, transactional_db, tmp_path) -> Iterator[None]:
    """A database outside any transaction of a test, which a fault would break for good."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(on_a_file(tmp_path / "results.sqlite3", timeout=0.1))
        yield


def assert_told_that_it_is_not_saved(client: Client, response: HttpResponse) -> None:
    html = text(response)
    assert response.status_code == 200
    assert 'id="tip-gentle-skincare"' in html
    assert "This page is not saved" in html
    assert "Try to save again" in html
    assert "saved-link" not in html
    assert not is_gone(cookie(client, DRAFT))
    assert page(client, response.request["PATH_INFO"]).count('id="not-saved"') == 1
    assert "Show my tips" in page(client, "/check/answers/")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_tips_are_shown_when_they_cannot_be_saved_and_a_later_try_saves(
    client, autocommit, fault
) -> None:
    give(client, ECZEMA)
    with fault():
        for _ in range(2):
            assert_told_that_it_is_not_saved(client, show_tips(client))
    response = show_tips(client)
    assert "This page is not saved" not in text(response)
    assert post(Client(), "result-open", code=code_in(response)).status_code == 200
    assert Sealed.objects.count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_result_opens_while_nothing_can_be_written(client, autocommit) -> None:
    code = keep()
    Sealed.objects.update(expires_on=date.today() + timedelta(days=3))
    with read_only():
        assert post(client, "result-open", code=code).status_code == 200


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [read_only, connection_lost])
def test_a_change_that_cannot_be_written_is_told_and_nothing_is_lost(
    client, autocommit, fault
) -> None:
    code = keep()
    press(client, code, "result-add")
    at_here = at(client, code, "result-delete")
    before = rows()
    with fault():
        for address, data, title, still in (
            (at_here, {}, "We could not delete that", "It is still there"),
            (at_here.replace("delete", "keep"), {"days": "30"}, *NOT_CHANGED),
            (at_here.replace("delete", "add"), {}, *NOT_ADDED),
            ("/saved/rename/", {"code": code, "name": "Mine"}, *NOT_RENAMED),
            ("/saved/remove/", {"code": code}, *NOT_REMOVED),
            ("/saved/delete/", {}, *NOT_ALL_DELETED),
        ):
            response = client.post(address, data, follow=True)
            html = text(response)
            assert response.status_code == 503, address
            assert f"<h1>{title}</h1>" in html
            assert still in html
            assert "Nothing was changed" in html
            assert "save" not in visible(html.split("<main")[1].split("</main>")[0])
            assert LIST not in response.cookies
    assert rows() == before
    assert len(names_on_list(client)) == 1


NOT_CHANGED = "We could not change how long we keep it", "It ends on the day it had"
NOT_ADDED = "We could not put that on your list", "The result itself is as it was"
NOT_RENAMED = "We could not change the name", "It has the name it had"
NOT_REMOVED = "We could not take that off your list", "It is still on your list"
NOT_ALL_DELETED = "We could not delete your list", "All results on it are still there"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_opening_while_the_database_is_away_says_that_it_did_not_open(client, autocommit) -> None:
    code = keep()
    press(client, code, "result-add")
    here = at(client, code)
    with connection_lost():
        for response in (
            client.get(here),
            client.get(f"{here}print/"),
            client.get(f"{here}delete/"),
            client.post("/results/open/", {"code": code}, follow=True),
            client.post("/results/open/", {"code": code}, headers={"x-fragment": "1"}),
            client.get("/saved/"),
            client.post("/saved/open/", {"code": code}, follow=True),
            client.post("/saved/remember/", {"long": "1"}, follow=True),
        ):
            html = text(response)
            assert response.status_code == 503, response.request["PATH_INFO"]
            assert "<h1>We cannot open that now</h1>" in html
            assert "Nothing was changed" in html


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [read_only, connection_lost])
def test_changed_answers_that_are_not_saved_leave_the_old_ones_and_say_so(
    client, autocommit, fault
) -> None:
    code = keep()
    press(client, code, "result-change")
    before = rows()
    with fault():
        html = text(show_tips(client, replace="1"))
    assert "Your changed answers are not saved" in html
    assert "Your link still opens what it did before." in html
    assert "This page is not saved" not in html
    assert rows() == before


@pytest.fixture
def sqlite_file(db, tmp_path) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("it is about SQLite's files")
    with on_a_file(tmp_path / "results.sqlite3", timeout=0.1) as path:
        yield path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(path: Path) -> Iterator[None]:
    with connection.cursor() as cursor:
        # No room for another page, and none inside the last one.
        cursor.execute("INSERT INTO sealed VALUES (x'00', zeroblob(9000), '9999-01-01')")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(20):
            try:
                cursor.execute(
                    "INSERT INTO sealed VALUES (%s, zeroblob(1000), '9999-01-01')", [b"%d" % number]
                )
            except OperationalError:
                break
        else:
            pytest.fail("the database did not get full")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def missing(path: Path) -> Iterator[None]:
    connection.close()
    away = path.with_name("away")
    away.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        file.rename(away / file.name)
    yield
    connection.close()
    for file in away.iterdir():
        shutil.move(file, path.parent / file.name)


@contextmanager
def down(path: Path) -> Iterator[None]:
    """PostgreSQL on a port where nothing listens, with the pool as in earnest."""
    here, inside = connections.settings["default"], connections["default"]
    pool = {"min_size": 1, "max_size": 8, "timeout": 0.2}
    connections.settings["default"] = {
        **here,
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "results",
        "HOST": "127.0.0.1",
        "PORT": "1",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": pool},
    }
    del connections["default"]
    yield
    connections["default"].close()
    connections["default"].close_pool()
    connections.settings["default"], connections["default"] = here, inside


@pytest.mark.parametrize("fault", [locked, full, missing, down])
def test_tips_are_shown_when_the_database_is_locked_full_missing_or_down(
    client, sqlite_file, fault: Callable[[Path], AbstractContextManager[None]]
) -> None:
    give(client, ECZEMA)
    with fault(sqlite_file):
        assert_told_that_it_is_not_saved(client, show_tips(client))
    assert post(client, "result-open", code=code_in(show_tips(client))).content


def test_deleting_in_the_browser_leaves_no_byte_in_the_database(client, sqlite_file) -> None:
    code = code_in(make(client, ECZEMA))
    (blob, _), *_ = rows().values()
    assert blob[14:30] in files_of(sqlite_file)
    press(client, code, "result-delete", confirm="1")
    stored = files_of(sqlite_file)
    assert not any(blob[at : at + 16] in stored for at in range(14, len(blob) - 16, 16))


# What cannot be opened.


def unopenable(client: Client) -> dict[str, str]:
    """A code for every reason why there is nothing to open."""
    expired, deleted, listed, broken = keep(), keep(), keep(), keep()
    locator = sealing.locator_of(sealing.secret_of(expired), "result")
    Sealed.objects.filter(pk=locator).update(expires_on=sealed_rows.over(date.today()))
    sealed_rows.delete(deleted)
    locator = sealing.locator_of(sealing.secret_of(broken), "result")
    Sealed.objects.filter(pk=locator).update(blob=b"\x01\x01" + bytes(1052))
    items = [Item(listed, "Notes", date.today())]
    return {
        "unknown": NOWHERE,
        "expired": expired,
        "deleted": deleted,
        "a list": saved_lists.new_list(project.SERVER_KEYS, items, date.today()),
        "damaged": broken,
        "none": "",
        "one letter that no code has": NOWHERE[:-1] + "9",
        "long": NOWHERE * 5,
        "letters that no code has": "9" * 32,
        "not text of ours": "<>\x00ü",
    }


@pytest.mark.parametrize("name", BY_HANDLE)
def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(client, name) -> None:
    answers = set()
    for why, code in unopenable(client).items():
        open_here(client, code)
        address = address_of(name)
        response = client.get(address)
        if response.status_code == 405:
            response = client.post(address, follow=True)
            assert response.request["REQUEST_METHOD"] == "GET"
        assert response.status_code == 404, why
        answers.add(unlike_by(response))
    assert len(answers) == 1
    assert "We cannot open that" in answers.pop()


def unlike_by(response: HttpResponse) -> str:
    """All of an answer but what was typed, which comes back, and what is anew in each."""
    given = re.compile(r' value="[^"]*"(?= autocomplete)|csrfmiddlewaretoken" value="\w+"|'
                       r' aria-invalid="true" aria-describedby="wrong"')  # fmt: skip
    headers = {k: v for k, v in response.headers.items() if k != "Content-Length"}
    # What fills a page up to its length (padding.py) makes up for what was typed.
    body = given.sub("", text(response)).rstrip()
    return repr((response.status_code, body, sorted(headers.items())))


def test_whatever_is_wrong_with_a_code_that_is_typed_the_answer_is_the_same(client) -> None:
    codes = unopenable(client)
    # Who has the code of a list may know that it is one.
    del codes["a list"]
    answers = {unlike_by(post(client, "result-open", code=code)) for code in codes.values()}
    assert len(answers) == 1
    assert "We cannot open that" in answers.pop()
    for code in codes.values():
        assert client.post("/results/open/", {"code": code}).headers["Location"] == "/results/lost/"


@pytest.mark.parametrize("name", BY_HANDLE)
def test_a_page_that_is_closed_on_this_device_says_how_to_open_it(client, name) -> None:
    address = address_of(name)
    response = client.get(address)
    if response.status_code == 405:
        response = client.post(address, follow=True)
        assert response.request["REQUEST_METHOD"] == "GET"
    assert response.status_code == 404
    assert "This page is closed on this device" in text(response)
    assert 'name="code"' in text(response)


def test_a_result_that_was_deleted_is_not_called_safe_on_the_way_back(client) -> None:
    address = at(client, keep())
    post_delete = client.post(f"{address}delete/", {"confirm": "1"}, follow=True)
    assert "It is deleted" in text(post_delete)
    for back in (address, f"{address}delete/"):
        html = text(client.get(back))
        assert "Your result is not lost" not in html
        assert "did not delete" in html


def test_a_result_that_went_meanwhile_is_not_called_cut_off_for_what_was_typed_before(
    client,
) -> None:
    code = keep()
    address = at(client, code)
    assert "cut off" in text(post(client, "result-open", code="a part of one"))
    sealed_rows.delete(code)
    response = client.get(address)
    assert response.status_code == 404
    assert "cut off" not in text(response)
    assert "a part of one" not in text(response)


def test_a_row_that_was_tampered_with_is_the_same_answer(client) -> None:
    code, _ = keep(), keep()
    (one, (blob, _)), (two, (others, _)) = rows().items()
    if one != sealing.locator_of(sealing.secret_of(code), "result"):
        one, two, blob, others = two, one, others, blob
    # A bit in each part of a blob, and all along it: test_sealing.py changes every bit there is.
    # Not in its version nor in its key's number: by those it is another machine's, and no deletion.
    bits = [*range(16, sealing.HEADER_BYTES * 8, 3), *range(1201, len(blob) * 8, 1201)]
    tampered = [blob[: bit // 8] + bytes([blob[bit // 8] ^ 1 << bit % 8]) + blob[bit // 8 + 1 :]
                for bit in bits]  # fmt: skip
    tampered += [blob[:length] for length in (2, 13, 14, 30, len(blob) - 1)]
    tampered += [others, blob + b"\x00", blob[:2] + os.urandom(len(blob) - 2)]
    nothing = post(client, "result-open", code=NOWHERE)
    assert nothing.status_code == 404
    nothing = unlike_by(nothing)
    for changed in tampered:
        Sealed.objects.filter(pk=one).update(blob=changed)
        response = post(client, "result-open", code=code)
        assert unlike_by(response) == nothing
    for unknown in (blob[:1] + b"\xff" + blob[2:], b"\xff" + blob[1:]):
        Sealed.objects.filter(pk=one).update(blob=unknown)
        assert post(client, "result-open", code=code).status_code == 503
    Sealed.objects.filter(pk=one).update(blob=blob)
    with override_settings(SERVER_KEYS=sealing.Keyring({1: bytes(32)})):
        response = post(client, "result-open", code=code)
        assert unlike_by(response) == nothing
    assert post(client, "result-open", code=code).status_code == 200


def test_whatever_is_wrong_with_a_lists_code_the_answer_is_the_same(client) -> None:
    codes = unopenable(client)
    del codes["a list"]
    answers = {unlike_by(post(client, "saved-open", code=code)) for code in codes.values()}
    assert len(answers) == 1
    assert "We cannot open that" in answers.pop()


def test_unknown_expired_deleted_and_malformed_codes_take_the_same_time(client) -> None:
    codes = unopenable(client) | {"short": NOWHERE[:-1]}
    spent: dict[str, list[float]] = {"unknown": [], "expired": [], "deleted": [], "short": []}
    for _ in range(150):
        for why, times in spent.items():
            # Of the processor, as other tests run meanwhile; `make soak` measures by the clock.
            start = time.thread_time()
            post(client, "result-open", code=codes[why])
            times.append(time.thread_time() - start)
    medians = [statistics.median(times) for times in spent.values()]
    assert max(medians) - min(medians) < 0.001


# Requests from elsewhere.


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


# What changed since.


def tips_of(answers: Answers) -> dict[str, str]:
    """The tips as they are today, with their fingerprints, as a new result keeps them."""
    code = code_in(make(Client(), answers))
    return saved_results.open_result(project.SERVER_KEYS, code, date.today()).tips


def opened_with(client: Client, tips: dict[str, str]) -> str:
    return unescape(text(post(client, "result-open", code=keep(tips=tips))))


def test_an_unchanged_result_speaks_of_no_change(client) -> None:
    assert "What changed since" not in opened_with(client, tips_of(ECZEMA))


def test_a_result_says_which_tips_are_new_reworded_and_taken_away(client, content) -> None:
    tips = tips_of(ECZEMA)
    added, changed, *_ = tips
    title = {tip.id: tip.title for tip in content.tips}
    before = {**tips, changed: "00000000", "gone_tip": "11111111", "lost_tip": "22222222"}
    del before[added]
    note = opened_with(client, before).split('id="changes"')[1].split("</section>")[0]
    assert f"New: {title[added]}<" in note
    assert f"Reworded: {title[changed]}<" in note
    # What was taken away is read without a press.
    assert "2 tips were taken away" in note.split("</summary>")[0]
    assert note.count("<li>") == 2
    assert "gone_tip" not in note


def test_one_tip_taken_away_is_told_as_one(client) -> None:
    assert "1 tip was taken away" in opened_with(client, {**tips_of(ECZEMA), "gone_tip": "1"})


def test_a_withdrawn_tip_is_shown_no_more(client) -> None:
    assert "gone-tip" not in opened_with(client, {**tips_of(ECZEMA), "gone_tip": "1"})


OLD: Answers = {
    **ECZEMA,
    "moon_phase": ["full", "new"],
    "itch": ["often"],
    "skin_concerns": ["eczema", "scales"],
}


@pytest.mark.parametrize("name", BY_HANDLE)
@pytest.mark.parametrize(
    "answers",
    [OLD, ECZEMA | {"region": ["atlantis"]}, ECZEMA | {"region": []}, {"moon_phase": ["full"]}, {}],
)
def test_a_result_of_an_older_questionnaire_still_works(client, name, answers) -> None:
    address = at(client, keep(answers), name)
    assert client.post(address, follow=True).status_code in (200, 405)
    assert client.get(address).status_code in (200, 405, 404)


def test_an_older_result_keeps_the_answers_that_we_still_ask(client) -> None:
    html = text(post(client, "result-open", code=keep(OLD)))
    assert 'id="tip-gentle-skincare"' in html
    assert "you have eczema" in html
    assert "moon" not in html


# How long it is kept.


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


# Deleted.


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


# Taken along.


def test_the_export_holds_every_answer_in_words_and_no_code(client) -> None:
    tips = {"water": "1"}
    code = keep(ECZEMA | {"moon_phase": ["full"]}, date(2026, 3, 4), tips=tips)
    response = visit(client, code, "result-export")
    assert response.headers["Content-Type"].startswith("application/json")
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    data = json.loads(response.content)
    assert data["made"] == "2026-03-04"
    assert data["tips_shown"] == ["water"]
    assert {answer["id"]: [o["id"] for o in answer["chosen"]] for answer in data["answers"]} == (
        ECZEMA | {"moon_phase": ["full"]}
    )
    by_id = {answer["id"]: answer for answer in data["answers"]}
    for question, chosen in ECZEMA.items():
        assert by_id[question]["question"] == FORM.by_question[question].text
        labels = [FORM.by_question[question].by_id[option].label for option in chosen]
        assert [option["label"] for option in by_id[question]["chosen"]] == labels
    assert_without_code(response, code)


def assert_without_code(response: HttpResponse, code: str) -> None:
    secret = sealing.secret_of(code)
    whole = text(response) + str(dict(response.headers))
    for spelling in (code, code.upper(), sealing.grouped(code), secret.hex(), "/results/#"):
        assert spelling not in whole


def test_the_printed_page_holds_what_a_doctor_asks_about_and_no_code(client) -> None:
    answers = ECZEMA | {"skin_signs": ["eye_pain"], "safety": ["warfarin"]}
    code = keep(answers)
    response = visit(client, code, "result-print")
    html = unescape(text(response))
    for question in ("skin_concerns", "itch", "itch_sleep", "poo_form"):
        asked = FORM.by_question[question]
        assert asked.name in html
        assert all(asked.by_id[option].label in html for option in answers[question])
    assert FORM.by_question["safety"].by_id["warfarin"].label in html
    assert "A painful eye, or trouble seeing" in html.split("needs a check")[1].split("<h2>")[0]
    assert "Tips I was shown" in html
    # A tip is told, not only named.
    shown = assess(advice(), answers).tips[:3]
    listed = html.split("Tips I was shown")[1].split("</ul>")[0]
    assert re.findall(r"<li>(.*?) Tried:", listed) == [
        f"{each.tip.title}. {each.tip.first}" for each in shown
    ]
    assert html.split("My questions")[1].count("<li>") >= 3
    assert 'id="not-medical-advice"' in html
    assert "<img" not in html
    assert "<svg" not in html.split("<main")[1].split("</main>")[0]
    assert_without_code(response, code)


def test_silence_on_health_prints_nothing_that_was_not_said(client) -> None:
    code = keep({key: value for key, value in ECZEMA.items() if key != "safety"})
    html = text(visit(client, code, "result-print"))
    assert "My health and medicines" not in html
    for option in FORM.by_question["safety"].offered:
        assert escape(option.label) not in html or option.exclusive


def most_that_can_be_ticked() -> Answers:
    """Option after option, less those that would make it an emergency."""
    answers: Answers = {"adult": ["yes"], "urgent_now": ["none"]}
    for question in FORM.current_questions.values():
        plain = [option for option in question.offered if not option.exclusive]
        if question.id in answers:
            continue
        if question.kind == "one":
            answers[question.id] = [max(plain, key=lambda option: len(option.label)).id]
            continue
        for option in plain:
            more = answers | {question.id: [*answers.get(question.id, []), option.id]}
            if not assess(advice(), more).emergency:
                answers = more
    return answers


@pytest.mark.browser
@pytest.mark.parametrize(
    ("answers", "plan"),
    [(ECZEMA, True), (most_that_can_be_ticked(), False), (most_that_can_be_ticked(), True)],
    ids=["usual", "longest", "longest, with a plan"],
)
def test_the_printed_page_is_one_side_of_a4(client, tmp_path, answers, plan) -> None:
    browser = find()
    if not browser:
        pytest.skip("no Chromium on the path")
    planned = raw_of(whole(9, *"87654321", tips=(CREAM, SLEEP, FIBRE))) if plan else None
    code = keep(answers, plan=planned)
    html = text(visit(client, code, "result-print"))
    here = (Path(project.BASE_DIR) / "static").as_uri()
    sheet, printed = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    sheet.write_text(html.replace('"/static/', f'"{here}/'))
    subprocess.run(
        [browser, "--headless", *OPTIONS, "--allow-file-access-from-files",
         f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
         f"--print-to-pdf={printed}", sheet.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 1


# Coming back.


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
                "habits.site.middleware.seconds_to_wait",
                lambda request: 5 * (request.method == "POST"),
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


# The list.


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


@pytest.fixture
def listed(client) -> tuple[str, str]:
    """A list of two results on the client's device; their codes."""
    codes = keep(made=date(2026, 1, 1)), keep(ECZEMA | {"itch": ["7"]}, date(2026, 2, 1))
    for code in codes:
        press(client, code, "result-add")
    return codes


BEFORE, AFTER = "Notes of 1 January 2026", "Notes of 1 February 2026"


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


def htmx(client: Client, name: str, /, **data: str) -> HttpResponse:
    return client.post(reverse(name), data, headers={"HX-Request": "true"})


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


# A list that somebody else sent.


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


def test_opening_a_list_by_a_link_is_a_page_that_no_get_can_confirm(client) -> None:
    sender = Client()
    press(sender, keep(), "result-add")
    theirs = sender.cookies[LIST].value
    for address in (f"/saved/?code={theirs}&confirm=1", f"/saved/open/?code={theirs}&confirm=1"):
        assert LIST not in client.get(address).cookies


# The course.


def test_two_results_are_a_table_and_three_a_line(client, listed) -> None:
    html = page(client, "/saved/")
    assert "How things went" in html
    course = html.split('id="course"')[1].split("</section>")[0]
    assert "<table>" in course
    assert "<svg" not in course
    assert "They do not show what caused a change" in course
    press(client, keep(ECZEMA | {"itch": ["0"]}, date(2026, 3, 1)), "result-add")
    course = page(client, "/saved/").split('id="course"')[1].split("</section>")[0]
    assert "<polyline" in course
    finding = re.search(r"<title[^>]*>(.*?)</title>", course).group(1)
    assert "1 January 2026" in finding
    assert "1 March 2026" in finding


def test_one_result_has_no_course_and_nothing_to_compare(client) -> None:
    press(client, keep(), "result-add")
    html = page(client, "/saved/")
    assert "How things went" not in html
    assert "Compare 2 results" not in html


def test_the_saved_page_asks_the_database_twice(
    client, listed, django_assert_max_num_queries
) -> None:
    page(client, "/saved/")
    with django_assert_max_num_queries(2):
        page(client, "/saved/")


def test_two_results_stand_side_by_side_the_older_first(client, listed) -> None:
    for codes in (listed, listed[::-1]):
        response = post(client, "saved-compare", code=list(codes))
        html = unescape(text(response))
        assert response.status_code == 200
        assert html.index("1 Jan 2026") < html.index("1 Feb 2026")
        row = html.split(FORM.by_question["itch"].name)[1].split("</tbody>")[0]
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        assert cells == ["4", "7", "Changed"]
        assert 'id="not-medical-advice"' in html


def test_comparing_needs_exactly_two(client, listed) -> None:
    third = keep(made=date(2026, 3, 1))
    press(client, third, "result-add")
    deleted = keep(made=date(2026, 4, 1))
    press(client, deleted, "result-add")
    sealed_rows.delete(deleted)
    one, two = listed
    for codes in ([], [one], [one, one], [one, two, third], [one, NOWHERE], [one, keep()],
                  [one, deleted], ["", "x"]):  # fmt: skip
        response = post(client, "saved-compare", code=codes)
        assert urlsplit(response.request["PATH_INFO"]).path == "/saved/", codes
        assert "Select 2 results to compare" in text(response)
        assert BEFORE in text(response)


# Leaving.


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


def test_pages_about_a_person_are_kept_by_no_browser_and_no_search_engine(client, listed) -> None:
    code = listed[0]
    theirs = saved_lists.new_list(project.SERVER_KEYS, [], date.today())
    give(client, ECZEMA)
    responses = [
        client.get("/results/"),
        client.get("/saved/"),
        show_tips(client),
        post(client, "result-open", code=code),
        post(client, "result-open", code=NOWHERE),
        press(client, code, "result-keep", days="30"),
        visit(client, code, "result-delete"),
        visit(client, code, "result-print"),
        post(client, "saved-rename", code=code, name=""),
        client.get("/saved/delete/"),
        post(client, "saved-open", code=theirs),
        post(client, "saved-compare", code=list(listed)),
        post(client, "saved-compare"),
        press(client, code, "result-delete", confirm="1"),
        post(client, "saved-delete", confirm="1"),
        client.get("/cleared/"),
    ]
    for response in responses:
        where = response.request["PATH_INFO"]
        assert response.headers["Cache-Control"] == "no-store", where
        assert '<meta name="robots" content="noindex">' in text(response), where
        assert "og:" not in text(response)


def test_parts_and_redirects_are_kept_by_no_browser_either(client, listed) -> None:
    code = listed[0]
    responses = [
        client.post("/results/open/", {"code": code}, headers={"X-Fragment": "1"}),
        htmx(client, "saved-rename", code=code, name="Mine"),
        client.post("/results/open/", {"code": code}),
        *(client.post(at(client, code, f"result-{name}")) for name in ("add", "again", "change")),
        visit(client, code, "result-export"),
        client.get(at(client, code, "result-shown")),
        client.post("/clear/"),
    ]
    for response in responses:
        assert response.headers["Cache-Control"] == "no-store", response.request["PATH_INFO"]


def test_no_code_is_ever_in_an_address(client, listed) -> None:
    code = listed[0]
    addresses = [at(client, code, name) for name in BY_HANDLE]
    addresses += map(reverse, ("result-open", "saved-remove", "saved-open", "saved-forget"))
    for address in addresses:
        assert code not in address
        location = client.post(address, {"code": code}).headers.get("Location", "")
        assert code not in location
    code = listed[1]
    html = text(post(client, "result-open", code=code))
    links = re.findall(r'(?:href|src|action)="([^"]*)"', html)
    assert [link for link in links if code in link] == [f"/results/#{code}"]


def test_a_page_title_says_nothing_about_health(client, listed) -> None:
    for response in (
        post(client, "result-open", code=listed[0]),
        visit(client, listed[0], "result-print"),
        client.get("/saved/"),
        client.get("/results/"),
    ):
        title = re.search(r"<title>(.*?)</title>", text(response)).group(1)
        assert not re.search(r"skin|gut|eczema|itch|health", title, re.I)
