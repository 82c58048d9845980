"""A form parses; it does not decide."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from habits.forms import blank_or_kept, form_class, with_errors
from tests.people import FORM


def form(page: str, data: str):
    return form_class(FORM.by_page[page])(QueryDict(data))


def test_a_valid_form_becomes_answers() -> None:
    filled = form("rest", "sleep_hours=5_6&stress=a_little&continue=1")
    assert filled.is_valid()
    assert filled.answers() == {"sleep_hours": ["5_6"], "stress": ["a_little"]}


@pytest.mark.parametrize("page", FORM.by_page)
def test_the_kept_html_is_what_crispy_forms_renders(page) -> None:
    """The page rendered once and filled in, against a fresh rendering of the same answers."""
    asked = FORM.by_page[page]
    answers = {q.id: list(q.plain or q.by_id)[:1] for q in asked.questions}
    fresh = form_class(asked)(initial=answers, guide="At most <14> & so")
    assert blank_or_kept(asked, answers, "At most <14> & so") == with_errors(fresh)


@pytest.mark.parametrize("page", FORM.by_page)
def test_ids_are_those_of_the_questionnaire(page) -> None:
    asked = FORM.by_page[page]
    html = blank_or_kept(asked, {}, "")
    fields = re.findall(r'<input type="(\w+)" name="(\w+)" value="(\w+)"', html)
    expected = [
        ("radio" if q.kind == "one" else "checkbox", q.id, option)
        for q in asked.questions
        for option in q.by_id
    ]
    assert fields == expected


@pytest.mark.parametrize("page", FORM.by_page)
def test_every_described_by_and_label_points_at_something(page) -> None:
    asked = FORM.by_page[page]
    for html in (blank_or_kept(asked, {}, ""), with_errors(form(page, "continue=1&x=1"))):
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        pointed = re.findall(r'(?:for|aria-describedby)="([^"]+)"', html)
        assert {one for many in pointed for one in many.split()} <= set(ids)
        assert "required" not in re.findall(r"<input[^>]*>", html)[0]


def test_one_question_is_the_heading_and_several_stand_under_one() -> None:
    assert "<h1>" in blank_or_kept(FORM.by_page["safety"], {}, "")
    assert "<h1>" not in blank_or_kept(FORM.by_page["rest"], {}, "")


def test_the_error_stands_before_the_options() -> None:
    html = with_errors(form("skin", "continue=1"))
    assert html.index("_error") < html.index("<input")
