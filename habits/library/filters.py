"""The filters of a list, as its address says them."""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict

# Filters have thousands of combinations: the ones asked for last are kept.
KEPT = 128


# So many cautions, or grades, are not worth a fold.
FEW = 3


class QueryFilters:
    """The filter that an address names. What we do not know is left out, and the page says so."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.has_unknown = False

    def one(self, name: str, known: Collection[str]) -> str:
        value = self.data.get(name, "")
        if value and value not in known:
            self.has_unknown = True
            return ""
        return value

    def many(self, name: str, known: Collection[str]) -> frozenset[str]:
        values = set(self.data.getlist(name)) - {""}
        self.has_unknown |= not values <= set(known)
        return frozenset(values & set(known))
