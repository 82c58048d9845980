"""Answers as a `QuestionnaireResponse`, valid in R4 and in R5 alike.

An answer to a question that is not enabled has no place among the items. It may count all the same,
or again after a change, so it stands in extensions of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from ..engine.answers import EDITION, askable_pages
from ..engine.content import Content
from ..engine.schema import Question, Questionnaire
from .names import KEPT_ANSWER, Json, canonical, coding, label_of
from .questionnaire import questionnaire, version

Answers = Mapping[str, Collection[str]]
KIND = "QuestionnaireResponse"


def response(content: Content, answers: Answers, made: date, edition: int = EDITION) -> Json:
    """The answers of one person, without a word of who it is.

    answers: question id -> ids of the options chosen. made: the day. edition: of the questionnaire
    that was answered; one that is not asked any more is named without its words' letters.
    """
    form = content.questionnaire
    asked = version(content) if edition == EDITION else str(edition)
    enabled = enabled_questions(form, answers) if edition == EDITION else form.by_question.keys()
    tree = questionnaire(content, "R4")["item"]
    items = [*answered_items(form, tree, {q: answers[q] for q in enabled if q in answers})]
    items += [retired for q in form.retired if (retired := question_item(q, answers))]
    kept = [*kept_answers(form, {q: said for q, said in answers.items() if q not in enabled})]
    return {
        "resourceType": KIND,
        "language": "en-GB",
        **({"extension": kept} if kept else {}),
        "questionnaire": f"{canonical('Questionnaire')}|{asked}",
        "status": "completed",
        "authored": made.isoformat(),
        **({"item": items} if items else {}),
    }


def enabled_questions(form: Questionnaire, answers: Answers) -> set[str]:
    """The ids of the questions that a program asks who gives these answers."""
    first, adult = form.pages[0], form.role["adult"]
    chosen = set(answers.get(adult.id, ()))
    of_age = not chosen.isdisjoint(form.of_age[adult.id])
    pages = [page for page in askable_pages(form, answers) if of_age or page is first]
    return {question.id for page in pages for question in page.questions}


def answered_items(form: Questionnaire, items: list[Json], answers: Answers) -> Iterator[Json]:
    """Groups and questions as they stand in the questionnaire, less all without an answer."""
    for item in items:
        if item["type"] == "group":
            if inner := [*answered_items(form, item["item"], answers)]:
                text = {"text": item["text"]} if "text" in item else {}
                yield {"linkId": item["linkId"], **text, "item": inner}
        elif (asked := form.current_questions.get(item["linkId"])) and (
            found := question_item(asked, answers)
        ):
            yield found


def question_item(question: Question, answers: Answers) -> Json:
    """The question with its answers in the order of the questionnaire; empty without one."""
    chosen = codings(question, answers.get(question.id, ()))
    if not chosen:
        return {}
    answer = [{"valueCoding": each} for each in chosen]
    return {"linkId": question.id, "text": question.text, "answer": answer}


def kept_answers(form: Questionnaire, answers: Answers) -> Iterator[Json]:
    for question in form.current_questions.values():
        for each in codings(question, answers.get(question.id, ())):
            yield {"url": canonical("StructureDefinition", KEPT_ANSWER), "valueCoding": each}


def codings(question: Question, chosen: Collection[str]) -> list[Json]:
    options = [option for option in question.options if option.id in chosen]
    return [coding(question.id, option.id, label_of(question, option)) for option in options]
