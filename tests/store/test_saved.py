"""Keeping, opening, listing, deleting: on SQLite and, when one is reachable, PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from habits import checks
from habits.journey import drafts
from habits.management.commands import purge
from habits.models import Sealed
from habits.results import list_names
from habits.store import (
    failures,
    key_check,
    periods,
    purging,
    saved_lists,
    saved_results,
    sealed_rows,
    sealing,
    write_ahead_log,
)
from habits.store.failures import CannotOpen
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from habits.store.sealing import Keyring, NotSealed
from tests.database import files_of, on_a_file, rows
from tests.people import ECZEMA, FORM, Answers
from tests.store.vectors import (
    BOTH,
    CODE,
    KEY,
    KEYS,
    LIST_BLOB,
    LIST_LOCATOR,
    OTHER,
    RECORD,
    RESULT_BLOB,
    RESULT_LOCATOR,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NEW = Keyring({2: OTHER})
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def nonce(number: int = 0) -> bytes:
    return number.to_bytes(drafts.NONCE_BYTES, "big")


def keep(number: int = 0, answers: Answers = ECZEMA, keyring: Keyring = KEYS) -> str:
    return saved_results.save_result(keyring, nonce(number), Record(answers, TODAY), TODAY)


def opens(code: str, today: date = TODAY, keyring: Keyring = KEYS) -> bool:
    try:
        saved_results.open_result(keyring, code, today)
    except (NotSealed, CannotOpen):
        return False
    return True


def kept() -> set[bytes]:
    """Where results and lists are; the marks of keys and of the day are shorter."""
    return {locator for locator in rows() if len(locator) == 32}


@pytest.fixture
def sqlite_file(db, tmp_path) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("it is about SQLite's files")
    with on_a_file(tmp_path / "results.sqlite3") as path:
        yield path


# Keeping.


def test_what_is_kept_opens_as_it_was() -> None:
    record = Record(ECZEMA, TODAY, {"water": "0123abcd"}, 730)
    assert (
        saved_results.open_result(
            KEYS, saved_results.save_result(KEYS, nonce(), record, TODAY), TODAY
        )
        == record
    )


def test_the_same_form_and_answers_make_one_code_and_one_row() -> None:
    turned = dict(reversed(ECZEMA.items()))
    assert {keep(), keep(), keep(answers=turned)} == {keep()}
    assert Sealed.objects.count() == 1


def test_edited_answers_and_another_form_make_codes_of_their_own() -> None:
    codes = {keep(), keep(answers=ECZEMA | {"itch": ["7"]}), keep(1)}
    assert len(codes) == 3
    assert Sealed.objects.count() == 3
    assert all(map(opens, codes))


def test_a_retry_changes_nothing_in_the_row() -> None:
    keep()
    before = rows()
    keep()
    assert rows() == before


def test_a_form_without_its_random_part_is_never_kept() -> None:
    # From the answers alone, anyone who answers the same would find the result.
    for short in (b"", b"\x01" * 19):
        with pytest.raises(ValueError, match=r"."):
            saved_results.save_result(KEYS, short, Record(ECZEMA, TODAY), TODAY)
    assert Sealed.objects.count() == 0


def test_keeping_asks_the_database_at_most_three_times(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        keep()
    with django_assert_max_num_queries(3):
        keep(1)


def test_a_row_has_three_columns_and_nothing_that_tells_the_kind() -> None:
    keep()
    saved_lists.new_list(KEYS, [Item(keep(), "First", TODAY)], TODAY)
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "sealed")]
    assert columns == ["locator", "blob", "expires_on"]
    found = rows()
    assert {len(locator) for locator in found} == {32}
    assert len({len(blob) for blob, _ in found.values()}) == 1


# Opening.


def test_opening_again_on_the_same_day_asks_once_and_writes_nothing(
    django_assert_num_queries,
) -> None:
    code = keep()
    saved_results.open_result(KEYS, code, after(1))
    before = rows()
    with django_assert_num_queries(1):
        saved_results.open_result(KEYS, code, after(1))
    assert rows() == before


def test_opening_moves_the_day_of_expiry_and_writes_nothing_else() -> None:
    code, other = keep(), keep(1)
    before = rows()
    saved_results.open_result(KEYS, code, after(10))
    locator = sealing.locator_of(sealing.secret_of(code), "result")
    assert rows() == before | {locator: (before[locator][0], after(10 + 365))}
    assert opens(other)


def test_a_choice_of_how_long_moves_the_day_now_and_at_each_opening() -> None:
    code = keep()
    assert saved_results.set_period(KEYS, code, 30, TODAY).days == 30
    assert [day for _, day in rows().values()] == [after(30)]
    assert saved_results.open_result(KEYS, code, after(5)).days == 30
    assert [day for _, day in rows().values()] == [after(35)]
    with pytest.raises(ValueError, match="31"):
        saved_results.set_period(KEYS, code, 31, TODAY)


def test_an_end_that_was_chosen_is_moved_by_no_opening_and_no_change() -> None:
    code = keep()
    assert saved_results.set_period(KEYS, code, 30, TODAY, whatever_happens=True).ends == after(30)
    for day in (1, 29, 30, 31):
        assert saved_results.open_result(KEYS, code, after(day)).ends == after(30)
        assert [day for _, day in rows().values()] == [after(30)]
    new = Record(ECZEMA | {"itch": ["9"]}, after(20))
    saved_results.replace_answers(KEYS, code, new, after(20))
    assert saved_results.open_result(KEYS, code, after(21)).ends == after(30)
    assert [day for _, day in rows().values()] == [after(30)]
    assert not opens(code, after(32))
    assert purging.purge(after(32)) == 1


def test_an_end_that_was_chosen_can_be_taken_back_and_the_table_does_not_tell_it() -> None:
    code, other = keep(), keep(1)
    saved_results.set_period(KEYS, code, 30, TODAY, whatever_happens=True)
    saved_results.set_period(KEYS, other, 30, TODAY)
    lengths = {(len(blob), day) for blob, day in rows().values()}
    assert lengths == {(len(next(iter(rows().values()))[0]), after(30))}
    saved_results.set_period(KEYS, code, 365, TODAY)
    assert saved_results.open_result(KEYS, code, after(3)).ends is None
    assert rows()[sealing.locator_of(sealing.secret_of(code), "result")][1] == after(368)


@pytest.mark.parametrize("wrong", ["tomorrow", 3, ["2026-11-26"]])
def test_an_end_of_a_wrong_shape_is_not_sealed(wrong) -> None:
    raw = json.loads(Record(ECZEMA, TODAY).to_json()) | {"x": wrong}
    with pytest.raises(NotSealed):
        Record.from_json(json.dumps(raw).encode())
    del raw["x"]
    assert Record.from_json(json.dumps(raw).encode()).ends is None


def test_a_code_opens_its_own_result_only() -> None:
    codes = {keep(n, ECZEMA | {"itch": [worst]}): worst for n, worst in enumerate("0173")}
    for code, worst in codes.items():
        assert saved_results.open_result(KEYS, code, TODAY).answers["itch"] == [worst]


def test_rows_that_swapped_their_contents_open_nothing() -> None:
    keep(), keep(1)
    (one, a), (two, b) = rows().items()
    Sealed.objects.filter(pk=one).update(blob=b[0])
    Sealed.objects.filter(pk=two).update(blob=a[0])
    assert not opens(keep())
    assert not opens(keep(1))


def test_the_code_of_a_list_opens_no_result_and_a_result_no_list() -> None:
    code = keep()
    listed = saved_lists.new_list(KEYS, [Item(code, "First", TODAY)], TODAY)
    assert not opens(listed)
    for wrong in (code, "", "a" * 32):
        with pytest.raises(NotSealed):
            saved_lists.open_list(KEYS, wrong, TODAY)
    with pytest.raises(NotSealed):
        sealed_rows.delete(listed)


def test_a_result_that_version_1_kept_opens_in_the_browser(settings) -> None:
    settings.SERVER_KEYS = KEYS
    locator = bytes.fromhex(RESULT_LOCATOR)
    Sealed.objects.create(locator=locator, blob=RESULT_BLOB, expires_on=date.today() + DAY)
    html = Client().post("/results/open/", {"code": CODE}, follow=True).content.decode()
    assert "Your tips" in html
    assert "22 November 2026" in html
    assert saved_results.open_result(KEYS, CODE, date.today()) == RECORD


def test_a_list_that_version_1_kept_opens_in_the_browser(settings) -> None:
    settings.SERVER_KEYS = KEYS
    locator = bytes.fromhex(LIST_LOCATOR)
    Sealed.objects.create(locator=locator, blob=LIST_BLOB, expires_on=date.today() + DAY)
    client = Client()
    asked = client.post("/saved/open/", {"code": CODE})
    client.post(asked.headers["Location"])
    html = client.get("/saved/").content.decode()
    assert "<bdi>Before ü</bdi>" in html
    assert "22 Nov 2026" in html


# The end of a result.


def test_until_a_day_is_to_the_end_of_that_day_wherever_someone_is() -> None:
    code = keep()
    saved_results.set_period(KEYS, code, 30, TODAY)
    last = after(30)
    # Where a day ends last, 12 hours behind UTC.
    end = datetime(last.year, last.month, last.day, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
    assert end.astimezone(UTC).date() == after(31)
    for day in (30, 31):
        purging.purge(after(day))
        assert rows()
        assert [
            each for each, _ in saved_lists.open_all(KEYS, [Item(code, "First", TODAY)], after(day))
        ]
    assert opens(code, after(31))


def test_a_result_is_never_served_after_its_last_day() -> None:
    code = keep()
    saved_results.set_period(KEYS, code, 30, TODAY)
    listed = saved_lists.new_list(KEYS, [Item(code, "First", TODAY)], TODAY)
    items = saved_lists.open_list(KEYS, listed, TODAY)
    for day in (32, 33, 4000):
        assert not opens(code, after(day))
        assert saved_lists.open_all(KEYS, items, after(day)) == []
        with pytest.raises(NotSealed):
            saved_results.set_period(KEYS, code, 730, after(day))
    # No purge ran: the row is still there.
    assert Sealed.objects.count() == 2
    assert purging.purge(after(32)) == 1


def test_a_list_outlives_its_results_and_ends_after_its_day() -> None:
    for days in periods.DAYS:
        item, longest = Item(keep(), "Notes", TODAY, days), max(days, periods.DAYS[0])
        listed = saved_lists.new_list(KEYS, [item], TODAY)
        with pytest.raises(NotSealed):
            saved_lists.open_list(KEYS, listed, after(longest + 2))
        assert saved_lists.open_list(KEYS, listed, after(longest + 1)) == [item]
        assert saved_lists.open_list(KEYS, listed, after(2 * (longest + 1))) == [item]


def test_the_day_of_a_list_does_not_tell_that_it_is_one() -> None:
    code = keep()
    listed = saved_lists.new_list(KEYS, [Item(code, "Notes", TODAY)], TODAY)
    assert {day for _, day in rows().values()} == {after(365)}
    for days in (730, 30, 365):
        saved_results.set_period(KEYS, code, days, TODAY)
        saved_lists.change_list(KEYS, listed, saved_lists.keeping(code, days), TODAY)
        assert {day for _, day in rows().values()} == {after(days), after(max(days, 365))}


def test_a_list_from_before_is_kept_as_long_as_was_said_then() -> None:
    secret = sealing.new_secret()
    data = b'{"items":[{"c":"%s","n":"Notes","d":"2026-11-22"}]}' % (b"a" * 32)
    blob = sealing.seal(KEYS, secret, "list", data)
    locator = sealing.locator_of(secret, "list")
    Sealed.objects.create(locator=locator, blob=blob, expires_on=after(730))
    saved_lists.open_list(KEYS, sealing.code_of(secret), after(10))
    assert rows()[locator][1] == after(740)


@pytest.mark.slow
def test_ten_thousand_old_rows_are_purged_quickly_and_no_other() -> None:
    code = keep()
    saved_results.set_period(KEYS, code, 30, TODAY)
    blob = os.urandom(4096)
    Sealed.objects.bulk_create(
        [Sealed(locator=os.urandom(32), blob=blob, expires_on=after(n % 30)) for n in range(10_000)]
    )
    key_check.check(KEYS)
    start = time.perf_counter()
    assert purging.purge(after(31)) == 10_000
    assert time.perf_counter() - start < 5
    assert opens(code, after(31))
    assert key_check.check(KEYS) == []
    assert len(kept()) == 1


def test_the_purge_command_says_how_many_it_deleted(capsys) -> None:
    keep(), keep(1)
    Sealed.objects.filter(pk__in=list(rows())[:1]).update(
        expires_on=sealed_rows.expired_by(date.today())
    )
    Sealed.objects.filter(expires_on__gt=date.today()).update(expires_on=date.today() + DAY)
    call_command("purge")
    assert capsys.readouterr().out == "1 deleted.\n"
    assert len(kept()) == 1


def test_content_with_a_fault_keeps_no_purge(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setattr(checks, "FOLDER", tmp_path)
    # As manage.py runs it; call_command() leaves out all checks.
    options = {"force": False, "force_color": False, "no_color": False, "skip_checks": False}
    purge.Command().execute(**options)
    assert capsys.readouterr().out == "0 deleted.\n"


# Deleting.


def test_a_deleted_result_is_gone_and_cannot_be_deleted_twice() -> None:
    code = keep()
    sealed_rows.delete(code)
    assert Sealed.objects.count() == 0
    assert not opens(code)
    with pytest.raises(NotSealed):
        sealed_rows.delete(code)


def test_deleting_everything_leaves_no_row_of_the_person_and_all_of_others() -> None:
    other = keep(1000)
    listed = saved_lists.new_list(KEYS, [], TODAY)
    for number in range(saved_lists.MOST_ITEMS):
        item = Item(keep(number), f"Number {number}", TODAY)
        saved_lists.change_list(KEYS, listed, saved_lists.adding(item), TODAY)
    assert Sealed.objects.count() == saved_lists.MOST_ITEMS + 2
    assert saved_lists.delete_everything(KEYS, listed, TODAY) == saved_lists.MOST_ITEMS
    assert Sealed.objects.count() == 1
    assert opens(other)
    with pytest.raises(NotSealed):
        saved_lists.open_list(KEYS, listed, TODAY)


def pieces(blob: bytes) -> set[bytes]:
    """A blob in pieces of 16 bytes, without its header."""
    body = blob[sealing.HEADER_BYTES :]
    return {body[at : at + 16] for at in range(0, len(body) - 15, 16)}


def left(path: Path, blobs: list[bytes]) -> int:
    """How many pieces of these blobs are anywhere in the database's files."""
    wanted = set[bytes]().union(*map(pieces, blobs))
    stored = files_of(path)
    # Once through the files, as there are many pieces.
    return len(wanted.intersection(stored[at : at + 16] for at in range(len(stored) - 15)))


