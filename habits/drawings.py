"""What a drawing must be: light, nameless, and coloured by the theme alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.template import TemplateSyntaxError, engines

TEMPLATES = settings.BASE_DIR / "templates"
FOLDER = TEMPLATES / "drawings"
SHEET = settings.BASE_DIR / "static" / "css" / "components.css"
SHAPES = {"svg", "g", "path"}
# What shapes them. Colours come from classes; ids would not be unique in a page.
MAY = {"class", "d", "transform", "viewBox", "aria-hidden"}
# The most bytes and the scale of those in a folder, and the most bytes of two by themselves.
FOLDERS = {"foods": (1200, "0 0 96 96"), "tips": (2000, "0 0 240 120")}
LARGE = {"start": 5000, "progress": 2000}
MOST_BYTES = 1200
# Halfway through the longest way through the questions: what shows the way grows with it.
STEPS = ("done",) * 8 + ("now",) + ("next",) * 8


def faults(folder: Path = FOLDER) -> Iterator[str]:
    """A line for whatever a drawing must not be or hold, with its file and the remedy."""
    classes = set(re.findall(r"\.([a-z-]+)", SHEET.read_text("utf-8")))
    for path in sorted(folder.rglob("*.svg")):
        place = f"templates/drawings/{path.relative_to(folder)}"
        for fault in faults_of(path, classes):
            yield f"{place}: {fault}"


def faults_of(path: Path, classes: set[str]) -> Iterator[str]:
    try:
        text = rendered(path)
        svg = ElementTree.fromstring(text)  # noqa: S314  our own files
    except (ElementTree.ParseError, TemplateSyntaxError, UnicodeDecodeError) as error:
        yield f"no whole drawing: {error}"
        return
    most, scale = FOLDERS.get(path.parent.name, (LARGE.get(path.stem, MOST_BYTES), ""))
    if (size := len(text.encode())) > most:
        yield f"{size} bytes, and {most} can be: draw it with fewer points"
    if re.search(r"\n|  |> <", text):
        yield "space that is not needed: put all on one line, and nothing between the shapes"
    if found := re.search(r"\d*\.\d\d+", text):
        yield f"{found[0]}: one decimal is enough"
    if svg.get("aria-hidden") != "true":
        yield 'read out to those who listen: begin with <svg aria-hidden="true"'
    if scale and svg.get("viewBox") != scale:
        yield f'viewBox: draw it to the scale of the others, "{scale}"'
    yield from shape_faults(svg, classes)


def shape_faults(svg: ElementTree.Element, classes: set[str]) -> Iterator[str]:
    tags = {element.tag for element in svg.iter()}
    names = {name for element in svg.iter() for name in element.attrib}
    used = {name for element in svg.iter() for name in element.get("class", "").split()}
    for tag in sorted(tags - SHAPES):
        yield f"<{tag}>: only <svg>, <g> and <path> can be, without xmlns"
    for name in sorted(names - MAY):
        yield f"{name}=: only {', '.join(sorted(MAY))} can be; colours come from classes"
    for name in sorted(used - classes):
        yield f"class {name}: no rule in {SHEET.relative_to(settings.BASE_DIR)} colours it"


def rendered(path: Path) -> str:
    template = engines["django"].from_string(path.read_text("utf-8"))
    # Editors end a file with a line break.
    return template.render({"steps": STEPS}).removesuffix("\n")
