"""TOML to schema, or lines that say file, item and fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
# The place of an item of a mapping has no name: `$.concerns[...].grade`.
STEP_OF_TYPE = re.compile(r"\.(\w+)|\[[^]]*\]")


class ContentError(Exception):
    """The content cannot be used. `faults` holds a line for each thing to mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Reader:
    """Reads the files under `folder` and collects every fault instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []

    def table(self, name: str) -> dict[str, Any]:
        """The whole of one file; an empty table when it is missing or not TOML."""
        try:
            return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.faults.append(f"{name}: the file is missing")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(f"{name}: not TOML: {error}")
        return {}

    def whole(self, name: str, kind: type[T]) -> T | None:
        """One file as a `kind`."""
        return self.one(name, self.table(name), kind)

    def listed(self, name: str, key: str, kind: type[T]) -> tuple[T, ...]:
        """The list of tables that a file holds, and nothing else. It may be empty."""
        return self.lists(name, {key: kind})[key]

    def lists(self, name: str, kinds: Mapping[str, type[T]]) -> dict[str, tuple[T, ...]]:
        """The lists of tables that a file holds, and nothing else. Each may be empty."""
        raw = self.table(name)
        blocks = " or ".join(f"[[{key}]]" for key in kinds)
        self.faults += [
            f"{name}: {other}: not known here. A block begins with {blocks}"
            for other in raw.keys() - kinds.keys()
        ]
        return {key: tuple(self.each(name, raw.get(key, []), kinds[key])) for key in kinds}

    def one(self, name: str, raw: Any, kind: type[T], item: str = "the file") -> T | None:
        """`raw` as a `kind`, or nothing and one more fault that names file, item and key."""
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            fault = with_values(str(error), kind)
            self.faults.append(f"{name}: {item}: {with_ids(fault, raw)}")
            return None

    def each(self, name: str, raw: Any, kind: type[T]) -> Iterator[T]:
        """Every readable item of a list of tables; a fault for each of the others."""
        if not isinstance(raw, list):
            self.faults.append(f"{name}: expected a list of tables")
            return
        for number, item in enumerate(raw, start=1):
            if (read := self.one(name, item, kind, label(item, number))) is not None:
                yield read


def label(item: Any, number: int) -> str:
    """What a fault calls an item of a list: the key that it is known by, or its place."""
    known = item if isinstance(item, dict) else {}
    return str(known.get("id", known.get("phrase", f"item {number}")))


def with_values(fault: str, kind: Any) -> str:
    """The fault with the words that may stand there, where only some may."""
    message, found, path = fault.partition(" - at `$")
    if not message.startswith("Invalid enum value"):
        return fault
    places = [msgspec.inspect.type_info(kind)]
    for name in STEP_OF_TYPE.finditer(path):
        places = [inner for place in places for inner in inside(place, name[1])]
    words = [str(value) for place in places for value in getattr(place, "values", ())]
    return f"{message}, not one of: {', '.join(words)}{found}{path}"


def inside(place: Any, name: str | None) -> list[Any]:
    """What can stand in a field of a table, or in any place of a list or a mapping."""
    fields = [f.type for f in getattr(place, "fields", ()) if f.encode_name == name]
    items = [getattr(place, kind, None) for kind in ("item_type", "value_type")]
    inner = fields or [item for item in items if item is not None]
    return [one for item in inner for one in getattr(item, "types", [item])]


def with_ids(fault: str, raw: Any) -> str:
    """The fault with `[3]` in its path replaced by the id of that item: `$.foods[leeks].fodmap`."""
    message, found, path = fault.partition(" - at `$")
    if not found:
        return fault
    for step in STEP.finditer(path):
        key, number = step.groups()
        try:
            raw = raw[key] if key else raw[int(number)]
        except (KeyError, IndexError, TypeError):
            break
        if number and isinstance(raw, dict) and "id" in raw:
            path = path.replace(f"[{number}]", f"[{raw['id']}]", 1)
    return f"{message}{found}{path}"
