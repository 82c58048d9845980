"""What every class of the schema is."""

from __future__ import annotations

from msgspec import Struct


class Table(Struct, frozen=True, eq=False, forbid_unknown_fields=True, dict=True):
    """One TOML table. Compared and hashed by identity: there is one copy of each."""


class Named(Table, frozen=True, kw_only=True):
    """What has a page or a place of its own to be led to, by the name of its class."""

    id: str

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.id.replace("_", "-")

    @property
    def dom_id(self) -> str:
        return f"{type(self).__name__.lower()}-{self.slug}"
