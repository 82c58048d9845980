"""Search over warning signs, tips, foods, topics and words: in memory, forgiving of typing errors.

Nothing that anyone looks for is written down or kept.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..engine.content import Content
from ..engine.loaded import get_content
from ..engine.schema import Claim, Explainer, Food, Place, RedFlag, Term, Tip
from ..engine.search_words import deciding_options, families, root, words

MAX_QUERY = 60
MAX_RESULTS = 20
SIGN = "Warning sign"
# In this order, where they fit alike.
KINDS = {SIGN: 0, "Tip": 1, "Claim": 1, "Food": 2, "Topic": 3, "Word": 4, "Tips": 5, "Page": 6}
# Signs that come before everything else.
SIGNS_FIRST = 2
# More would hide the rest: the page of the search leads to all of them anyway.
MOST_SIGNS = 8
# What a word counts for, by where it stands.
TITLE, NAME, SAID, BODY = 10.0, 6.0, 2.0, 1.0
# A word that only starts alike, or that is spelled alike, counts for less.
STARTS, ALIKE = 0.7, 0.5
# Fewer letters start too many words.
SHORTEST_START = 4
# Fewer letters with a slip of the finger are another word; in so few only neighbours change places.
SHORTEST_ALIKE = 4
# From so many letters on, the first may be wrong; from so many there may be 2 slips.
LONG, VERY_LONG = 7, 8
# Of words that are not all found, as many must be.
MOST_WORDS = 2 / 3
# How an entry fits, best first: the words are one of its names; all stand in its names or in what
# it says first; they hold one of its names, or most of them stand there; all stand in it; most do.
WHOLE, NAMED, HOLDS, WITHIN, MOSTLY = range(5)
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


class Entry(NamedTuple):
    """Something that can be found, with the words that find it."""

    kind: str
    title: str
    address: str
    # Every name it goes by, each a phrase.
    names: tuple[str, ...]
    # What is shown under the title.
    summary: str
    # What is said first; then all else.
    said: str
    body: str


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


class ParsedQuery(NamedTuple):
    """What someone looks for."""

    # The roots of all words as typed.
    typed: frozenset[str]
    # Each that says something -> the roots of the index that may be meant, with how close they are.
    meant: dict[str, dict[str, float]]
    # All that may be meant.
    known: frozenset[str]


class Fit(NamedTuple):
    """How well an entry fits, in the order of the finds."""

    closeness: int
    place: int
    points: float
    entry: int


def find(query: str) -> list[Entry]:
    """The entries that fit, signs first, then best first; none where only a likeness is found."""
    index = read()
    fits = close(sorted(fitting(query, index)))
    signs = [fit for fit in fits if fit.place == 0]
    first = [sign for sign in signs if sign.closeness <= HOLDS][:SIGNS_FIRST]
    left_out = {*first, *signs[MOST_SIGNS:]}
    order = [*first, *(fit for fit in fits if fit not in left_out)]
    return [index.entries[fit.entry] for fit in order[:MAX_RESULTS]]


def close(fits: list[Fit]) -> list[Fit]:
    """Without what only speaks of it, where something else is about it."""
    best = fits[0].closeness if fits else WHOLE
    least = HOLDS if best <= NAMED else max(best, WITHIN)
    return [fit for fit in fits if fit.closeness <= least]


def fitting(query: str, index: Index) -> list[Fit]:
    parsed = read_query(query, index)
    found = []
    for entry, points in weighed(parsed, index).items():
        closeness = fit(index, entry, parsed)
        if closeness is not None:
            found.append(Fit(closeness, KINDS[index.entries[entry].kind], -points, entry))
    return found


def read_query(query: str, index: Index) -> ParsedQuery:
    said = joined(words(query), index)
    typed = roots(said, index.families)
    meant = {word: spellings(word, index) for word in typed}
    every = every_root(said, index.families)
    return ParsedQuery(every, meant, every.union(*meant.values()))


def weighed(parsed: ParsedQuery, index: Index) -> dict[int, float]:
    """Each entry that holds a word, with what its words count for together; a rare word is more."""
    points: dict[int, float] = defaultdict(float)
    for others in parsed.meant.values():
        best: dict[int, float] = {}
        for same, closeness in others.items():
            holders = index.roots[same]
            rare = math.log(1 + len(index.entries) / len(holders))
            for entry, weight in holders.items():
                best[entry] = max(best.get(entry, 0), closeness * weight * rare)
        for entry, score in best.items():
            points[entry] += score
    return points


def fit(index: Index, entry: int, parsed: ParsedQuery) -> int | None:
    """How an entry fits what is asked for, or nothing where it does not."""
    held = [name for name in index.names[entry] if name <= parsed.known]
    if any(all(name & others.keys() for others in parsed.meant.values()) for name in held):
        return WHOLE
    weights = [
        max((index.roots[same].get(entry, 0) for same in others), default=0)
        for others in parsed.meant.values()
    ]
    if min(weights) >= SAID:
        return NAMED
    # A likeness of one word, and nothing of the others, is chance.
    if any(name <= parsed.typed for name in held) or most(weights, SAID):
        return HOLDS
    if min(weights) > 0:
        return WITHIN
    return MOSTLY if most(weights, BODY * ALIKE) else None


def most(weights: list[float], least: float) -> bool:
    """Whether most words of a longer question weigh something."""
    found = sum(weight >= least for weight in weights)
    return len(weights) > 2 and found >= MOST_WORDS * len(weights)


def joined(typed: list[str], index: Index) -> list[str]:
    """Two words as one where only that is ours: heartburn for heart burn."""
    found: list[str] = []
    for word in typed:
        if found and root(found[-1] + word) in index.in_names:
            found[-1] += word
        else:
            found.append(word)
    return found


def roots(typed: list[str], same: dict[str, str]) -> list[str]:
    """The roots of the words that say something, each once; of all words if none does."""
    found = [word for word in typed if word not in EMPTY] or typed
    return list(dict.fromkeys(same.get(found, found) for found in map(root, found)))


def every_root(typed: list[str], same: dict[str, str]) -> frozenset[str]:
    return frozenset(same.get(found, found) for found in map(root, typed))


def whole(name: str, same: dict[str, str]) -> frozenset[str]:
    """What someone must type for a name: all of it, where a single word would say too little."""
    found = roots(words(name), same)
    return frozenset(found) if len(found) > 1 else every_root(words(name), same)


def spellings(word: str, index: Index) -> dict[str, float]:
    """The words of the index that may be meant, each with how close it is, from 0 to 1."""
    if word in index.roots:
        return {word: 1.0}
    if len(word) >= SHORTEST_START:
        starting = {
            same: STARTS for other, same in index.in_names.items() if other.startswith(word)
        }
        if starting:
            return starting
    if len(word) < SHORTEST_ALIKE:
        return {}
    near = process.extract(
        word, index.in_names.keys(), scorer=OSA.distance, score_cutoff=slips(word), limit=None
    )
    meant = [(other, distance) for other, distance, _ in near if alike(word, other, distance)]
    least = min((distance for _, distance in meant), default=0)
    return {index.in_names[other]: ALIKE for other, distance in meant if distance == least}


def slips(word: str) -> int:
    return 2 if len(word) >= VERY_LONG else 1


def alike(word: str, other: str, distance: float) -> bool:
    """Whether one may be the other with a slip of the finger, and is not just another word."""
    if len(word) <= SHORTEST_ALIKE or len(other) < SHORTEST_ALIKE:
        return sorted(word) == sorted(other)
    return word[0] == other[0] or (distance == 1 and len(word) >= LONG)


@cache
def read() -> Index:
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
        weighed += [(roots(words(entry.said), same), SAID), (roots(words(entry.body), same), BODY)]
        for text, weight in weighed:
            for word in text:
                index[word][number] = max(index[word].get(number, 0), weight)
    in_names |= {word: first for word, first in same.items() if first in in_names}
    names = [[whole(name, same) for name in entry.names] for entry in found]
    return Index(found, dict(index), names, in_names, same)


def entries(everything: Content) -> list[Entry]:
    return [
        *(of_sign(everything, flag) for flag in everything.red_flags),
        *map(of_tip, everything.tips),
        *of_concerns(everything),
        *map(of_claim, everything.claims),
        *map(of_food, everything.foods),
        *map(of_explainer, everything.explainers),
        *map(of_term, everything.terms),
        *map(of_place, everything.finding.places),
    ]


def of_sign(everything: Content, flag: RedFlag) -> Entry:
    answers = deciding_options(everything, flag)
    names = (flag.title, *flag.found_by, *(phrase for a in answers for phrase in a.found_by))
    said = " ".join([flag.signs, *(f"{answer.label} {answer.hint}" for answer in answers)])
    body = " ".join([flag.call, flag.do, *flag.worse_if])
    address = f"{reverse('help')}#help-{flag.dom_id}"
    summary = f"If {flag.signs}."
    return Entry(SIGN, flag.title, address, names, summary, said, body)


def of_tip(tip: Tip) -> Entry:
    form = get_content().questionnaire
    found = [f"{form.concerns[name]} {e.line} {e.verdict}" for name, e in tip.concerns.items()]
    body = " ".join([form.areas[tip.area], tip.short, tip.first, *tip.steps, tip.may_do, *found])
    address = reverse("tip", args=[tip.slug])
    return Entry("Tip", tip.title, address, (tip.title, *tip.found_by), tip.asks, tip.asks, body)


def of_concerns(everything: Content) -> list[Entry]:
    """The list of tips for each concern, found by the words of the options that name it."""
    form = everything.questionnaire
    options = [o for question in form.current_questions.values() for o in question.options]
    found = []
    for concern, name in form.concerns.items():
        naming = [option for option in options if option.concern == concern]
        names = (name, *dict.fromkeys(phrase for o in naming for phrase in o.found_by))
        said = " ".join(option.label for option in naming)
        address = f"{reverse('tips')}?concern={concern}"
        title = f"All tips on {name}"
        found.append(Entry("Tips", title, address, names, "Every tip graded for it.", said, ""))
    return found


def of_claim(claim: Claim) -> Entry:
    address = f"{reverse('claims')}#{claim.dom_id}"
    body = f"{claim.we_know} {claim.instead}"
    names = (claim.claim, *claim.found_by)
    return Entry("Claim", f"“{claim.claim}”", address, names, claim.line, claim.line, body)


def of_food(food: Food) -> Entry:
    address = reverse("food", args=[food.id])
    body = f"{food.kind} {food.serving} {food.take_care}"
    names = (food.name, food.id, *food.found_by)
    return Entry("Food", food.name, address, names, f"{food.what}.", food.what, body)


def of_explainer(explainer: Explainer) -> Entry:
    body = " ".join(" ".join([part.title, *part.text, *part.points]) for part in explainer.sections)
    address = reverse("explainer", args=[explainer.id])
    names = (explainer.title, *explainer.found_by)
    short = explainer.short
    return Entry("Topic", explainer.title, address, names, short, short, body)


def of_term(term: Term) -> Entry:
    address = f"{reverse('glossary')}#{term.dom_id}"
    names = (term.term, *term.forms, *term.found_by)
    return Entry("Word", term.term, address, names, term.means, term.means, "")


def of_place(place: Place) -> Entry:
    names = (place.title, *place.found_by)
    return Entry("Page", place.title, reverse(place.id), names, place.short, place.short, "")