def stored_blobs() -> list[bytes]:
    return [blob for blob, _ in rows().values()]


def test_a_deleted_result_leaves_no_byte_in_sqlites_files(sqlite_file) -> None:
    code = keep()
    first = stored_blobs()
    saved_results.set_period(KEYS, code, 30, TODAY)
    blobs = first + stored_blobs()
    assert left(sqlite_file, blobs) >= len(pieces(blobs[0]))
    sealed_rows.delete(code)
    assert left(sqlite_file, blobs) == 0
    assert not opens(code)


@pytest.mark.slow
def test_one_of_many_deleted_leaves_no_byte_and_all_others(sqlite_file) -> None:
    codes = [keep(number) for number in range(60)]
    kept = {}
    for code in codes[::3]:
        locator = sealing.locator_of(sealing.secret_of(code), "result")
        kept[code] = rows()[locator][0]
    for code in kept:
        sealed_rows.delete(code)
    assert left(sqlite_file, list(kept.values())) == 0
    assert all(opens(code) is (code not in kept) for code in codes)


@pytest.mark.slow
def test_deleting_everything_leaves_no_byte_of_a_hundred_results(sqlite_file) -> None:
    listed = saved_lists.new_list(KEYS, [], TODAY)
    blobs, codes = [], [keep(number) for number in range(saved_lists.MOST_ITEMS)]
    for number, code in enumerate(codes):
        item = Item(code, f"Number {number}", TODAY)
        saved_lists.change_list(KEYS, listed, saved_lists.adding(item), TODAY)
        if not number % 10:
            blobs += stored_blobs()
    blobs += stored_blobs()
    saved_lists.delete_everything(KEYS, listed, TODAY)
    assert Sealed.objects.count() == 0
    assert not any(map(opens, codes))
    assert left(sqlite_file, blobs) == 0


