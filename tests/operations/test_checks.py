"""`manage.py check` refuses content that would answer 500: nothing of the kind can be deployed."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest

from habits import checks
from habits.engine import loaded
from habits.engine.loading import FOLDER, load
from tests import every_page
from tests.fixed_content import FixedContent

Told = Callable[[str, str], list[str]]


@pytest.fixture
def renamed(tmp_path, monkeypatch) -> Iterator[Told]:
    """What the check says when one id is another one, wherever the content names it."""

    def told(old: str, new: str) -> list[str]:
        copy = tmp_path / "content"
        shutil.copytree(FOLDER, copy)
        for path in copy.rglob("*.toml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(rf'(?<=["./]){old}(?=["./])', new, text), encoding="utf-8")
        content = load(copy)
        monkeypatch.setattr(loaded, "read", FixedContent(content))
        every_page.forget()
        return [str(message.msg) for message in checks.unshowable(content)]

    yield told
    every_page.forget()


@pytest.mark.slow
def test_the_content_we_ship_can_be_shown_whole(content) -> None:
    assert checks.unshowable(content) == []


@pytest.mark.slow
def test_a_tip_without_its_drawing_is_named(renamed) -> None:
    found = renamed("sunscreen", "sun_screen")
    assert [line.partition(": cannot be shown: ")[0] for line in found] == [
        "tips/skin_care.toml: sun_screen (and 1 more)"
    ]
    assert "drawings/tips/sun_screen.svg" in found[0]


@pytest.mark.slow
def test_a_food_without_its_drawing_is_named(renamed) -> None:
    found = renamed("tempeh", "tempe")
    assert len(found) == 1
    assert found[0].startswith("foods.toml: tempe (and ")
    assert "drawings/foods/tempe.svg" in found[0]
