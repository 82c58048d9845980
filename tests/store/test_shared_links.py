"""Links that let someone read a result: kept, opened, ended; on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from habits.engine.assess import assess
from habits.engine.loaded import get_content
from habits.models import Sealed
from habits.results.creation import fingerprints
from habits.store import (
    capacity,
    clock,
    failures,
    key_check,
    purging,
    result_links,
    saved_lists,
    saved_results,
    sealing,
    shared_links,
    write_ahead_log,
)
from habits.store.failures import CannotOpen, StorageUnavailable
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from habits.store.sealing import Keyring, NotSealed
from habits.store.shared_links import DAYS, SharedLink
from tests.database import on_a_file
from tests.every_page import refusing
from tests.people import ECZEMA, Answers
from tests.store.test_sealing import of_every_length
from tests.store.vectors import BOTH, CODE, KEYS, OTHER, RECORD, RESULT_BLOB, RESULT_LOCATOR

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 11, 22, 14, 5, 31, tzinfo=UTC)
TODAY = NOW.date()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def keep(number: int = 0, answers: Answers = ECZEMA, today: date = TODAY) -> str:
    record = Record(answers, today, {"water": "0123abcd"})
    return saved_results.save_result(KEYS, number.to_bytes(20, "big"), record, today)


def record_of(code: str) -> Record:
    return saved_results.open_result(KEYS, code, TODAY)


def share(code: str, days: int = 7, now: datetime = NOW, keyring: Keyring = KEYS) -> str:
    """Make one more link; its code."""
    state = result_links.state_of(saved_results.open_result(keyring, code, now.date()).links)
    result_links.share(keyring, code, days, now, state)
    return saved_results.open_result(keyring, code, now.date()).links[-1]


def opens(link: str, now: datetime = NOW, keyring: Keyring = KEYS) -> bool:
    try:
        shared_links.read_link(keyring, link, now)
    except NotSealed:
        return False
    return True


def row_at(link: str) -> Sealed:
    return Sealed.objects.get(pk=shared_links.locators([link])[0])


def data_of(link: str) -> bytes:
    secret = sealing.secret_of(link)
    return sealing.open_blob(KEYS, secret, "shared", bytes(row_at(link).blob))


def count() -> int:
    return sum(len(bytes(row.locator)) == 32 for row in Sealed.objects.iterator())


# What a link is.


def test_a_link_shows_the_answers_their_day_and_nothing_else_of_the_result() -> None:
    code = keep()
    link = share(code)
    raw = json.loads(data_of(link))
    assert raw.keys() == {"m", "u", "f", "r"}
    assert raw["r"] == {"a": ECZEMA, "d": TODAY.isoformat(), "e": 2}
    shown = Record.from_shown(shared_links.read_link(KEYS, link, NOW).shows)
    assert (shown.answers, shown.made, shown.edition) == (ECZEMA, TODAY, 2)
    assert shown.links == ()


def test_nothing_in_a_link_leads_to_the_result() -> None:
    """Not even for who has the link, the database and the server's keys."""
    code = keep()
    links = [share(code), share(code)]
    secret = sealing.secret_of(code)
    for link in links:
        held = data_of(link) + bytes(row_at(link).blob) + bytes(row_at(link).locator)
        others = [other.encode() for other in links if other != link]
        place = sealing.locator_of(secret, "result")
        for trace in (code.encode(), secret, secret.hex().encode(), place, *others):
            assert trace not in held
    assert record_of(code).links == tuple(links)


