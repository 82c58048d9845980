"""How words that people type and words that we write are made the same, and what may find what."""

from __future__ import annotations

import re
import unicodedata

from .content import Content
from .schema import Option, RedFlag, When

WORD = re.compile(r"[^\W_]+")
# British and American spellings, and letters that sound the same, made one.
SPELLINGS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"r+h"), "r"),
    (re.compile(r"(?:oe|œ)(?=a|[a-z]{2})|(?:ae|æ)(?=[a-z]{2})"), "e"),
    (re.compile(r"(?<=[a-z]{3})our"), "or"),
    (re.compile(r"(?<=[a-z]{4})is(?=[aei])"), "iz"),
    (re.compile(r"(?<=[a-z][bt])re(?=s?$)"), "er"),
)
# Only endings that leave a word: a stemmer from a library takes purée for pure, and hives for HIV.
ENDINGS = (
    (re.compile(r"(?<=sh|ch|ss)es$"), ""),
    (re.compile(r"(?<=[a-z]{3})(?<![su])s$"), ""),
    (re.compile(r"(?<=[a-z]{2})(?:ie|y)$"), "i"),
    (re.compile(r"(?<=[a-z]{4})(?:ing|ed|(?<!e)e)$"), ""),
    (re.compile(r"(?<=[a-z]{2})([bdgmnprt])\1$"), r"\1"),
)


def words(text: str) -> list[str]:
    """The words of a text without accents, width and case."""
    plain = text.casefold() if text.isascii() else without_marks(text)
    return WORD.findall(plain.replace("’", "").replace("'", ""))


def without_marks(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def root(word: str) -> str:
    """A word without its ending, in one spelling: itch for itches, itched and itching."""
    for pattern, instead in (*SPELLINGS, *ENDINGS):
        word = pattern.sub(instead, word)
    return word


def depends_on(flag: RedFlag, question: str, option: str) -> bool:
    """Whether the flag is about this answer: it never shows without it."""
    if not isinstance(flag.when, When):
        return False
    every, one_of = flag.when.all_of, flag.when.any_of
    only = frozenset({option})
    return every.get(question) == only or one_of == {question: only}


def deciding_options(content: Content, flag: RedFlag) -> list[Option]:
    """The options without which a flag never shows."""
    questions = content.questionnaire.current_questions.values()
    return [o for q in questions for o in q.options if depends_on(flag, q.id, o.id)]


def families(content: Content) -> dict[str, str]:
    """The root of each word of a family -> the root of its first."""
    return {
        root(word): root(family.words[0])
        for family in content.finding.families
        for word in family.words
    }
