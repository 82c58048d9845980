"""The results of a list over time and side by side."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import urlsplit

import pytest

from habits.store import sealed_rows
from tests.people import ECZEMA, FORM, press
from tests.results.helpers import BEFORE, NOWHERE, keep, page, post, text

pytestmark = pytest.mark.django_db


def test_two_results_are_a_table_and_three_a_line(client, listed) -> None:
    html = page(client, "/saved/")
    assert "How things went" in html
    course = html.split('id="course"')[1].split("</section>")[0]
    assert "<table>" in course
    assert "<svg" not in course
    assert "They do not show what caused a change" in course
    press(client, keep(ECZEMA | {"itch": ["0"]}, date(2026, 3, 1)), "result-add")
    course = page(client, "/saved/").split('id="course"')[1].split("</section>")[0]
    assert "<polyline" in course
    finding = re.search(r"<title[^>]*>(.*?)</title>", course).group(1)
    assert "1 January 2026" in finding
    assert "1 March 2026" in finding


def test_one_result_has_no_course_and_nothing_to_compare(client) -> None:
    press(client, keep(), "result-add")
    html = page(client, "/saved/")
    assert "How things went" not in html
    assert "Compare 2 results" not in html


def test_two_results_stand_side_by_side_the_older_first(client, listed) -> None:
    for codes in (listed, listed[::-1]):
        response = post(client, "saved-compare", code=list(codes))
        html = unescape(text(response))
        assert response.status_code == 200
        assert html.index("1 Jan 2026") < html.index("1 Feb 2026")
        row = html.split(FORM.by_question["itch"].name)[1].split("</tbody>")[0]
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        assert cells == ["4", "7", "Changed"]
        assert 'id="not-medical-advice"' in html


def test_comparing_needs_exactly_two(client, listed) -> None:
    third = keep(made=date(2026, 3, 1))
    press(client, third, "result-add")
    deleted = keep(made=date(2026, 4, 1))
    press(client, deleted, "result-add")
    sealed_rows.delete(deleted)
    one, two = listed
    for codes in (
        [],
        [one],
        [one, one],
        [one, two, third],
        [one, NOWHERE],
        [one, keep()],
        [one, deleted],
        ["", "x"],
    ):
        response = post(client, "saved-compare", code=codes)
        assert urlsplit(response.request["PATH_INFO"]).path == "/saved/", codes
        assert "Select 2 results to compare" in text(response)
        assert BEFORE in text(response)
