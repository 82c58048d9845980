"""On a disk that is nearly full, and after so many rows in a day, nothing new is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection
from django.test import Client

from habits.journey import drafts
from habits.models import Sealed
from habits.site import metrics, rate_limits
from habits.store import capacity, failures, saved_lists, saved_results
from habits.store.capacity import NewRows
from habits.store.failures import DailyLimitReached, DiskFull, StorageUnavailable
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from tests.database import fill, on_a_file
from tests.people import ECZEMA, at, give, make, press, show_tips, visit
from tests.results.helpers import (
    DRAFT,
    LIST,
    assert_told_that_it_is_not_saved,
    code_in,
    cookie,
    keep,
    names_on_list,
    post,
    text,
)

pytestmark = pytest.mark.django_db
TODAY = date.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def new_rows(monkeypatch) -> NewRows:
    """None of what other tests made."""
    fresh = NewRows()
    monkeypatch.setattr(rate_limits, "buckets", rate_limits.Buckets())
    monkeypatch.setattr(capacity, "new_rows", fresh)
    return fresh


@pytest.fixture
def disk(db, tmp_path, settings, monkeypatch) -> Iterator[Path]:
    """A file on a disk with room; nothing new is kept above 90%."""
    settings.DISK_FULL_PERCENT = 90
    with on_a_file(tmp_path / "results.sqlite3") as path:
        fill(monkeypatch, 0.5)
        yield path


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def save(number: int, today: date = TODAY) -> str:
    nonce = number.to_bytes(drafts.NONCE_BYTES, "big")
    return saved_results.save_result(project.SERVER_KEYS, nonce, Record(ECZEMA, today), today)


def start_a_list(networks: Sequence[rate_limits.Network] = ()) -> str:
    items = [Item("a" * 32, "Notes", TODAY)]
    return saved_lists.new_list(project.SERVER_KEYS, items, TODAY, networks)


def counted(because: str) -> float:
    return metrics.NOT_SAVED.labels(because)._value.get()


def test_tips_are_shown_on_a_disk_that_is_nearly_full(client, disk, monkeypatch) -> None:
    give(client, ECZEMA)
    before = counted("disk full")
    fill(monkeypatch, 0.91)
    assert_told_that_it_is_not_saved(client, show_tips(client))
    assert not Sealed.objects.exists()
    assert counted("disk full") == before + 1
    fill(monkeypatch, 0.90)
    assert code_in(show_tips(client))


def test_what_is_kept_is_opened_changed_and_deleted_on_a_full_disk(
    client, disk, monkeypatch
) -> None:
    first, second = keep(), keep()
    press(client, first, "result-add")
    fill(monkeypatch, 0.99)
    assert visit(client, first).status_code == 200
    assert press(client, first, "result-keep", days="30").status_code == 200
    assert saved_results.open_result(project.SERVER_KEYS, first, TODAY).days == 30
    assert press(client, second, "result-add").request["PATH_INFO"] == "/saved/"
    post(client, "saved-rename", code=second, name="Mine")
    press(client, first, "result-delete")
    assert names_on_list(client) == ["Mine"]
    post(client, "saved-delete")
    assert not Sealed.objects.exists()


def test_a_list_is_not_started_on_a_full_disk_and_that_is_told(client, disk, monkeypatch) -> None:
    code = keep()
    fill(monkeypatch, 0.99)
    response = press(client, code, "result-add")
    assert "We could not put that on your list" in text(response)
    assert not cookie(client, LIST)
    assert Sealed.objects.count() == 1


def test_a_form_sent_again_on_a_full_disk_gets_the_link_it_has(client, disk, monkeypatch) -> None:
    give(client, ECZEMA)
    draft = client.cookies[DRAFT].value
    code = code_in(show_tips(client))
    fill(monkeypatch, 0.99)
    again = Client()
    again.cookies[DRAFT] = draft
    assert code_in(show_tips(again)) == code


def test_with_0_the_disk_may_be_filled(disk, settings, monkeypatch) -> None:
    settings.DISK_FULL_PERCENT = 0
    fill(monkeypatch, 1.0)
    assert save(1)


def test_a_database_that_is_no_file_of_ours_is_not_asked_for_its_disk(
    settings, monkeypatch
) -> None:
    settings.DISK_FULL_PERCENT = 90
    fill(monkeypatch, 1.0)
    assert save(1)


def test_a_real_disk_is_as_full_as_df_says(tmp_path) -> None:
    assert 0 < capacity.fullness(tmp_path) <= 1


@pytest.mark.database
def test_after_so_many_in_a_day_tips_are_shown_and_not_saved(client, settings) -> None:
    settings.NEW_ROWS_A_DAY = 2
    before = counted("enough today")
    code = code_in(make(client, ECZEMA))
    press(client, code, "result-add")
    give(client, ECZEMA)
    assert_told_that_it_is_not_saved(client, show_tips(client))
    assert counted("enough today") == before + 1
    # What is there is as it was.
    assert visit(client, code).status_code == 200
    assert Sealed.objects.count() == 2


def test_a_list_counts_as_a_result_does(settings) -> None:
    settings.NEW_ROWS_A_DAY = 2
    start_a_list()
    save(1)
    with pytest.raises(DailyLimitReached):
        start_a_list()


def test_the_count_begins_anew_each_day(settings) -> None:
    settings.NEW_ROWS_A_DAY = 1
    save(1)
    with pytest.raises(DailyLimitReached):
        save(2)
    save(2, TOMORROW)
    with pytest.raises(DailyLimitReached):
        save(3, TOMORROW)


@pytest.mark.database
def test_a_form_sent_again_counts_once(settings) -> None:
    settings.NEW_ROWS_A_DAY = 2
    assert save(1) == save(1) == save(1)
    save(2)
    # And goes on giving the link it has, when no other gets one.
    assert save(1)
    with pytest.raises(DailyLimitReached):
        save(3)


def test_what_the_database_did_not_take_does_not_count(disk, settings) -> None:
    settings.NEW_ROWS_A_DAY = 1

    def refuse(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(refuse), pytest.raises(StorageUnavailable):
        save(1)
    assert save(2)


# As many addresses of one kind as there are; each list is of one network.
FLOODS = {
    "one home": lambda n: "198.51.100.23",
    "three /64 of a /48": lambda n: f"2001:db8:1:{n % 3:x}::{n:x}",
    "a /48": lambda n: f"2001:db8:1:{n:x}::1",
    "a /32": lambda n: f"2001:db8:{n:x}::1",
    "a /24": lambda n: f"198.51.100.{n}",
    "a /16": lambda n: f"198.51.{n}.1",
}


@pytest.mark.database
@pytest.mark.parametrize("kind", FLOODS)
def test_nobody_uses_up_everybodys_room(settings, rf, kind) -> None:
    settings.NEW_ROWS_A_DAY = 60

    def is_kept(address: str) -> bool:
        try:
            start_a_list(rate_limits.networks_of(rf.post("/", REMOTE_ADDR=address)))
        except StorageUnavailable:
            return False
        return True

    flood, elsewhere = FLOODS[kind], ("203.0.113.9", "2a01:db8:1:1::1", "127.0.0.1")
    assert [is_kept(flood(number)) for number in range(200)].count(True) <= 15
    assert all(map(is_kept, elsewhere))


def test_a_network_that_took_its_share_is_told_when_to_try_again(settings, monkeypatch) -> None:
    settings.NEW_ROWS_A_DAY = 400
    # However long the pages take here.
    monkeypatch.setattr(rate_limits, "buckets", rate_limits.Buckets(lambda: 1000.0))
    before = counted("enough from a network")
    for number in range(3):
        client = Client(REMOTE_ADDR="198.51.100.23")
        give(client, ECZEMA)
        response = show_tips(client)
        assert ("This page is not saved" in text(response)) is (number == 2), number
    # Half a day, less what the three took.
    [seconds] = re.findall(r"try again in (\d+) seconds", text(response))
    assert 43_000 < int(seconds) <= 43_200
    assert counted("enough from a network") == before + 1
    assert Sealed.objects.count() == 2


def test_a_list_that_is_one_too_many_from_a_network_is_not_started_and_that_is_told(
    settings,
) -> None:
    code = keep()
    settings.NEW_ROWS_A_DAY = 100
    for number in range(2):
        other = Client(REMOTE_ADDR="198.51.100.23")
        at_here = at(other, code, "result-add")
        response = other.post(at_here)
        assert response.status_code == (302, 429)[number]
        assert (LIST in response.cookies) is (number == 0)
    assert "Nothing was changed" in text(response)


@pytest.mark.slow
def test_a_day_takes_no_more_than_the_share_of_a_network(settings) -> None:
    settings.NEW_ROWS_A_DAY = 20_000
    clock = Clock()
    buckets, home = rate_limits.Buckets(clock), [rate_limits.Network(b"home", rate_limits.HOME)]
    taken = 0
    # Asked all the time, up to a little before the secret of the day is forgotten.
    for _ in range(int(rate_limits.DAY / 60) - 1):
        taken += [buckets.wait(rate_limits.of_new_rows(), home) for _ in range(120)].count(0)
        clock.now += 60
    assert 195 <= taken <= 200


def test_a_form_sent_again_takes_no_more_of_a_networks_share(settings) -> None:
    settings.NEW_ROWS_A_DAY = 100
    nonce, record = bytes(drafts.NONCE_BYTES), Record(ECZEMA, TODAY)
    home = [rate_limits.Network(b"home", rate_limits.HOME)]
    codes = {
        saved_results.save_result(project.SERVER_KEYS, nonce, record, TODAY, networks=home)
        for _ in range(3)
    }
    assert len(codes) == 1
    with pytest.raises(failures.NetworkLimitReached):
        start_a_list(home)


def test_with_0_there_is_no_end_and_nothing_is_counted(settings, new_rows) -> None:
    settings.NEW_ROWS_A_DAY = 0
    for number in range(20):
        save(number)
    assert not new_rows.made


def test_looking_for_room_asks_the_database_nothing(
    disk, settings, monkeypatch, django_assert_num_queries
) -> None:
    settings.NEW_ROWS_A_DAY = 10
    with django_assert_num_queries(0):
        capacity.ensure_capacity(TODAY)
        fill(monkeypatch, 0.95)
        with pytest.raises(DiskFull):
            capacity.ensure_capacity(TODAY)
