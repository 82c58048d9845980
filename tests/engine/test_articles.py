"""We tell what the two articles say in words of our own.

Their texts are not ours to pass on, so they are not here. ARTICLES names a folder that holds them
as text files; without it only the search itself is tried.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.content_files import raw_files

# So many words in a row are no chance.
RUN = 8
ARTICLES = os.environ.get("ARTICLES", "")

Run = tuple[str, ...]


def runs(text: str) -> set[Run]:
    found = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def copied(theirs: str) -> list[str]:
    """Where in the content a run of their words stands. What an article is called is no copy."""
    found = runs(theirs)
    for article in raw_files()["sources.toml"]["articles"]:
        found -= runs(article["title"])
    return [
        f"{name}: {' '.join(run)}"
        for name, raw in raw_files().items()
        for text in texts(raw)
        for run in sorted(runs(text) & found)
    ]


def test_a_run_of_words_that_stands_in_both_is_found(content) -> None:
    """Whatever the case and the signs between the words."""
    shared = content.sources.ledger["B02"].says.upper().replace(".", ",").split()[:RUN]
    assert copied(f"Theirs: {' '.join(shared)} too") == [
        "sources.toml: the microbes on skin act like armour they"
    ]
    assert copied(f"Theirs: {' '.join(shared[:-1])} too") == []


def test_what_an_article_is_called_is_no_copy(content) -> None:
    assert any(runs(article.title) for article in content.sources.articles)
    assert copied(" ".join(article.title for article in content.sources.articles)) == []


@pytest.mark.skipif(not ARTICLES, reason="ARTICLES names no folder with the two articles")
def test_no_run_of_8_words_of_an_article_stands_in_the_content(content) -> None:
    files = sorted(Path(ARTICLES).glob("*.txt"))
    assert len(files) == len(content.sources.articles)
    for file in files:
        assert copied(file.read_text(encoding="utf-8")) == []
