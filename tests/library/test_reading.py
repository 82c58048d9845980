"""Every page, as rendered, in words that a child of ten can read. The figures are those we promise.

Grades count each sentence once, and whole sentences only: what stands on several cards is learnt
once, and headings, labels and lists would make any page look easy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import pytest

from habits.engine.loaded import get_content
from tests.every_page import Seen
from tests.more_pages import more_pages
from tests.reading import (
    Block,
    blocks_of,
    hardest,
    kincaid,
    sentences,
    smog,
    syllables,
    whole_sentences,
    words,
)
from tests.site.test_words import banned_words, content_strings, skin_tone_faults

FLESCH_KINCAID, SMOG, WORDS, SENTENCES = 6, 7, 20, 3
# Fewer sentences make no SMOG: those of several pages, or tips, are joined.
ENOUGH_FOR_SMOG = 30
# Names, which are not our words: titles of studies, sources of telephone numbers. Our own names for
# articles and codes are marked translate="no" and left out by the reader.
NAMES = (".references", ".origins")
# Lists of answers and names after a colon: each is read as a list, whatever its length.
LISTS = (".why", ".facts dt", ".facts--tight dd", ".answers dd", "td")


class Page(NamedTuple):
    seen: Seen
    blocks: list[Block]


@pytest.fixture(scope="session")
def read(pages, in_its_own_database) -> list[Page]:
    """Every page with its blocks, less those that hold names."""

    def ours(html: str) -> list[Block]:
        return [block for block in blocks_of(html) if not any(map(block.within, NAMES))]

    walked = [*pages, *in_its_own_database(more_pages)]
    return [Page(page, ours(page.html)) for page in walked]


@pytest.fixture(scope="session")
def blocks(read) -> dict[Block, str]:
    """Each block once, with the first page that has it."""
    found: dict[Block, str] = {}
    for page in read:
        for block in page.blocks:
            found.setdefault(block, page.seen.name)
    return found


def distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def faults_in(blocks: dict[Block, str], find: Callable[[Block], Iterable[object]]) -> list[str]:
    return [
        f"{page}: {fault}: {block.text}" for block, page in blocks.items() for fault in find(block)
    ]


def none(faults: list[str]) -> None:
    """Every fault in a line of its own: pytest would shorten the list."""
    assert not faults, "\n" + "\n".join(faults)


# Grades.


def tips_of(page: Page) -> dict[str, list[Block]]:
    """The blocks of each tip's card."""
    tips: dict[str, list[Block]] = defaultdict(list)
    for block in page.blocks:
        if name := block.inside("tip-"):
            tips[name.removesuffix("-title")].append(block)
    return tips


def texts(read: list[Page]) -> Iterator[tuple[str, list[str]]]:
    """What gets a grade of its own: each page, and each tip with all that any person sees of it."""
    tips: dict[str, list[str]] = defaultdict(list)
    for page in read:
        yield page.seen.name, distinct(whole_sentences(page.blocks))
        for name, blocks in tips_of(page).items():
            tips[name] += whole_sentences(blocks)
    yield from ((name, distinct(found)) for name, found in tips.items())


def too_hard(
    grade: Callable[[list[str]], float], most: float, found: list[tuple[str, list[str]]]
) -> list[str]:
    return [
        f"{name}: {grade(text):.2f}, above all: {' / '.join(hardest(text))}"
        for name, text in found
        if grade(text) > most
    ]


@pytest.mark.slow
def test_every_page_and_tip_has_a_flesch_kincaid_grade_of_6_at_most(read) -> None:
    found = list(texts(read))
    tips = {tip.dom_id for tip in get_content().tips}
    assert tips <= {name for name, _ in found}
    # A footer of two sentences stands on every page but on the way to the tips.
    on_the_way = {page.seen.name for page in read if page.seen.on_the_way}
    assert {name for name, text in found if len(text) < 2} <= on_the_way
    none(too_hard(kincaid, FLESCH_KINCAID, [(name, text) for name, text in found if text]))


