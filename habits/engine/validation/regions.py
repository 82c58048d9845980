"""What is wrong with regions, across files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

from ..content import Content
from ..schema import Contact
from .unknown import unknown

NUMBER = re.compile(r"\d[\d ]*")
AMOUNT = re.compile(r"\d+ (units|drinks) a week\b")
TEXT = re.compile(r"\btext\b", re.IGNORECASE)


def region_faults(content: Content) -> Iterator[str]:
    yield from option_faults(content)
    for region in content.regions:
        place = f"regions.toml: {region.id}"
        try:
            ZoneInfo(region.zone)
        except (KeyError, ValueError):
            yield f"{place}: {unknown('zone', region.zone, available_timezones())}"
        # It stands beside each voice line, for who cannot speak or be overheard.
        if not TEXT.search(region.crisis.text):
            yield f'{place}: crisis.text: says how to write to someone, with the word "text"'
        # Alcohol can be answered everywhere: each line names how much it is in a week.
        if not AMOUNT.match(region.alcohol.line):
            yield f'{place}: alcohol.line: begins "14 units a week" or "7 drinks a week", say'
        for name, told in region.dated:
            if isinstance(told, Contact) and told.number:
                yield from number_faults(f"regions.toml: {name}: number: {told.number}", told)


def option_faults(content: Content) -> Iterator[str]:
    question = content.questionnaire.role["region"]
    options, regions = set(question.by_id), {region.id for region in content.regions}
    for region in sorted(regions - options):
        yield f"regions.toml: {region}: no option of the question {question.id} has this id"
    for option in sorted(options - regions):
        yield f"regions.toml: {option}: missing, and an option of the question {question.id}"


def number_faults(place: str, told: Contact) -> Iterator[str]:
    if not NUMBER.fullmatch(told.number):
        yield f"{place} cannot be called"
    elif not re.search(rf"\b{told.number}\b", told.says):
        yield f"{place} is not what `says` says"
