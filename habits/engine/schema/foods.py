"""A class mirrors a table of foods.toml."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from .table import Table

Property = Literal[
    "gluten",
    "milk",
    "soy",
    "nuts_or_seeds",
    "fish",
    "tyramine",
    "alcohol",
    "salt",
    "potassium",
    "raw_or_skins",
]
Withheld = Literal[Property, "fodmap_high", "live"]

# After so long what a food may hold is looked at anew: as the dates of the tips have it.
REVIEWED_AFTER = timedelta(days=365)


class Food(Table, frozen=True, kw_only=True):
    id: str
    kind: Literal["prebiotic", "fermented"]
    name: str
    what: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    contains: frozenset[Property] = frozenset()
    fodmap: Literal["high", "low"]
    # When what it may hold was last looked at: an empty `contains` is then an answer.
    allergens_checked: date
    # At which amount, or in which kind, it is otherwise: "Up to 1 tablespoon a day is low."
    fodmap_note: str = ""
    # Still live when it is eaten?
    live: Literal["yes", "no", "sometimes"]
    serving: str
    take_care: str = ""
    rows: tuple[str, ...] = ()
    # Said in place of the article's reason when neither names it.
    added_because: str = ""

    @property
    def dom_id(self) -> str:
        return f"food-{self.id}"

    @property
    def checked(self) -> date:
        return self.allergens_checked

    @property
    def review(self) -> date:
        return self.allergens_checked + REVIEWED_AFTER

    @cached_property
    def properties(self) -> frozenset[str]:
        """All that a caution may withhold it for."""
        extra = {"fodmap_high"} if self.fodmap == "high" else set()
        if self.live != "no":
            extra.add("live")
        return self.contains | extra


class FoodKind(Table, frozen=True, kw_only=True):
    """A kind of food, the question that tells what is already eaten, the tip it goes with."""

    id: Literal["prebiotic", "fermented"]
    name: str
    question: str
    tip: str
    # Why an article names such foods, and what we make of that.
    named_because: str
    verdict: str


class Ingredient(Table, frozen=True, kw_only=True):
    """What a food may hold, in words; `leave_out` offers it as a filter. With `always_named` it can
    harm at once, or must not be had at all: no card of a food leaves it to "and 2 more"."""

    id: Withheld
    name: str
    leave_out: bool = False
    always_named: bool = False
    hint: str = ""


class Foods(Table, frozen=True, kw_only=True):
    kinds: tuple[FoodKind, ...]
    ingredients: tuple[Ingredient, ...]
    foods: tuple[Food, ...]
