"""What the page says to one person."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from ..answers import Match
from ..grading import Grading
from ..schema import Caution, Claim, Food, Page, Reason, RedFlag, SkinDescription, Tip, Urgency


class CareCard(NamedTuple):
    flag: RedFlag
    # The answers that it rests on: all that it needs, or the half that is known.
    matches: tuple[Match, ...]
    # The other half was not answered: it is for the person only if that applies to them.
    conditional: bool = False


class ShownTip(NamedTuple):
    tip: Tip
    # Empty when the tip is for everyone.
    matches: tuple[Match, ...]
    gradings: tuple[Grading, ...]
    cautions: tuple[Caution, ...]
    # No answer asks for it: it is good for most people, and few other tips fit.
    fits: bool = True


class Result:
    """What the page says to one person.

    askable_pages  pages of the questionnaire that someone with these answers can be asked
    adult       False: no advice at all, the exit page instead
    care_cards  every red flag that is triggered, worst first; in an emergency those of it alone
    other_care_cards    in an emergency: the other red flags that the answers made
    priority_cautions  those said before anything else
    cautions    the other cautions that hold
    shown_separately  of those, the ones that are told on their own, besides standing beside tips
    stated_cautions  of both, those that the person's own answers made hold, not silence
    tips        in the order told to the person; none in an emergency
    lead        of the first of them, the one whose first step is the most useful act
    claims      what people say that fits the answers, with our verdict; none in an emergency
    claim_cautions  the cautions that are said beside each claim, by its id
    left_out    tips that fit the answers but that a caution hides
    foods       foods offered; none in an emergency
    reasons     lines of the list under "See a clinician"
    skin_descriptions  what to look for on the skin
    undisclosed  the person did not say what their health is: the safest set was chosen
    skipped     pages of warning signs that were left open: silence there is no good news
    no_signs    every warning sign that we asked about was answered with "none"
    """

    def __init__(
        self, askable_pages: tuple[Page, ...], *, adult: bool = True, undisclosed: bool = False
    ) -> None:
        self.askable_pages = askable_pages
        self.adult = adult
        self.undisclosed = undisclosed
        self.skipped: tuple[Page, ...] = ()
        self.no_signs = False
        self.care_cards: tuple[CareCard, ...] = ()
        self.other_care_cards: tuple[CareCard, ...] = ()
        self.stated_cautions: frozenset[Caution] = frozenset()
        self.priority_cautions: tuple[Caution, ...] = ()
        self.cautions: tuple[Caution, ...] = ()
        self.shown_separately: tuple[Caution, ...] = ()
        self.tips: tuple[ShownTip, ...] = ()
        self.lead: Tip | None = None
        self.claims: tuple[Claim, ...] = ()
        self.claim_cautions: dict[str, tuple[Caution, ...]] = {}
        self.left_out: tuple[Tip, ...] = ()
        self.foods: tuple[Food, ...] = ()
        self.reasons: tuple[Reason, ...] = ()
        self.skin_descriptions: tuple[SkinDescription, ...] = ()

    @cached_property
    def urgency(self) -> Urgency | None:
        """The worst of the care cards that the person's own answers made."""
        own = (card.flag.urgency for card in self.care_cards if not card.conditional)
        return next(own, None)

    @property
    def emergency(self) -> bool:
        return self.urgency == "emergency"
