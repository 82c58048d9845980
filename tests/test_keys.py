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

from habits import keys, saved, sealing
from habits.models import Sealed
from habits.saved import CannotKeep, CannotOpen, Item, KeysDiffer, Record
from habits.sealing import Keyring, NotSealed
from tests.people import ECZEMA, give
from tests.test_sealing import KEY, OTHER

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OLD, NEW = Keyring({1: KEY}), Keyring({1: KEY, 2: OTHER})
# In between, a machine has the new key and does not seal with it yet.
BETWEEN = Keyring({1: KEY, 2: OTHER}, frozenset({2}))
WRONG = Keyring({1: OTHER})
TODAY = date.today()


def keep(keyring: Keyring) -> str:
    return saved.keep(keyring, sealing.new_secret(), Record(ECZEMA, TODAY), TODAY)


def opens(keyring: Keyring, code: str) -> bool:
    return saved.open_result(keyring, code, TODAY).answers == ECZEMA


def kept() -> int:
    return keys.rows_by_key().count()


# A database that is away at the start.


@pytest.fixture
def away(monkeypatch) -> Callable[[], None]:
    """A process that began while the database was away; it comes back when this is called."""
    stored = keys.stored

    def none() -> dict[int, bytes]:
        raise DatabaseError

    monkeypatch.setattr(keys, "passed", False)
    monkeypatch.setattr(keys, "stored", none)
    return lambda: monkeypatch.setattr(keys, "stored", stored)


WRITES: dict[str, Callable[[Keyring, str, str], object]] = {
    "keep": lambda keyring, code, listed: keep(keyring),
    "new list": lambda keyring, code, listed: saved.new_list(keyring, [], TODAY),
    "keep for": lambda keyring, code, listed: saved.keep_for(keyring, code, 30, TODAY),
    "replace": lambda keyring, code, listed: saved.replace_answers(
        keyring, code, Record({}, TODAY), TODAY
    ),
    "change list": lambda keyring, code, listed: saved.change_list(
        keyring, listed, saved.adding(Item(code, "Notes", TODAY)), TODAY
    ),
}


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_before_the_keys_were_looked_at(away, write) -> None:
    keys.passed = True
    code, listed = keep(OLD), saved.new_list(OLD, [], TODAY)
    keys.passed = False
    before = set(Sealed.objects.values_list("blob", "expires_on"))
    with pytest.raises(CannotKeep):
        WRITES[write](OLD, code, listed)
    assert set(Sealed.objects.values_list("blob", "expires_on")) == before
    away()
    WRITES[write](OLD, code, listed)
    assert keys.passed
    assert set(Sealed.objects.values_list("blob", "expires_on")) != before


def test_an_opening_seals_nothing_anew_before_the_keys_were_looked_at(away) -> None:
    keys.passed = True
    code = keep(OLD)
    keys.passed = False
    assert opens(NEW, code)
    assert keys.rows_sealed_with(1) == 1
    away()
    assert opens(NEW, code)
    assert keys.rows_sealed_with(1) == 0


def test_a_wrong_key_keeps_nothing_when_the_database_is_back(away) -> None:
    away()
    keys.settle(OLD)
    keys.passed = False
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
    keys.settle(project.SERVER_KEYS)
    keys.passed = False
    settings.SERVER_KEYS = Keyring({1: bytes(32)})
    give(client, ECZEMA)
    html = client.post("/check/answers/", {"continue": "1"}, follow=True).content.decode()
    assert "This page is not saved" in html
    assert 'id="tips"' in html
    assert kept() == 0
    assert client.get("/readyz").status_code == 503


def test_two_machines_that_begin_at_once_with_other_keys_do_not_both_seal(monkeypatch) -> None:
    remember, passed = keys.remember, []

    def at_once(keyring: Keyring) -> None:
        # The other was quicker by the time it takes to look and to write.
        remember(OLD)
        remember(keyring)

    monkeypatch.setattr(keys, "remember", at_once)
    monkeypatch.setattr(keys, "passed", False)
    assert keys.settle(OLD) == []
    passed.append(keys.passed)
    Sealed.objects.all().delete()
    assert keys.settle(WRONG) != []
    passed.append(keys.passed)
    assert passed == [True, False]


