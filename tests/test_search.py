"""Search: forgiving, in memory, and silent about what anyone looks for."""

from __future__ import annotations

import logging
import re
from html import unescape

import pytest

from habits.search import LONGEST, MOST, entries, find
from tests.test_library import CONTENT, read


def titles(query: str) -> list[str]:
    return [entry.title for entry in find(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [("oats", "Oats"), ("kombucha", "Kombucha"), ("dysbiosis", "Dysbiosis"),
     ("probiotic label", "What a probiotic label should say"), ("hormones", "Hormone"),
     ("gut-skin axis", "The gut-skin axis"), ("SPF", "SPF")],
)  # fmt: skip
def test_what_is_named_comes_among_the_first(query, first) -> None:
    assert first in titles(query)[:3]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("yogurt", "Plain live yoghurt"), ("komboocha", "Kombucha"), ("probotics", "Probiotic"),
     ("disbiosis", "Dysbiosis"), ("moisturizer", "Moisturiser"), ("saurkraut", "Sauerkraut"),
     ("psoriassis", "Psoriasis"), ("OATS!!", "Oats"), ("sauerk", "Sauerkraut")],
)  # fmt: skip
def test_a_typing_error_is_forgiven(typed, meant) -> None:
    assert meant in titles(typed)[:3]


def test_every_tip_food_topic_and_word_is_found_by_its_title() -> None:
    for entry in entries(CONTENT):
        assert entry.title in titles(entry.title)[:4], entry.title


@pytest.mark.parametrize("query", ["", "  ", "?!", "xq", "zzzzzz", "\x00", "q" * 500])
def test_nothing_is_found_where_nothing_is_meant(query) -> None:
    assert find(query) == []


def test_an_endless_query_is_cut_short() -> None:
    assert len(find("itch oats " * 100)) <= MOST
    html = read("/search/?q=" + "oats+" * 100)
    assert f'value="{("oats " * 100).strip()[:LONGEST]}"' in html


def test_the_words_looked_for_are_shown_as_words() -> None:
    html = read("/search/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_search_without_a_find_leads_on() -> None:
    html = read("/search/?q=zzzzzz")
    assert "We found nothing for “zzzzzz”" in html
    assert all(f'href="{address}"' in html for address in ("/tips/", "/foods/", "/learn/"))


def test_every_find_leads_to_something_that_is_there() -> None:
    pages: dict[str, str] = {}
    for entry in entries(CONTENT):
        path, _, place = entry.address.partition("#")
        html = pages.setdefault(path, read(path))
        assert f'id="{place}"' in html if place else entry.title in unescape(html)


def test_help_is_offered_beside_whatever_is_looked_for() -> None:
    assert re.search(r'<main.*href="/help/"', read("/search/?q=blood"), re.S)


def test_nobody_writes_down_what_someone_looks_for(caplog, capfd) -> None:
    with caplog.at_level(logging.DEBUG):
        read("/search/?q=canary7f3a")
    out, err = capfd.readouterr()
    assert "canary7f3a" not in caplog.text + out + err
