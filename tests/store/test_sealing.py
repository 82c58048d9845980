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

KEY, OTHER = bytes(range(100, 132)), bytes(range(150, 182))
KEYS = Keyring({1: KEY})
SECRET = bytes(range(20))
CODE = "aaaqeayeaudaocajbifqydiob4ibceqt"
DATA = b'{"a":{"bloating_days":["3_4"]}}'


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
    both = Keyring({1: KEY, 2: OTHER})
    assert opens(old, keys=both)
    assert sealing.key_id_of(sealing.seal(both, SECRET, "result", DATA)) == 2


def test_check_values_tell_keys_apart_and_hold_nothing_of_them() -> None:
    assert sealing.check_value(KEY) != sealing.check_value(OTHER)
    assert len(sealing.check_value(KEY)) == 8
    assert sealing.check_value(KEY) not in KEY


# What version 1 wrote. These open for ever: when one of these tests fails, people lose results.

RESULT_LOCATOR = "caa361dbd281d07abcd16aa2918d26076ef1fb209f0cae40d2477df980e38fb7"
LIST_LOCATOR = "2577cc34af7af35b4f75a0a1c4007549815fadcce305b50733bc5ce824a9d615"
RESULT_BLOB = bytes.fromhex("""
0101c8c9cacbcccdcecfd0d1d2d3013c3e6d8e82d247ad6b0cb0ae5aec75ae0a75f1a46e01dea4f427583644d911
b0a2856067f15601f059f9cc02b4178e6c0676a7e616c38d6d9b87da984ffda4f357108a592c56c89fae3cca43a0
deb879ec24c64289a7c450adbe6645c671cb43d06c5d2208c343995c2af4668f9dec183568bbd7add9fccb7a3462
6175bd4bdc8b0ed26ede421182ba91c735834991ba44abf437e42e8c8fd19b6f0f9b7d393ef4b73ec89784894cef
49be4a7bfe6e66664bc9ece0889798e4a835f28d2a4772dc49232953deeee4de2157dd93c64f62a707399b537ee5
8295c1ef4195c62fa01e9a2057db9b1adcfbc66c3b23cabd69a526cbcfa7e99cc6ef3b10a8f00843bb06b6062ad7
ba90bcac2dc97613bcd3f8426410406b2b60fb8c20a68535e341e1e8be75cd2558e73c98d31c11fffb67b9cff1b8
b9126b3e4f0e9c264ecc4f207245a1bc6d3244e874579d3246c554df155dc9c945a63c8650c66a57aaacb869a2d2
103ac95edcbc5ed778c6f96ba6c443e93cefc27de17a6b1802d9a666824137d373d2f946a68d13c49aeca36129f6
5c1fa8f7c05b10569c5f544ad6fd8c7cb6ba32b55618450c8ee70ffbc79c4c66542116ab18b08b3ee6baeb7c605b
5e2d3748406392c3e9c7c323116b44cb7e92643d281ca96f2ed08c518ba66f48d10a9d0a33781adf7ed4c50a51d6
6d7c3b69bc1626ac8cee7d141446141760f5d4b1add7d59f7c030152b532bb38ba4f58ade70e294ee916a350f375
20aadd0be3e86ac0aa26f83cdb94042f595654f36a67fdb6ead2391a5c441c309887af3bffd3e5ce1cfed7609870
516bc215e694141c84123404c9b191a7adf51f4fc68cdee2d58e56dd3e12339fbfc276f7d5ab9c067929fee3328a
f9ebbcf8357a0f0f033a775639150d20f36e2848afc5494853a627dde67b7c72fbd15599e9a8a6eb9436f6101dc7
1fc21f123f163048fdd578c321b61ff932d7c799cd81adb3612ea935b61e85ff6d102ba0be6f048fbf60c38ba644
ea2260e5f5a1c4eff0283439e8989ba5b51776751f33b5c91aec33d66a424ebc9b8fa8a33db9761aa3a93df72525
17b520090bb02188f037104c633edd9cc309be70344e0a60490fae69b01f3c27120c9fb963d577c69939cee14b14
22938b4cdc95f23df16eca40cd0303396ddcddbacdd8aec3927a552fb85a054cd15f6adfd991562b28c80d68c2ce
4695559d8f5095f9e8fe00f410edfff3ab2cbdad00cb71e6b9a742bcd95e08b7e0c658d850c9b9c4f354962de57e
c75c0e173e57ddb0f4b0669642a5f8becb2f821f0fe7c6014a873d351d6156c5ed946ef56aa7d6d6eb8b729774b3
ae05dcb77983678717696fe28af0e8926343af53b5caab3566af3178a01bc8e826eeeead53e4643922872a04169f
08f182928f39d1e27b80718b5d9d981c46da8c3378f90396ca7a6fd93d3681924c941b68c6cf7d749d95
""")
LIST_BLOB = bytes.fromhex("""
0101c8c9cacbcccdcecfd0d1d2d37a3ff2736a0825b90302bd3f36f5c6ba85df9f8760f0f7647b26eb4444f2a52b
a5e534e30ad790757c7ac7a57e8927a6af63f6ed8b4534d7dacf0d8d4f92c109e38743878e0b5e077ff92f4a164e
52f2e48e972c7043ed2160f185023e5276f1f82d137d062b4f8c9177cb1fbb9a93e6067ac67c8d46a43e65c3481a
60e206e33095c64f48ebe6bfaeecc86dabf26697e4f2fe83aee51dab62737f9b463a2de8d373ae1d475594259b66
5b29ed96e2f0740a88f1076fd3d14d16bdce9aa2e07584470f719bfed26516f3a833e18c35e4718089a1fb7603bb
114a34ce93ff812208f767718217aba41624df0dace7d69ea2be6a59ef88283faa13398767f03a55c8ec28571d6f
a375230a68a7d9d8e5313f6bf1fcff6066c95d9c93bc33e1b76bfcd582c85bb2eb21dd7633bed6e247919fe79ccf
255f4e50a9119ff59a23207c551a1b43f8431726ff81a59fd21fc0acb3843b6003d14d8b0c7190b4891e5a9b1cb9
365c526c2b79c646188cd8714035f6b8c024676c0e03510845b75faa377d1aacebcdcc52e275762ce2f518432dc3
1b87b6ee5a48ce10b3b0b78a955bfff767bcafde17fc893fa21a41c8478a5fe5e1587b908d33b10ea56bc308d826
4a790f07ffffa167ec65a5f8f9b4811748658ac905dc757aaba390c40fdabf0fa0457446519f0ea5f21043a0a378
f0e5d94707c584963a6a6695d109ed03d4bd11557fc3c141605be2b5b38d431592e6ea2de5a83d6b004782aefaa9
f62847f607bb90350f34837b651ee7d6bdce2b25f3c8f22a8c2b3c2c1cd16d52462cf3f0747385e94b7fb0a963a6
4725d865559a93394adc21324e32436ac7c2ff1ae6b4f669e29e32cc6ccc2c013f19ca369b786fbf9ef289eaca32
15eaf24d18a118b3988c8d5eafec27bb6c4b9580e4b2f748d77a05b521020db2c6aa1ff8c766d5ef2f7ae964f146
6cc9c667b0f6f3f6f3464d79c40faba53cac81e54f8920890ffd53c47189fda59336379509ef18146f19b988b17d
3921e54a8dd3942964b98ebca0f923f4c63d9417b23ed4e489a432f7a35a61143163f40892f40c179049d59771dd
86fa5f99805640f2f74225a4dadd295dcc3376dba5aead3cf7837c9e57c1dd537ae2bc8a6cfa1eb45c0e437698d9
98a53d15cbb37bd2b377bdfa76e36d5a6bfb0498260f295be8073e8cf69fc8dbe997dc8739d375ff60d731e88e32
f70f7f37463c482cd30d71f6c2d61e2c532364a45724d20a1a90d9d541e771c1d0974464c6433d2a5c6022936348
1c91c153bf6023bcda95ec1d915385dcc2940b1a36f5eadc6ac56e193ee9fee34f3f68476b18abc887e0efdc21dc
03256f3bc5304c86c560c34caa69e3a17b8cf217bc8d764c5d7de6da7dddd4cd39dde8e0523cd5e3d40118143b29
4485bea5fa3fa5482c836d86f2d59e9942c6f897e959394f5dbffbbf9ceebe4159ee8d87915955ceecb9
""")
RECORD = Record(
    {
        "adult": ["yes"],
        "itch_days": ["3_4"],
        "safety": ["none"],
        "skin_concerns": ["eczema", "dull"],
        "urgent_now": ["none"],
    },
    date(2026, 11, 22),
    {"water": "0123abcd"},
    730,
    edition=1,
)


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
        b"", b"{", b"[]", b"null", b"3", b"{}", b'{"a":{},"t":{},"k":365}', b"\xff\xfe",
        b'{"a":3,"d":"2026-11-22","t":{},"k":365}', b'{"a":{},"d":"soon","t":{},"k":365}',
        b'{"a":{},"d":3,"t":{},"k":365}',
    ],
)  # fmt: skip
def test_what_is_no_record_of_ours_is_not_sealed(data) -> None:
    with pytest.raises(NotSealed):
        Record.from_json(data)
    with pytest.raises(NotSealed):
        list_from_json(data)
