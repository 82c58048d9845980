"""The way of one draft through the questionnaire, worked out once for a request."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse

from ..engine.assess import Result, triage_and_offers
from ..engine.loaded import content
from ..engine.schema import Page
from .drafts import Draft


class Route:
    """Which pages apply to the answers of a draft, what is still open, what comes next.

    A route is of the answers as they are when it is made: after a change, make another one.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.form = content().questionnaire

    @cached_property
    def worked_out(self) -> tuple[Result, list[Page]]:
        """Not before it is asked for: most who come to the start page have no draft."""
        return triage_and_offers(content(), self.draft.answers)

    @property
    def triage(self) -> Result:
        return self.worked_out[0]

    @property
    def pages(self) -> list[Page]:
        """The pages that apply, of every area."""
        return self.worked_out[1]

    @cached_property
    def alarming(self) -> list[Page]:
        """The pages whose answers made red flags, in order: there a slip can be mended."""
        matches = (match for card in self.triage.care_cards for match in card.matches)
        names = {self.form.page_of[match.question.id].id for match in matches}
        return [page for page in self.form.pages if page.id in names]

    @cached_property
    def first_incomplete(self) -> Page | None:
        """The first page that everyone is asked and was neither answered nor skipped."""
        return next((page for page in self.pages if not page.area and self.is_open(page)), None)

    def is_open(self, page: Page) -> bool:
        return page.id not in self.draft.done or self.lacks(page)

    def lacks(self, page: Page) -> bool:
        """Is a required question of the page still open?"""
        return any(q.required and not self.draft.answers.get(q.id) for q in page.questions)

    def beside(self, asked: Page) -> list[Page]:
        """The pages that this one is a part of, in order: the short way, or those of its area."""
        if asked.area:
            return [page for page in self.pages if page.area == asked.area]
        again = self.draft.again and asked.ask_again
        return [page for page in self.pages if not page.area and (page.ask_again or not again)]

    def before(self, asked: Page) -> list[Page]:
        beside = self.beside(asked)
        return beside[: beside.index(asked)] if asked in beside else beside

    def detour(self, asked: Page) -> str | None:
        """Where to go instead when this page cannot be asked yet, or does not apply."""
        for page in self.form.pages:
            if page is asked:
                break
            if self.lacks(page):
                return address_of(page)
        if self.triage.emergency and not asked.required and asked not in self.alarming:
            return reverse("care")
        if asked not in self.pages:
            return reverse("check-answers") if asked.area else self.after(asked)
        return None

    def onward(self, asked: Page, change: bool) -> str:
        """Where an answer to this page leads."""
        if self.triage.emergency:
            return reverse("care")
        # A change can open new questions: those come first, then back to the list.
        if change or (self.draft.again and not asked.area):
            return self.open_or_answers(change)
        return self.after(asked)

    def after(self, asked: Page) -> str:
        """The page after this one, or the list of answers after the last."""
        later = self.form.pages[self.form.pages.index(asked) + 1 :]
        found = (page for page in self.beside(asked) if page in later)
        return next(map(address_of, found), reverse("check-answers"))

    def back(self, asked: Page) -> str:
        if before := self.before(asked):
            return address_of(before[-1])
        return reverse("check-answers" if asked.area else "home")

    def open_or_answers(self, change: bool = False) -> str:
        """The first page that is open, or the list of answers."""
        return self.open_address(change) or reverse("check-answers")

    def open_address(self, change: bool = False) -> str | None:
        page = self.first_incomplete
        return address_of(page) + ("?change=1" if change else "") if page else None

    @property
    def carry_on(self) -> str | None:
        """Where someone who has begun goes on; nothing when nothing was answered."""
        return self.open_or_answers() if self.draft.done else None


def address_of(page: Page) -> str:
    return reverse("check", args=[page.id])
