"""A class mirrors a table of plans.toml."""

from __future__ import annotations

from functools import cached_property

from .table import Table


class Cue(Table, frozen=True, kw_only=True):
    """What a tip is tied to: something that happens anyway."""

    id: str
    when: str
    # No longer offered; still read in plans.
    retired: bool = False


class Barrier(Table, frozen=True, kw_only=True):
    """What could get in the way, in the words of the person, and what to do then."""

    what: str
    so: str


class TipPlan(Table, frozen=True, kw_only=True):
    """How a tip is planned: a cue and `does` make a sentence."""

    tip: str
    does: str
    cues: tuple[Cue, ...]
    barriers: tuple[Barrier, ...]

    @cached_property
    def by_id(self) -> dict[str, Cue]:
        return {cue.id: cue for cue in self.cues}

    @cached_property
    def offered(self) -> tuple[Cue, ...]:
        return tuple(cue for cue in self.cues if not cue.retired)
