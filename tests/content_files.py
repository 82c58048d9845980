"""The content as its files hold it, before it becomes the schema."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from habits.engine.loading import FOLDER

# Each text is parsed once in a process: parsing is most of what reading the content takes.
parsed = cache(tomllib.loads)


def raw_files() -> dict[str, dict[str, Any]]:
    """The table of each file by its path under the content, in the order of their names. What
    changes them copies them first: everyone gets the same tables."""
    return {
        path.relative_to(FOLDER).as_posix(): parsed(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.rglob("*.toml"))
    }
