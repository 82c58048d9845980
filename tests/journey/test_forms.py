"""A form parses; it does not decide."""

from __future__ import annotations

import re
from datetime import date
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.http import QueryDict

from habits.engine.schema import AlcoholGuide
from habits.journey.forms import blank_or_kept, form_class, with_errors
from tests.people import FORM

GUIDE = AlcoholGuide(
    says="At most <14> & so", line="14 <units> & so", source="", checked=date.min, review=date.max
)
RETIRED = [
    (question.id, option.id)
    for question in FORM.current_questions.values()
    for option in question.options
    if option.retired
]


def form(page: str, data: str):
    return form_class(FORM.by_page[page])(QueryDict(data))


def html_of(page: str) -> str:
    return blank_or_kept(FORM.by_page[page], {})


def tree(html: str) -> Element:
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_valid_form_becomes_answers() -> None:
    filled = form("rest", "sleep_hours=5_6&stress=a_little&continue=1")
    assert filled.is_valid()
    assert filled.answers() == {"sleep_hours": ["5_6"], "stress": ["a_little"]}


@pytest.mark.parametrize("page", FORM.by_page)
def test_the_kept_html_is_what_crispy_forms_renders(page) -> None:
    """The page rendered once and filled in, against a fresh rendering of the same answers."""
    asked = FORM.by_page[page]
    answers = {q.id: sorted(q.plain)[:1] for q in asked.questions}
    fresh = form_class(asked)(initial=answers, guide=GUIDE)
    assert blank_or_kept(asked, answers, GUIDE) == with_errors(fresh)


@pytest.mark.parametrize("page", FORM.by_page)
def test_what_is_offered_is_what_the_questionnaire_offers_with_one_id_after_the_other(page) -> None:
    asked = FORM.by_page[page]
    fields = re.findall(r'<input type="(\w+)" name="(\w+)" value="(\w+)" id="(\w+)"', html_of(page))
    kinds = {"one": "radio", "many": "checkbox"}
    options = {q.id: [o for _, group in q.sections for o in group] for q in asked.questions}
    assert fields == [
        (kinds[q.kind], q.id, option.id, f"id_{q.id}_{number}")
        for q in asked.questions
        for number, option in enumerate(options[q.id])
    ]
    for question in asked.questions:
        assert {o.id for o in options[question.id]} == {
            o.id for o in question.options if not o.retired
        }


@pytest.mark.parametrize(("question", "option"), RETIRED)
def test_what_is_retired_is_neither_offered_nor_taken(question, option) -> None:
    page = FORM.page_of[question].id
    assert f'value="{option}"' not in html_of(page)
    filled = form(page, f"{question}={option}&continue=1")
    assert not filled.is_valid()
    assert question in filled.errors


@pytest.mark.parametrize("page", FORM.by_page)
def test_every_described_by_and_label_points_at_something(page) -> None:
    for html in (html_of(page), with_errors(form(page, "continue=1&x=1"))):
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        pointed = re.findall(r'(?:for|aria-describedby)="([^"]+)"', html)
        assert {one for many in pointed for one in many.split()} <= set(ids)
        assert "required" not in re.findall(r"<input[^>]*>", html)[0]


def test_one_question_is_the_heading_and_several_stand_under_one() -> None:
    assert "<h1>" in html_of("safety")
    assert "<h1>" not in html_of("rest")


def test_the_error_stands_before_the_options() -> None:
    html = with_errors(form("skin", "continue=1"))
    assert html.index("_error") < html.index("<input")


# Headings among the options.

GROUPED = [question for question in FORM.current_questions.values() if question.groups]


def test_health_and_habits_are_grouped() -> None:
    assert [question.id for question in GROUPED] == ["safety", "habits"]


@pytest.mark.parametrize("question", GROUPED, ids=lambda question: question.id)
def test_a_group_is_a_set_of_fields_inside_that_of_its_question_and_named(question) -> None:
    whole = tree(html_of(FORM.page_of[question.id].id)).find(f".//fieldset[@id='{question.id}']")
    groups = whole.findall("fieldset")
    assert [text(group.find("legend")) for group in groups] == list(question.groups.values())
    for name, group in zip(question.groups, groups, strict=True):
        assert group[0].tag == "legend"
        assert [box.get("value") for box in group.iter("input")] == [
            option.id for option in question.offered if option.group == name
        ]
    # "None of these" is about all of them, and stands in none.
    grouped = {box.get("value") for group in groups for box in group.iter("input")}
    alone = [box.get("value") for box in whole.iter("input") if box.get("value") not in grouped]
    assert alone == [option.id for option in question.offered if option.exclusive]


@pytest.mark.parametrize(
    "page", [p.id for p in FORM.pages if not any(q.groups for q in p.questions)]
)
def test_elsewhere_a_question_is_one_set_of_fields(page) -> None:
    found = tree(html_of(page)).findall(".//fieldset")
    assert [fields.get("id") for fields in found] == [q.id for q in FORM.by_page[page].questions]
    for fields, question in zip(found, FORM.by_page[page].questions, strict=True):
        assert text(fields.find("legend")) == question.text


# A scale.


def test_a_scale_has_words_at_both_ends_for_the_eye_and_for_a_screen_reader() -> None:
    low, high = FORM.current_questions["itch"].scale
    fields = tree(html_of("skin-days")).find(".//fieldset[@id='itch']")
    labels = list(fields.iter("label"))
    assert [text(label) for label in labels] == [
        f"0: {low}",
        *(str(number) for number in range(1, 10)),
        f"10: {high}",
    ]
    # What is read out at the first and last number stands once more for the eye alone.
    for label, words in ((labels[0], low), (labels[-1], high)):
        assert words in text(label.find("span[@class='hidden']"))
    ends = [e for e in fields.iter("p") if e.get("aria-hidden") == "true"]
    assert [text(end) for end in ends] == [f"0: {low} 10: {high}"]


def test_only_a_scale_has_words_at_its_ends() -> None:
    for page in FORM.by_page:
        scales = [q for q in FORM.by_page[page].questions if q.scale]
        assert html_of(page).count("options--scale") == len(scales)
    assert [q.id for q in FORM.current_questions.values() if q.scale] == ["itch"]


# The alcohol line.


def hint_of(html: str, question: str, option: str) -> str:
    """What is read out after an option."""
    root = tree(html)
    box = root.find(f".//input[@name='{question}'][@value='{option}']")
    return text(root.find(f".//p[@id='{box.get('aria-describedby')}']"))


@pytest.mark.parametrize(
    ("page", "question", "option"),
    [("habits", "habits", "alcohol"), ("limits", "alcohol", "within_guide")],
)
def test_the_line_of_the_place_is_the_hint_of_what_asks_for_it(
    content, page, question, option
) -> None:
    for region in content.regions:
        html = blank_or_kept(FORM.by_page[page], {}, region.alcohol)
        label = FORM.current_questions[question].by_id[option].label
        assert label in html
        assert hint_of(html, question, option) == region.alcohol.line


def test_an_amount_of_our_own_is_not_called_a_guide(content) -> None:
    """Three places have no official number to ask about."""
    ours = {region.id for region in content.regions if "chosen by us" in region.alcohol.line}
    assert ours == {"us", "eu", "elsewhere"}
    for region in content.regions:
        assert ("is ours" in region.alcohol.source) == (region.id in ours)
    for question in ("habits", "alcohol"):
        for option in FORM.by_question[question].options:
            assert "guide" not in f"{option.label} {option.quote}"
