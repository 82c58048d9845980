"""What is installed is what was pinned: every package by its hash, from whichever index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = ["requirements", "tests/requirements", "tests/tools"]


def names(text: str) -> set[str]:
    found = re.findall(r"^([A-Za-z][\w.-]*)", text, re.MULTILINE)
    return {name.lower().replace("_", "-") for name in found}


@pytest.mark.parametrize("name", LISTS)
def test_every_package_asked_for_is_pinned(name) -> None:
    asked = names((ROOT / f"{name}.in").read_text())
    pinned = (ROOT / f"{name}.txt").read_text()
    assert asked
    assert asked <= names(pinned), "run `make update`"
    for block in re.split(r"\n(?=\S)", pinned):
        if not block.startswith("#"):
            assert re.match(r"[\w.-]+==\S+", block)
            assert "--hash=sha256:" in block


@pytest.mark.parametrize("name", LISTS)
def test_no_list_names_where_to_install_from(name) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    assert not re.search(r"://|--(extra-)?index|--find-links", text)


@pytest.mark.parametrize("name", LISTS)
def test_every_package_asked_for_has_a_reason(name) -> None:
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        assert line.startswith(("#", "-c")) or re.search(r"\S\s*# \w", line), line
