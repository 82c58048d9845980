"""The drawings: one for every food and tip, light, nameless, and coloured by the theme alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from habits.engine.content import Content
from habits.engine.schema import Area

FOLDER = settings.BASE_DIR / "templates" / "drawings"
SHEET = settings.BASE_DIR / "static" / "css" / "components.css"
FOODS = sorted(FOLDER.glob("foods/*.svg"))
TIPS = sorted(FOLDER.glob("tips/*.svg"))
DRAWINGS = sorted(FOLDER.rglob("*.svg"))
# Shapes and what shapes them. Colours come from classes; ids would not be unique in a page.
MAY = {"class", "d", "transform", "viewBox", "aria-hidden"}
MOST_BYTES = {"start": 5000, "progress": 2000}
# Halfway through the longest way through the questions.
STEPS = ["done"] * 8 + ["now"] + ["next"] * 8


def rendered(drawing: Path) -> str:
    name = str(drawing.relative_to(settings.BASE_DIR / "templates"))
    return render_to_string(name, {"steps": STEPS})


def elements(drawing: Path) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(rendered(drawing)).iter())  # noqa: S314  our own files


def each(drawings: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("drawing", drawings, ids=lambda path: path.stem)


def test_every_food_has_a_drawing_and_every_drawing_a_food(content: Content) -> None:
    assert [path.stem for path in FOODS] == sorted(food.id for food in content.foods)


def test_every_tip_has_a_drawing_and_every_drawing_a_tip(content: Content) -> None:
    assert [path.stem for path in TIPS] == sorted(tip.id for tip in content.tips)
    assert len({path.read_text("utf-8") for path in TIPS}) == len(TIPS)


def test_a_caption_is_a_short_sentence_about_what_the_reader_does(content: Content) -> None:
    captions = [tip.picture for tip in content.tips]
    assert [c for c in captions if not re.fullmatch(r"You [^.!?]+[.]", c)] == []
    assert [c for c in captions if len(c.split()) > 12] == []
    assert len(set(captions)) == len(captions)


def test_every_area_of_tips_has_a_mark() -> None:
    drawn = {path.stem for path in DRAWINGS}
    assert {f"area-{area}" for area in get_args(Area)} <= drawn


@each(DRAWINGS)
def test_a_drawing_is_hidden_from_those_who_listen(drawing: Path) -> None:
    svg = elements(drawing)[0]
    assert svg.tag == "svg"
    assert svg.get("aria-hidden") == "true"


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
    # Editors end a file with a line break.
    text = rendered(drawing).removesuffix("\n")
    most = 2000 if drawing in TIPS else MOST_BYTES.get(drawing.stem, 1200)
    assert len(text.encode()) <= most
    assert not re.search(r"\n|  |> <", text)
    assert not re.search(r"\.\d\d", text), "one decimal is enough"


@each(FOODS)
def test_foods_are_drawn_to_one_scale(drawing: Path) -> None:
    assert elements(drawing)[0].get("viewBox") == "0 0 96 96"


@each(TIPS)
def test_tips_are_drawn_to_one_scale(drawing: Path) -> None:
    assert elements(drawing)[0].get("viewBox") == "0 0 240 120"


def test_drawings_take_every_colour_from_the_theme() -> None:
    rules = SHEET.read_text("utf-8").split("{", 1)[1]
    colours = re.findall(r"(?:fill|stroke): ([^;}]+)", rules)
    assert len(colours) > 10
    assert [c for c in colours if not re.fullmatch(r"var\(--[a-z]+\)|none|Canvas(Text)?", c)] == []


@pytest.mark.parametrize("steps", [STEPS, ["now"], ["done"] * 11])
def test_the_thread_shows_each_page_once_and_ends_in_a_leaf(steps: list[str]) -> None:
    svg = ElementTree.fromstring(  # noqa: S314  our own file
        render_to_string("drawings/progress.svg", {"steps": steps})
    )
    assert [path.get("class") for path in svg] == [f"step {step}" for step in [*steps, "leaf"]]
    places = [re.fullmatch(r"translate\((\d+)\)", path.get("transform", "")) for path in svg]
    assert [int(place[1]) for place in places if place] == [18 * n for n in range(len(svg))]
    # The leaf is as wide as a step and must still be in the picture.
    left, _, width, _ = map(int, svg.get("viewBox", "").split())
    assert left + width >= 18 * (len(steps) + 1)
