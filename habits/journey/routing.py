"""The way of one draft through the questionnaire, worked out once for a request."""

from __future__ import annotations

from functools import cache, cached_property

from django.urls import reverse

from ..engine.assess import Result, red_flags
from ..engine.loaded import get_content
from ..engine.schema import Page
from .drafts import Draft


class Route:
    """Which pages apply to the answers of a draft, what is still open, what comes next.

    A route is of the answers as they are when it is made: after a change, make another one.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.form = get_content().questionnaire

    @cached_property
    def triage(self) -> Result:
        """Not before it is asked for: most who come to the start page have no draft."""
        return red_flags(get_content(), self.draft.answers)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that apply, of every area."""
        return self.triage.askable_pages

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

    def beside(self, current_page: Page) -> list[Page]:
        """The pages that this one is a part of, in order: the short way, or those of its area."""
        if current_page.area:
            return [page for page in self.pages if page.area == current_page.area]
        again = self.draft.is_check_in and current_page.ask_again
        return [page for page in self.pages if not page.area and (page.ask_again or not again)]

    def before(self, current_page: Page) -> list[Page]:
        beside = self.beside(current_page)
        return beside[: beside.index(current_page)] if current_page in beside else beside

    def redirect_for(self, current_page: Page) -> str | None:
        """Where to go instead when this page cannot be asked yet, or does not apply."""
        for page in self.form.pages:
            if page is current_page:
                break
            if self.lacks(page):
                return address_of(page)
        if (
            self.triage.emergency
            and not current_page.required
            and current_page not in self.alarming
        ):
            return reverse("care")
        if current_page not in self.pages:
            return reverse("check-answers") if current_page.area else self.after(current_page)
        return None

    def onward(self, current_page: Page, change: bool) -> str:
        """Where an answer to this page leads."""
        if self.triage.emergency:
            return reverse("care")
        # A change can open new questions: those come first, then back to the list.
        if change or (self.draft.is_check_in and not current_page.area):
            return self.open_or_answers(change)
        return self.after(current_page)

    def after(self, current_page: Page) -> str:
        """The page after this one, or the list of answers after the last."""
        later = self.form.pages[self.form.pages.index(current_page) + 1 :]
        found = (page for page in self.beside(current_page) if page in later)
        return next(map(address_of, found), reverse("check-answers"))

    def back(self, current_page: Page) -> str:
        if before := self.before(current_page):
            return address_of(before[-1])
        return reverse("check-answers" if current_page.area else "home")

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


@cache
def address_of(page: Page) -> str:
    return reverse("check", args=[page.id])