def test_every_page_and_tip_has_a_smog_grade_of_7_at_most(read) -> None:
    long: dict[str, list[str]] = {}
    joined: dict[str, list[str]] = defaultdict(list)
    for name, text in texts(read):
        if len(text) >= ENOUGH_FOR_SMOG:
            long[name] = text
        else:
            joined[kind_of(name)] += text
    for name, text in joined.items():
        long[f"short pages: {name}"] = distinct(text)
    assert min(len(text) for text in long.values()) >= ENOUGH_FOR_SMOG
    none(too_hard(smog, SMOG, [*long.items()]))


def kind_of(name: str) -> str:
    """Which short pages are joined, by the names that the walks give them."""
    return "questionnaire" if name.startswith(("check", "error")) else "all others"


# Lengths.


def long_sentences(block: Block) -> Iterator[str]:
    if any(map(block.within, LISTS)):
        return
    for sentence in sentences(block.text):
        # The person's own answers, one after the other: a list as well.
        if sentence.startswith("You said ") and (block.within(".care") or block.within(".said")):
            continue
        if len(words(sentence)) > WORDS:
            yield f"{len(words(sentence))} words"


def long_paragraphs(block: Block) -> Iterator[str]:
    count = len(whole_sentences([block]))
    if count > SENTENCES:
        yield f"{count} sentences"


def test_no_sentence_has_more_than_20_words(blocks) -> None:
    none(faults_in(blocks, long_sentences))


def test_no_paragraph_has_more_than_3_sentences(blocks) -> None:
    none(faults_in(blocks, long_paragraphs))


# Words.

# The word that was asked for, explained at once.
ASKED_FOR = "See a clinician: a doctor, nurse or pharmacist"
GENDERED = r"\b(?:he|she|his|hers?|him|himself|herself|mum|dad|mother|father|wife|husband)\b"
NUMBER_WORDS = (
    r"\b(?:two|three(?! Flashes)|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b"
)
# The standard for access has points with numbers like 1.4.10, two of them named Three Flashes.
NOT_NUMERALS = rf"{NUMBER_WORDS}|(?<!WCAG )(?<![\d.])\d+[.]\d+(?![\d.]*\d)|\d ?%|\bper ?cent"


def matches(pattern: str, block: Block) -> list[str]:
    return re.findall(pattern, block.text, re.IGNORECASE)


@pytest.mark.slow
def test_every_page_uses_plain_words(blocks) -> None:
    none(faults_in(blocks, lambda b: banned_words(b.text.replace(ASKED_FOR, ""))))


def test_colour_comes_after_feel_and_for_every_skin_on_every_page(blocks) -> None:
    none(faults_in(blocks, lambda block: skin_tone_faults(block.text)))


def test_no_page_takes_its_reader_for_a_man_or_a_woman(blocks) -> None:
    none(faults_in(blocks, partial(matches, GENDERED)))


def test_numbers_are_whole_and_in_digits_and_risks_are_so_many_in_so_many(blocks) -> None:
    none(faults_in(blocks, partial(matches, NOT_NUMERALS)))


# Errors.

DOING = {
    "answer", "ask", "call", "check", "choose", "give", "go", "load", "open", "press", "print",
    "select", "start", "try", "wait",
}  # fmt: skip


def says_what_to_do(text: str) -> bool:
    return any(sentence.split()[0].lower() in DOING for sentence in sentences(text))


def test_every_error_says_what_to_do(blocks) -> None:
    errors = {
        block.text.removeprefix("Error: ")
        for block in blocks
        if block.within(".error") or block.within(".problems li")
    }
    assert len(errors) > 12
    none([error for error in errors if not says_what_to_do(error)])


def test_every_page_that_stands_in_for_another_says_what_to_do(read) -> None:
    failed = [page for page in read if page.seen.status >= 400 and page.seen.status != 422]
    assert {page.seen.status for page in failed} >= {400, 403, 404, 405, 500, 503}
    for page in failed:
        # In a sentence, not in a link alone.
        told = [b.text for b in page.blocks if b.within("main p") and b.text.endswith(".")]
        assert any(map(says_what_to_do, told)), page.seen.name


