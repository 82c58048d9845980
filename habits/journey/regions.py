"""The region that an address names."""

from __future__ import annotations

from django.http import HttpRequest

from ..engine.loaded import get_content
from ..engine.schema import Region


def region_in(request: HttpRequest) -> Region:
    """The region that the address names."""
    return get_content().region_by_id.get(request.GET.get("region", ""), get_content().anywhere)


def known_region(request: HttpRequest) -> list[str]:
    """The region named in the address, when there is such a region."""
    named = request.GET.get("region", "")
    return [named] if named in get_content().region_by_id else []
