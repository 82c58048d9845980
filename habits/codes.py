"""Finds codes in whatever people and programs put around them. Text in, codes out.

Any 32 letters of the alphabet are a code by their form, so a text can hold several that might be
meant: "code" before eight groups of four reads as a group itself. All of them are given, and what
opens decides. Which these are follows from the text alone, never from what is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from .sealing import LOOKALIKES

LENGTH = 32
ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz234567")
# Sizes of equal groups that a code is read and written in.
GROUPS = (1, 2, 4, 8, 16)
# A whole mail is longer than a code; a whole book is no code.
LONGEST = 8_000
# More than any text that was meant to hold one.
MOST = 24
# Links that were passed on are encoded once by each program that did so.
ENCODED = 3
# So long a run of letters is no word.
NO_WORD = 18

RUN = re.compile(r"[a-z0-9]+")
ENTITY = re.compile(r"&#?\w{1,10};")
# What may stand between the groups of a code; anything else ends it.
BREAK = re.compile(r"[^a-z0-9\s\-+_.=|>]+")
# Words have no digits in them.
MIXED = re.compile(r"[a-z][0-9]|[0-9][a-z]")
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
DASH = re.compile(r"[\u2010-\u2015\u2212]")
# Turkish capitals: an i keeps its dot, or loses it.
TURKISH = str.maketrans({"ı": "i", "\u0307": None})


def codes_in(text: str) -> list[str]:
    """Every code that the text may hold, likeliest first, as 32 lower-case letters and digits."""
    found = [code for reading in readings(text) for code in (*plain(reading), *spelled(reading))]
    return list(dict.fromkeys(found))[:MOST]


def cut_off(text: str) -> bool:
    """Is it a part of a code?"""
    if codes_in(text):
        return False
    reading = next(readings(text))
    # Behind the last # of a link there is nothing but the code.
    last = "".join(RUN.findall(reading.rpartition("#")[2]))
    return 0 < len(last) < LENGTH or any(
        NO_WORD <= len(run) < LENGTH for run in RUN.findall(reading)
    )


def readings(text: str) -> Iterator[str]:
    """The text as letters that a code has, and what is between them.

    Programs put characters without width into a code to break it, and behind it to end it; and a
    field of one line takes the breaks out of what is pasted.
    """
    text = text[:LONGEST]
    for _ in range(ENCODED):
        text = unquote(text)
    text = unicodedata.normalize("NFKC", ENTITY.sub(" ", text))
    for part in (text, CAPITAL.sub(" ", text)):
        for width in ("", " "):
            shown = "".join(width if unicodedata.category(c) == "Cf" else c for c in part)
            plain_dashes = DASH.sub("-", shown.lower().translate(TURKISH))
            yield plain_dashes.translate(LOOKALIKES)


def plain(reading: str) -> Iterator[str]:
    """Codes in one run, in equal groups, or as all that there is."""
    runs = RUN.findall(reading)
    yield from filter(is_code, runs)
    for size in GROUPS:
        count = LENGTH // size
        for at in range(len(runs) - count + 1):
            groups = runs[at : at + count]
            if all(len(group) == size for group in groups):
                yield from filter(is_code, ["".join(groups)])
    yield from filter(is_code, ["".join(runs)])


def spelled(reading: str) -> Iterator[str]:
    """Codes that were broken once, or are grouped anyhow between marks that no code has."""
    for part in BREAK.split(reading):
        groups = RUN.findall(part)
        yield from filter(is_code, map("".join, pairwise(groups)))
        if MIXED.search(part):
            yield from filter(is_code, ["".join(groups)])


def is_code(letters: str) -> bool:
    return len(letters) == LENGTH and ALPHABET.issuperset(letters)
