"""Which tips and claims fit, and which tips come first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..answers import EffectiveAnswers, matches
from ..conditions import NOTHING, Answers, is_met
from ..content import Content
from ..grading import GRADE_RANK, concerns_of, gradings, rank
from ..schema import GRADES, Caution, Claim, Questionnaire, Reason, SkinDescription, Tip
from .result import ShownTip

# Behind every gap that a tip can name.
NO_GAP = 99
# So many tips stand open on the page; more at once are too many to choose from.
OPEN_TIPS = 3


def fits(item: Tip | Claim | Reason | SkinDescription, answers: Answers) -> bool:
    return item.when == "everyone" or is_met(item.when, answers)


def fitting_tips(content: Content, effective: EffectiveAnswers) -> list[Tip]:
    """The tips that the answers ask for, in the order of the content."""
    return [
        tip
        for tip in content.tips
        if fits(tip, effective.safest) or is_proven_and_not_done(tip, effective)
    ]


def is_proven_and_not_done(tip: Tip, effective: EffectiveAnswers) -> bool:
    """Is it proven help for a concern of theirs, and do they not do it already?"""
    if tip.proven_for.isdisjoint(effective.concerns):
        return False
    return not is_done_already(tip, effective)


def tips_to_show(
    content: Content,
    effective: EffectiveAnswers,
    beside: dict[str, list[Caution]],
    fitting: Sequence[Tip],
    hidden: Collection[str],
) -> tuple[ShownTip, ...]:
    """The tips that fit, in order; where they are few, what is good for most people after them."""
    shown = shown_tips(content, effective, beside, [t for t in fitting if t.id not in hidden])
    if len(shown) >= OPEN_TIPS:
        return shown
    others = [tip for tip in content.tips if tip not in fitting and tip.id not in hidden]
    spare = [tip for tip in others if tip.for_most and not is_done_already(tip, effective)]
    more = shown_tips(content, effective, beside, spare)[: OPEN_TIPS - len(shown)]
    return (*shown, *(each._replace(fits=False) for each in more))


def lead_tip(first: Sequence[Tip], effective: EffectiveAnswers) -> Tip | None:
    """Of the tips that stand first the one whose first step is the most useful act: help that comes
    first for a problem, whatever part of life was chosen; nothing that is done already."""
    undone = [tip for tip in first if not is_done_already(tip, effective)] or list(first)
    wanted = (tip for tip in undone if tip.pinned or tip.first_help)
    return next(wanted, next(iter(undone), None))


def is_done_already(tip: Tip, effective: EffectiveAnswers) -> bool:
    return tip.done_when is not None and is_met(tip.done_when, effective.derived)


def shown_tips(
    content: Content, effective: EffectiveAnswers, beside: dict[str, list[Caution]], tips: list[Tip]
) -> tuple[ShownTip, ...]:
    """The tips in order, with all that is said beside them.

    One of the tips that stand open is always the strongest for their concerns: where the order
    would put it behind them, it is the last of them.
    """
    form = content.questionnaire
    concerns = concerns_of(form, effective.concerns)
    shown = [
        ShownTip(
            tip,
            matches(content.reads[tip.dom_id], effective.refined),
            gradings(tip, concerns),
            tuple(beside.get(tip.id, ())),
        )
        for tip in tips
    ]
    shown.sort(key=lambda each: place_of(form, effective, each))
    if (best := strongest(shown)) and best not in shown[:OPEN_TIPS]:
        shown.remove(best)
        shown.insert(OPEN_TIPS - 1, best)
    return tuple(shown)


def place_of(
    form: Questionnaire, effective: EffectiveAnswers, shown: ShownTip
) -> tuple[bool, bool, int, bool, int, int]:
    """What tips are ordered by: what someone asked to be seen for, the area chosen to try first,
    then evidence for the person's skin concerns (if any), then proven help for one of them before
    what helps some of those who have it, then evidence for health as a whole, then the wider gap in
    the habit. Those that are alike stay in the order of the content."""
    tip = shown.tip
    chosen = effective.refined.get(form.role["first_area"].id, NOTHING)
    has_concern = bool(effective.concerns - form.role["concerns"].exclusive)
    return (
        not tip.pinned,
        tip.area not in chosen,
        min((rank(g.evidence) for g in shown.gradings), default=0) if has_concern else 0,
        tip.proven_for.isdisjoint(effective.concerns),
        rank(tip.general),
        habit_gap(tip, effective.refined),
    )


def strongest(shown: Sequence[ShownTip]) -> ShownTip | None:
    """The tip with the best evidence for the person's skin, and of two alike the first help for it.

    None where nothing better than "insufficient" is known. To go back for another treatment is
    none of them: it leads to one.
    """
    known = [s for s in shown if not s.tip.pinned and skin_rank(s) < GRADE_RANK["insufficient"]]
    return min(known, key=lambda s: (skin_rank(s), not s.tip.first_help), default=None)


def skin_rank(shown: ShownTip) -> int:
    """Of its best evidence for a skin concern of the person."""
    return min((rank(g.evidence) for g in shown.gradings), default=len(GRADES))


def habit_gap(tip: Tip, refined: Answers) -> int:
    """How far the habit is from the tip: 0 is the widest gap."""
    for question, options in tip.gap.items():
        for step, option in enumerate(options):
            if option in refined.get(question, NOTHING):
                return step
    return NO_GAP