@pytest.mark.slow
def test_a_purge_leaves_no_byte_of_what_it_deleted(sqlite_file) -> None:
    for number in range(30):
        keep(number)
    blobs = stored_blobs()
    assert purging.purge(after(367)) == 30
    assert left(sqlite_file, blobs) == 0


# The list.


def test_a_list_holds_what_was_added_once_newest_first() -> None:
    items = [Item(keep(n), f"Number {n}", after(n)) for n in range(3)]
    listed = saved_lists.new_list(KEYS, items[:1], TODAY)
    for item in (*items, *items):
        saved_lists.change_list(KEYS, listed, saved_lists.adding(item), TODAY)
    assert saved_lists.open_list(KEYS, listed, TODAY) == items[::-1]


def test_results_of_one_day_stay_in_the_order_they_were_added() -> None:
    items = [Item(keep(n), f"Number {n}", TODAY) for n in range(8)]
    listed = saved_lists.new_list(KEYS, [], TODAY)
    for item in items:
        saved_lists.change_list(KEYS, listed, saved_lists.adding(item), TODAY)
    newest_first = saved_lists.open_list(KEYS, listed, TODAY)
    assert newest_first == items[::-1]
    assert [item for item, _ in saved_lists.open_all(KEYS, newest_first, TODAY)] == items


