"""What a person is told: every decision about signs, cautions, tips and foods is taken here."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..answers import (
    EDITION,
    EffectiveAnswers,
    askable,
    effective_answers,
    is_skipped,
    is_unanswered,
)
from ..conditions import NOTHING
from ..content import Content
from .cautions import (
    cautions_beside,
    is_shown_separately,
    is_told_no_food,
    offered_foods,
    triggered_cautions,
)
from .result import CareCard, Result, ShownTip
from .tips import OPEN_TIPS, fits, fitting_tips, lead_tip, tips_to_show
from .urgency import care_cards

__all__ = [
    "OPEN_TIPS",
    "CareCard",
    "Result",
    "ShownTip",
    "assess",
    "is_told_no_food",
    "red_flags",
]


def assess(
    content: Content, answers: Mapping[str, Collection[str]], edition: int = EDITION
) -> Result:
    """Choose what to say to someone who gave these answers.

    answers: question id -> ids of the chosen options; a question not answered is missing or
    empty. Unknown questions and options count for nothing. edition: of the questionnaire that
    was answered. Never raises.
    """
    result, effective = triage(content, answers, edition)
    if result.emergency or not result.adult:
        return result

    safest = effective.safest
    triggered = triggered_cautions(content, safest)
    result.priority_cautions = tuple(caution for caution in triggered if caution.show_first)
    result.cautions = tuple(caution for caution in triggered if not caution.show_first)
    result.stated_cautions = frozenset(triggered_cautions(content, effective.derived))
    hidden = {id_ for caution in triggered for id_ in caution.hides}
    hidden |= {withdrawn.id for withdrawn in content.withdrawn}
    beside = cautions_beside(content, triggered)
    fitting = fitting_tips(content, effective)
    result.left_out = tuple(tip for tip in fitting if tip.id in hidden)
    result.tips = tips_to_show(content, effective, beside, fitting, hidden)
    result.lead = lead_tip([shown.tip for shown in result.tips[:OPEN_TIPS]], effective)
    result.claims = tuple(c for c in content.claims if fits(c, safest) and c.id not in hidden)
    result.claim_cautions = {claim.id: tuple(beside.get(claim.id, ())) for claim in result.claims}
    result.foods = tuple(offered_foods(content, effective.refined, triggered, hidden))
    result.reasons = tuple(reason for reason in content.reasons if fits(reason, safest))
    result.skin_descriptions = tuple(d for d in content.skin_descriptions if fits(d, safest))
    health = content.questionnaire.role["health"].id
    chosen = effective.given.get(health, NOTHING)
    result.shown_separately = tuple(
        c for c in result.cautions if is_shown_separately(c, result, health, chosen)
    )
    return result


def red_flags(
    content: Content, answers: Mapping[str, Collection[str]], edition: int = EDITION
) -> Result:
    """The first part of assess() alone: age, silence and care cards, without what comes after.

    Every page of the questionnaire asks for this much. Shapes as for assess(). Never raises.
    """
    return triage(content, answers, edition)[0]


def triage(
    content: Content, answers: Mapping[str, Collection[str]], edition: int
) -> tuple[Result, EffectiveAnswers]:
    """The result as far as the care cards, and the answers that conditions look at."""
    form = content.questionnaire
    effective = effective_answers(form, answers, edition)
    askable_pages = tuple(askable(form, effective))
    if effective.refined.get(form.role["adult"].id, NOTHING) <= form.role["adult"].turning_away:
        return Result(askable_pages, adult=False), effective
    result = Result(askable_pages, undisclosed=effective.undisclosed)
    cards = care_cards(content, effective)
    worst = tuple(card for card in cards if card.flag.urgency == "emergency")
    result.care_cards = worst or cards
    if worst:
        result.other_care_cards = tuple(c for c in cards if c not in worst and not c.conditional)
    signs = [page for page in form.pages if page.signs and not is_skipped(page, effective.refined)]
    result.skipped = tuple(page for page in signs if is_unanswered(page, effective.refined))
    # An earlier edition asked about fewer signs: "none" there is not "none" here.
    result.no_signs = edition == EDITION and not (result.skipped or result.care_cards)
    return result, effective
