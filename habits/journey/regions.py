"""The region that an address names."""

from __future__ import annotations

from django.http import HttpRequest

from ..engine.loaded import content
from ..engine.schema import Region


def region_in(request: HttpRequest) -> Region:
    """The region that the address names."""
    return content().region_by_id.get(request.GET.get("region", ""), content().anywhere)


def known_region(request: HttpRequest) -> list[str]:
    """The region named in the address, when there is such a region."""
    asked = request.GET.get("region", "")
    return [asked] if asked in content().region_by_id else []
