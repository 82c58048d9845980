"""Who reads a grade can unfold the figures behind it, or reads why there are none."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from habits.engine.figures import Span
from habits.engine.validation.figures import OWING, graded
from habits.library.figures import Row, behind, result, studied, table, told, told_size
from tests.engine.test_figures import counted, extraction, shares

TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def page_of(client, grade: str, content) -> str:
    tip, _, concern = grade.partition(".")
    found = next((t for t in content.tips if t.id == tip), None)
    address = reverse("tip", args=[found.slug]) if found and concern else reverse("claims")
    return unescape(re.sub(r"<[^>]+>", "", client.get(address).content.decode()))


def owing(content) -> list[str]:
    return [name for name, (grade, _) in graded(content).items() if grade in OWING]


def test_every_grade_that_says_something_shows_figures_or_why_there_are_none(
    client, content
) -> None:
    assert len(owing(content)) > 80
    for grade in owing(content):
        page, figures = page_of(client, grade, content), behind([grade])
        assert bool(figures.tables) != bool(figures.reasons), grade
        for shown in figures.tables:
            assert shown.extraction.outcome in page, grade
        for reason in figures.reasons:
            assert reason in page, grade


def test_every_figure_of_the_content_has_a_result(content) -> None:
    for found in content.figures.extractions:
        assert list(result(found)), found.id


class Cells(HTMLParser):
    """Heads without a scope, and rows that do not fill the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.unscoped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "tr":
            self.rows.append(0)
        if tag in {"th", "td"} and self.rows:
            self.rows[-1] += int(has.get("colspan") or 1)
        if tag == "th" and has.get("scope") not in {"row", "col"}:
            self.unscoped.append(self.get_starttag_text() or "")


def test_every_table_has_a_caption_heads_with_a_scope_and_full_rows(client, content) -> None:
    tips = [reverse("tip", args=[tip.slug]) for tip in content.tips]
    found = 0
    for address in [*tips, reverse("claims")]:
        for inside in TABLE.findall(client.get(address).content.decode()):
            cells = Cells()
            cells.feed(inside)
            assert inside.startswith("<caption>")
            assert cells.unscoped == []
            assert set(cells.rows) == {3}, address
            found += 1
    assert found > 50


def test_the_source_of_a_figure_leads_to_its_entry(client, content) -> None:
    for found in content.figures.extractions:
        address, _, anchor = table(found).source.address.partition("#")
        assert f'id="{anchor}"' in client.get(address).content.decode(), found.id


# In words.


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((19, 8, 29), "19 more (may be 8 to 29 more)"),
        ((-6, -20, -4), "6 fewer (may be 4 to 20 fewer)"),
        ((9, -2, 23), "9 more (may be 2 fewer to 23 more)"),
        ((-9, -23, 0), "9 fewer (may be 0 to 23 fewer)"),
        ((9, 0, 17), "9 more (may be 0 to 17 more)"),
        ((0, -3, 4), "No difference (may be 3 fewer to 4 more)"),
        ((0, 0, 0), "No difference"),
        ((16, None, None), "16 more"),
    ],
)
def test_an_interval_is_told_in_words(span, words) -> None:
    assert told(Span(*span), "more", "fewer") == words


def test_a_difference_of_averages_names_its_unit() -> None:
    assert told(Span(-2390, -2860, -1930), "more", "less", "grams") == (
        "2,390 grams less (may be 1,930 to 2,860 less)"
    )


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        (("medium", "small", "large"), "Medium (may be small to large)"),
        (("small", "small", "small"), "Small"),
        (("large",), "Large"),
    ],
)
def test_a_size_is_told_in_words(sizes, words) -> None:
    assert told_size(sizes) == words


def test_small_groups_are_told_as_they_were() -> None:
    assert list(result(counted((20, 28), (0, 20)))) == [Row("People", ("20 of 28", "0 of 20"))]


def test_people_are_told_of_a_hundred_and_by_how_many_they_differ() -> None:
    assert list(result(counted((131, 160), (81, 128)))) == [
        Row("Of 100", ("82", "63")),
        Row("Gap", ("19 more (may be 8 to 29 more)",)),
    ]


def test_what_is_rare_is_told_of_a_thousand() -> None:
    assert next(result(shares(3.8, 4.4))) == Row("Of 1,000", ("38", "44"))


@pytest.mark.parametrize(("measure", "head"), [("RR", "Ratio"), ("OR", "Odds")])
def test_a_ratio_alone_is_told_against_a_hundred_and_odds_are_named(measure, head) -> None:
    effect = {"measure": measure, "value": 0.67, "low": 0.48, "high": 0.91}
    assert list(result(extraction(effect=effect))) == [Row(head, ("67 (may be 48 to 91)", "100"))]


def test_what_a_ratio_is_of_is_said_where_one_stands_and_nowhere_else(client, content) -> None:
    said = {True: 0, False: 0}
    for tip in content.tips:
        page = client.get(reverse("tip", args=[tip.slug])).content.decode()
        heads = set(re.findall(r'<th scope="row">(.*?)</th>', page))
        stands = bool(heads & {"Ratio", "Odds"})
        assert ("they take the second column as 100" in page) == stands, tip.id
        said[stands] += 1
    assert all(said.values())


def test_a_score_is_never_told_in_people() -> None:
    effect = {"measure": "MD", "value": -2.42, "low": -4.55, "high": -0.28}
    assert list(result(extraction(effect=effect, unit="points"))) == [
        Row("Gap", ("2 points less (may be 0 to 5 less)",))
    ]


def test_what_was_not_told_is_said_to_be_so() -> None:
    assert studied(extraction(studies=None)) == "Not told in what we read"
    assert studied(extraction(studies=2, people=87)) == "2 studies, 87 people"
    assert studied(counted((1, 60), (2, 70))) == "1 study, 130 people"
