"""The content as one object, with what is worked out of it once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import msgspec

from .conditions import FACT, any_of
from .file_names import ACCESS
from .schema import (
    Absolute,
    Accessibility,
    Article,
    Caution,
    Changes,
    Claim,
    Condition,
    Explainer,
    Figures,
    Finding,
    Food,
    FoodKind,
    Ingredient,
    Licence,
    Question,
    Questionnaire,
    Reason,
    RedFlag,
    Reference,
    Region,
    Signoff,
    SkinDescription,
    Sources,
    Term,
    Tip,
    TipPlan,
    When,
    Withdrawn,
)

# What has a name of its own.
Item = (
    Tip
    | Claim
    | RedFlag
    | Caution
    | Food
    | Explainer
    | Region
    | Question
    | SkinDescription
    | Reason
    | Term
)
# Question -> option -> numbers of what its conditions name.
ByAnswer = dict[str, dict[str, set[int]]]


# Questions in the order they are asked, each with the options that matter.
Reads = tuple[tuple[Question, frozenset[str]], ...]


class HasId(Protocol):
    @property
    def id(self) -> str: ...


class Reviewed(Protocol):
    @property
    def checked(self) -> date: ...
    @property
    def review(self) -> date: ...


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything we say. One copy serves every request."""

    questionnaire: Questionnaire
    # Without those that were withdrawn.
    tips: tuple[Tip, ...]
    claims: tuple[Claim, ...]
    plans: tuple[TipPlan, ...] = ()
    absolutes: tuple[Absolute, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    red_flags: tuple[RedFlag, ...]
    reasons: tuple[Reason, ...]
    cautions: tuple[Caution, ...]
    food_kinds: tuple[FoodKind, ...]
    foods: tuple[Food, ...]
    ingredients: tuple[Ingredient, ...]
    skin_descriptions: tuple[SkinDescription, ...]
    regions: tuple[Region, ...]
    sources: Sources
    accessibility: Accessibility
    figures: Figures
    explainers: tuple[Explainer, ...]
    terms: tuple[Term, ...]
    finding: Finding
    changes: Changes
    signoffs: tuple[Signoff, ...] = ()
    licence: Licence

    @cached_property
    def reads(self) -> dict[str, Reads]:
        """The answers that the condition of each tip and red flag looks at, by its page id."""
        form = self.questionnaire
        found = {tip.dom_id: reads(form, with_proven(form, tip)) for tip in self.tips}
        found |= {claim.dom_id: reads(self.questionnaire, claim.when) for claim in self.claims}
        found |= {flag.dom_id: reads(self.questionnaire, flag.when) for flag in self.red_flags}
        return found

    @cached_property
    def flags_by_answer(self) -> ByAnswer:
        return by_answer(flag.when for flag in self.red_flags)

    @cached_property
    def cautions_by_answer(self) -> ByAnswer:
        return by_answer(caution.when for caution in self.cautions)

    @property
    def reviewed(self) -> dict[str, Reviewed]:
        """Everything that carries the dates of its last and next review, by where it stands."""
        found: dict[str, Reviewed] = {ACCESS: self.accessibility}
        found |= {tip.place: tip for tip in self.tips}
        found |= {f"claims.toml: {claim.id}": claim for claim in self.claims}
        found |= {f"red_flags.toml: {flag.id}": flag for flag in self.red_flags}
        found |= {f"cautions.toml: {caution.id}": caution for caution in self.cautions}
        found |= {f"foods.toml: {food.id}: allergens_checked": food for food in self.foods}
        found |= {f"learn/{explainer.id}.toml": explainer for explainer in self.explainers}
        for region in self.regions:
            found |= {f"regions.toml: {name}": part for name, part in region.dated}
        return found

    @cached_property
    def standing_cautions(self) -> tuple[Caution, ...]:
        """Cautions without a condition, said to everyone beside their tips."""
        return tuple(caution for caution in self.cautions if caution.when is None)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Eight letters for the words of each tip, to tell later that they changed."""
        return {tip.id: fingerprint(tip) for tip in self.tips}

    @cached_property
    def plan_of(self) -> dict[str, TipPlan]:
        """By the id of the tip."""
        return {plan.tip: plan for plan in self.plans}

    @cached_property
    def anywhere(self) -> Region:
        """The region for who is in none of the others, or does not say."""
        return next(region for region in self.regions if region.anywhere)

    @cached_property
    def under_age(self) -> Caution:
        return next(caution for caution in self.cautions if caution.under_age)

    @cached_property
    def food_worry(self) -> Caution:
        return next(caution for caution in self.cautions if caution.food_worry)

    @property
    def items_by_kind(self) -> dict[str, Collection[Item]]:
        """In the order of a list for reviewers."""
        return {
            "tip": self.tips,
            "claim": self.claims,
            "flag": self.red_flags,
            "caution": self.cautions,
            "food": self.foods,
            "topic": self.explainers,
            "question": self.questionnaire.by_question.values(),
            "region": self.regions,
            "reason": self.reasons,
            "description": self.skin_descriptions,
            "word": self.terms,
        }

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by kind and id: "tip/sunscreen"."""
        kinds = self.items_by_kind.items()
        return {f"{kind}/{item.id}": item for kind, items in kinds for item in items}

    @cached_property
    def region_by_id(self) -> dict[str, Region]:
        return {region.id: region for region in self.regions}

    @cached_property
    def reference_by_id(self) -> dict[str, Reference]:
        return {reference.id: reference for reference in self.sources.references}

    @cached_property
    def article_by_id(self) -> dict[str, Article]:
        return {article.id: article for article in self.sources.articles}


def by_answer(conditions: Iterable[Condition | None]) -> ByAnswer:
    """For each answer the numbers of the conditions that name it: no other can begin to hold."""
    found: ByAnswer = {}
    for number, when in enumerate(conditions):
        if isinstance(when, When):
            for question, options in (*when.all_of.items(), *when.any_of.items()):
                for option in options:
                    found.setdefault(question, {}).setdefault(option, set()).add(number)
    return found


def reads(form: Questionnaire, condition: Condition | None) -> Reads:
    """Each question a condition looks at, with the options it asks for, as they are asked.

    A fact counts as the answers that it is derived from.
    """
    wanted: dict[str, frozenset[str]] = {}
    if isinstance(condition, When):
        for table in (condition.all_of, condition.any_of):
            named = [pair for item in table.items() for pair in answers_of(form, *item)]
            for name, options in (*named, *standing_for(form, table)):
                wanted[name] = wanted.get(name, frozenset()) | options
    order = sorted(wanted, key=form.position.__getitem__)
    return tuple((form.by_question[name], wanted[name]) for name in order)


def with_proven(form: Questionnaire, tip: Tip) -> Condition:
    """The condition of a tip, and the concerns that bring it up by themselves."""
    if not isinstance(tip.when, When) or not tip.proven_for:
        return tip.when
    name = form.role["concerns"].id
    concerns = tip.when.any_of.get(name, frozenset()) | tip.proven_for
    return When(all_of=tip.when.all_of, any_of=tip.when.any_of | {name: concerns})


def answers_of(
    form: Questionnaire, question: str, options: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    if question == FACT:
        for name in options:
            yield from form.fact_by_id[name].reads.items()
    else:
        yield question, options


def standing_for(
    form: Questionnaire, table: dict[str, frozenset[str]]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Answers that count as one of those in the table: a detail, or what an old option meant."""
    for question, meanings in form.counting.items():
        for option, counts_as in meanings.items():
            if any_of(counts_as, table):
                yield question, frozenset({option})


def fingerprint(tip: Tip) -> str:
    unread = {"checked", "review", "found_by", "way"}
    words = {k: v for k, v in msgspec.structs.asdict(tip).items() if k not in unread}
    return hashlib.blake2s(
        msgspec.json.encode(words, order="deterministic"), digest_size=4
    ).hexdigest()
