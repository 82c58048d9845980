"""The drawings: one for every food, light, nameless, and coloured by the theme alone."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from habits.engine.content import Content

FOLDER = settings.BASE_DIR / "templates" / "drawings"
SHEET = settings.BASE_DIR / "static" / "css" / "drawings.css"
FOODS = sorted(FOLDER.glob("foods/*.svg"))
DRAWINGS = sorted(FOLDER.rglob("*.svg"))
# Shapes and what shapes them. Colours come from classes; ids would not be unique in a page.
MAY = {"class", "d", "transform", "viewBox", "aria-hidden", "focusable"}
MOST_BYTES = {"start": 5000}


def rendered(drawing: Path) -> str:
    return render_to_string(str(drawing.relative_to(settings.BASE_DIR / "templates")))


def elements(drawing: Path) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(rendered(drawing)).iter())  # noqa: S314  our own files


def each(drawings: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("drawing", drawings, ids=lambda path: path.stem)


def test_every_food_has_a_drawing_and_every_drawing_a_food(content: Content) -> None:
    assert [path.stem for path in FOODS] == sorted(food.id for food in content.foods)


@each(DRAWINGS)
def test_a_drawing_is_hidden_from_those_who_listen(drawing: Path) -> None:
    svg = elements(drawing)[0]
    assert svg.tag == "svg"
    assert (svg.get("aria-hidden"), svg.get("focusable")) == ("true", "false")


@each(DRAWINGS)
def test_a_drawing_holds_shapes_and_classes_only(drawing: Path) -> None:
    found = elements(drawing)
    assert {element.tag for element in found} <= {"svg", "g", "path"}
    assert {name for element in found for name in element.attrib} <= MAY


@each(DRAWINGS)
def test_every_class_of_a_drawing_has_a_rule(drawing: Path) -> None:
    rules = set(re.findall(r"\.([a-z-]+)", SHEET.read_text("utf-8")))
    used = {name for element in elements(drawing) for name in element.get("class", "").split()}
    assert used <= rules


@each(DRAWINGS)
def test_a_drawing_is_light_and_trimmed(drawing: Path) -> None:
    text = rendered(drawing)
    assert len(text.encode()) <= MOST_BYTES.get(drawing.stem, 1200)
    assert not re.search(r"\n|  |> <", text)
    assert not re.search(r"\.\d\d", text), "one decimal is enough"


@each(FOODS)
def test_foods_are_drawn_to_one_scale(drawing: Path) -> None:
    assert elements(drawing)[0].get("viewBox") == "0 0 96 96"


def test_drawings_take_every_colour_from_the_theme() -> None:
    rules = SHEET.read_text("utf-8").split("{", 1)[1]
    colours = re.findall(r"(?:fill|stroke): ([^;}]+)", rules)
    assert len(colours) > 10
    assert [c for c in colours if not re.fullmatch(r"var\(--[a-z]+\)|none|Canvas(Text)?", c)] == []