def test_renaming_and_removing_touch_one_item() -> None:
    one, two = (Item(keep(n), f"Number {n}", after(n)) for n in range(2))
    listed = saved_lists.new_list(KEYS, [one, two], TODAY)
    saved_lists.change_list(KEYS, listed, saved_lists.renaming(one.code, "Before"), TODAY)
    assert [i.name for i in saved_lists.open_list(KEYS, listed, TODAY)] == ["Number 1", "Before"]
    saved_lists.change_list(KEYS, listed, saved_lists.adding(one), TODAY)
    assert [i.name for i in saved_lists.open_list(KEYS, listed, TODAY)] == ["Number 1", "Before"]
    saved_lists.change_list(KEYS, listed, saved_lists.removing(one.code), TODAY)
    assert saved_lists.open_list(KEYS, listed, TODAY) == [two]
    # The result itself stays.
    assert opens(one.code)


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["a", '"', "я", "字", "😀"])
def test_a_full_list_with_the_longest_names_fits_in_any_script(letter) -> None:
    name = letter * list_names.LONGEST
    codes = [sealing.code_of(sealing.new_secret()) for _ in range(saved_lists.MOST_ITEMS)]
    listed = saved_lists.new_list(KEYS, [], TODAY)
    for code in codes:
        saved_lists.change_list(KEYS, listed, saved_lists.adding(Item(code, "Notes", TODAY)), TODAY)
        saved_lists.change_list(KEYS, listed, saved_lists.renaming(code, name), TODAY)
    assert [item.name for item in saved_lists.open_list(KEYS, listed, TODAY)] == [name] * len(codes)


