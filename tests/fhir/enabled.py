"""What FHIR says of `enableWhen`, read from the specification and not from our own code.

R5, Questionnaire.item.enableWhen: "=" and "!=" look for an answer that is equal, "exists" for any
answer; several hold together as `enableBehavior` says. An item that is not enabled, or that stands
in one that is not, is not asked, and what was answered there counts for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from habits.fhir.names import Json

Answers = Mapping[str, Collection[str]]


def enabled(items: list[Json], answers: Answers) -> set[str]:
    """The linkIds of all items that are enabled. answers: linkId -> codes."""
    given: Answers = {}
    # Until nothing changes: what is enabled depends on answers, and those on what is enabled.
    for _ in range(20):
        found = set(walk(items, given))
        counted = {link: codes for link, codes in answers.items() if link in found}
        if counted == given:
            return found
        given = counted
    raise AssertionError("what is enabled depends on itself")


def walk(items: list[Json], given: Answers) -> list[str]:
    found = []
    for item in items:
        if holds(item, given):
            found += [item["linkId"], *walk(item.get("item", []), given)]
    return found


def holds(item: Json, given: Answers) -> bool:
    parts = [part_holds(part, given) for part in item.get("enableWhen", [])]
    if len(parts) > 1:
        return {"all": all, "any": any}[item["enableBehavior"]](parts)
    return all(parts)


def part_holds(part: Json, given: Answers) -> bool:
    codes = given.get(part["question"], ())
    if part["operator"] == "exists":
        return bool(codes) == part["answerBoolean"]
    equal = part["answerCoding"]["code"] in codes
    return equal if part["operator"] == "=" else not equal