def test_each_link_has_a_code_of_its_own_and_opens_nothing_else() -> None:
    code = keep()
    links = [share(code), share(code)]
    listed = saved_lists.new_list(KEYS, [Item(code, "Notes", TODAY)], TODAY)
    assert len({code, listed, *links}) == 4
    for link in links:
        with pytest.raises(NotSealed):
            saved_results.open_result(KEYS, link, TODAY)
        with pytest.raises(NotSealed):
            saved_lists.open_list(KEYS, link, TODAY)
        for act in (
            lambda link=link: saved_results.set_period(KEYS, link, 30, TODAY),
            lambda link=link: saved_results.replace_answers(KEYS, link, Record({}, TODAY), TODAY),
            lambda link=link: saved_lists.change_list(
                KEYS, link, saved_lists.removing(code), TODAY
            ),
            lambda link=link: saved_lists.delete_everything(KEYS, link, TODAY),
            lambda link=link: result_links.share(KEYS, link, 1, NOW, result_links.state_of(())),
            lambda link=link: result_links.take_back(KEYS, link, links[0], TODAY),
            lambda link=link: result_links.delete_result(KEYS, link, TODAY),
        ):
            with pytest.raises(NotSealed):
                act()
    assert not opens(code)
    assert not opens(listed)
    assert count() == 4


def test_a_row_of_a_link_looks_as_that_of_a_result() -> None:
    code = keep()
    link = share(code, 30)
    sizes = {len(bytes(row.blob)) for row in Sealed.objects.iterator() if len(row.locator) == 32}
    assert sizes == {len(bytes(row_at(link).blob))}


def test_the_longest_answers_with_all_links_have_the_size_of_any_result() -> None:
    answers = of_every_length()[-1]
    record = Record(
        answers, TODAY, fingerprints(assess(get_content(), answers)), ends=TODAY + 30 * DAY
    )
    code = saved_results.save_result(KEYS, bytes(20), record, TODAY)
    links = [share(code) for _ in range(result_links.MOST)]
    sizes = {len(bytes(row.blob)) for row in Sealed.objects.iterator() if len(row.locator) == 32}
    assert len(sizes) == 1
    assert shared_links.read_link(KEYS, links[0], NOW).shows["a"] == answers


@pytest.mark.slow
@examples(max_examples=500)
@given(
    st.dictionaries(st.text(), st.lists(st.text())),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_any_link_comes_back_as_it_was(shows, made, until, first) -> None:
    link = SharedLink(shows, made, until, first)
    assert SharedLink.from_json(link.to_json()) == link


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'{"m": 1, "u": 2, "f": null, "r": {}}',
     b'{"m": "2026-11-22", "u": "2026-11-22T10:00:00", "f": null, "r": {}}',
     b'{"m": "2026-11-22T10:00:00+00:00", "u": "2026-11-22T10:00:00+00:00", "f": null, "r": null}'],
)  # fmt: skip
def test_what_is_no_link_of_ours_is_not_sealed(data) -> None:
    with pytest.raises(NotSealed):
        SharedLink.from_json(data)


@pytest.mark.parametrize("shows", [{}, {"a": []}, {"a": {}, "d": "never", "e": 2}])
def test_a_link_that_shows_no_result_of_ours_is_not_sealed(shows) -> None:
    with pytest.raises(NotSealed):
        Record.from_shown(shows)


# How long it lasts.


@pytest.mark.parametrize("days", DAYS)
def test_a_link_ends_to_the_minute(days) -> None:
    link = share(keep(), days)
    until = shared_links.read_link(KEYS, link, NOW).until
    assert until == NOW.replace(second=0) + days * DAY
    assert opens(link, until - MINUTE)
    assert not opens(link, until)
    assert not opens(link, until + DAY)
    with pytest.raises(NotSealed):
        shared_links.open_link(KEYS, link, until)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_first_purge_after_its_last_day_takes_it_and_none_before(days, hour) -> None:
    now = NOW.replace(hour=hour)
    code = keep()
    link = share(code, days, now)
    last = (now + days * DAY).date()
    assert purging.purge(last) == 0
    assert opens(link, now + days * DAY - MINUTE)
    assert purging.purge(last + DAY) == 1
    assert record_of(code).answers == ECZEMA


def test_how_long_is_one_of_three() -> None:
    code = keep()
    for days in (0, 2, 31, 365, -1):
        with pytest.raises(ValueError, match=str(days)):
            result_links.share(KEYS, code, days, NOW, result_links.state_of(()))
    assert count() == 1


def test_a_link_never_outlives_a_result_that_ends_on_a_day() -> None:
    code = keep()
    saved_results.set_period(KEYS, code, 30, TODAY, whatever_happens=True)
    near = NOW + 28 * DAY
    until = shared_links.read_link(KEYS, share(code, 30, near), near).until
    assert until == datetime(2026, 12, 23, tzinfo=UTC)
    assert until.date() == TODAY + 31 * DAY


