"""Who imports whom: rooms in layers, no circles, views that know nothing of each other."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests import rooms

VIEWS = rooms.views()


@pytest.fixture(scope="module")
def imports() -> rooms.Imports:
    return rooms.imports()


def tree(folder: Path, **files: str) -> rooms.Imports:
    """The imports of an app of these files; `__` stands for a slash."""
    for name, text in files.items():
        file = folder / "habits" / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return rooms.imports(folder)


@pytest.mark.parametrize(
    "line",
    [
        "from ..store import keeping",
        "from ..store.keeping import keep",
        "from habits.store import keeping",
        "import habits.store.keeping",
        "def view():\n    from ..store import keeping",
        "if TYPE_CHECKING:\n    from ..store import keeping",
    ],
)
def test_an_import_is_seen_however_it_is_written(tmp_path, line) -> None:
    found = tree(tmp_path, site__cards=line, store__keeping="")
    assert found["habits.site.cards"] == {"habits.store.keeping"}
    assert rooms.upward(found) == ["habits.site.cards imports habits.store.keeping"]


def test_modules_import_each_other_in_no_circle(imports) -> None:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_every_room_has_its_place_and_says_what_it_is(imports) -> None:
    packages = {name.split(".")[1] for name in imports if name.count(".") > 1}
    assert packages - {"management", "migrations", "templatetags"} == set(rooms.ROOMS)
    # So much fits into its box.
    assert all(0 < len(rooms.purpose(room)) <= 58 for room in rooms.ROOMS)


def test_a_room_imports_only_rooms_below_it(imports) -> None:
    assert rooms.upward(imports) == []


def test_a_view_imports_no_other_view(imports) -> None:
    assert len(VIEWS) > 20
    assert [
        f"{view} imports {other}" for view in sorted(VIEWS) for other in VIEWS & imports[view]
    ] == []


def test_the_drawing_shows_the_imports_of_today(imports) -> None:
    now = rooms.drawing(rooms.counted(imports))
    assert rooms.DRAWING.read_text() == now, "docs/rooms.svg is old: make rooms"
