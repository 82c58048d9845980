"""The name that someone gives a result: text that can be seen, in its own direction."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
UNSEEN = f"Give a name that can be seen, of at most {LONGEST} letters"
TOO_LONG = f"Give a name of at most {LONGEST} letters"

# Letters and a symbol by their class, and blank: Hangul fillers and the empty braille cell.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# They join or part the letters of Persian and of Indian scripts, and the parts of an emoji.
JOINERS = "\u200c\u200d"
# The letters of a flag such as Scotland's, behind a black one.
FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]+\U000e007f")
VIRAMA = 9


class NoName(ValueError):
    """It cannot be a name; the text says what can."""


def name_from(typed: str) -> str:
    """The name without what cannot be seen and what turns the text around it. Raises NoName."""
    name = shown_text(typed)
    if not name:
        raise NoName(UNSEEN)
    if len(name) > LONGEST:
        raise NoName(TOO_LONG)
    return name


def shown_text(typed: str) -> str:
    """What someone typed without what cannot be seen and what turns the text around it; "" when
    nothing is left to be seen."""
    flags = {at for found in FLAG.finditer(typed) for at in range(*found.span())}
    plain = "".join(
        letter
        for at, letter in enumerate(typed)
        if at in flags or letter.isspace() or letter in JOINERS or kind(letter) != "C"
    )
    joined = "".join(
        letter
        for at, letter in enumerate(plain)
        if letter not in JOINERS or joins(plain[:at], plain[at + 1 :])
    )
    text = unicodedata.normalize("NFC", " ".join(joined.split()))
    return text if any(map(seen, text)) else ""


def kind(letter: str) -> str:
    """L(etter), M(ark), N(umber), P(unctuation), S(ymbol), Z (space) or C(ontrol)."""
    # An emoji can be newer than the tables of this Python.
    if "\U0001f000" <= letter <= "\U0001faff":
        return "S"
    return unicodedata.category(letter)[0]


def seen(letter: str) -> bool:
    return kind(letter) in "LNPS" and letter not in BLANK


def joins(before: str, after: str) -> bool:
    """Does a joiner belong here: between two letters or emoji, or at the end of an Indian word?"""
    if before and unicodedata.combining(before[-1]) == VIRAMA:
        return True
    return all(side and kind(side) in "LMS" for side in (before[-1:], after[:1]))