def test_a_list_that_is_full_says_so_and_stays_as_it_is() -> None:
    codes = [sealing.code_of(sealing.new_secret()) for _ in range(saved_lists.MOST_ITEMS)]
    items = [Item(code, "Notes", TODAY) for code in codes]
    listed = saved_lists.new_list(KEYS, items, TODAY)
    with pytest.raises(failures.ListFull):
        saved_lists.change_list(
            KEYS, listed, saved_lists.adding(Item(keep(), "More", TODAY)), TODAY
        )
    assert saved_lists.open_list(KEYS, listed, TODAY) == items[::-1]


@pytest.mark.slow
@hypothesis_settings(max_examples=200)
@given(
    st.lists(st.builds(Item, st.text(max_size=32), st.text(max_size=40), st.dates()), max_size=20)
)
def test_any_list_comes_back_as_it_was(items) -> None:
    assert saved_lists.list_from_json(saved_lists.list_to_json(items)) == items


# A stolen database.


@pytest.fixture
def stealable(request, db) -> Path | None:
    """On SQLite a file, as in earnest; on PostgreSQL the rows are what can be looked at."""
    return request.getfixturevalue("sqlite_file") if connection.vendor == "sqlite" else None


def stolen(path: Path | None) -> bytes:
    return files_of(path) if path else b"".join(key + blob for key, (blob, _) in rows().items())


