"""What is wrong with regions, across files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ..content import Content
from ..schema import Contact

NUMBER = re.compile(r"\d[\d ]*")


def region_faults(content: Content) -> Iterator[str]:
    question = content.questionnaire.role["region"]
    if set(question.by_id) != {region.id for region in content.regions}:
        yield f"regions.toml: not the options of the question {question.id}"
    for region in content.regions:
        try:
            ZoneInfo(region.zone)
        except (KeyError, ValueError):
            yield f"regions.toml: {region.id}: unknown zone {region.zone}"
        for name, told in region.dated:
            if not isinstance(told, Contact) or not told.number:
                continue
            if not NUMBER.fullmatch(told.number):
                yield f"regions.toml: {name}: number: {told.number} cannot be called"
            elif not re.search(rf"\b{told.number}\b", told.says):
                yield f"regions.toml: {name}: number: {told.number} is not what `says` says"
