"""Finds codes in whatever people and programs put around them. Text in, codes out.

Any 32 letters of the alphabet are a code by their form, so a text can hold several that might be
meant: "code" before eight groups of four reads as a group itself. All of them are given, and what
opens decides. Which these are follows from the text alone, never from what is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from urllib.parse import unquote

# What people read aloud or mistype, and what base32 has in its place.
LOOKALIKES = str.maketrans({"0": "o", "1": "l", "8": "b"})

LENGTH = 32
ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz234567")
# Sizes of equal groups that a code is read and written in.
GROUPS = (1, 2, 4, 8, 16)
# As much as a request may hold: a long mail, with the code at its end.
LONGEST = 64 * 1024
# So many are looked for; more than any text that was meant to hold one.
MOST = 24
# So many of each kind are weighed, of one reading.
MOST_WEIGHED = 500
# A number, or a word and a number, before each group.
STRIDES = (1, 2, 3, 4)
# Links that were passed on are encoded once by each program that did so.
ENCODED = 3
# So long a run of letters is no word.
NO_WORD = 18

RUN = re.compile(r"[a-z0-9]+")
# As many groups of one size, in a row, as make a code; each size as one letter.
SIZES = {size: chr(ord("A") + size) for size in GROUPS}
EQUAL = re.compile(
    "(?=(" + "|".join(f"{SIZES[size]}{{{LENGTH // size}}}" for size in GROUPS) + "))"
)
# Numbers of groups or of lines, as in "1." and "2/8".
NUMBER = re.compile(r"(?<![a-z0-9])[0-9]{1,2}(?![a-z0-9])", re.IGNORECASE)
# What JavaScript and JSON write for a character, and for the end of a line.
ESCAPE = re.compile(
    r"[\\%](?:u([0-9a-f]{4})|u\{([0-9a-f]{1,5})\}|x([0-9a-f]{2}))|\\[nrt]", re.IGNORECASE
)
ENTITY = re.compile(r"&#?\w{1,10};")
# What may stand between the groups of a code; anything else ends it.
BREAK = re.compile(r"[^a-z0-9\s\-+_.=|>]+")
# From the first digit to the last.
DIGITS = re.compile(r"[0-9](?:.*[0-9])?")
# Words have no digits in them.
MIXED = re.compile(r"[a-z][0-9]|[0-9][a-z]")
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
DASH = re.compile(r"[\u2010-\u2015\u2212]")
# Turkish capitals: an i keeps its dot, or loses it.
TURKISH = str.maketrans({"ı": "i", "\u0307": None})
# Letters of other keyboards that look like ours, from Unicode's confusables.txt, each before ours.
LOOKS = """
ͿJ ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa γy ιi νv οo ρp σo υu ϜF ϳj ϺM
ЅS ІI ЈJ АA ВB ЕE З3 КK МM НH ОO РP СC ТT УY ХX Ьb аa б6 гr еe оo рp сc уy хx ѕs іi јj ѡw
ѴV ѵv ҮY үy һh ҽe ӀI ӏi Ӡ3 ԁd ԌG ԛq ԜW ԝw
ՍU ՏS ՕO աw գq զq հh ոn ռn սu ցg քf օo
ƍg Ɩl ƦR Ƨ2 Ʒ3 Ƽ5 ƽs ǀl Ȝ3 ɑa ɡg ɣy ɩi ɪi ɯw ʋu ʏy ᴄc ᴏo ᴑo ᴜu ᴠv ᴡw ᴢz ᴦr ᶃg ᶌy
"""
# A capital that looks like ours was perhaps made a small letter since.
ALIKE = {pair[0]: pair[1] for pair in LOOKS.split()}
LOOK = str.maketrans({theirs.lower(): ours for theirs, ours in ALIKE.items()} | ALIKE)


def codes_in(text: str) -> list[str]:
    """Every code that the text may hold, likeliest first, as 32 lower-case letters and digits."""
    return found(text, plain, spelled, fused)


def cut_off(text: str) -> bool:
    """Is it a part of a code?"""
    if found(text, plain, spelled):
        return False
    reading = next(readings(text))
    # Behind the last # of a link there is nothing but the code.
    last = "".join(RUN.findall(reading.rpartition("#")[2]))
    return 0 < len(last) < LENGTH or any(
        NO_WORD <= len(run) < LENGTH for run in RUN.findall(reading)
    )


def found(text: str, *ways: Callable[[str], Iterator[str]]) -> list[str]:
    """What one of the ways finds in one of the readings, what the first way finds before the rest.

    Of what one way finds, words that happen to have 32 letters come last: they have no digits.
    """
    codes: dict[str, None] = {}
    known = list(dict.fromkeys(readings(text)))
    for way in ways:
        some = [code for reading in known for code in islice(way(reading), MOST_WEIGHED)]
        codes |= dict.fromkeys(sorted(some, key=str.isalpha))
        if len(codes) >= MOST:
            break
    return list(codes)[:MOST]


def readings(text: str) -> Iterator[str]:
    """The text as letters that a code has, and what is between them.

    Programs put characters without width into a code to break it, and behind it to end it; and a
    field of one line takes the breaks out of what is pasted.
    """
    text = text[:LONGEST]
    for _ in range(ENCODED):
        text = ESCAPE.sub(unescaped, unquote(text))
    text = unicodedata.normalize("NFKC", ENTITY.sub(" ", text.translate(counters(text))))[:LONGEST]
    for part in (text, CAPITAL.sub(" ", text)):
        for width in ("", " "):
            yield letters(part.translate(without_width(part, width)))
    text = text.translate(without_width(text, ""))
    yield letters(NUMBER.sub(" ", text))
    yield letters(text.translate(LOOK))


def letters(text: str) -> str:
    dashes = DASH.sub("-", text.lower().translate(TURKISH))
    return dashes.translate(LOOKALIKES)


def unescaped(match: re.Match[str]) -> str:
    number = match[1] or match[2] or match[3]
    return chr(int(number, 16)) if number else " "


def counters(text: str) -> dict[int, str]:
    """Numbers in circles and the like stand before a group; digits of any script are digits."""
    kinds = {c: unicodedata.category(c) for c in set(text)}
    return {
        ord(c): " " if kind == "No" else str(unicodedata.decimal(c))
        for c, kind in kinds.items()
        if kind in {"No", "Nd"}
    }


def without_width(text: str, instead: str) -> dict[int, str]:
    return {ord(c): instead for c in set(text) if unicodedata.category(c) == "Cf"}


def plain(reading: str) -> Iterator[str]:
    """Codes in one run, in equal groups with or without something before each, or as all that
    there is."""
    runs = RUN.findall(reading)
    yield from filter(is_code, runs)
    sizes = "".join(SIZES.get(len(run), "-") for run in runs)
    for stride in STRIDES:
        for first in range(stride):
            every = runs[first::stride]
            for match in EQUAL.finditer(sizes[first::stride]):
                groups = every[match.start() : match.end(1)]
                yield from filter(is_code, ["".join(groups)])
    yield from filter(is_code, ["".join(runs)])


def spelled(reading: str) -> Iterator[str]:
    """Codes that were broken once, or are grouped anyhow between marks that no code has."""
    for part in BREAK.split(reading):
        groups = RUN.findall(part)
        yield from filter(is_code, map("".join, pairwise(groups)))
        if MIXED.search(part):
            yield from filter(is_code, ["".join(groups)])


def fused(reading: str) -> Iterator[str]:
    """Codes with no space to what is before or behind them: at an end of a longer run, between
    words, at an end of a sentence."""
    runs = sorted((run for run in RUN.findall(reading) if len(run) > LENGTH), key=len)
    parts = ("".join(RUN.findall(part)) for part in BREAK.split(reading) if MIXED.search(part))
    for run in runs:
        yield from filter(is_code, (run[:LENGTH], run[-LENGTH:]))
    for run in runs:
        yield from filter(is_code, between_words(run))
    for part in parts:
        yield from filter(is_code, (part[:LENGTH], part[-LENGTH:]))


def between_words(run: str) -> Iterator[str]:
    """The parts of a run that are as long as a code and leave no digit out."""
    digits = DIGITS.search(run)
    if digits:
        start = max(1, digits.end() - LENGTH)
        for at in range(start, min(digits.start(), len(run) - LENGTH - 1) + 1):
            yield run[at : at + LENGTH]


def is_code(letters: str) -> bool:
    return len(letters) == LENGTH and ALPHABET.issuperset(letters)
