"""What is wrong with regions, across files."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ..content import Content


def region_faults(content: Content) -> Iterator[str]:
    question = content.questionnaire.role["region"]
    if set(question.by_id) != {region.id for region in content.regions}:
        yield f"regions.toml: not the options of the question {question.id}"
    for region in content.regions:
        try:
            ZoneInfo(region.zone)
        except (KeyError, ValueError):
            yield f"regions.toml: {region.id}: unknown zone {region.zone}"