def test_opening_a_link_does_not_move_the_end_of_the_result_or_its_own() -> None:
    code = keep()
    link = share(code, 30)
    before = {bytes(row.pk): row.expires_on for row in Sealed.objects.iterator()}
    shared_links.open_link(KEYS, link, NOW + 20 * DAY)
    shared_links.open_link(KEYS, link, NOW + 21 * DAY)
    assert {bytes(row.pk): row.expires_on for row in Sealed.objects.iterator()} == before


# Opened first.


def test_only_the_first_opening_is_told_and_looking_again_is_none() -> None:
    code = keep()
    link = share(code)
    for _ in range(3):
        assert shared_links.read_link(KEYS, link, NOW).first is None
    [(_, out)] = result_links.links_of(KEYS, record_of(code), NOW)
    assert out.first is None
    later = NOW + 61 * MINUTE
    assert shared_links.open_link(KEYS, link, later).first == later.replace(second=0)
    assert shared_links.open_link(KEYS, link, later + DAY).first == later.replace(second=0)
    [(_, out)] = result_links.links_of(KEYS, record_of(code), NOW + 2 * DAY)
    assert out.first == later.replace(second=0)


def test_a_link_that_cannot_be_marked_as_opened_is_not_shown(django_assert_num_queries) -> None:
    code = keep()
    link = share(code)

    def read_only(execute, sql, *more):
        if sql.startswith("UPDATE"):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *more)

    with connection.execute_wrapper(read_only), pytest.raises(StorageUnavailable):
        shared_links.open_link(KEYS, link, NOW)
    assert shared_links.read_link(KEYS, link, NOW).first is None
    first = shared_links.open_link(KEYS, link, NOW).first
    # Known by then, it opens with one question and writes nothing.
    clock.day(TODAY)
    with connection.execute_wrapper(read_only), django_assert_num_queries(1):
        assert shared_links.open_link(KEYS, link, NOW).first == first


# Which are out, and taking back.


def test_the_owner_sees_those_that_are_out_in_their_order() -> None:
    code = keep()
    links = [share(code, 1), share(code, 7), share(code, 30)]
    out = result_links.links_of(KEYS, record_of(code), NOW)
    assert [link for link, _ in out] == links
    after = NOW + 2 * DAY
    out = result_links.links_of(KEYS, record_of(code), after)
    assert [link for link, _ in out] == links[1:]
    # The next that is made lets go of what has ended.
    assert record_of(code).links == tuple(links)
    newest = share(code, 1, after)
    assert record_of(code).links == (*links[1:], newest)


def test_taken_back_it_is_gone_at_once_and_nothing_else_is() -> None:
    code, other = keep(), keep(1)
    links, foreign = [share(code), share(code)], share(other)
    result_links.take_back(KEYS, code, links[0], TODAY)
    assert not opens(links[0])
    assert [opens(link) for link in (links[1], foreign)] == [True, True]
    assert record_of(code).links == (links[1],)
    # Twice is as good as once, and what is another's is not one's own to take back.
    for link in (links[0], foreign, code, other, "", "a" * 32, "no code"):
        result_links.take_back(KEYS, code, link, TODAY)
    assert opens(foreign)
    assert record_of(code).links == (links[1],)
    assert count() == 4


def test_a_press_that_comes_twice_makes_one_link() -> None:
    code = keep()
    state = result_links.state_of(())
    for _ in range(3):
        result_links.share(KEYS, code, 7, NOW, state)
    assert len(record_of(code).links) == 1
    assert count() == 2


def test_a_page_of_before_makes_no_link_that_was_taken_back_live_again() -> None:
    code = keep()
    state = result_links.state_of(())
    link = share(code)
    result_links.take_back(KEYS, code, link, TODAY)
    result_links.share(KEYS, code, 7, NOW, state)
    assert record_of(code).links != (link,)
    assert not opens(link)


