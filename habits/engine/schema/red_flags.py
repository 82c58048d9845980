"""A class mirrors a table of red_flags.toml."""

from __future__ import annotations

from datetime import date
from typing import Literal

from .conditions import Condition, When
from .table import Table

Urgency = Literal["emergency", "urgent", "non-urgent"]
# How far a source was read: on its own page, as quoted elsewhere, or there is none: a rule of ours.
Seen = Literal["seen", "quoted", "ours"]
# Where a sign is felt: the links at the top of the page of help.
Part = Literal["skin", "gut", "pregnancy", "mind"]
# Worst first.
URGENCIES: tuple[Urgency, ...] = ("emergency", "urgent", "non-urgent")


class RedFlag(Table, frozen=True, kw_only=True):
    """An answer that means "see someone". Without `when` it stands on /help/ only."""

    id: str
    urgency: Urgency
    title: str
    # How it reads after "if": "your lips, face or tongue swell up".
    signs: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    do: str
    when: When | None = None
    # What it is a sign of, for who looks for one on /help/; without any, it belongs to all.
    parts: frozenset[Part] = frozenset()
    # Who to call, in place of the region's line for this urgency.
    call: str = ""
    # Not urgent, but for the next days: the others can wait for two weeks.
    soon: bool = False
    # Show the crisis line of the region as well.
    crisis_line: bool = False
    # An ambulance must come: nobody should travel with it.
    ambulance: bool = False
    # Signs that make it an emergency after all.
    worse_if: tuple[str, ...] = ()
    # Flags that say less of the same signs: not shown beside this one.
    replaces: tuple[str, ...] = ()
    source: str
    seen: Seen
    checked: date
    review: date

    @property
    def dom_id(self) -> str:
        return f"flag-{self.id.replace('_', '-')}"


class Reason(Table, frozen=True, kw_only=True):
    """A line of the list under "See a clinician"; shown when its condition holds."""

    id: str
    says: str
    when: Condition
