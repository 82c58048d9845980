"""What cannot be opened, and that it cannot be told why."""

from __future__ import annotations

import os
import re
import statistics
import time
from datetime import date

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from habits.models import Sealed
from habits.store import saved_lists, sealed_rows, sealing
from habits.store.saved_lists import Item
from tests.database import rows
from tests.people import at
from tests.results.helpers import BY_HANDLE, HANDLE, NOWHERE, keep, open_here, post, text

pytestmark = pytest.mark.django_db


def address_of(name: str) -> str:
    """The address of a name, with a handle wherever one stands in it."""
    count = len(get_resolver().reverse_dict.getlist(name)[0][0][0][1])
    return reverse(name, args=[HANDLE] * count)


def unopenable(client: Client) -> dict[str, str]:
    """A code for every reason why there is nothing to open."""
    expired, deleted, listed, broken = keep(), keep(), keep(), keep()
    locator = sealing.locator_of(sealing.secret_of(expired), "result")
    Sealed.objects.filter(pk=locator).update(expires_on=sealed_rows.expired_by(date.today()))
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


@pytest.mark.slow
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
    given = re.compile(
        r' value="[^"]*"(?= autocomplete)|csrfmiddlewaretoken" value="\w+"|'
        r' aria-invalid="true" aria-describedby="wrong"'
    )
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
    tampered = [
        blob[: bit // 8] + bytes([blob[bit // 8] ^ 1 << bit % 8]) + blob[bit // 8 + 1 :]
        for bit in bits
    ]
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


@pytest.mark.slow
def test_unknown_expired_deleted_and_malformed_codes_take_the_same_time(client) -> None:
    codes = unopenable(client) | {"short": NOWHERE[:-1]}
    spent: dict[str, list[float]] = {"unknown": [], "expired": [], "deleted": [], "short": []}
    for _ in range(75):
        for why, times in spent.items():
            # Of the processor, as other tests run meanwhile; `make soak` measures by the clock.
            start = time.thread_time()
            post(client, "result-open", code=codes[why])
            times.append(time.thread_time() - start)
    medians = [statistics.median(times) for times in spent.values()]
    assert max(medians) - min(medians) < 0.001