def submit(answers: Answers) -> HttpResponse:
    """Press "Show my tips" with every page answered."""
    filled = HttpResponse()
    drafts.write(filled, drafts.Draft(answers, list(FORM.by_page)))
    client = Client()
    client.cookies = filled.cookies
    return client.post("/check/answers/", follow=True)


def different_answers(number: int) -> Answers:
    answers = dict(ECZEMA)
    for question in FORM.current_questions.values():
        # Of these an answer can be an emergency, which is not saved.
        if question.id in {"adult", "urgent_now", "safety", "skin_signs"}:
            continue
        number, at = divmod(number * 7 + 3, len(question.offered))
        answers[question.id] = [question.offered[at].id]
    return answers


# `make soak` steals from a thousand.
PEOPLE = 60


@pytest.mark.slow
def test_whoever_steals_the_database_reads_nothing(stealable) -> None:
    made = str(date.today()).encode()
    compact = f"{date.today():%Y%m%d}".encode()
    # The set-up once, and not in the log as well.
    write_ahead_log.truncate_log()
    before = stolen(stealable)
    everyone = [different_answers(number) for number in range(PEOPLE)]
    assert len({repr(answers) for answers in everyone}) == PEOPLE
    needles: set[bytes] = set()
    for answers in everyone:
        html = submit(answers).content.decode()
        code = re.search(r'href="/results/#(\w{32})"', html).group(1)
        secret = sealing.secret_of(code)
        needles |= {
            code.encode(),
            code.upper().encode(),
            sealing.grouped(code).encode(),
            secret,
            secret.hex().encode(),
            saved_results.canonical(answers),
        }
    assert Sealed.objects.count() == PEOPLE
    for question in FORM.by_question.values():
        needles |= {f'"{question.id}":["{o.id}"]'.encode() for o in question.options}
        # Shorter words turn up in random bytes by chance.
        words = {question.id, *question.by_id, *(o.label for o in question.options)}
        needles |= {word.encode() for word in words if len(word) > 5}
    loot = stolen(stealable)
    assert len(loot) > PEOPLE * 1024
    # Our app's name is in there from the start, and is the id of a question too.
    assert [needle for needle in needles if loot.count(needle) != before.count(needle)] == []
    # The day of SQLite's set-up is in there; that of a result is not.
    for day in (made, compact):
        assert loot.count(day) == before.count(day)
    assert len({len(blob) for blob, _ in rows().values()}) <= 3
    assert {day for _, day in rows().values()} == {date.today() + timedelta(days=365)}


# Server keys.


@pytest.mark.slow
def test_a_new_key_takes_over_row_by_row_and_the_old_one_can_be_retired(settings, capsys) -> None:
    codes = [keep(number) for number in range(200)]
    listed = saved_lists.new_list(KEYS, [Item(code, "Notes", TODAY) for code in codes[:50]], TODAY)
    assert key_check.check(KEYS) == []
    backup = rows()

    settings.SERVER_KEYS = BOTH
    assert key_check.check(BOTH) == []
    assert key_check.rows_sealed_with(1) == 201
    with pytest.raises(CommandError, match="201 rows"):
        call_command("retire_key", "1")
    for code in codes:
        saved_results.open_result(BOTH, code, TODAY)
    with pytest.raises(CommandError, match="1 rows"):
        call_command("retire_key", "1")
    saved_lists.open_list(BOTH, listed, TODAY)
    assert (key_check.rows_sealed_with(1), key_check.rows_sealed_with(2)) == (0, 201)
    with pytest.raises(CommandError, match="still seals"):
        call_command("retire_key", "2")
    call_command("retire_key", "1")
    assert "Key 1 is retired" in capsys.readouterr().out

    assert key_check.check(NEW) == []
    assert all(opens(code, keyring=NEW) for code in codes)
    assert len(saved_lists.open_list(NEW, listed, TODAY)) == 50

    # An old backup is worth nothing without the key.
    for locator, (blob, _) in backup.items():
        if len(locator) == 32:
            Sealed.objects.filter(pk=locator).update(blob=blob)
    assert not any(opens(code, keyring=NEW) for code in codes)
    with pytest.raises(CannotOpen):
        saved_lists.open_list(NEW, listed, TODAY)


