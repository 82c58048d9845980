"""Plain words, and every skin tone, in everything we say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.content_files import raw_files
from tests.reading import sentences, words

# Each with what we say instead.
BANNED = {
    r"clinicians?|HCPs?|practitioners?": "doctor, nurse or pharmacist",
    r"stools?|f(?:a)?eces|bowel movements?|open your bowels": "poo",
    r"flatulence|passing wind|pass wind|gas": "farting, wind",
    r"anus|rectum|back passage|bum": "bottom",
    r"urine|wee": "pee",
    r"abdomen": "tummy",
    r"nausea|vomit(?:s|ed|ing)?": "feeling sick, being sick",
    r"fevers?|feverish": "high temperature",
    r"diseases?|disorders?": "condition, problem",
    r"suffer(?:s|ed|ing)?|experienc(?:e|es|ed|ing)|develop(?:s|ed|ing)?": "get, have",
    r"risk factors?": "chance",
    r"seek help|seek(?:ing)?": "ask for help",
    r"pruritus|lesions?|erythema": "itchy, sore, rough",
    r"upset stomachs?": "stomach ache, cramps, diarrhoea",
    r"dark(?:er)? skin|fair(?:er)? skin|light(?:er)? skin|skin of colour": "brown and black skin",
    r"try and": "try to",
    r"redness|flares?|flare-ups?|flush(?:es|ed|ing)?": "skin that changes colour, gets worse",
    r"patients?": "you",
    r"boost(?:s|ed|ing)?|heal(?:s|ed|ing)?|detox\w*|cleanse[sd]?|superfoods?|leaky gut|good gut":
        "may help some people",
    r"please|sorry|just|simply|easy|easily": "(leave it out)",
    r"diagnos\w+|detect\w*|cures?|cured|scores?|symptom checker|clinically proven|recommend\w*":
        "(what we do not do)",
    r"he|she|his|her|mum|dad|wife|husband": "they, you",
}  # fmt: skip
# Where a banned word is right, and why. A phrase is cut out before the words are looked for.
ALLOWED = {
    "eating disorder": "its only name",
    "coeliac disease": "its only name",
    "kidney disease": "its only name",
    "not healed": "a sign that we ask about, and no promise",
    "not heal": "the same sign",
    "“leaky gut": "the claim we answer, in quotation marks",
    "leaky gut” ": "the claim we answer",
}
FEEL = r"touch|feel|hot|rough|bumpy|sore|itch|dry|scaly|thick|burn|sting|hurt|crack|leak"
COLOUR = r"red|pink|purple|pale|reddish|crimson"
# Facts about references and sources are names, not our words; `found_by` holds what others type.
NAMES = {
    "title", "journal", "authors", "source", "kind", "publisher", "doi", "url", "id", "author",
    "found_by",
}  # fmt: skip


def strings(value: Any, place: str = "", key: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a content file that a reader can see, with where it stands."""
    if isinstance(value, dict):
        name = f"{place}/{value.get('id', '')}".rstrip("/")
        for inner, item in value.items():
            yield from strings(item, f"{name}.{inner}", inner)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, place, key)
    elif isinstance(value, str) and key not in NAMES and " " in value:
        yield place, value


def content_strings() -> list[tuple[str, str]]:
    return [found for name, raw in raw_files().items() for found in strings(raw, name)]


def template_strings() -> list[tuple[str, str]]:
    """The words of each template, without tags, comments and variables."""
    found = []
    for path in sorted(Path("templates").rglob("*.html")):
        text = re.sub(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"))
        text = re.sub(r"<(script|svg|meta).*?>", " ", text)
        found += [
            (path.as_posix(), piece.strip())
            for piece in re.split(r"<[^>]+>", text)
            if piece.strip()
        ]
    return found


def banned_words(text: str) -> Iterator[str]:
    for phrase in ALLOWED:
        text = text.replace(phrase, " ").replace(phrase.capitalize(), " ")
    for pattern, instead in BANNED.items():
        for match in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
            yield f"{match[0]!r}: say {instead}"


def skin_tone_faults(text: str) -> Iterator[str]:
    text = text.replace("red flag", "warning")
    colour = re.search(rf"\b(?:{COLOUR})\b", text, re.IGNORECASE)
    # The colour of poo is the same on everyone.
    if not colour or re.search(r"\bpoo\b(?!.*skin)", text, re.IGNORECASE):
        return
    for tone in ("white skin", "brown and black skin"):
        if tone not in text:
            yield f"{colour[0]!r} without {tone!r}"
    if not re.search(FEEL, text[: colour.start()], re.IGNORECASE):
        yield f"{colour[0]!r} before how it feels"


def test_the_content_uses_plain_words() -> None:
    faults = [(place, f, t) for place, t in content_strings() for f in banned_words(t)]
    assert not faults, "\n".join(map(str, faults))


def test_the_templates_use_plain_words() -> None:
    asked_for = "See a clinician: a doctor, nurse or pharmacist"
    faults = [
        (place, fault, text)
        for place, text in template_strings()
        if text != asked_for
        for fault in banned_words(text)
    ]
    assert not faults, "\n".join(map(str, faults))


def test_colour_is_told_for_every_skin_tone_and_after_how_it_feels() -> None:
    faults = [
        (place, f, t)
        for place, t in (*content_strings(), *template_strings())
        for f in skin_tone_faults(t)
    ]
    assert not faults, "\n".join(map(str, faults))


def test_no_sentence_of_the_content_has_more_than_20_words() -> None:
    # What no page shows yet as well; tests/library/test_reading.py reads the pages.
    faults = [
        (place, sentence)
        for place, text in content_strings()
        for sentence in sentences(text)
        if len(words(sentence)) > 20
    ]
    assert not faults, "\n".join(map(str, faults))


def test_there_are_no_percentages_and_no_brands() -> None:
    brands = r"%|\b(?:DS-01|Seed|ViaCap|OM Botanicals|Roaccutane|Accutane)\b"
    faults = [(p, t) for p, t in content_strings() if re.search(brands, t)]
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.parametrize(
    "bad",
    ["Ask a clinician.", "This heals skin", "Detoxes you", "blood in your stool", "it is easy"],
)
def test_the_lint_finds_a_banned_word(bad) -> None:
    assert list(banned_words(bad))


@pytest.mark.parametrize(
    "bad",
    [
        "The rash is red.",
        "It looks pink or red on white skin.",
        "Red on white skin, purple on brown and black skin, and sore.",
    ],
)
def test_the_lint_finds_a_missing_skin_tone(bad) -> None:
    assert list(skin_tone_faults(bad))