def test_so_many_at_once_and_no_more() -> None:
    code = keep()
    links = [share(code) for _ in range(result_links.MOST)]
    with pytest.raises(result_links.LinksFull):
        share(code)
    assert record_of(code).links == tuple(links)
    result_links.take_back(KEYS, code, links[2], TODAY)
    share(code)
    assert count() == result_links.MOST + 1


@pytest.mark.parametrize("stage", ["INSERT", "UPDATE"])
def test_a_link_is_made_whole_or_not_at_all(stage) -> None:
    code = keep()

    def failing(execute, sql, *more):
        if sql.startswith(stage):
            raise OperationalError("disk I/O error")
        return execute(sql, *more)

    with connection.execute_wrapper(failing), pytest.raises(StorageUnavailable):
        result_links.share(KEYS, code, 7, NOW, result_links.state_of(()))
    assert record_of(code).links == ()
    assert count() == 1


def test_without_room_for_new_rows_none_is_made(settings, monkeypatch) -> None:
    code = keep()
    settings.NEW_ROWS_A_DAY = 1
    monkeypatch.setattr(capacity, "new_rows", capacity.NewRows())
    capacity.new_rows.count(row_of_result(code), TODAY)
    with pytest.raises(failures.DailyLimitReached):
        share(code)
    assert record_of(code).links == ()


def row_of_result(code: str) -> Sealed:
    return Sealed.objects.get(pk=sealing.locator_of(sealing.secret_of(code), "result"))


# What becomes of the result becomes of its links.


def test_changed_answers_are_what_the_link_shows_and_opened_first_stays() -> None:
    code = keep()
    links = [share(code), share(code)]
    shared_links.open_link(KEYS, links[0], NOW)
    changed = ECZEMA | {"itch": ["9"]}
    saved_results.replace_answers(KEYS, code, Record(changed, TODAY + DAY), TODAY + DAY)
    assert record_of(code).links == tuple(links)
    for link, first in zip(links, (NOW.replace(second=0), None), strict=True):
        now = shared_links.read_link(KEYS, link, NOW + DAY)
        assert now.shows["a"] == changed
        assert now.shows["d"] == TODAY.isoformat()
        assert now.first == first


def test_a_change_that_fails_changes_neither() -> None:
    code = keep()
    link = share(code)
    writes = []

    def failing(execute, sql, *more):
        if sql.startswith("UPDATE"):
            writes.append(sql)
            if len(writes) > 1:
                raise OperationalError("disk I/O error")
        return execute(sql, *more)

    with connection.execute_wrapper(failing), pytest.raises(StorageUnavailable):
        saved_results.replace_answers(KEYS, code, Record(ECZEMA | {"itch": ["9"]}, TODAY), TODAY)
    assert len(writes) == 2
    assert record_of(code).answers == ECZEMA
    assert shared_links.read_link(KEYS, link, NOW).shows["a"] == ECZEMA


@pytest.mark.parametrize("ends", [False, True])
def test_another_time_to_keep_leaves_the_links(ends) -> None:
    code = keep()
    link = share(code)
    saved_results.set_period(KEYS, code, 30, TODAY, ends)
    assert record_of(code).links == (link,)
    assert opens(link)


def test_a_deleted_result_takes_its_links_along_and_nobody_elses() -> None:
    code, other = keep(), keep(1)
    mine, theirs = [share(code), share(code)], share(other)
    result_links.delete_result(KEYS, code, TODAY)
    assert not any(map(opens, mine))
    assert opens(theirs)
    assert count() == 2
    with pytest.raises(NotSealed):
        result_links.delete_result(KEYS, code, TODAY)


def test_deleting_everything_takes_the_links_of_all_results_on_the_list() -> None:
    codes, other = [keep(number) for number in range(3)], keep(9)
    links, theirs = [share(code) for code in codes for _ in range(2)], share(other)
    listed = saved_lists.new_list(KEYS, [Item(code, "Notes", TODAY) for code in codes], TODAY)
    assert saved_lists.delete_everything(KEYS, listed, TODAY) == 3
    assert not any(map(opens, links))
    assert opens(theirs)
    assert count() == 2


