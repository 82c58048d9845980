"""A class mirrors a table of accessibility.toml."""

from __future__ import annotations

from datetime import date
from typing import Literal

from .table import Table

# Of the guidelines for access (WCAG).
Level = Literal["A", "AA", "AAA"]


class Trial(Table, frozen=True, kw_only=True):
    """What was tested for access, how and when."""

    what: str
    how: str
    when: str


class Untested(Table, frozen=True, kw_only=True):
    what: str


class Criterion(Table, frozen=True, kw_only=True):
    """One criterion of WCAG 2.2: met, or not one for us, in our words, and what shows it."""

    number: str
    # As the standard names it.
    name: str
    level: Level
    applies: bool = True
    how: str
    # By which tests, tests/evidence_map.toml says.
    tested: bool = False
    looked: bool = False


class Accessibility(Table, frozen=True, kw_only=True):
    """The statement of /accessibility/."""

    id: str
    tested: tuple[Trial, ...]
    not_tested: tuple[Untested, ...]
    criteria: tuple[Criterion, ...]
    checked: date
    review: date
