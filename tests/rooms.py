"""The rooms of the code and who imports whom, read from the code itself: `make rooms` draws it.

Standard library only, so that it needs nothing installed.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "docs/rooms.svg"

# The order, stated here and nowhere else: a room imports only rooms that stand before it. Modules
# that are in none of them start the app, check it or look after it, and may import any.
ROOMS = (
    "engine",
    "site",
    "store",
    "journey",
    "results",
    "plan",
    "notes",
    "library",
    "fhir",
    "pages",
)
START = "start"
STARTS = "Addresses, settings, checks and commands."
# Django wants it there; it is the table of the store.
TABLE = "habits.models"

Imports = dict[str, frozenset[str]]


def modules(root: Path = ROOT) -> dict[str, Path]:
    """The file of each module of the app, by its dotted name."""
    found = {}
    for top in ("gutskin", "habits"):
        for file in sorted((root / top).rglob("*.py")):
            parts = file.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(root: Path = ROOT) -> Imports:
    """Which modules of the app each one imports, wherever in the file it does so."""
    files = modules(root)
    return {name: frozenset(named(name, file, files)) - {name} for name, file in files.items()}


def named(name: str, file: Path, known: Collection[str]) -> Iterator[str]:
    """The modules that a file imports, of those known; one again for each name that it takes."""
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text(), file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*start, *filter(None, [node.module])])
            found = (f"{source}.{alias.name}" for alias in node.names)
            taken = (inner if inner in known else source for inner in found)
            yield from (module for module in taken if module in known)


def room_of(module: str) -> str:
    if module == TABLE:
        return "store"
    _, _, inner = module.partition("habits.")
    room = inner.partition(".")[0]
    return room if room in ROOMS else START


def upward(found: Imports) -> list[str]:
    """A line for each import of a room that does not stand below the importing one."""
    height = {room: at for at, room in enumerate((*ROOMS, START))}
    return [
        f"{module} imports {other}"
        for module, others in found.items()
        for other in sorted(others)
        if height[room_of(other)] > height[room_of(module)]
    ]


def views(urls: Path = ROOT / "gutskin/urls.py") -> set[str]:
    """The modules whose functions answer an address."""
    tree = ast.parse(urls.read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    answering = {ast.unparse(call.args[1]) for call in calls if len(call.args) > 1}
    places = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return {
        places[name]
        for name in (answer.partition(".")[0] for answer in answering)
        if name in places
    }


def counted(found: Imports) -> dict[tuple[str, str], int]:
    """How many imports lead from each room to each other."""
    pairs = ((room_of(name), room_of(other)) for name, others in found.items() for other in others)
    return dict(sorted(Counter(pair for pair in pairs if pair[0] != pair[1]).items()))


def purpose(room: str) -> str:
    """The first line that a room says of itself."""
    if room == START:
        return STARTS
    text = ast.get_docstring(ast.parse((ROOT / "habits" / room / "__init__.py").read_text()))
    return (text or "").partition("\n")[0]


# Lengths in px: of a box, between boxes, around it all, and of letters.
WIDE, HIGH, STEP, EDGE = 430, 46, 66, 16
# How far the way of an import stands out for each room that it passes.
OUT = 46

STYLE = """
text { font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1c2733 }
.name { font-weight: 700 }
.paper { fill: #fff }
.room { fill: #eef4f3; stroke: #2f6f6a }
.way { fill: none; stroke: #5d7f93; marker-end: url(#tip) }
.tip { fill: #5d7f93 }
.count { text-anchor: middle; font-size: 12px }
.count { stroke: #fff; stroke-width: 5px; paint-order: stroke }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .paper { fill: #0d1117 }
  .room { fill: #14282a; stroke: #6fb7b0 }
  .way { stroke: #8fb0c4 }
  .tip { fill: #8fb0c4 }
  .count { stroke: #0d1117 }
}
"""


def drawing(counts: Mapping[tuple[str, str], int]) -> str:
    """An SVG of the rooms, the lowest at the bottom, with a way from each to those it imports."""
    rooms = (START, *reversed(ROOMS))
    at = {room: EDGE + STEP * place for place, room in enumerate(rooms)}
    wide = EDGE * 2 + WIDE + OUT * len(rooms)
    high = EDGE * 2 + STEP * (len(rooms) - 1) + HIGH
    told = "; ".join(f"{a} imports {b}: {count}" for (a, b), count in counts.items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}"'
            f' height="{high}" role="img" aria-labelledby="t d">',
            '<title id="t">The rooms of the code, with the number of imports between them</title>',
            f'<desc id="d">{escape(told)}.</desc>',
            f"<style>{STYLE}</style>",
            '<marker id="tip" viewBox="0 0 8 8" refX="0" refY="4" markerWidth="8" markerHeight="8"'
            ' markerUnits="userSpaceOnUse"><path class="tip" d="M8 0L0 4L8 8z"/></marker>',
            f'<rect class="paper" width="{wide}" height="{high}" rx="8"/>',
            *(box(room, at[room]) for room in rooms),
            *ways(counts, at),
            "</svg>\n",
        ]
    )


def box(room: str, top: int) -> str:
    return (
        f'<rect class="room" x="{EDGE}" y="{top}" width="{WIDE}" height="{HIGH}" rx="6"/>'
        f'<text class="name" x="{EDGE + 12}" y="{top + 19}">{room}</text>'
        f'<text x="{EDGE + 12}" y="{top + 37}">{escape(purpose(room))}</text>'
    )


def ways(counts: Mapping[tuple[str, str], int], at: Mapping[str, int]) -> Iterator[str]:
    """Lines first, so that no line crosses a number."""
    edge, middle = EDGE + WIDE, HIGH // 2
    numbers = []
    for (room, other), count in counts.items():
        start, end = at[room] + middle + 8, at[other] + middle - 8
        out = edge + OUT * (end - start + 16) // STEP * 4 // 3
        yield (
            f'<path class="way" stroke-width="{1 + count / 20:.2f}"'
            f' d="M{edge} {start}C{out} {start} {out} {end} {edge} {end}"/>'
        )
        apex = edge + (out - edge) * 3 // 4
        numbers.append(
            f'<text class="count" x="{apex}" y="{(start + end) // 2 + 4}">{count}</text>'
        )
    yield from numbers


if __name__ == "__main__":
    DRAWING.write_text(drawing(counted(imports())))
    print(DRAWING.relative_to(ROOT))
