"""A sealed record opens with its code and the server's key together, and with nothing less."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habits.engine.assess import assess
from habits.engine.loaded import get_content
from habits.results.creation import fingerprints
from habits.store import sealing
from habits.store.saved_lists import Item, list_from_json
from habits.store.saved_results import Record, canonical
from habits.store.sealing import Keyring, NotSealed
from tests.people import ECZEMA, FORM, Answers
from tests.store.vectors import (
    BOTH,
    CODE,
    DATA,
    KEY,
    KEYS,
    LIST_BLOB,
    LIST_LOCATOR,
    OTHER,
    RECORD,
    RESULT_BLOB,
    RESULT_LOCATOR,
    SECRET,
)


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def opens(blob: bytes, secret: bytes = SECRET, keys: Keyring = KEYS, kind: str = "result") -> bool:
    try:
        sealing.open_blob(keys, secret, kind, blob)
    except NotSealed:
        return False
    return True


# Sealing and opening.


def test_what_is_sealed_opens_again() -> None:
    blob = sealing.seal(KEYS, SECRET, "result", DATA)
    assert sealing.open_blob(KEYS, SECRET, "result", blob) == DATA


@settings(max_examples=500)
@given(st.binary(max_size=5000))
def test_any_data_comes_back_as_it_was(data) -> None:
    assert sealing.open_blob(KEYS, SECRET, "list", sealing.seal(KEYS, SECRET, "list", data)) == data


def test_sealing_twice_gives_different_bytes() -> None:
    one, two = (sealing.seal(KEYS, SECRET, "result", DATA) for _ in range(2))
    assert one[sealing.HEADER_BYTES :] != two[sealing.HEADER_BYTES :]


def test_nothing_of_the_data_or_the_secret_stands_in_the_blob() -> None:
    blob = sealing.seal(KEYS, SECRET, "result", DATA)
    for part in (DATA, b"bloating_days", SECRET, CODE.encode(), KEY):
        assert part not in blob


# Tampering.


@pytest.fixture(scope="module")
def blob() -> bytes:
    return sealing.seal(KEYS, SECRET, "result", DATA)


@pytest.mark.slow
def test_a_blob_with_any_one_bit_changed_does_not_open(blob) -> None:
    # Every key id there is, so that a changed id finds a key all the same.
    keys = Keyring({n: KEY if n == 1 else os.urandom(32) for n in range(1, 256)})
    assert opens(blob, keys=keys)
    for bit in range(len(blob) * 8):
        changed = bytearray(blob)
        changed[bit // 8] ^= 1 << bit % 8
        assert not opens(bytes(changed), keys=keys), bit


def test_a_changed_key_id_does_not_open_even_with_the_same_key_behind_it(blob) -> None:
    assert not opens(blob[:1] + b"\x02" + blob[2:], keys=Keyring({1: KEY, 2: KEY}))


def test_a_blob_cut_short_anywhere_or_made_longer_does_not_open(blob) -> None:
    for length in range(len(blob)):
        assert not opens(blob[:length]), length
    assert not opens(blob + b"\x00")
    assert not opens(blob + blob)


def test_a_blob_in_the_row_of_another_code_does_not_open(blob) -> None:
    assert not opens(blob, secret=bytes(20))


def test_a_result_does_not_open_as_a_list_nor_a_list_as_a_result(blob) -> None:
    assert not opens(blob, kind="list")
    assert not opens(sealing.seal(KEYS, SECRET, "list", DATA), kind="result")


def test_a_wrong_or_missing_server_key_does_not_open(blob) -> None:
    assert not opens(blob, keys=Keyring({1: OTHER}))
    assert not opens(blob, keys=Keyring({2: KEY}))


def test_every_failure_is_the_same_and_says_nothing(blob) -> None:
    faults = []
    for bad, keys in ((b"", KEYS), (blob[:-1], KEYS), (blob, Keyring({1: OTHER}))):
        with pytest.raises(NotSealed) as caught:
            sealing.open_blob(keys, SECRET, "result", bad)
        faults.append((str(caught.value), caught.value.__cause__))
    assert set(faults) == {("", None)}


# Codes.


def test_a_code_is_32_letters_and_digits_and_leads_back_to_its_secret() -> None:
    for _ in range(200):
        secret = sealing.new_secret()
        code = sealing.code_of(secret)
        assert len(code) == 32
        assert code == code.lower()
        assert code.isalnum()
        assert sealing.secret_of(code) == secret
        assert sealing.secret_of(sealing.grouped(code)) == secret


@pytest.mark.parametrize(
    "spelling",
    [
        CODE.upper(),
        f"  {CODE}\n",
        " ".join(CODE),
        "-".join(CODE[at : at + 4] for at in range(0, 32, 4)),
        f"{CODE[:16]}\r\n\t{CODE[16:]}",
        CODE.replace("o", "0"),
        CODE.replace("b", "8"),
        CODE.title(),
        # What a word processor makes of a space and of a dash.
        f"{CODE[:16]}\u00a0{CODE[16:]}",
        f"{CODE[:16]}–{CODE[16:]}",
    ],
)
def test_spaces_dashes_capitals_and_lookalikes_do_not_matter(spelling) -> None:
    assert sealing.secret_of(spelling) == SECRET


def test_a_one_is_read_as_the_letter_l() -> None:
    code = sealing.code_of(bytes([0x5A] * 20))
    assert "l" in code
    assert sealing.secret_of(code.replace("l", "1")) == bytes([0x5A] * 20)


@pytest.mark.slow
@settings(max_examples=500)
@given(st.binary(min_size=20, max_size=20), st.randoms(use_true_random=False))
def test_any_code_is_read_however_it_is_spelled(secret, random) -> None:
    told = "".join(
        random.choice(["", "", " ", "-"]) + random.choice([letter, letter.upper()])
        for letter in sealing.code_of(secret)
    )
    assert sealing.secret_of(told) == secret


@pytest.mark.parametrize(
    "text",
    [
        "", " ", CODE[:-1], CODE + "a", CODE[:-1] + "9", CODE[:-1] + "ü", CODE[:-1] + "=",
        "=" * 32, "\x00" * 32, "9" * 32, "ж" * 32, CODE * 100, "/results/#" + CODE[:22],
    ],
)  # fmt: skip
def test_what_cannot_be_a_code_is_not_one(text) -> None:
    with pytest.raises(NotSealed):
        sealing.secret_of(text)


@settings(max_examples=500)
@given(st.text())
def test_any_text_is_a_code_or_is_not_and_never_an_error(text) -> None:
    with suppress(NotSealed):
        assert len(sealing.secret_of(text)) == sealing.SECRET_BYTES


def test_a_locator_tells_neither_the_secret_nor_the_kind() -> None:
    result, listed = (sealing.locator_of(SECRET, kind) for kind in ("result", "list"))
    assert len(result) == len(listed) == 32
    assert result != listed
    assert SECRET not in result + listed


# The secret of a result.


def test_the_same_form_and_answers_make_the_same_secret_and_any_other_another() -> None:
    nonce, answers = bytes(20), canonical(ECZEMA)
    assert sealing.secret_for(nonce, answers) == sealing.secret_for(nonce, answers)
    others = {
        sealing.secret_for(bytes(19) + b"\x01", answers),
        sealing.secret_for(nonce, canonical(ECZEMA | {"itch": ["7"]})),
        sealing.secret_for(nonce, canonical({k: v for k, v in ECZEMA.items() if k != "safety"})),
    }
    assert len(others | {sealing.secret_for(nonce, answers)}) == 4


def test_the_order_of_answers_makes_no_difference() -> None:
    turned = {question: chosen[::-1] for question, chosen in reversed(ECZEMA.items())}
    assert list(turned) != list(ECZEMA)
    assert canonical(turned) == canonical(ECZEMA)


def test_an_answer_moved_to_another_question_makes_a_difference() -> None:
    assert canonical({"itch": ["7"]}) != canonical({"bloating_days": ["7"]})
    assert canonical({"a": ["b", "c"]}) != canonical({"a": ["b"], "c": []})


# Sizes.


def test_the_length_of_the_data_hides_behind_few_sizes() -> None:
    lengths = {len(sealing.pad(bytes(n))) for n in range(0, sealing.SIZES[-1], 7)}
    assert lengths == set(sealing.SIZES)


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00", b"\x00" * 9, b"{}\x80\x80\x00"])
def test_padding_comes_off_whatever_the_data_ends_with(data) -> None:
    assert sealing.unpad(sealing.pad(data)) == data


@pytest.mark.parametrize("size", sealing.SIZES)
def test_data_that_just_fits_and_data_that_just_does_not(size) -> None:
    assert len(sealing.pad(bytes(size - 1))) == size
    if size == sealing.SIZES[-1]:
        with pytest.raises(ValueError, match="too much"):
            sealing.pad(bytes(size))
    else:
        assert len(sealing.pad(bytes(size))) > size


@pytest.mark.parametrize("padded", [b"", bytes(1024), b"abc", b"abc\x80\x01", b"\x01" * 1024])
def test_padding_that_we_did_not_make_is_not_sealed(padded) -> None:
    with pytest.raises(NotSealed):
        sealing.unpad(padded)


def of_every_length() -> list[Answers]:
    """150 answer sets, from the shortest to every option of every question."""
    everything: Answers = {}
    for question in FORM.by_question.values():
        ids = [option.id for option in question.options if not option.exclusive]
        everything[question.id] = ids if question.kind == "many" else [max(ids, key=len)]
    everything |= {"adult": ["yes"], "urgent_now": ["none"]}
    pieces = [
        (question, option)
        for question, chosen in everything.items()
        for option in chosen
        if question not in {"adult", "urgent_now"}
    ]
    sets = []
    for count in range(150):
        answers: Answers = {"adult": ["yes"], "urgent_now": ["none"]}
        for question, option in pieces[: -(-count * len(pieces) // 149)]:
            answers.setdefault(question, []).append(option)
        sets.append(answers)
    assert sets[-1] == everything
    return sets


def test_whatever_someone_answers_the_sealed_result_has_one_size() -> None:
    plain, sealed = set(), set()
    for answers in of_every_length():
        tips = fingerprints(assess(get_content(), answers))
        data = Record(answers, date(2026, 11, 22), tips).to_json()
        plain.add(len(data))
        sealed.add(len(sealing.seal(KEYS, SECRET, "result", data)))
    assert max(plain) > 10 * min(plain)
    assert len(sealed) == 1


# Server keys.


def test_keys_are_read_and_the_highest_number_seals() -> None:
    keys = sealing.parse_keys(f"2:{encoded(OTHER)}, 1:{encoded(KEY)}\n")
    assert keys.keys == {1: KEY, 2: OTHER}
    assert keys.seals == 2
    blob = sealing.seal(keys, SECRET, "result", DATA)
    assert sealing.key_id_of(blob) == 2
    assert opens(blob, keys=keys)


def test_a_key_that_only_opens_leaves_sealing_to_the_highest_other() -> None:
    text = f"1:{encoded(KEY)},2:{encoded(OTHER)}:opens"
    keys = sealing.parse_keys(text)
    assert keys.seals == 1
    later = sealing.seal(sealing.parse_keys(text.removesuffix(":opens")), SECRET, "result", DATA)
    assert sealing.key_id_of(later) == 2
    assert opens(later, keys=keys)


GOOD = encoded(KEY)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no server key"),
        (GOOD, "number 1 has no id"),
        (f"1:{GOOD},{GOOD}", "number 2 has no id"),
        (f"0:{GOOD}", "from 1 to 255"),
        (f"256:{GOOD}", "from 1 to 255"),
        (f"-1:{GOOD}", "from 1 to 255"),
        (f"²:{GOOD}", "from 1 to 255"),
        (f"one:{GOOD}", "from 1 to 255"),
        (f"1:{GOOD[:-3]}", "not base64"),
        (f"1:{GOOD[:20]}!{GOOD[20:]}", "not base64"),
        (f"1:{encoded(KEY[:31])}", "key 1 is shorter than 32 bytes"),
        ("1:", "key 1 is shorter than 32 bytes"),
        (f"1:{GOOD},1:{encoded(OTHER)}", "key 1"),
        (f"1:{GOOD}:seals", "number 1 ends with a word other than “opens”"),
        (f"1:{GOOD}:", "number 1 ends with a word other than “opens”"),
        (f"1:{GOOD}:opens,2:{encoded(OTHER)}:opens", "Every server key only opens"),
    ],
)
def test_a_fault_in_the_keys_is_named_without_the_key(text, fault) -> None:
    with pytest.raises(ValueError, match=fault) as caught:
        sealing.parse_keys(text)
    assert GOOD[:12] not in str(caught.value)
    assert encoded(OTHER)[:12] not in str(caught.value)


def test_an_older_key_still_opens_and_no_longer_seals() -> None:
    old = sealing.seal(KEYS, SECRET, "result", DATA)
    assert opens(old, keys=BOTH)
    assert sealing.key_id_of(sealing.seal(BOTH, SECRET, "result", DATA)) == 2


def test_check_values_tell_keys_apart_and_hold_nothing_of_them() -> None:
    assert sealing.check_value(KEY) != sealing.check_value(OTHER)
    assert len(sealing.check_value(KEY)) == 8
    assert sealing.check_value(KEY) not in KEY


# What version 1 wrote. These open for ever: when one of these tests fails, people lose results.


def test_a_result_of_version_1_opens() -> None:
    assert sealing.locator_of(sealing.secret_of(CODE), "result").hex() == RESULT_LOCATOR
    data = sealing.open_blob(KEYS, sealing.secret_of(CODE), "result", RESULT_BLOB)
    assert Record.from_json(data) == RECORD


def test_a_list_of_version_1_opens() -> None:
    assert sealing.locator_of(sealing.secret_of(CODE), "list").hex() == LIST_LOCATOR
    data = sealing.open_blob(KEYS, sealing.secret_of(CODE), "list", LIST_BLOB)
    assert list_from_json(data) == [Item(CODE, "Before ü", date(2026, 11, 22), days=730)]


def test_a_form_of_version_1_leads_to_the_same_link() -> None:
    secret = sealing.secret_for(SECRET, canonical({"adult": ["yes"]}))
    assert secret.hex() == "db68c96a443b47e0ef202aaca0640d22c7507bc2"


def test_the_check_value_of_version_1_is_the_same() -> None:
    assert sealing.check_value(KEY).hex() == "a7b82c48509d02a3"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b"{}",
        b'{"a":{},"t":{},"k":365}',
        b"\xff\xfe",
        b'{"a":3,"d":"2026-11-22","t":{},"k":365}',
        b'{"a":{},"d":"soon","t":{},"k":365}',
        b'{"a":{},"d":3,"t":{},"k":365}',
    ],
)
def test_what_is_no_record_of_ours_is_not_sealed(data) -> None:
    with pytest.raises(NotSealed):
        Record.from_json(data)
    with pytest.raises(NotSealed):
        list_from_json(data)
