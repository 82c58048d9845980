"""Presses at the same moment: none is lost and none counts twice."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from django.conf import settings as project
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from habits.journey import drafts
from habits.models import Sealed
from habits.store import (
    failures,
    result_links,
    saved_lists,
    saved_results,
    sealed_rows,
    sealing,
    shared_links,
)
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from tests.database import on_a_file
from tests.people import ECZEMA, FORM, Answers

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

KEYS = project.SERVER_KEYS
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
T = TypeVar("T")


@pytest.fixture(autouse=True)
def shared(transactional_db, tmp_path) -> Iterator[None]:
    """A database that several threads can share: with SQLite, a file."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(on_a_file(tmp_path / "results.sqlite3"))
        yield


def at_once(count: int, do: Callable[[int], T]) -> list[T]:
    """Do something in so many threads at the same moment; what each returned, in order."""
    ready = threading.Barrier(count)
    results: dict[int, T] = {}
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            ready.wait(30)
            results[number] = do(number)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    return [results[number] for number in range(count)]


def item(number: int) -> Item:
    code = sealing.code_of(number.to_bytes(sealing.SECRET_BYTES, "big"))
    return Item(code, f"Number {number}", TODAY + timedelta(days=number))


def codes_on(listed: str) -> set[str]:
    return {each.code for each in saved_lists.open_list(KEYS, listed, TODAY)}


@pytest.mark.slow
def test_fifty_results_added_at_once_are_all_kept() -> None:
    listed = saved_lists.new_list(KEYS, [], TODAY)
    at_once(50, lambda n: saved_lists.change_list(KEYS, listed, saved_lists.adding(item(n)), TODAY))
    assert codes_on(listed) == {item(n).code for n in range(50)}


@pytest.mark.slow
def test_adding_renaming_and_removing_at_once_lose_nothing() -> None:
    listed = saved_lists.new_list(KEYS, [item(n) for n in range(20)], TODAY)

    def change(number: int) -> None:
        if number < 10:
            action = saved_lists.removing(item(number).code)
        elif number < 20:
            action = saved_lists.renaming(item(number).code, f"New {number}")
        else:
            action = saved_lists.adding(item(number))
        saved_lists.change_list(KEYS, listed, action, TODAY)

    at_once(30, change)
    assert {each.code: each.name for each in saved_lists.open_list(KEYS, listed, TODAY)} == {
        item(n).code: f"New {n}" if n < 20 else f"Number {n}" for n in range(10, 30)
    }


def test_one_result_added_by_many_presses_is_on_the_list_once() -> None:
    listed = saved_lists.new_list(KEYS, [], TODAY)
    at_once(10, lambda _: saved_lists.change_list(KEYS, listed, saved_lists.adding(item(1)), TODAY))
    assert saved_lists.open_list(KEYS, listed, TODAY) == [item(1)]


def test_a_list_never_grows_past_its_most_however_many_press() -> None:
    most = saved_lists.MOST_ITEMS
    listed = saved_lists.new_list(KEYS, [item(n) for n in range(most - 3)], TODAY)

    def add(number: int) -> bool:
        try:
            saved_lists.change_list(KEYS, listed, saved_lists.adding(item(most + number)), TODAY)
        except failures.ListFull:
            return False
        return True

    assert at_once(10, add).count(True) == 3
    assert len(codes_on(listed)) == most


def finished_draft(answers: Answers) -> str:
    response = HttpResponse()
    drafts.write(response, drafts.Draft(answers, list(FORM.by_page)))
    return response.cookies[project.DRAFT_COOKIE_NAME].value


def test_one_form_sent_many_times_at_once_makes_one_link_and_one_row() -> None:
    forms = [finished_draft(ECZEMA) for _ in range(5)]

    def send(number: int) -> str:
        client = Client()
        client.cookies[project.DRAFT_COOKIE_NAME] = forms[number % 5]
        html = client.post("/check/answers/", follow=True).content.decode()
        return re.search(r'href="/results/#(\w{32})"', html).group(1)

    links = at_once(25, send)
    assert len(set(links)) == 5
    assert all(links[n] == links[n % 5] for n in range(25))
    assert Sealed.objects.count() == 5