@pytest.fixture
def sqlite_file(db, tmp_path) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("it is about SQLite's files")
    with on_a_file(tmp_path / "results.sqlite3") as path:
        yield path


def test_what_is_deleted_or_taken_back_leaves_no_byte_in_sqlites_files(sqlite_file) -> None:
    code = keep()
    links = [share(code) for _ in range(3)]
    blobs = [bytes(row.blob) for row in Sealed.objects.iterator() if len(row.locator) == 32]
    taken, rest = bytes(row_at(links[0]).blob), blobs

    def left(blob: bytes) -> bool:
        files = sorted(sqlite_file.parent.glob(f"{sqlite_file.name}*"))
        return any(
            blob[at : at + 64] in file.read_bytes()
            for file in files
            for at in range(0, len(blob) - 64, 512)
        )

    assert left(taken)
    result_links.take_back(KEYS, code, links[0], TODAY)
    assert not left(taken)
    result_links.delete_result(KEYS, code, TODAY)
    assert not any(map(left, rest))


def test_no_copy_of_the_answers_of_before_is_left_after_a_change(sqlite_file) -> None:
    code = keep()
    link = share(code)
    before = bytes(row_at(link).blob)
    saved_results.replace_answers(KEYS, code, Record(ECZEMA | {"itch": ["9"]}, TODAY), TODAY)
    write_ahead_log.truncate_log()
    assert before[100:200] not in sqlite_file.read_bytes()


# Damage, keys and clocks.


def test_a_row_of_a_link_with_any_one_bit_changed_does_not_open() -> None:
    link = share(keep())
    secret, blob = sealing.secret_of(link), bytes(row_at(link).blob)
    for at in range(0, len(blob) * 8, 5):
        changed = bytearray(blob)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(NotSealed):
            sealing.open_blob(KEYS, secret, "shared", bytes(changed))


def test_links_that_swapped_their_rows_open_nothing_and_cost_the_owner_nothing() -> None:
    code = keep()
    one, two = share(code), share(code)
    first, second = bytes(row_at(one).blob), bytes(row_at(two).blob)
    for link, blob in ((one, second), (two, first)):
        Sealed.objects.filter(pk=row_at(link).pk).update(blob=blob)
    assert not opens(one)
    assert not opens(two)
    assert result_links.links_of(KEYS, record_of(code), NOW) == []
    saved_results.replace_answers(KEYS, code, Record(ECZEMA | {"itch": ["9"]}, TODAY), TODAY)
    result_links.delete_result(KEYS, code, TODAY)
    assert count() == 0


def test_a_result_as_a_link_and_a_link_as_a_result_do_not_open() -> None:
    code = keep()
    link = share(code)
    blob = bytes(row_of_result(code).blob)
    Sealed.objects.filter(pk=row_at(link).pk).update(blob=blob)
    assert not opens(link)


def test_a_link_goes_over_to_a_new_key_when_it_is_opened() -> None:
    link = share(keep())
    shared_links.open_link(BOTH, link, NOW)
    assert sealing.key_id_of(bytes(row_at(link).blob)) == 2
    other = share(keep(1))
    shared_links.open_link(KEYS, other, NOW)
    assert sealing.key_id_of(bytes(row_at(other).blob)) == 1
    shared_links.open_link(BOTH, other, NOW)
    assert sealing.key_id_of(bytes(row_at(other).blob)) == 2
    assert key_check.rows_sealed_with(1) == 2


def test_a_link_of_a_key_that_is_not_here_is_our_fault_and_not_ended() -> None:
    link = share(keep())
    new = Keyring({2: OTHER})
    for act in (shared_links.read_link, shared_links.open_link):
        with pytest.raises(CannotOpen):
            act(new, link, NOW)


def test_a_clock_that_jumped_calls_no_link_ended_and_lets_none_live_on() -> None:
    link = share(keep(), 30)
    clock.begin(TODAY)
    with pytest.raises(CannotOpen):
        shared_links.open_link(KEYS, link, NOW + 40 * DAY)
    clock.known_day = None
    # Set back, it opens as long as no purge ran after its end.
    assert opens(link, NOW - 40 * DAY)
    clock.purged(TODAY + 31 * DAY)
    assert not opens(link, NOW - 40 * DAY)


