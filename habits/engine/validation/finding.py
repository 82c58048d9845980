"""What is wrong with the words for the search, across files."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content
from ..file_names import FINDING
from ..schema import Option, Question
from ..search_words import depends_on, words

# More would be a list of everything that comes to mind, and find everything.
MOST_WORDS = 20


def finding_faults(content: Content) -> Iterator[str]:
    """Words for the search: lower case, each once, never what the title finds, and not too many."""
    for place, title, found_by in named(content):
        titled = words(title)
        if len(found_by) > MOST_WORDS:
            yield f"{place}: found_by: more than {MOST_WORDS}"
        for phrase in sorted({phrase for phrase in found_by if found_by.count(phrase) > 1}):
            yield f"{place}: found_by: {phrase}: stands there more than once"
        for phrase in found_by:
            plain = words(phrase)
            if phrase != phrase.lower() or not plain:
                yield f"{place}: found_by: {phrase}: not in lower case, or no word"
            if plain == titled:
                yield f"{place}: found_by: {phrase}: the title finds it already"
    yield from family_faults(content)
    for question in content.questionnaire.by_question.values():
        for option in question.options:
            if option.found_by and not leads_somewhere(content, question, option):
                place = f"questionnaire.toml: {question.id}.{option.id}"
                yield f"{place}: found_by: finds nothing: no concern, and no sign rests on it"


def leads_somewhere(content: Content, question: Question, option: Option) -> bool:
    flags = content.red_flags
    return bool(option.concern) or any(depends_on(f, question.id, option.id) for f in flags)


def named(content: Content) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Everything that has words for the search: where it stands, its title, the words."""
    yield from ((tip.place, tip.title, tip.found_by) for tip in content.tips)
    yield from ((f"claims.toml: {c.id}", c.claim, c.found_by) for c in content.claims)
    yield from ((f"foods.toml: {food.id}", food.name, food.found_by) for food in content.foods)
    yield from ((f"red_flags.toml: {f.id}", f.title, f.found_by) for f in content.red_flags)
    yield from ((f"learn/{e.id}.toml", e.title, e.found_by) for e in content.explainers)
    yield from ((f"learn/glossary.toml: {t.id}", t.term, t.found_by) for t in content.terms)
    yield from ((f"{FINDING}: {p.id}", p.title, p.found_by) for p in content.finding.places)
    for question in content.questionnaire.by_question.values():
        for o in question.options:
            yield f"questionnaire.toml: {question.id}.{o.id}", o.label, o.found_by


def family_faults(content: Content) -> Iterator[str]:
    place = f"{FINDING}: families"
    seen: set[str] = set()
    for family in content.finding.families:
        if len(family.words) < 2:
            yield f"{place}: {family.words}: a family has two words or more"
        for word in family.words:
            if words(word) != [word]:
                yield f"{place}: {word}: not one word in lower case, without accents"
            if word in seen:
                yield f"{place}: {word}: stands there more than once"
            seen.add(word)
