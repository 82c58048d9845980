"""What HTML has a word for is said in HTML, and an attribute stands where it means something."""

from __future__ import annotations

import re
from pathlib import Path

# A role, and the element that brings it along, with the keys and names that go with it.
ELEMENTS = {
    "banner": "header",
    "button": "button",
    "contentinfo": "footer",
    "dialog": "dialog",
    "figure": "figure",
    "heading": "h2",
    "link": "a",
    "list": "ul",
    "listitem": "li",
    "main": "main",
    "navigation": "nav",
    "progressbar": "progress",
    "region": "section",
    "table": "table",
}
TEMPLATES = sorted(Path("templates").rglob("*.html"))


def found(pattern: str) -> list[tuple[str, str]]:
    """What stands in a template, with the template."""
    return [
        (path.as_posix(), text)
        for path in TEMPLATES
        for text in re.findall(pattern, path.read_text(encoding="utf-8"))
    ]


def test_no_role_stands_for_an_element() -> None:
    roles = found(r'\brole="(\w+)"')
    assert ("templates/habits/site/_problems.html", "alert") in roles
    assert [(name, role, ELEMENTS[role]) for name, role in roles if role in ELEMENTS] == []


def test_a_file_that_is_chosen_is_completed_by_nothing() -> None:
    """The attribute is no fault that a browser shows, and is one of HTML."""
    files = found(r'<input[^>]*type="file"[^>]*>')
    assert files
    assert [name for name, field in files if "autocomplete" in field] == []
