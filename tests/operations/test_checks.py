"""`manage.py check` refuses content that would answer 500: nothing of the kind can be deployed."""

import re
import shutil
from pathlib import Path

import pytest

from habits import checks, rendering
from habits.engine.content import Content
from habits.engine.loading import FOLDER, load


def renamed(copy: Path, old: str, new: str) -> Content:
    """The content with one id another one, wherever it is named."""
    shutil.copytree(FOLDER, copy)
    for path in copy.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf'(?<=["./]){old}(?=["./])', new, text), encoding="utf-8")
    return load(copy)


@pytest.mark.slow
def test_the_content_we_ship_can_be_shown_whole(content) -> None:
    assert checks.unshowable(content) == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("sunscreen", "sun_screen", "tips/skin_care.toml: sun_screen: templates/drawings/tips"),
        ("tempeh", "tempe", "foods.toml: tempe: templates/drawings/foods"),
    ],
)
def test_what_lacks_its_drawing_is_named(tmp_path, old, new, named) -> None:
    found = checks.lacking(renamed(tmp_path / "content", old, new))
    assert [message.msg for message in found] == [f"{named}/{new}.svg is missing"]


def test_what_cannot_be_shown_is_told_once_for_each_reason(content, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("No words.")

    monkeypatch.setattr(rendering.cards, "claim_row", broken)
    monkeypatch.setattr(rendering, "question_pages", lambda _: ())
    monkeypatch.setattr(rendering, "public_pages", lambda _: ())
    first, more = content.claims[0].id, len(content.claims) - 1
    assert [message.msg for message in checks.unshowable(content)] == [
        f"claims.toml: {first}: cannot be shown: ValueError: No words."
        f" ({more} more pages and parts of pages fail alike)"
    ]
