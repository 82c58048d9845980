"""The content with more or fewer tips, or with a page of many questions, to see what that costs."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from habits.engine.content import Content
from habits.engine.schema import Page, Tip, When

# The page that other programs are measured with as well.
SIDE_BY_SIDE = "side-by-side"
QUESTIONS = 20


def grown(content: Content, change: str) -> Content:
    """`tips=1000`, or the page that stands beside those of others."""
    if change == SIDE_BY_SIDE:
        form = content.questionnaire
        pages = (*form.pages, side_by_side(content))
        return replace(content, questionnaire=structs.replace(form, pages=pages))
    return replace(content, tips=some_tips(content, int(change.removeprefix("tips="))))


def side_by_side(content: Content) -> Page:
    """Twenty questions with one answer each, all on one page. Their ids are their own."""
    form = content.questionnaire
    asked = [q for q in form.current_questions.values() if q.kind == "one" and not q.required]
    questions = [structs.replace(q, id=f"{q.id}_again") for q in asked[:QUESTIONS]]
    assert len(questions) == QUESTIONS
    part = form.pages[-1].part
    return Page(id=SIDE_BY_SIDE, part=part, title="Twenty", questions=tuple(questions))


# So many of our tips are left as they are.
FIT = 10


def some_tips(content: Content, count: int) -> tuple[Tip, ...]:
    """A few of ours, and copies that fit nobody: the page is the same, however many there are."""
    known = content.tips
    more = (unfit(known[number % len(known)], number) for number in range(FIT, count))
    return (*known[:FIT], *more)


def unfit(tip: Tip, number: int) -> Tip:
    when = tip.when if isinstance(tip.when, When) else When()
    never = When(all_of={**when.all_of, "try_first": frozenset({"nothing"})}, any_of=when.any_of)
    return structs.replace(tip, id=f"{tip.id}_{number}", when=never)
