"""Nothing is sealed with a key that was not looked at, and no missing key looks like a deletion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from habits.models import KeyCheck, Sealed
from habits.store import key_check, saved_lists, saved_results, sealed_rows, sealing
from habits.store.failures import CannotOpen, KeysDiffer, StorageUnavailable
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from habits.store.sealing import Keyring, NotSealed
from tests.people import ECZEMA, give
from tests.store.vectors import KEY, OTHER

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OLD, NEW = Keyring({1: KEY}), Keyring({1: KEY, 2: OTHER})
# In between, a machine has the new key and does not seal with it yet.
BETWEEN = Keyring({1: KEY, 2: OTHER}, frozenset({2}))
WRONG = Keyring({1: OTHER})
TODAY = date.today()


def keep(keyring: Keyring) -> str:
    return saved_results.save_result(keyring, sealing.new_secret(), Record(ECZEMA, TODAY), TODAY)


def opens(keyring: Keyring, code: str) -> bool:
    return saved_results.open_result(keyring, code, TODAY).answers == ECZEMA


def kept() -> int:
    return key_check.rows_by_key().count()


# A database that is away at the start.


@pytest.fixture
def away(monkeypatch) -> Callable[[], None]:
    """A process that began while the database was away; it comes back when this is called."""
    stored = key_check.stored

    def none() -> dict[int, bytes]:
        raise DatabaseError

    monkeypatch.setattr(key_check, "passed", False)
    monkeypatch.setattr(key_check, "stored", none)
    return lambda: monkeypatch.setattr(key_check, "stored", stored)


WRITES: dict[str, Callable[[Keyring, str, str], object]] = {
    "keep": lambda keyring, code, listed: keep(keyring),
    "new list": lambda keyring, code, listed: saved_lists.new_list(keyring, [], TODAY),
    "keep for": lambda keyring, code, listed: saved_results.set_period(keyring, code, 30, TODAY),
    "replace": lambda keyring, code, listed: saved_results.replace_answers(
        keyring, code, Record({}, TODAY), TODAY
    ),
    "change list": lambda keyring, code, listed: saved_lists.change_list(
        keyring, listed, saved_lists.adding(Item(code, "Notes", TODAY)), TODAY
    ),
}


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_before_the_keys_were_looked_at(away, write) -> None:
    key_check.passed = True
    code, listed = keep(OLD), saved_lists.new_list(OLD, [], TODAY)
    key_check.passed = False
    before = set(Sealed.objects.values_list("blob", "expires_on"))
    with pytest.raises(StorageUnavailable):
        WRITES[write](OLD, code, listed)
    assert set(Sealed.objects.values_list("blob", "expires_on")) == before
    away()
    WRITES[write](OLD, code, listed)
    assert key_check.passed
    assert set(Sealed.objects.values_list("blob", "expires_on")) != before


def test_an_opening_seals_nothing_anew_before_the_keys_were_looked_at(away) -> None:
    key_check.passed = True
    code = keep(OLD)
    key_check.passed = False
    assert opens(NEW, code)
    assert key_check.rows_sealed_with(1) == 1
    away()
    assert opens(NEW, code)
    assert key_check.rows_sealed_with(1) == 0


def test_a_wrong_key_keeps_nothing_when_the_database_is_back(away) -> None:
    away()
    key_check.settle(OLD)
    key_check.passed = False
    for _ in range(2):
        with pytest.raises(KeysDiffer):
            keep(WRONG)
    assert kept() == 0
    assert opens(OLD, keep(OLD))


def test_the_keys_are_looked_at_once(away, django_assert_num_queries) -> None:
    away()
    keep(OLD)
    with django_assert_num_queries(1):
        keep(OLD)


def test_who_made_a_result_under_a_wrong_key_gets_tips_and_is_told(away, settings, client) -> None:
    away()
    key_check.settle(project.SERVER_KEYS)
    key_check.passed = False
    settings.SERVER_KEYS = Keyring({1: bytes(32)})
    give(client, ECZEMA)
    html = client.post("/check/answers/", {"continue": "1"}, follow=True).content.decode()
    assert "This page is not saved" in html
    assert 'id="tips"' in html
    assert kept() == 0
    assert client.get("/readyz").status_code == 503


def test_two_machines_that_begin_at_once_with_other_keys_do_not_both_seal(monkeypatch) -> None:
    remember, passed = key_check.remember, []

    def at_once(keyring: Keyring) -> None:
        # The other was quicker by the time it takes to look and to write.
        remember(OLD)
        remember(keyring)

    monkeypatch.setattr(key_check, "remember", at_once)
    monkeypatch.setattr(key_check, "passed", False)
    assert key_check.settle(OLD) == []
    passed.append(key_check.passed)
    KeyCheck.objects.all().delete()
    assert key_check.settle(WRONG) != []
    passed.append(key_check.passed)
    assert passed == [True, False]


# A key that another machine has and this one does not.


def test_a_row_of_a_key_that_is_not_here_is_our_fault_and_not_deleted() -> None:
    code = keep(NEW)
    listed = saved_lists.new_list(NEW, [Item(code, "Notes", TODAY)], TODAY)
    here = saved_lists.new_list(OLD, [Item(code, "Notes", TODAY)], TODAY)
    items = saved_lists.open_list(OLD, here, TODAY)
    for ask in (
        lambda: saved_results.open_result(OLD, code, TODAY),
        lambda: sealed_rows.find(OLD, code, "result", TODAY),
        lambda: sealed_rows.find(OLD, listed, "list", TODAY),
        lambda: saved_lists.open_list(OLD, listed, TODAY),
        lambda: saved_lists.open_all(OLD, items, TODAY),
        lambda: saved_results.set_period(OLD, code, 30, TODAY),
        lambda: saved_results.replace_answers(OLD, code, Record({}, TODAY), TODAY),
        lambda: saved_lists.delete_everything(OLD, listed, TODAY),
    ):
        with pytest.raises(CannotOpen):
            ask()
    assert opens(NEW, code)


def test_the_same_number_on_another_key_is_our_fault_too() -> None:
    key_check.settle(OLD)
    code = keep(OLD)
    with pytest.raises(CannotOpen):
        opens(WRONG, code)
    assert opens(OLD, code)


def test_a_damaged_row_under_the_right_keys_is_still_no_result() -> None:
    key_check.settle(OLD)
    code = keep(OLD)
    for blob in (b"\x01\x01" + bytes(4124), b"\x01\x01"):
        Sealed.objects.update(blob=blob)
        with pytest.raises(NotSealed):
            opens(OLD, code)


@pytest.fixture
def elsewhere() -> str:
    """The code of a result that another machine sealed with a key that this one does not have."""
    return keep(Keyring(project.SERVER_KEYS.keys | {200: OTHER}))


def test_who_opens_it_reads_that_it_is_ours_to_mend(client, elsewhere) -> None:
    answer = client.post("/results/open/", {"code": elsewhere}, follow=True)
    assert answer.status_code == 503
    html = answer.content.decode()
    assert "We cannot open that now" in html
    assert "nothing is lost" in html
    assert "deleted" not in html
    part = client.post("/results/open/", {"code": elsewhere}, headers={"X-Fragment": "1"})
    assert part.status_code == 503


def test_a_result_that_is_open_stays_open_on_the_device(client, settings, elsewhere) -> None:
    here, there = settings.SERVER_KEYS, Keyring(settings.SERVER_KEYS.keys | {200: OTHER})
    settings.SERVER_KEYS = there
    address = client.post("/results/open/", {"code": elsewhere}).headers["Location"]
    settings.SERVER_KEYS = here
    # The machine that has the key sealed it; this one is asked in between.
    assert client.get(address).status_code == 503
    settings.SERVER_KEYS = there
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("elsewhere")
def test_a_code_that_leads_to_no_row_is_unknown_however_the_keys_are(client) -> None:
    unknown = sealing.code_of(sealing.new_secret())
    asked = client.post("/results/open/", {"code": unknown}, follow=True)
    assert asked.status_code == 404
    assert "We cannot open that" in asked.content.decode()


# A roll in two steps: a key opens before it seals.


def test_a_key_is_written_down_when_it_seals_and_not_before() -> None:
    assert key_check.check(OLD) == key_check.check(BETWEEN) == key_check.check(OLD) == []
    assert key_check.check(NEW) == []
    assert "Server key 2 is missing" in key_check.check(OLD)[0]
    assert key_check.check(BETWEEN) == []
    KeyCheck.objects.all().delete()
    assert key_check.check(BETWEEN) == []
    assert key_check.stored() == {1: sealing.check_value(KEY)}


def test_a_start_with_known_keys_writes_nothing() -> None:
    key_check.settle(OLD)
    # A replica can be asked by a process that only opens.
    with CaptureQueriesContext(connection) as asked:
        key_check.settle(OLD)
    assert all(query["sql"].startswith("SELECT") for query in asked)


def test_in_a_roll_of_two_steps_every_machine_opens_what_any_seals() -> None:
    # Two machines, one after the other through the steps.
    for one, two in ((OLD, OLD), (BETWEEN, OLD), (BETWEEN, BETWEEN), (NEW, BETWEEN), (NEW, NEW)):
        assert key_check.check(one) == key_check.check(two) == []
        for maker, reader in ((one, two), (two, one)):
            code = keep(maker)
            for keyring in (reader, maker, reader):
                assert opens(keyring, code)


def test_a_key_that_only_opens_seals_nothing_anew() -> None:
    code = keep(OLD)
    assert opens(BETWEEN, code)
    assert (key_check.rows_sealed_with(1), key_check.rows_sealed_with(2)) == (1, 0)
    assert opens(NEW, code)
    assert (key_check.rows_sealed_with(1), key_check.rows_sealed_with(2)) == (0, 1)


def test_the_doctor_counts_what_no_key_here_opens(elsewhere, capsys) -> None:
    with pytest.raises(SystemExit):
        call_command("doctor")
    told = capsys.readouterr().err
    assert "1 results are sealed with a server key that is not here. Put it back.\n" in told


def test_a_database_that_is_away_is_told_for_the_list_as_well(monkeypatch) -> None:
    def away(*_: object) -> None:
        raise DatabaseError

    client = Client(raise_request_exception=False)
    client.cookies[project.SAVED_COOKIE_NAME] = saved_lists.new_list(project.SERVER_KEYS, [], TODAY)
    monkeypatch.setattr(saved_lists, "open_list", away)
    assert client.post("/saved/remember/", follow=True).status_code == 503
