"""The areas that someone can answer more about, so that the tips fit better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from ..engine.loaded import get_content
from ..engine.schema import Page


class Area(NamedTuple):
    """Pages that go into one area more closely: where they begin, and how many there are."""

    name: str
    first: Page
    address: str
    page_count: int


def more(offered: Iterable[Page], answers: Mapping[str, Sequence[str]]) -> tuple[Area, ...]:
    """The areas that someone can answer more about: where a page of theirs is still open."""
    offered = [page for page in offered if not any(answers.get(q.id) for q in page.questions)]
    found = []
    for area, name in get_content().questionnaire.more.items():
        pages = [page for page in offered if page.area == area]
        if pages:
            found.append(Area(name, pages[0], reverse("check", args=[pages[0].id]), len(pages)))
    return tuple(found)
