"""What is sent of a plan: when to do a tip, and how a week went. A form parses, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict

from ..engine.schema import Question, TipPlan
from ..store.plans import MOST_ON, NOTHING, TICKS, Plan, Step
from .acts import Choice, WeekAnswers
from .wording import LABELS, NoWords, own_words

# The choice to use own words, and to leave a tip for now: neither can be the id of a cue.
OWN, NONE = "-own", ""
# A row that stands for all tips that are left open.
ALL = "all"
NOTHING_CHOSEN = "Select when you will do at least 1 tip"
TOO_MANY = f"Select at most {MOST_ON} tips at a time"
UNKNOWN = "Select one of the answers on this page"


class Group(NamedTuple):
    """The fields of one tip: which cue is chosen, what own words are typed, and what is wrong."""

    planned: TipPlan
    id: str
    chosen: str
    words: str
    error: str = ""


class ChoiceForm(forms.Form):
    """When to do each of some tips. Subclassed for them by choice_form."""

    planned: Sequence[TipPlan] = ()
    # At most so many of them.
    most = MOST_ON

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.choices: list[Choice] = []
        for planned in self.planned:
            cue, typed = data.get(f"when-{planned.tip}", NONE), data.get(f"own-{planned.tip}") or ""
            if cue == OWN or (typed.strip() and not cue):
                self.take_words(planned, typed)
            elif cue:
                self.choices.append(Choice(planned.tip, cue))
        if not self.errors and not self.choices:
            raise forms.ValidationError(NOTHING_CHOSEN)
        if len(self.choices) > self.most:
            raise forms.ValidationError(TOO_MANY if self.most > 0 else FULL)
        return data

    def take_words(self, planned: TipPlan, typed: str) -> None:
        try:
            self.choices.append(Choice(planned.tip, "", own_words(typed)))
        except NoWords as error:
            self.add_error(f"own-{planned.tip}", str(error))

    def groups(self) -> Iterator[Group]:
        for planned in self.planned:
            name = f"when-{planned.tip}"
            error = " ".join(
                [*self.errors.get(name, []), *self.errors.get(f"own-{planned.tip}", [])]
            )
            chosen, words = self[name].value() or NONE, self[f"own-{planned.tip}"].value() or ""
            yield Group(planned, f"id_{name}", chosen, words, error)

    def problems(self) -> list[tuple[str, str]]:
        """Each error with the id of the place to go to."""
        found = [(group.id, group.error) for group in self.groups() if group.error]
        return found + [("choices", str(error)) for error in self.non_field_errors()]


FULL = f"Go to your plan and stop a tip first: there is room for {MOST_ON} at a time"


def choice_form(planned: Iterable[TipPlan], most: int = MOST_ON) -> type[ChoiceForm]:
    """The class of a form to choose when to do each of these tips: `most` of them at a time."""
    planned = tuple(planned)
    fields: dict[str, Any] = {"planned": planned, "most": most}
    for each in planned:
        options = [(OWN, OWN), (NONE, NONE), *((cue.id, cue.when) for cue in each.offered)]
        fields[f"when-{each.tip}"] = forms.ChoiceField(
            choices=options, required=False, error_messages={"invalid_choice": UNKNOWN}
        )
        # As it was typed: wording.py takes out what cannot be seen.
        fields[f"own-{each.tip}"] = forms.Field(required=False)
    return type("ChoiceForm", (ChoiceForm,), fields)


def chosen_before(step: Step) -> dict[str, str]:
    """The data of a form that shows a step as it is."""
    return {f"when-{step.tip}": step.cue or OWN, f"own-{step.tip}": step.words}


class Ticks(NamedTuple):
    """A row of the page of a week: its field, and what is said there so far."""

    name: str
    chosen: str


def said_in(
    data: MultiValueDict[str, str], tips: Sequence[str], asked: Sequence[Question]
) -> WeekAnswers:
    """What was ticked: a tip's own row wins over the row for all. What is no answer is left out."""
    every = data.get(ALL, "")
    ticks = {tip: data.get(f"tick-{tip}", "") or every for tip in tips}
    answers = {q.id: data.get(q.id, "") for q in asked}
    offered = {q.id: q.offered_ids for q in asked}
    return WeekAnswers(
        {tip: letter for tip, letter in ticks.items() if letter in TICKS},
        {name: option for name, option in answers.items() if option in offered[name]},
    )


def shown_in(
    data: MultiValueDict[str, str], tips: Sequence[str], asked: Sequence[Question]
) -> WeekAnswers:
    """What the page showed as said before."""
    return WeekAnswers(
        {tip: data.get(f"was-{tip}", "") or NOTHING for tip in tips},
        {q.id: data.get(f"was-{q.id}", "") for q in asked},
    )


def ticks_of(plan: Plan, week: int) -> Mapping[str, str]:
    """The letter of a week by the id of its tip, where one was ticked."""
    return {step.tip: step.tick(week) for step in plan.steps if step.tick(week) != NOTHING}


CHOICES = tuple((letter, LABELS[letter]) for letter in TICKS)
