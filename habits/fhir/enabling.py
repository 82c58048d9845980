"""When a page is asked, in the words of FHIR: `enableWhen` and `enableBehavior`.

The engine passes a page over while a condition holds. FHIR says when an item is enabled, in one
list of which all or any must hold. So the condition is turned round and brought into clauses: all
of them must hold, and of each clause any part. What one list cannot say is said by groups within
groups, a clause each: an item is enabled only where all groups around it are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import NamedTuple

from ..engine.conditions import FACT
from ..engine.schema import Page, Question, Questionnaire, When
from .names import Json, coding


class Part(NamedTuple):
    """Is the option among the answers (or any option, where none is named), or is it not?"""

    question: str
    option: str = ""
    holds: bool = True

    @property
    def opposite(self) -> Part:
        return self._replace(holds=not self.holds)


# All clauses must hold, and of each any part.
Clauses = frozenset[frozenset[Part]]
# Question and option -> what it takes for the option to count.
Counts = Callable[[str, str], Clauses]
NEVER: Clauses = frozenset({frozenset()})


def chosen(question: str, option: str = "") -> Clauses:
    """Holds when the option was chosen, or any option of the question where none is named."""
    return frozenset({frozenset({Part(question, option)})})


def both(*conditions: Clauses) -> Clauses:
    """Holds when all of them do."""
    return without_needless(clause for condition in conditions for clause in condition)


def either(*conditions: Clauses) -> Clauses:
    """Holds when one of them does; never, of none."""
    return reduce(either_of_two, conditions, NEVER)


def either_of_two(one: Clauses, other: Clauses) -> Clauses:
    return without_needless(a | b for a in one for b in other)


def negated(condition: Clauses) -> Clauses:
    """Not all of the clauses: of one of them, no part holds."""
    return either(*(both(*(none_of(part) for part in clause)) for clause in condition))


def none_of(part: Part) -> Clauses:
    return frozenset({frozenset({part.opposite})})


def without_needless(clauses: Iterable[frozenset[Part]]) -> Clauses:
    """Less those that always hold, and those that hold wherever a shorter one does."""
    kept = {clause for clause in clauses if not any(part.opposite in clause for part in clause)}
    return frozenset(c for c in kept if not any(shorter < c for shorter in kept))


# The answers as conditions look at them: see EffectiveAnswers in engine/answers.py.


class Answered:
    """What it takes, in answers as they were given, for the engine to count an option as chosen.

    Options that are retired are left out: nobody who is asked these questions can choose one.
    """

    def __init__(self, form: Questionnaire) -> None:
        self.form = form

    def given(self, question: str, option: str) -> Clauses:
        asked = self.form.current_questions.get(question)
        return chosen(question, option) if asked and option in asked.offered_ids else NEVER

    def refined(self, question: str, option: str) -> Clauses:
        """Less the ticks that a detail puts right."""
        put_right = [
            self.sure(detail)
            for detail in self.form.refining
            if option in detail.refines.get(question, ())
            and detail.id in self.form.current_questions
        ]
        return both(self.given(question, option), *map(negated, put_right))

    def sure(self, question: Question) -> Clauses:
        unsure = [negated(chosen(question.id, option)) for option in question.unsure]
        return both(chosen(question.id), *unsure)

    def derived(self, question: str, option: str) -> Clauses:
        """With all that other answers count as, and the facts that follow."""
        if question == FACT:
            return either(
                *(self.met(when, self.refined) for when in self.form.fact_by_id[option].when)
            )
        meaning = (
            self.refined(other, counting)
            for other, options in self.form.counting.items()
            for counting, meanings in options.items()
            if option in meanings.get(question, ())
        )
        return either(self.refined(question, option), *meaning)

    def safest(self, question: str, option: str) -> Clauses:
        """With silence counted as every option that is not exclusive."""
        asked = self.form.current_questions.get(question)
        if asked is None or not asked.unanswered_means_all:
            return self.derived(question, option)
        undisclosed = self.undisclosed(asked)
        if option in asked.plain:
            return either(self.derived(question, option), undisclosed)
        return both(self.derived(question, option), negated(undisclosed))

    def undisclosed(self, question: Question) -> Clauses:
        ticks = {tick for q in self.form.refining for tick in q.refines.get(question.id, ())}
        # A tick that was put right is no answer.
        options = sorted(question.offered_ids)
        refined = either(*(self.refined(question.id, option) for option in options))
        nothing = (self.refined(question.id, option) for option in question.undisclosed)
        return either(negated(refined if ticks else chosen(question.id)), *nothing)

    def met(self, when: When, counts: Counts) -> Clauses:
        """The condition, where an option counts as `counts` says."""
        needed = [self.one_of(item, counts) for item in when.all_of.items()]
        if when.any_of:
            needed.append(either(*(self.one_of(item, counts) for item in when.any_of.items())))
        return both(*needed)

    def one_of(self, item: tuple[str, frozenset[str]], counts: Counts) -> Clauses:
        question, options = item
        return either(*(counts(question, option) for option in sorted(options)))


def asked_when(form: Questionnaire, page: Page) -> Clauses:
    """When the engine offers the page (answers.offers)."""
    answered = Answered(form)
    needed = []
    if page.skip_when:
        needed.append(negated(answered.met(page.skip_when, answered.given)))
    if page.hide_when:
        needed.append(negated(answered.met(page.hide_when, answered.safest)))
    return both(*needed)


# In FHIR.


def enabled(item: Json, condition: Clauses) -> Json:
    """The item, enabled when the condition holds: within groups where one list is too few."""
    clauses = [words(clause, condition) for clause in in_order(condition)]
    single = [clause[0] for clause in clauses if len(clause) == 1]
    lists = [("all", single)] if single else []
    lists += [("any", clause) for clause in clauses if len(clause) > 1]
    for number, (behaviour, parts) in reversed(list(enumerate(lists))):
        if number != len(lists) - 1:
            # Around what was built so far.
            item = {"linkId": f"{item['linkId']}.when", "type": "group", "item": [item]}
        item |= {"enableWhen": [said(part) for part in parts]}
        if len(parts) > 1:
            item["enableBehavior"] = behaviour
    return item


def in_order(condition: Clauses) -> list[list[Part]]:
    return sorted(sorted(clause) for clause in condition)


def words(clause: list[Part], condition: Clauses) -> list[Part]:
    """The clause as programs agree on it: "!=" of a question without an answer holds in the
    standard and not everywhere, so that is said as well."""
    answered = {part.question for c in condition if len(c) == 1 for part in c if part.holds}
    doubtful = {p.question for p in clause if p.option and not p.holds} - answered
    silent = [Part(question, holds=False) for question in sorted(doubtful)]
    return [*(part for part in silent if part not in clause), *clause]


def said(part: Part) -> Json:
    if not part.option:
        return {"question": part.question, "operator": "exists", "answerBoolean": part.holds}
    operator = "=" if part.holds else "!="
    answer = coding(part.question, part.option)
    return {"question": part.question, "operator": operator, "answerCoding": answer}
