"""Whatever the clock does, nothing is lost: what is on a device, what is kept, what is purged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as project
from django.core.management import CommandError, call_command

from habits.journey import drafts
from habits.models import LastPurge, Sealed
from habits.site import cookies, open_results
from habits.store import clock, key_check, periods, saved_lists, saved_results, sealing
from habits.store.failures import CannotOpen
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from habits.store.sealing import NotSealed
from tests.people import ECZEMA, give

DAY = timedelta(days=1)
REAL = datetime(2026, 11, 26, 12, tzinfo=UTC)
# A machine that is a little ahead, one whose battery is empty, and one that was mistyped.
MINUTES = timedelta(minutes=2)
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


def at(when: datetime) -> time_machine.travel:
    return time_machine.travel(when)


# On a device.


@pytest.mark.parametrize("ahead", [REAL + MINUTES, FAR_AHEAD])
def test_a_draft_of_a_clock_that_was_ahead_opens(client, ahead) -> None:
    with at(ahead):
        give(client, ECZEMA, until="gut")
    with at(REAL):
        assert "could not read" not in client.get("/check/gut/").content.decode()
        assert client.get("/check/gut-signs/").status_code == 200


@pytest.mark.parametrize("moment", [FAR_AHEAD, LONG_AGO])
def test_a_clock_that_is_wrong_for_a_moment_takes_no_draft_away(client, moment) -> None:
    with at(REAL):
        give(client, ECZEMA, until="gut")
    with at(moment):
        client.get("/check/gut-signs/")
    with at(REAL):
        assert client.get("/check/gut-signs/").status_code == 200
        assert "no answers on this device" not in client.get("/check/gut/").content.decode()


def test_answers_that_are_too_old_are_not_said_to_be_gone_and_can_be_deleted(client) -> None:
    with at(REAL):
        give(client, ECZEMA, until="gut")
    with at(REAL + (drafts.LONGEST_DAYS + 1) * DAY):
        html = client.get("/check/gut/").content.decode()
        assert "<h1>Your answers are too old to use</h1>" in html
        assert "no answers on this device" not in html
        assert "Delete my answers" in html


@pytest.mark.parametrize("ahead", [REAL + MINUTES, FAR_AHEAD])
def test_what_is_open_or_was_typed_under_a_clock_that_was_ahead_is_still_there(ahead) -> None:
    with at(ahead):
        sealed = cookies.sealed(open_results.LABEL, b"code")
    with at(REAL):
        assert cookies.unsealed(open_results.LABEL, sealed, 600) == b"code"
    with at(ahead + MINUTES), pytest.raises(cookies.Expired):
        cookies.unsealed(open_results.LABEL, sealed, 60)


def test_a_cookie_of_one_kind_opens_as_no_other() -> None:
    sealed = cookies.sealed(open_results.LABEL, b"code")
    with pytest.raises(cookies.InvalidToken):
        cookies.unsealed(drafts.LABEL, sealed, 600)


# What is kept.

KEYS = project.SERVER_KEYS
JUMPS = [LONG_AGO, REAL - 40 * DAY, REAL + 40 * DAY, FAR_AHEAD]
database = pytest.mark.database


@pytest.fixture
def table(db) -> None:
    """As after a night: the keys are known, and a purge ran."""
    with at(REAL):
        key_check.settle(KEYS)


def keep(days: int = 365) -> str:
    """A result of the day that the clock says."""
    today = date.today()
    return saved_results.save_result(
        KEYS, sealing.new_secret(), Record(ECZEMA, today, days=days), today
    )


def new_list(code: str) -> str:
    return saved_lists.new_list(KEYS, [Item(code, "Notes", REAL.date())], date.today())


def open_(code: str) -> Record:
    return saved_results.open_result(KEYS, code, date.today())


def ends() -> set[date]:
    return {row.expires_on for row in key_check.rows_by_key()}


def purge_each_night(first: datetime, nights: int) -> None:
    for night in range(nights):
        with at(first + night * DAY):
            call_command("purge")


@database
@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("moment", JUMPS)
@pytest.mark.parametrize("days", periods.DAYS)
def test_a_result_that_was_opened_under_a_wrong_clock_lives_as_long_as_ever(moment, days) -> None:
    with at(REAL):
        code = keep(days)
        listed = new_list(code)
    with at(moment):
        for read in (
            lambda: open_(code),
            lambda: saved_lists.open_list(KEYS, listed, date.today()),
            lambda: saved_results.set_period(KEYS, code, days, date.today()),
        ):
            try:
                read()
            except CannotOpen:
                continue
    purge_each_night(REAL + DAY, nights=3)
    with at(REAL + 4 * DAY):
        assert open_(code).answers == ECZEMA


@database
@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("moment", [LONG_AGO, REAL - 40 * DAY])
def test_what_is_made_under_a_clock_that_was_set_back_lives_as_long_as_ever(moment) -> None:
    with at(moment):
        code = keep(30)
        listed = new_list(code)
        assert open_(code).answers == ECZEMA
    assert min(ends()) >= REAL.date() + 30 * DAY
    purge_each_night(REAL + DAY, nights=25)
    with at(REAL + 25 * DAY):
        assert open_(code).answers == ECZEMA
        assert [item.code for item in saved_lists.open_list(KEYS, listed, date.today())] == [code]


@database
@pytest.mark.usefixtures("table")
def test_an_end_that_a_clock_ahead_put_too_far_comes_back_to_its_day() -> None:
    with at(REAL):
        code, other = keep(), keep()
    with at(FAR_AHEAD):
        for each in (code, other):
            with pytest.raises(CannotOpen):
                open_(each)
        late = keep(30)
    assert max(ends()) > FAR_AHEAD.date()
    with at(REAL + DAY):
        open_(late)
    assert max(ends()) == REAL.date() + 365 * DAY
    # Nobody opens it: it ends no later than what was opened today and is kept longest.
    Sealed.objects.update(expires_on=FAR_AHEAD.date())
    purge_each_night(REAL + DAY, nights=1)
    assert ends() == {REAL.date() + (1 + periods.LONGEST_DAYS + 1) * DAY}


@database
@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("moment", [*JUMPS[:2], REAL - DAY, REAL + 3 * DAY])
@pytest.mark.parametrize("marked", [True, False])
def test_an_end_moves_forward_alone(moment, marked) -> None:
    with at(REAL + 5 * DAY):
        code = keep()
    if not marked:
        LastPurge.objects.all().delete()
    with at(moment):
        open_(code)
    assert ends() == {REAL.date() + (5 + 365) * DAY}


@database
@pytest.mark.usefixtures("table")
def test_once_someone_says_that_the_clock_is_right_every_worker_believes_it() -> None:
    with at(REAL):
        code = keep(30)
    with at(REAL + 40 * DAY):
        with pytest.raises(CannotOpen):
            open_(code)
        # In a process of its own.
        LastPurge.objects.update(day=date.today())
        with pytest.raises(NotSealed):
            open_(code)


@database
@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("moment", [REAL + 400 * DAY, FAR_AHEAD])
def test_a_clock_that_is_ahead_calls_nothing_deleted(client, moment) -> None:
    with at(REAL):
        code = keep()
        address = client.post("/results/open/", {"code": code}).headers["Location"]
        client.cookies[project.SAVED_COOKIE_NAME] = new_list(code)
    with at(moment):
        asked = client.post("/results/open/", {"code": code}, follow=True)
        assert (asked.status_code, "deleted" in asked.content.decode()) == (503, False)
        # Only what was open for a week is closed; the address stays good.
        client.get(address)
        client.get("/saved/")
    with at(REAL):
        assert client.get(address).status_code == 200
        assert "Notes" in client.get("/saved/").content.decode()


@database
@pytest.mark.usefixtures("table")
def test_what_has_ended_has_ended_whatever_the_clock_says_later() -> None:
    with at(REAL):
        code = keep(30)
    for night in range(1, 33):
        with at(REAL + night * DAY):
            clock.purged(date.today())
    for moment in (REAL + 33 * DAY, LONG_AGO, REAL + 34 * DAY):
        with at(moment), pytest.raises(NotSealed):
            open_(code)


# The purge.


@database
@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("moment", JUMPS)
@pytest.mark.parametrize("results", [1, 30])
def test_a_purge_under_a_wrong_clock_stops_and_says_so(moment, results, capsys) -> None:
    with at(REAL):
        codes = [keep(30) for _ in range(results)]
    with at(moment):
        for _ in range(2):
            with pytest.raises(CommandError, match=r"The clock says .* Nothing was deleted\."):
                call_command("purge")
        with pytest.raises(SystemExit) as end:
            call_command("doctor")
        assert end.value.code == 1
        assert "last purge" in capsys.readouterr().err
        # No save deletes anything either.
        keep()
    purge_each_night(REAL + DAY, nights=1)
    with at(REAL + DAY):
        assert all(open_(code) for code in codes)


@database
@pytest.mark.usefixtures("table")
def test_a_purge_of_more_than_a_small_share_stops_until_it_is_forced(capsys) -> None:
    with at(REAL):
        codes = [keep(30) for _ in range(20)]
        lasting = [keep() for _ in range(100)]
    nights = 33
    for night in range(1, nights):
        with at(REAL + night * DAY):
            clock.purged(date.today())
    with at(REAL + nights * DAY):
        with pytest.raises(CommandError, match="20 of 120 results and lists have ended at once"):
            call_command("purge")
        assert len(ends()) == 2
        with pytest.raises(SystemExit):
            call_command("doctor")
        assert "manage.py purge --force" in capsys.readouterr().err
        call_command("purge", force=True)
        assert capsys.readouterr().out == "20 deleted.\n"
        assert all(open_(code) for code in lasting)
        with pytest.raises(NotSealed):
            open_(codes[0])


@database
@pytest.mark.usefixtures("table")
def test_a_small_share_is_purged_night_by_night_unasked(capsys) -> None:
    with at(REAL):
        for _ in range(5):
            keep(30)
        keep()
    purge_each_night(REAL, nights=33)
    assert "5 deleted." in capsys.readouterr().out
    assert ends() == {REAL.date() + 365 * DAY}


@database
@pytest.mark.usefixtures("table")
def test_a_forced_purge_sets_the_day_right_again(capsys) -> None:
    with at(FAR_AHEAD):
        call_command("purge", force=True)
    with at(REAL + DAY):
        with pytest.raises(CommandError, match="set back, or stood ahead"):
            call_command("purge")
        call_command("purge", force=True)
    purge_each_night(REAL + 2 * DAY, nights=1)
    assert capsys.readouterr().out == "0 deleted.\n" * 3


@database
@pytest.mark.usefixtures("table")
def test_the_day_of_the_purge_is_asked_for_once_a_day(django_assert_num_queries) -> None:
    with at(REAL):
        code = keep()
        with django_assert_num_queries(1):
            open_(code)
    with at(REAL + DAY):
        open_(code)
        with django_assert_num_queries(1):
            open_(code)


@database
@pytest.mark.usefixtures("table")
def test_nothing_of_the_days_that_people_came_stands_in_the_table() -> None:
    with at(REAL + 3 * DAY):
        open_(keep())
    assert clock.purged_on() == REAL.date()
