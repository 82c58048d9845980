"""The name of a result can be seen, and turns nothing around it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habits.results.list_names import LONGEST, NoName, name_from

INVISIBLE = {
    "nothing": "",
    "spaces": " \t\u00a0\u2003\u3000",
    "zero-width space": "\u200b",
    "Hangul filler": "\u3164",
    "Hangul fillers of other kinds": "\u115f\u1160\uffa0",
    "braille blank": "\u2800",
    "a mark that stands on nothing": "\u0301\u0308",
    "selector": "\ufe0f",
    "grapheme joiner": "\u034f",
    "joiners": "\u200d\u200c",
    "controls": "\x00\x07\x1b\x7f\x85",
    "direction": "\u202e\u2067\u200f\u061c",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "tags": "\U000e0061\U000e0062",
    "private use": "\ue000",
    "half a pair": "\ud800",
    "all at once": "\u200b\u3164 \u2800\u0301\u202e\u200d",
}


@pytest.mark.parametrize("name", INVISIBLE.values(), ids=INVISIBLE)
def test_a_name_that_cannot_be_seen_is_none(name) -> None:
    with pytest.raises(NoName, match="can be seen, of at most 40"):
        name_from(name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mine", "Mine"),
        ("  Before   the\tholiday\r\n", "Before the holiday"),
        ("\u202egnirpS", "gnirpS"),
        ("a\u2066b\u2069c\u2067d\u2068e", "abcde"),
        ("\u200eMine\u200f \u061c\u202a\u202b\u202c\u202d", "Mine"),
        ("Mi\x00n\x08e\x9f", "Mine"),
        ("\ufeffMi\u200bne\u2060\u00ad", "Mine"),
        ("e\u0301te\u0301", "été"),
        ("\u212b", "Å"),
        ("e\u200b\u0301", "é"),
        # Persian, with the mark that parts a prefix from its word.
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200cمی\u200c خواهم\u200c", "می خواهم"),
        # A syllable of Hindi, and an end of a word in Malayalam.
        ("क्\u200dष", "क्\u200dष"),
        ("അവന്\u200d", "അവന്\u200d"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("👩🏽\u200d🔬 day", "👩🏽\u200d🔬 day"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        # Newer than the tables of Python 3.11.
        ("\U0001fae9", "\U0001fae9"),
        ("\U0001f642\u200d\U0001fae8", "\U0001f642\u200d\U0001fae8"),
        ("a\u200d\u200db", "ab"),
        ("1\u200d2", "12"),
        (
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ),
        ("🏴a\U000e0067", "🏴a"),
        ("אחרי החופש", "אחרי החופש"),
        ("\u3164Mine", "\u3164Mine"),
        ("!", "!"),
        ("7", "7"),
    ],
)
def test_a_name_keeps_what_belongs_to_it_and_nothing_else(typed, name) -> None:
    assert name_from(typed) == name


def test_a_name_is_long_enough_without_what_is_not_seen() -> None:
    assert name_from("x" * LONGEST + "\u200b") == "x" * LONGEST
    with pytest.raises(NoName, match="Give a name of at most 40 letters"):
        name_from("x" * (LONGEST + 1))


@settings(max_examples=1000)
@given(st.text(max_size=LONGEST, alphabet=st.characters()))
def test_any_name_is_whole_seen_and_stays_as_it_is(typed) -> None:
    try:
        name = name_from(typed)
    except NoName:
        return
    assert name.encode()
    assert name_from(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert not any(unicodedata.bidirectional(letter) in TURNS for letter in name)
    assert not any(unicodedata.category(letter) == "Cc" for letter in name)


TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