@pytest.mark.parametrize("late", [29, 32, 35])
def test_a_link_that_has_ended_by_a_clock_in_doubt_keeps_its_owner_from_nothing(late) -> None:
    """As when the purge stood still: the row is there, and nobody can say that it has ended."""
    code = keep()
    link = share(code, 30)
    clock.begin(TODAY)
    now = NOW + late * DAY
    changed = ECZEMA | {"itch": ["9"]}
    saved_results.replace_answers(KEYS, code, Record(changed, TODAY), now.date())
    record = saved_results.open_result(KEYS, code, now.date())
    assert [out for out, _ in result_links.links_of(KEYS, record, now)] == [link]
    share(code, 1, now)
    # The clock is right again: it shows what was changed meanwhile.
    clock.seen = None
    assert shared_links.read_link(KEYS, link, NOW).shows["a"] == changed
    result_links.take_back(KEYS, code, link, now.date())
    assert not opens(link)


def test_the_database_away_is_told_as_such() -> None:
    code = keep()
    link = share(code)
    with refusing(OperationalError):
        for act in (
            lambda: result_links.share(KEYS, code, 1, NOW, result_links.state_of((link,))),
            lambda: result_links.take_back(KEYS, code, link, TODAY),
            lambda: result_links.delete_result(KEYS, code, TODAY),
        ):
            with pytest.raises(StorageUnavailable):
                act()
    assert opens(link)


# What the first version wrote. It opens for ever, or at least for 30 days.

SHARED_LOCATOR = "02770f3fb42f9b05e4fe785219d584bf854942fa73e004427dd7bd670ed314ce"
SHARED_BLOB = bytes.fromhex("""
0101c8c9cacbcccdcecfd0d1d2d362d3d30d2a65d6b1da2a6a53bbbcee1ed4d40e60b97565f9e9218537a0d8975c
05b518a893b33390c29fc86fbbcd3d5353e86674fa795a5a01cf78332c1a018426cbba675d7673cb87ae5adb4357
45711771a4aa4f33ab16eb0de35ec51d0b4eaf6f4f84c53d6ff3ccfc549a7f1c235ce0380ab38ac5844cf978bab0
d0ebf23590e522e4a636a8cc60a3727b55bc65ca80217042f10432dca8056edb3211385df16369c60e70f5ce0792
25e14cc77829ece5e1ab631ec15ff40addbc072e955c50dfa3f4dcc9fd1066d25fa4eac9270617d92913ddbf13fa
f7204880484b8a6d004b9f6c635dadd35befb91be99d47bad8d8ecc1214bce64f59684b5e7c52a17fb659fc60462
fe4067b54192f735e83f5be45cee7f80a02eecfc0915ed7805783ab06495d817c8dfdcafe7f6ecaa6bf12824c37b
e131cba877a2736401cc6eecc730a0b36b38c48ea4be8056522bfc0462894646c65b6d938454ac7ff717b2f74206
d035868d2df00aae3570fc7ee0b4b4b8f06565903544eb20ea239277626cd2ccf3968d6e01b05ff560b8ce43e036
""")


def test_a_link_of_version_1_opens() -> None:
    secret = sealing.secret_of(CODE)
    assert sealing.locator_of(secret, "shared").hex() == SHARED_LOCATOR
    link = SharedLink.from_json(sealing.open_blob(KEYS, secret, "shared", SHARED_BLOB))
    assert Record.from_shown(link.shows).answers == RECORD.answers
    made = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
    first = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert link == SharedLink(RECORD.shown(), made, made + 7 * DAY, first)


def test_a_result_from_before_there_were_links_has_none_and_can_have_one() -> None:
    blob, locator = RESULT_BLOB, bytes.fromhex(RESULT_LOCATOR)
    Sealed.objects.create(locator=locator, blob=blob, expires_on=TODAY + DAY)
    assert record_of(CODE) == RECORD
    link = share(CODE)
    assert Record.from_shown(shared_links.read_link(KEYS, link, NOW).shows).edition == 1
    assert record_of(CODE).links == (link,)
