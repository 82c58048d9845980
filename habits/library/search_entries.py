"""What the search can find, and the words that find it."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from ..engine.content import Content
from ..engine.schema import Claim, Explainer, Food, Place, RedFlag, Term, Tip
from ..engine.search_words import deciding_options

SIGN = "Warning sign"


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
    lead: str
    body: str


def entries(content: Content) -> list[Entry]:
    """All that can be found: of two that fit alike, the earlier one is shown first."""
    return [
        *(of_sign(content, flag) for flag in content.red_flags),
        *(of_tip(content, tip) for tip in content.tips),
        *of_concerns(content),
        *map(of_claim, content.claims),
        *map(of_food, content.foods),
        *map(of_explainer, content.explainers),
        *map(of_term, content.terms),
        *map(of_place, content.finding.places),
    ]


def of_sign(content: Content, flag: RedFlag) -> Entry:
    answers = deciding_options(content, flag)
    names = (flag.title, *flag.found_by, *(phrase for a in answers for phrase in a.found_by))
    said = " ".join([flag.signs, *(f"{answer.label} {answer.hint}" for answer in answers)])
    body = " ".join([flag.call, flag.do, *flag.worse_if])
    address = f"{reverse('help')}#help-{flag.dom_id}"
    summary = f"If {flag.signs}."
    return Entry(SIGN, flag.title, address, names, summary, said, body)


def of_tip(content: Content, tip: Tip) -> Entry:
    form = content.questionnaire
    found = [f"{form.concerns[name]} {e.line} {e.verdict}" for name, e in tip.concerns.items()]
    body = " ".join([form.areas[tip.area], tip.short, tip.first, *tip.steps, tip.may_do, *found])
    address = reverse("tip", args=[tip.slug])
    return Entry("Tip", tip.title, address, (tip.title, *tip.found_by), tip.asks, tip.asks, body)


def of_concerns(content: Content) -> list[Entry]:
    """The list of tips for each concern, found by the words of the options that name it."""
    form = content.questionnaire
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