def test_opening_with_a_new_key_changes_no_word_of_the_result() -> None:
    code = keep()
    assert saved_results.open_result(BOTH, code, TODAY) == saved_results.open_result(
        NEW, code, TODAY
    )
    assert saved_results.open_result(NEW, code, TODAY) == Record(ECZEMA, TODAY)


def test_the_right_keys_are_never_a_fault() -> None:
    for _ in range(2):
        assert key_check.check(KEYS) == []
    keep()
    assert key_check.check(KEYS) == []
    assert key_check.check(BOTH) == []
    assert key_check.check(BOTH) == []


def test_a_wrong_key_is_a_fault_that_names_the_key_and_holds_none() -> None:
    key_check.check(KEYS)
    faults = key_check.check(Keyring({1: OTHER}))
    assert len(faults) == 1
    assert "Server key 1 is not the one" in faults[0]
    # A fault leaves nothing behind.
    assert key_check.check(KEYS) == []
    assert key_check.check(Keyring({1: OTHER})) == faults


def test_a_missing_key_is_a_fault_that_says_what_to_do() -> None:
    key_check.check(KEYS)
    faults = key_check.check(NEW)
    assert len(faults) == 1
    assert "Server key 1 is missing" in faults[0]
    assert "retire_key 1" in faults[0]
    assert len(key_check.check(Keyring({2: KEY, 3: OTHER}))) == 1
    assert key_check.check(KEYS) == []


def test_a_new_key_is_remembered() -> None:
    key_check.check(KEYS)
    assert key_check.check(BOTH) == []
    assert "Server key 2" in key_check.check(Keyring({1: KEY, 2: KEY}))[0]
    assert "Server key 2" in key_check.check(KEYS)[0]


def test_check_values_are_no_rows_that_a_code_or_a_purge_could_reach() -> None:
    key_check.check(BOTH)
    assert all(len(locator) < 32 for locator in rows())
    assert purging.purge(date(9990, 1, 1)) == 0
    assert key_check.rows_sealed_with(1) == key_check.rows_sealed_with(2) == 0


@pytest.mark.slow
def test_the_app_does_not_start_with_a_wrong_key(sqlite_file) -> None:
    key_check.check(project.SERVER_KEYS)
    environment = {
        **os.environ,
        "LOCAL_HTTP": "1",
        "DJANGO_SETTINGS_MODULE": "gutskin.settings",
        "DATABASE_URL": f"sqlite:///{sqlite_file}",
        "SERVER_KEYS": f"1:{'A' * 43}=",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import gutskin.wsgi"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert done.stderr.endswith("Server key 1 is not the one that sealed the results.\n")


# Backup.


@pytest.mark.slow
def test_everything_opens_from_a_backup_that_was_made_while_people_wrote(sqlite_file) -> None:
    codes = [keep(number) for number in range(200)]
    listed = saved_lists.new_list(KEYS, [Item(code, "Notes", TODAY) for code in codes[:100]], TODAY)
    key_check.check(KEYS)
    copy = sqlite_file.with_name("backup.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    late = keep(1000)
    # The machine is lost, and the copy goes to a clean one.
    connection.close()
    for file in sqlite_file.parent.glob(f"{sqlite_file.name}*"):
        file.unlink()
    restored = sqlite_file.parent / "clean" / "results.sqlite3"
    restored.parent.mkdir()
    shutil.copy(copy, restored)
    with on_a_file(restored):
        assert key_check.check(KEYS) == []
        assert all(map(opens, codes))
        assert len(saved_lists.open_list(KEYS, listed, TODAY)) == 100
        assert not opens(late)
        assert key_check.check(Keyring({1: OTHER})) != []
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
