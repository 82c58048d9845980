"""Search over tips, foods, explainers and the glossary: in memory, forgiving of typing errors.

Nothing that anyone looks for is written down or kept.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from rapidfuzz import fuzz, process

from .advice import content
from .engine.content import Content
from .engine.schema import Claim, Explainer, Food, Term, Tip

LONGEST = 60
MOST = 20
# What a word counts for, by where it stands.
TITLE, SUMMARY, BODY = 6.0, 2.0, 1.0
# A word that only starts alike, or that is spelled alike, counts for less.
STARTS, ALIKE = 0.7, 0.5
# Below, two words are not the same word with a typing error.
LEAST_ALIKE = 75
SHORTEST_ALIKE = 4
# What is found beside a much better hit is noise.
SHARE_OF_BEST = 0.25


class Entry(NamedTuple):
    """Something that can be found, with the words that find it."""

    kind: str
    title: str
    address: str
    # Every name it goes by.
    names: str
    summary: str
    body: str


class Index(NamedTuple):
    entries: list[Entry]
    # word -> entry -> what the word counts for there
    words: dict[str, dict[int, float]]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


def find(query: str) -> list[Entry]:
    """The entries that fit, best first; none for an empty query."""
    found: dict[int, float] = defaultdict(float)
    index = read()
    for word in set(words(query)):
        best: dict[int, float] = {}
        for same, closeness in spellings(word, index).items():
            holders = index.words[same]
            rare = math.log(1 + len(index.entries) / len(holders))
            for entry, weight in holders.items():
                best[entry] = max(best.get(entry, 0), closeness * weight * rare)
        for entry, points in best.items():
            found[entry] += points
    least = SHARE_OF_BEST * max(found.values(), default=0)
    order = sorted((-points, entry) for entry, points in found.items() if points >= least)
    return [index.entries[entry] for _, entry in order[:MOST]]


def spellings(word: str, index: Index) -> dict[str, float]:
    """The words of the index that may be meant, each with how close it is, from 0 to 1."""
    if len(word) < 3:
        return {word: 1.0} if word in index.words else {}
    meant = {other: STARTS for other in index.words if other.startswith(word)}
    if word in index.words:
        meant[word] = 1.0
    if not meant and len(word) >= SHORTEST_ALIKE:
        near = process.extract(
            word, index.words.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=5
        )
        meant = {other: ALIKE * score / 100 for other, score, _ in near}
    return meant


@cache
def read() -> Index:
    """The index, made once in each process."""
    found = entries(content())
    index: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for number, entry in enumerate(found):
        # Who types a whole title wants that page: a word of a short title counts for more.
        title = TITLE * (1 + 1 / len(words(entry.title)))
        for text, weight in ((entry.names, title), (entry.summary, SUMMARY), (entry.body, BODY)):
            for word in set(words(text)):
                index[word][number] = max(index[word][number], weight)
    return Index(found, index)


def entries(everything: Content) -> list[Entry]:
    return [
        *map(of_tip, everything.tips),
        *map(of_claim, everything.claims),
        *map(of_food, everything.foods),
        *map(of_explainer, everything.explainers),
        *map(of_term, everything.terms),
    ]


def of_tip(tip: Tip) -> Entry:
    form = content().questionnaire
    found = [f"{form.concerns[name]} {e.line} {e.verdict}" for name, e in tip.concerns.items()]
    words = [form.areas[tip.area], tip.short, tip.first, *tip.steps, tip.may_do, *found]
    body = " ".join(words)
    return Entry("Tip", tip.title, reverse("tip", args=[tip.slug]), tip.title, tip.asks, body)


def of_claim(claim: Claim) -> Entry:
    address = f"{reverse('claims')}#{claim.dom_id}"
    body = f"{claim.we_know} {claim.instead}"
    return Entry("Claim", f"“{claim.claim}”", address, claim.claim, claim.line, body)


def of_food(food: Food) -> Entry:
    address = f"{reverse('foods')}#{food.dom_id}"
    body = f"{food.kind} {food.serving} {food.take_care}"
    return Entry("Food", food.name, address, f"{food.name} {food.id}", f"{food.what}.", body)


def of_explainer(explainer: Explainer) -> Entry:
    body = " ".join(" ".join([part.title, *part.text, *part.points]) for part in explainer.sections)
    address = reverse("explainer", args=[explainer.id])
    return Entry("Topic", explainer.title, address, explainer.title, explainer.short, body)


def of_term(term: Term) -> Entry:
    address = f"{reverse('glossary')}#{term.dom_id}"
    names = " ".join([term.term, *term.forms])
    return Entry("Word", term.term, address, names, term.means, "")
