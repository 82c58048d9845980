"""The drawings: one for every food and tip, light, nameless, and coloured by the theme alone."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from habits import drawings
from habits.engine.content import Content

FOLDER = drawings.FOLDER
FOODS = sorted(FOLDER.glob("foods/*.svg"))
TIPS = sorted(FOLDER.glob("tips/*.svg"))

# ruff: noqa: E501  a fault a line
# what stands in the drawing of garlic, what we break it to, what the fault must say
FAULTS = [
    ("</svg>", "", "no whole drawing: no element found"),
    ("<svg ", "{% svg <svg ", "no whole drawing: "),
    (' d="', ' d="' + "m36 10 8-1" * 130, "bytes, and 1200 can be: draw it with fewer points"),
    ("><path", ">\n<path", "put all on one line"),
    (' d="', ' d="m36.25 10', "36.25: one decimal is enough"),
    (' aria-hidden="true"', "", "read out to those who listen"),
    ('viewBox="0 0 96 96"', 'viewBox="0 0 24 24"', 'viewBox: draw it to the scale of the others, "0 0 96 96"'),
    ("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', "only <svg>, <g> and <path> can be, without xmlns"),
    ("</svg>", '<circle class="d-sunk"/></svg>', "<circle>: only <svg>, <g> and <path> can be"),
    ("<path ", '<path style="fill: red" ', "style=: only aria-hidden, class, d, transform, viewBox can be"),
    ("<path ", '<path id="clove" ', "id=: only"),
    ('class="drawing"', 'class="drawing red"', "class red: no rule in static/css/components.css"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "named"), FAULTS, ids=[fault[2][:30] for fault in FAULTS])
def test_a_fault_of_a_drawing_is_named_by_its_file(tmp_path, old, new, named) -> None:
    text = (FOLDER / "foods" / "garlic.svg").read_text("utf-8")
    assert old in text
    (tmp_path / "foods").mkdir()
    (tmp_path / "foods" / "garlic.svg").write_text(text.replace(old, new, 1), "utf-8")
    told = list(drawings.faults(tmp_path))
    assert any(named in fault for fault in told), told
    assert all(fault.startswith("templates/drawings/foods/garlic.svg: ") for fault in told)


def test_no_drawing_is_left_of_a_food_or_tip_that_is_none(content: Content) -> None:
    assert {path.stem for path in FOODS} <= {food.id for food in content.foods}
    assert {path.stem for path in TIPS} <= {tip.id for tip in content.tips}
    assert len({path.read_text("utf-8") for path in TIPS}) == len(TIPS)


def test_every_other_drawing_is_shown_by_a_page() -> None:
    files = [*Path("templates").rglob("*.html"), *Path("habits").rglob("*.py")]
    text = "".join(path.read_text("utf-8") for path in files)
    drawn = [path.name for path in FOLDER.glob("*.svg")]
    assert drawn
    assert [name for name in drawn if f'"drawings/{name}"' not in text] == []


def test_a_caption_is_a_short_sentence_about_what_the_reader_does(content: Content) -> None:
    captions = [tip.picture for tip in content.tips]
    assert [c for c in captions if not re.fullmatch(r"You [^.!?]+[.]", c)] == []
    assert [c for c in captions if len(c.split()) > 12] == []
    assert len(set(captions)) == len(captions)


def test_drawings_take_every_colour_from_the_theme() -> None:
    rules = drawings.SHEET.read_text("utf-8").split("{", 1)[1]
    colours = re.findall(r"(?:fill|stroke): ([^;}]+)", rules)
    assert len(colours) > 10
    assert [c for c in colours if not re.fullmatch(r"var\(--[a-z]+\)|none|Canvas(Text)?", c)] == []


@pytest.mark.parametrize("steps", [[*drawings.STEPS], ["now"], ["done"] * 11])
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