def test_a_result_opened_and_resealed_many_times_at_once_stays_whole() -> None:
    both = sealing.Keyring({**KEYS.keys, 200: bytes(range(32))})
    record = Record(ECZEMA, TODAY)
    code = saved_results.save_result(KEYS, bytes(drafts.NONCE_BYTES), record, TODAY)
    tomorrow = TODAY + timedelta(days=1)
    assert at_once(20, lambda _: saved_results.open_result(both, code, tomorrow)) == [record] * 20
    assert saved_results.open_result(both, code, tomorrow) == record


def test_a_result_deleted_by_two_presses_at_once_is_gone() -> None:
    code = saved_results.save_result(KEYS, bytes(drafts.NONCE_BYTES), Record(ECZEMA, TODAY), TODAY)

    def delete(_: int) -> bool:
        try:
            sealed_rows.delete(code)
        except sealing.NotSealed:
            return False
        return True

    assert at_once(5, delete).count(True) == 1
    assert Sealed.objects.count() == 0


# Links that let someone read a result.


def links_of(code: str) -> tuple[str, ...]:
    return saved_results.open_result(KEYS, code, TODAY).links


def kept_result() -> str:
    return saved_results.save_result(KEYS, bytes(drafts.NONCE_BYTES), Record(ECZEMA, TODAY), TODAY)


def test_a_link_that_is_pressed_for_many_times_at_once_is_one() -> None:
    code, state = kept_result(), result_links.state_of(())
    at_once(10, lambda _: result_links.share(KEYS, code, 7, NOW, state))
    assert len(links_of(code)) == 1
    assert Sealed.objects.count() == 2


def test_a_link_opened_many_times_at_once_is_marked_once_and_all_read_the_same() -> None:
    code = kept_result()
    result_links.share(KEYS, code, 7, NOW, result_links.state_of(()))
    [link] = links_of(code)
    later = [NOW + timedelta(minutes=number) for number in range(10)]
    opened = at_once(10, lambda number: shared_links.open_link(KEYS, link, later[number]))
    assert len({each.first for each in opened}) == 1
    assert shared_links.read_link(KEYS, link, NOW) == opened[0]


def test_opening_changing_and_keeping_at_once_lose_nothing_of_a_link() -> None:
    """Each writes the same rows, and none may write over another."""
    changed = ECZEMA | {"itch": ["9"]}
    for number in range(5):
        code = saved_results.save_result(KEYS, bytes([number]) * 20, Record(ECZEMA, TODAY), TODAY)
        result_links.share(KEYS, code, 7, NOW, result_links.state_of(()))
        [link] = links_of(code)
        acts: list[Callable[[], object]] = [
            lambda link=link: shared_links.open_link(KEYS, link, NOW),
            lambda code=code: saved_results.replace_answers(
                KEYS, code, Record(changed, TODAY), TODAY
            ),
            lambda code=code: saved_results.set_period(KEYS, code, 30, TODAY),
            lambda code=code, link=link: result_links.share(
                KEYS, code, 1, NOW, result_links.state_of((link,))
            ),
        ]
        at_once(4, lambda act, acts=acts: acts[act]())
        record = saved_results.open_result(KEYS, code, TODAY)
        assert (record.answers, record.days, len(record.links)) == (changed, 30, 2)
        for each in record.links:
            assert shared_links.read_link(KEYS, each, NOW).shows == record.shown()
        assert shared_links.read_link(KEYS, link, NOW).first is not None


def test_a_result_deleted_while_a_link_is_made_leaves_no_link() -> None:
    for number in range(8):
        code = saved_results.save_result(KEYS, bytes([number]) * 20, Record(ECZEMA, TODAY), TODAY)
        listed = saved_lists.new_list(KEYS, [Item(code, "Notes", TODAY)], TODAY)

        def act(turn: int, code: str = code, listed: str = listed, number: int = number) -> None:
            with suppress(sealing.NotSealed):
                if turn:
                    result_links.share(KEYS, code, 7, NOW, result_links.state_of(()))
                elif number % 2:
                    saved_lists.delete_everything(KEYS, listed, TODAY)
                else:
                    result_links.delete_result(KEYS, code, TODAY)
                    sealed_rows.delete(listed, "list")

        at_once(2, act)
        assert Sealed.objects.count() == 0
