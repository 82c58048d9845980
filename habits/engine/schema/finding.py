"""finding.toml: words for the search."""

from __future__ import annotations

from .table import Table


class Family(Table, frozen=True, kw_only=True):
    """Words that the search takes for one another: the first one is ours."""

    words: tuple[str, ...]


class Place(Table, frozen=True, kw_only=True):
    """A page that the search finds, by the name of its address."""

    id: str
    title: str
    short: str
    found_by: tuple[str, ...] = ()


class Finding(Table, frozen=True, kw_only=True):
    families: tuple[Family, ...]
    places: tuple[Place, ...]
