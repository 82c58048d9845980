"""A class mirrors a table of cautions.toml."""

from __future__ import annotations

from datetime import date

from .conditions import When
from .foods import Withheld
from .table import Named


class Caution(Named, frozen=True, kw_only=True):
    """What a health fact changes. Without `when` it is said to all who read one of `tips`."""

    who: str
    says: str
    when: When | None = None
    tips: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    excludes_foods_with: frozenset[Withheld] = frozenset()
    hides_all_foods: bool = False
    # For people whom lists of foods can harm: pages of foods say it first, and what they eat is
    # compared with nothing.
    food_worry: bool = False
    # For who turns away at the question on age: said on the exit page.
    under_age: bool = False
    # Said before anything else on the page.
    show_first: bool = False
    # Told on its own too, besides standing beside its tips.
    told: bool = False
    source: str
    verified: bool
    checked: date
    review: date

    @property
    def reminder(self) -> str:
        """The first sentence of what it says, for where the rest is told elsewhere."""
        return self.says.partition(". ")[0].rstrip(".") + "."

    @property
    def rest(self) -> str:
        return self.says.partition(". ")[2]
