"""What we say of access on /accessibility/."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def rows(pages) -> dict[str, list[str]]:
    """The table as the page has it: number and name, then the other cells."""
    html = next(page.html for page in pages if page.name == "accessibility")
    found = re.findall(r'<tr id="c-\d+"><th scope="row">(.*?)</th>(.*?)</tr>', html)
    return {name: re.findall("<td>(.*?)</td>", cells) for name, cells in found}


def numbers(rows: dict[str, list[str]], *levels: str) -> list[str]:
    return [name.split()[0] for name, cells in rows.items() if cells[0] in levels]


def test_every_criterion_of_levels_a_and_aa_is_told_in_the_order_of_the_standard(rows) -> None:
    told = numbers(rows, "A", "AA")
    assert len(told) == len(set(told)) == 55
    assert told == sorted(told, key=lambda number: [*map(int, number.split("."))])
    # WCAG 2.2 brought these, and took 4.1.1 away.
    assert {"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"} <= set(told)
    assert "4.1.1" not in told


def test_levels_have_as_many_criteria_as_the_standard(rows) -> None:
    assert (len(numbers(rows, "A")), len(numbers(rows, "AA"))) == (31, 24)
    assert len(numbers(rows, "AAA")) > 10


def test_every_criterion_says_whether_how_and_by_what(rows) -> None:
    for name, (_, met, how, shown) in rows.items():
        assert met in {"Yes", "Not needed"}, name
        assert how.endswith("."), name
        assert shown in {"A test", "A look", "A test and a look"}, name


def test_every_page_outside_the_questionnaire_leads_to_the_statement(pages) -> None:
    without = {page.name for page in pages if 'href="/accessibility/"' not in page.html}
    assert without == {page.name for page in pages if page.on_the_way}