# A key that another machine has and this one does not.


def test_a_row_of_a_key_that_is_not_here_is_our_fault_and_not_deleted() -> None:
    code = keep(NEW)
    listed = saved.new_list(NEW, [Item(code, "Notes", TODAY)], TODAY)
    here = saved.new_list(OLD, [Item(code, "Notes", TODAY)], TODAY)
    items = saved.open_list(OLD, here, TODAY)
    for ask in (
        lambda: saved.open_result(OLD, code, TODAY),
        lambda: saved.find_code(OLD, code, "result", TODAY),
        lambda: saved.find_code(OLD, listed, "list", TODAY),
        lambda: saved.open_list(OLD, listed, TODAY),
        lambda: saved.open_all(OLD, items, TODAY),
        lambda: saved.keep_for(OLD, code, 30, TODAY),
        lambda: saved.replace_answers(OLD, code, Record({}, TODAY), TODAY),
        lambda: saved.delete_everything(OLD, listed, TODAY),
    ):
        with pytest.raises(CannotOpen):
            ask()
    assert opens(NEW, code)


def test_the_same_number_on_another_key_is_our_fault_too() -> None:
    keys.settle(OLD)
    code = keep(OLD)
    with pytest.raises(CannotOpen):
        opens(WRONG, code)
    assert opens(OLD, code)


def test_a_damaged_row_under_the_right_keys_is_still_no_result() -> None:
    keys.settle(OLD)
    code = keep(OLD)
    for blob in (b"\x01\x01" + bytes(4124), b"\x01\x01"):
        Sealed.objects.filter(expires_on__lt=keys.NEVER).update(blob=blob)
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
    assert keys.check(OLD) == keys.check(BETWEEN) == keys.check(OLD) == []
    assert keys.check(NEW) == []
    assert "Server key 2 is missing" in keys.check(OLD)[0]
    assert keys.check(BETWEEN) == []
    Sealed.objects.all().delete()
    assert keys.check(BETWEEN) == []
    assert keys.stored() == {1: sealing.check_value(KEY)}


def test_a_start_with_known_keys_writes_nothing() -> None:
    keys.settle(OLD)
    # A replica can be asked by a process that only opens.
    with CaptureQueriesContext(connection) as asked:
        keys.settle(OLD)
    assert all(query["sql"].startswith("SELECT") for query in asked)


def test_in_a_roll_of_two_steps_every_machine_opens_what_any_seals() -> None:
    # Two machines, one after the other through the steps.
    for one, two in ((OLD, OLD), (BETWEEN, OLD), (BETWEEN, BETWEEN), (NEW, BETWEEN), (NEW, NEW)):
        assert keys.check(one) == keys.check(two) == []
        for maker, reader in ((one, two), (two, one)):
            code = keep(maker)
            for keyring in (reader, maker, reader):
                assert opens(keyring, code)


def test_a_key_that_only_opens_seals_nothing_anew() -> None:
    code = keep(OLD)
    assert opens(BETWEEN, code)
    assert (keys.rows_sealed_with(1), keys.rows_sealed_with(2)) == (1, 0)
    assert opens(NEW, code)
    assert (keys.rows_sealed_with(1), keys.rows_sealed_with(2)) == (0, 1)


def test_the_doctor_counts_what_no_key_here_opens(elsewhere, capsys) -> None:
    with pytest.raises(SystemExit):
        call_command("doctor")
    told = capsys.readouterr().err
    assert "1 results are sealed with a server key that is not here. Put it back.\n" in told


def test_a_database_that_is_away_is_told_for_the_list_as_well(monkeypatch) -> None:
    def away(*_: object) -> None:
        raise DatabaseError

    client = Client(raise_request_exception=False)
    client.cookies[project.SAVED_COOKIE_NAME] = saved.new_list(project.SERVER_KEYS, [], TODAY)
    monkeypatch.setattr(saved, "open_list", away)
    assert client.post("/saved/remember/", follow=True).status_code == 503
