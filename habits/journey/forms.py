"""Builds a page's form from the questionnaire; turns a valid form into answers.

A form parses, it does not decide. Forms are rendered by crispy-forms with our own template pack
(templates/crispy). What does not depend on the answers, nearly all of it, is rendered once for
each page and kept, with placeholders for the answers: see compiled_html.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Self

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..engine.schema import AlcoholGuide, Option, Page, Question
from ..site.compiled_html import CompiledHtml, placeholder

GUIDE, LINE = "guide", "line"
CHECKED, OPEN = SafeString(" checked"), SafeString()

UNKNOWN_OPTION = "Select one of the options on this page"
NOTHING_CHOSEN = "Answer 1 question or more, or select 'Skip this page'"
EXCLUSIVE = "Select '{alone}' on its own, or select only the others"


# On pages that do not ask about alcohol.
NO_GUIDE = AlcoholGuide(says="", line="", source="", checked=date.min, review=date.max)


class Row(NamedTuple):
    """An option, the id of its input, its mark (checked or not, or a placeholder), and whether it
    stands beside another one where there is room for two."""

    option: Option
    id: str
    mark: str
    half: bool


def halves(options: Sequence[Option]) -> list[bool]:
    """Short options that follow each other stand in pairs; one left over has a line of its own."""
    found: list[bool] = []
    for short, run in itertools.groupby(options, lambda option: option.short):
        count = len(list(run))
        paired = count - count % 2 if short else 0
        found += [True] * paired + [False] * (count - paired)
    return found


class BoundQuestion(BoundField):
    """A question as the template pack sees it."""

    form: PageForm

    @property
    def question(self) -> Question:
        return self.form.question_by_id[self.name]

    @property
    def guide(self) -> SafeString:
        """The alcohol guide of the person's region, or the placeholder for it."""
        return placeholder(GUIDE) if self.form.compiling else escape(self.form.guide.says)

    @property
    def line(self) -> SafeString:
        """The alcohol line of the person's region, or the placeholder for it."""
        return placeholder(LINE) if self.form.compiling else escape(self.form.guide.line)

    def sections(self) -> Iterator[tuple[str, list[Row]]]:
        """Headings, each with its options. Options without a heading stand under ""."""
        chosen = self.value() or []
        chosen = [chosen] if isinstance(chosen, str) else chosen
        number = itertools.count()
        for heading, options in self.question.sections:
            rows = zip(options, halves(options), strict=True)
            yield (
                heading,
                [
                    Row(option, f"{self.auto_id}_{next(number)}", self.mark(option, chosen), half)
                    for option, half in rows
                ],
            )

    def mark(self, option: Option, chosen: Sequence[str]) -> SafeString:
        if self.form.compiling:
            return placeholder(f"{self.name} {option.id}")
        return CHECKED if option.id in chosen else OPEN


class PageForm(forms.Form):
    """The form of one page. Subclasses are made by form_class."""

    use_required_attribute = False
    bound_field_class = BoundQuestion
    page: Page
    compiling = False

    def __init__(self, *args: Any, guide: AlcoholGuide = NO_GUIDE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guide = guide
        self.question_by_id = {question.id: question for question in self.page.questions}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def single(self) -> bool:
        """One question: its text is the heading of the page."""
        return len(self.page.questions) == 1

    def clean(self) -> dict[str, Any]:
        for question in self.page.questions:
            self.check_exclusive(question)
        # What is not a question of the page is not read: extensions of browsers add fields.
        if not self.errors and not any(self.cleaned_data.values()):
            first = self.page.questions[0]
            self.add_error(first.id, first.error if self.single else NOTHING_CHOSEN)
        return self.cleaned_data

    def check_exclusive(self, question: Question) -> None:
        """An exclusive option beside another is a contradiction; we do not guess which is meant."""
        chosen = set(self.cleaned_data.get(question.id) or ())
        alone = [option for option in question.options if option.exclusive and option.id in chosen]
        if question.kind == "many" and alone and len(chosen) > 1:
            self.add_error(question.id, EXCLUSIVE.format(alone=alone[0].label))

    def answers(self) -> dict[str, list[str]]:
        """What was chosen, question by question; questions left open are missing."""
        return {
            question: [chosen] if isinstance(chosen, str) else list(chosen)
            for question, chosen in self.cleaned_data.items()
            if chosen
        }

    def problems(self) -> list[tuple[str, str]]:
        """Each error with the id of the input to go to, for the summary on top of the page."""
        return [
            (f"id_{self.page.questions[0].id if name == '__all__' else name}_0", str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]


@cache
def form_class(page: Page) -> type[PageForm]:
    """The class of its forms, made once: a field for each question, under its id."""
    fields: dict[str, Any] = {question.id: form_field(question) for question in page.questions}
    return type("PageForm", (PageForm,), {"page": page, **fields})


class Shared:
    """A field that every form of the page uses. Nothing changes it, and copying it is slow."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class One(Shared, forms.ChoiceField):
    pass


class Many(Shared, forms.MultipleChoiceField):
    pass


def form_field(question: Question) -> One | Many:
    field = One if question.kind == "one" else Many
    widget = forms.RadioSelect if question.kind == "one" else forms.CheckboxSelectMultiple
    return field(
        label=question.text,
        choices=[(option.id, option.label) for option in question.offered],
        widget=widget,
        required=question.required,
        error_messages={
            "required": question.error,
            "invalid_choice": UNKNOWN_OPTION,
            "invalid_list": UNKNOWN_OPTION,
        },
    )


def blank_or_kept(
    page: Page, answers: Mapping[str, Sequence[str]], guide: AlcoholGuide = NO_GUIDE
) -> SafeString:
    """The page's questions as HTML, with the answers given so far."""
    return compiled(page).render({GUIDE: guide.says, LINE: guide.line} | marks(page, answers))


def marks(page: Page, answers: Mapping[str, Sequence[str]]) -> dict[str, SafeString]:
    """For each option whether it is checked."""
    return {
        f"{question.id} {option.id}": CHECKED if option.id in answers.get(question.id, ()) else OPEN
        for question in page.questions
        for option in question.offered
    }


def with_errors(form: PageForm) -> SafeString:
    """The page's questions as HTML, with what was sent and what is wrong with it."""
    html: str = render_crispy_form(form)
    return mark_safe(html)  # noqa: S308  crispy-forms escapes


@cache
def compiled(page: Page) -> CompiledHtml:
    form = form_class(page)()
    form.compiling = True
    return CompiledHtml(render_crispy_form(form))
