"""When something is for someone."""

from __future__ import annotations

from typing import Literal

from .table import Table


class When(Table, frozen=True, kw_only=True):
    """A condition in two words, each `question = [options]`.

    `all_of` holds when every question named has one of its options among the answers;
    `any_of` when at least one has. With both, both must hold. There is no third word.
    """

    all_of: dict[str, frozenset[str]] = {}
    any_of: dict[str, frozenset[str]] = {}


Condition = When | Literal["everyone"]
