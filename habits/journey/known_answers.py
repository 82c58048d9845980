"""What the questionnaire still knows of answers that were given to an older one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..engine.schema import Questionnaire


def offered(answers: Mapping[str, Iterable[str]], form: Questionnaire) -> dict[str, list[str]]:
    """The answers less those that are no longer offered.

    A question of which a retired option was chosen is asked whole: the rest of the answer would
    look as if that had not been said.
    """
    return {
        name: chosen
        for name, options in answers.items()
        if (question := form.current_questions.get(name))
        and question.retired_ids.isdisjoint(options)
        and (chosen := [o for o in options if o in question.offered_ids])
    }


def without_none(answers: dict[str, list[str]], form: Questionnaire) -> dict[str, list[str]]:
    """Less "none of these" on pages that are asked anew: it was said of a shorter list."""
    anew = [question for page in form.pages if page.ask_again for question in page.questions]
    alone = {question.id: question.exclusive for question in anew}
    return {q: said for q, said in answers.items() if not alone.get(q, frozenset()) & set(said)}


def known(ids: Iterable[str], table: Mapping[str, object]) -> list[str]:
    """Those that the table has, in the order in which they came."""
    return [item for item in ids if item in table]