# Nothing we say goes unread.

# Fields that no page shows as they are.
UNSHOWN = {
    ".source": "who checks the content reads it",
    ".alcohol_source": "stands among the names",
    ".quote": "most answers fit no tip that would tell them",
    "glossary.toml .forms": "other forms of a word, which lead to it",
    "absolutes.toml": "why the words leave no room, for who checks the content",
    ".short": "only those of the first three tips",
    "dairy.skin.verdict": "who sees the tip has acne, and reads the verdict on acne",
    "regions.toml .name": "stands among the names",
    "licence.toml .name": "a name",
    "figures.toml .where": "who checks the content reads it",
    "figures.toml .measure": "shapes what is shown, and is no word of ours",
    "absolutes.toml .why": "who checks the content reads it",
    "questionnaire.toml.retired .text": "told in the download of an old result alone",
}


def test_every_sentence_of_the_content_is_read_on_some_page(blocks) -> None:
    shown = "\n".join(distinct(block.text for block in blocks)).lower()
    unread = [
        f"{place}: {text}"
        for place, text in content_strings()
        if not any(all(part in place for part in where.split()) for where in UNSHOWN)
        and text.rstrip(".").lower() not in shown
    ]
    none(unread)


# The reader itself.


def test_it_reads_what_is_seen_and_nothing_else() -> None:
    html = """<head><title>Hidden</title></head><body><p>It is <b>dry</b>, and
      it itches.<br>Ask.</p><p aria-hidden="true">No</p><ul id="tip-a"><li>One<p>Two</p></ul>
      <select><option>Place</select><p><span translate="no">Name:</span> it says so.</p>
      <img alt="A hand"><script>let no</script></body>"""
    assert [b.text for b in blocks_of(html)] == [
        "It is dry, and it itches.",
        "Ask.",
        "One",
        "Two",
        "it says so.",
        "A hand",
    ]
    assert blocks_of(html)[3].within("ul p")
    assert not blocks_of(html)[3].within("p ul")
    assert blocks_of(html)[2].inside("tip-") == "tip-a"


@pytest.mark.parametrize(
    ("word", "count"),
    [("pharmacist", 3), ("itchy", 2), ("isotretinoin", 1), ("moisturiser", 4), ("soap-free", 2),
     ("24,452", 1), ("CBT", 3), ("poo.", 1), ("“leaky", 2), ("tummy’s", 2)],
)  # fmt: skip
def test_it_counts_syllables_as_spoken(word, count) -> None:
    assert syllables(word) == count


def test_it_counts_a_telephone_number_as_1_word() -> None:
    assert len(words("Call 0808 808 8000 – day or night.")) == 5


def test_the_grades_are_those_of_their_authors() -> None:
    # 10 words and 14 syllables, 1 of the words with 3: by hand, from the two formulas.
    text = ["Talk to a nurse or pharmacist about your dry skin."]
    assert kincaid(text) == pytest.approx(0.39 * 10 + 11.8 * 1.3 - 15.59)
    assert smog(text) == pytest.approx(1.043 * 30**0.5 + 3.1291)
    assert smog(["It is dry and sore."]) == pytest.approx(3.1291)


@pytest.mark.parametrize(
    ("find", "bad"),
    [
        (long_sentences, "word " * 21),
        (long_paragraphs, "It is dry and sore. " * 4),
        (partial(matches, GENDERED), "Ask her."),
        (partial(matches, NOT_NUMERALS), "Take two."),
        (partial(matches, NOT_NUMERALS), "About 9.9 of them"),
        (partial(matches, NOT_NUMERALS), "It helps 5% of people"),
    ],
)
def test_each_rule_finds_its_fault(find, bad) -> None:
    assert list(find(Block(bad.strip(), ())))


def test_an_error_that_only_complains_is_found() -> None:
    assert not says_what_to_do("This field is required")
    assert not says_what_to_do("That is too long. It has 41 letters")
