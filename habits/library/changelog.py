"""What changed for readers: the parts of the changelog that are written for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

FILE: Path = settings.BASE_DIR / "CHANGELOG.md"
HEADING = "### For readers"


class Change(NamedTuple):
    """A release and its lines for readers."""

    name: str
    lines: list[str]


def changes() -> list[Change]:
    """Every release with lines for readers, in the order of the file. OSError when it is gone."""
    found = []
    for release in re.split(r"^## ", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name = release.partition("\n")[0].strip()
        part = release.partition(HEADING)[2].partition("\n### ")[0]
        lines = [" ".join(item.split()) for item in re.split(r"^- ", part, flags=re.MULTILINE)[1:]]
        if lines:
            found.append(Change(name, lines))
    return found
