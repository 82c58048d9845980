"""The words of all that can be found, made once in each process."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from ..engine.loaded import get_content
from ..engine.search_words import families, root, words
from .search_entries import Entry, entries

# What a word counts for, by where it stands.
TITLE, NAME, LEAD, BODY = 10.0, 6.0, 2.0, 1.0
# Words of a question that say nothing about what is looked for.
EMPTY = frozenset(
    words(
        "a about after all also always am an and any are as at be because been before but by can"
        " cannot cant could did do does doesnt dont during every for from get gets getting got had"
        " has have having help helps how i if in into is isnt it its just keep keeps like many may"
        " me might much my no not of off on or our over should so some than that the their them"
        " then there these they this those to too up very was we were what when where which while"
        " who why will with wont would you your"
    )
)


class Index(NamedTuple):
    entries: list[Entry]
    # root of a word -> entry -> what the word counts for there
    roots: dict[str, dict[int, float]]
    # entry -> the roots of each of its names
    names: list[list[frozenset[str]]]
    # Roots of words that stand in a name, each with the one the index has it under: a likeness to
    # any other word is chance.
    in_names: dict[str, str]
    families: dict[str, str]


@cache
def search_index() -> Index:
    """The index, made once in each process."""
    same = families(get_content())
    found = entries(get_content())
    index: dict[str, dict[int, float]] = defaultdict(dict)
    in_names: dict[str, str] = {}
    for number, entry in enumerate(found):
        places = [(roots(words(name), same), NAME) for name in entry.names]
        in_names |= {word: word for name, _ in places for word in name}
        places.append((roots(words(entry.title), same), TITLE))
        # Who types a whole name wants that page: a word of a short name counts for more.
        weighed = [(name, weight * (1 + 1 / len(name))) for name, weight in places]
        weighed += [(roots(words(entry.lead), same), LEAD), (roots(words(entry.body), same), BODY)]
        for text, weight in weighed:
            for word in text:
                index[word][number] = max(index[word].get(number, 0), weight)
    in_names |= {word: first for word, first in same.items() if first in in_names}
    names = [[whole(name, same) for name in entry.names] for entry in found]
    return Index(found, dict(index), names, in_names, same)


def roots(typed: list[str], same: dict[str, str]) -> list[str]:
    """The roots of the words that say something, each once; of all words if none does."""
    found = [word for word in typed if word not in EMPTY] or typed
    return list(dict.fromkeys(same.get(found, found) for found in map(root, found)))


def every_root(typed: list[str], same: dict[str, str]) -> frozenset[str]:
    """The roots of all words. `same`: a root -> the one that stands for all that mean the same."""
    return frozenset(same.get(found, found) for found in map(root, typed))


def whole(name: str, same: dict[str, str]) -> frozenset[str]:
    """What someone must type for a name: all of it, where a single word would say too little."""
    found = roots(words(name), same)
    return frozenset(found) if len(found) > 1 else every_root(words(name), same)
