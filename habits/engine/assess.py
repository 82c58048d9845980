"""What a person is told: every decision about signs, cautions, tips and foods is taken here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from .answers import (
    EDITION,
    EffectiveAnswers,
    Match,
    effective_answers,
    is_skipped,
    is_unanswered,
    matches,
    naming,
    offered,
    open_options,
)
from .conditions import NOTHING, Answers, any_of, is_met
from .content import Content
from .grading import GRADE_RANK, Grading, concerns_of, gradings, rank
from .schema import (
    GRADES,
    URGENCIES,
    Caution,
    Claim,
    Food,
    Page,
    Reason,
    RedFlag,
    SkinDescription,
    Tip,
    Urgency,
    When,
)

URGENCY_RANK = {urgency: rank for rank, urgency in enumerate(URGENCIES)}


# Behind every gap that a tip can name.
NO_GAP = 99


# So many tips stand open on the page; more at once are too many to choose from.
FIRST = 3


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

    adult       False: no advice at all, the exit page instead
    care_cards  every red flag that is triggered, worst first; in an emergency those of it alone
    told_too    in an emergency: the other red flags that the answers made
    priority_cautions  those said before anything else
    cautions    the other cautions that hold
    shown_separately  of those, the ones that are told on their own, besides standing beside tips
    stated_cautions  of both, those that the person's own answers made hold, not silence
    tips        in the order told to the person; none in an emergency
    lead        of the first of them, the one whose first step is the most useful act
    claims      what people say that fits the answers, with our verdict; none in an emergency
    beside      the cautions that are said beside each claim, by its id
    left_out    tips that fit the answers but that a caution hides
    foods       foods offered; none in an emergency
    reasons     lines of the list under "See a clinician"
    skin_descriptions  what to look for on the skin
    undisclosed  the person did not say what their health is: the safest set was chosen
    skipped     pages of warning signs that were left open: silence there is no good news
    no_signs    every warning sign that we asked about was answered with "none"
    """

    def __init__(self, *, adult: bool = True, undisclosed: bool = False) -> None:
        self.adult = adult
        self.undisclosed = undisclosed
        self.skipped: tuple[Page, ...] = ()
        self.no_signs = False
        self.care_cards: tuple[CareCard, ...] = ()
        self.told_too: tuple[CareCard, ...] = ()
        self.stated_cautions: frozenset[Caution] = frozenset()
        self.priority_cautions: tuple[Caution, ...] = ()
        self.cautions: tuple[Caution, ...] = ()
        self.shown_separately: tuple[Caution, ...] = ()
        self.tips: tuple[ShownTip, ...] = ()
        self.lead: Tip | None = None
        self.claims: tuple[Claim, ...] = ()
        self.beside: dict[str, tuple[Caution, ...]] = {}
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
    named = [content.cautions[n] for n in naming(content.cautions_by_answer, safest)]
    triggered = [caution for caution in named if caution.when and is_met(caution.when, safest)]
    result.priority_cautions = tuple(caution for caution in triggered if caution.show_first)
    result.cautions = tuple(caution for caution in triggered if not caution.show_first)
    result.stated_cautions = frozenset(
        c for c in triggered if c.when and is_met(c.when, effective.derived)
    )
    hidden = {tip for caution in triggered for tip in caution.hides}
    hidden |= {withdrawn.id for withdrawn in content.withdrawn}
    fitting = [tip for tip in content.tips if fits(tip, safest) or proven_and_open(tip, effective)]
    result.left_out = tuple(tip for tip in fitting if tip.id in hidden)
    shown = [tip for tip in fitting if tip.id not in hidden]
    beside = cautions_beside(content, triggered)
    result.tips = shown_tips(content, effective, beside, shown)
    if len(shown) < FIRST:
        spare = [
            tip
            for tip in content.tips
            if tip.for_most
            and not done(tip, effective)
            and tip not in shown
            and tip.id not in hidden
        ]
        more = shown_tips(content, effective, beside, spare)[: FIRST - len(shown)]
        result.tips += tuple(each._replace(fits=False) for each in more)
    result.lead = leading([shown.tip for shown in result.tips[:FIRST]], effective)
    result.claims = tuple(c for c in content.claims if fits(c, safest) and c.id not in hidden)
    result.beside = {claim.id: tuple(beside.get(claim.id, ())) for claim in result.claims}
    result.foods = tuple(offered_foods(content, effective.refined, triggered, hidden))
    result.reasons = tuple(
        r for r in content.reasons if r.when == "everyone" or is_met(r.when, safest)
    )
    result.skin_descriptions = tuple(
        look
        for look in content.skin_descriptions
        if look.when == "everyone" or is_met(look.when, safest)
    )
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
    if effective.refined.get(form.role["adult"].id, NOTHING) <= form.role["adult"].turning_away:
        return Result(adult=False), effective
    result = Result(undisclosed=effective.undisclosed)
    cards = care_cards(content, effective)
    worst = tuple(card for card in cards if card.flag.urgency == "emergency")
    result.care_cards = worst or cards
    if worst:
        result.told_too = tuple(c for c in cards if c not in worst and not c.conditional)
    signs = [page for page in form.pages if page.signs and not is_skipped(page, effective.refined)]
    result.skipped = tuple(page for page in signs if is_unanswered(page, effective.refined))
    # An earlier edition asked about fewer signs: "none" there is not "none" here.
    result.no_signs = edition == EDITION and not (result.skipped or result.care_cards)
    return result, effective


def triage_and_offers(
    content: Content, answers: Mapping[str, Collection[str]]
) -> tuple[Result, list[Page]]:
    """What red_flags() and offers() say, in one go: each page of questions asks for both."""
    result, effective = triage(content, answers, EDITION)
    return result, offered(content.questionnaire, effective)


# Red flags.


def care_cards(content: Content, effective: EffectiveAnswers) -> tuple[CareCard, ...]:
    """Every red flag that fires, worst first, and of two alike what cannot wait as long.

    A flag of which one half is known and the other was left open stands as conditional, unless it
    would be an emergency: that is said in the card of the half that is known.
    """
    said, own = effective.refined, effective.derived
    unanswered = open_options(content.questionnaire, effective.given)
    cards = []
    for number in naming(content.flags_by_answer, own):
        flag = content.red_flags[number]
        if flag.when is None:
            continue
        if is_met(flag.when, own):
            cards.append(CareCard(flag, matches(content.reads[flag.dom_id], said)))
        elif unanswered and flag.urgency != "emergency" and half(flag.when, own, unanswered):
            cards.append(CareCard(flag, matches(content.reads[flag.dom_id], said), True))
    cards.sort(key=lambda c: (URGENCY_RANK[c.flag.urgency], c.conditional, not c.flag.soon))
    replaced = replaced_flags([card.flag for card in cards if not card.conditional])
    return tuple(card for card in cards if card.flag.id not in replaced)


def replaced_flags(flags: Collection[RedFlag]) -> set[str]:
    """The ids of flags that others say more about; what is replaced itself replaces nothing."""
    named = {name for flag in flags for name in flag.replaces}
    return {name for flag in flags if flag.id not in named for name in flag.replaces}


def half(when: When, answers: Answers, unanswered: Answers) -> bool:
    """Is a part of the condition known to hold, and could the rest do so too?"""
    parts = [{question: options} for question, options in when.all_of.items()]
    if when.any_of:
        parts.append(when.any_of)
    known = [any_of(part, answers) for part in parts]
    return any(known) and all(
        holding or any_of(part, unanswered) for holding, part in zip(known, parts, strict=True)
    )


# Cautions.


def is_shown_separately(
    caution: Caution, result: Result, health: str, chosen: frozenset[str]
) -> bool:
    """Is it told on its own, besides standing beside its tips?

    What only withholds foods is not, where no food is offered anyway: a list of foods to leave out
    is the last thing that someone with an eating disorder needs.

    health: the id of the question on health; chosen: what was chosen there
    """
    if caution.when and is_on_skipped_sign(caution.when, result):
        return False
    if caution.told:
        return True
    on_health = caution.when.any_of.get(health, NOTHING) if caution.when else NOTHING
    if on_health & chosen or caution.hides or caution.hides_all_foods:
        return True
    fewer = result.undisclosed or any(other.hides_all_foods for other in result.cautions)
    return bool(on_health or caution.excludes_foods_with) and not (
        caution.excludes_foods_with and fewer
    )


def is_on_skipped_sign(when: When, result: Result) -> bool:
    """Is it about one sign of a skipped page? What goes for all of them is told instead."""
    left_open = {question.id for page in result.skipped for question in page.questions}
    return any(name in left_open and len(options) == 1 for name, options in when.any_of.items())


def is_told_no_food(content: Content, answers: Mapping[str, Collection[str]], edition: int) -> bool:
    """Is it someone whom lists of foods can harm, by what they said or did not say?"""
    safest = effective_answers(content.questionnaire, answers, edition).safest
    worry = content.food_worry.when
    return worry is not None and is_met(worry, safest)


# Tips.


def fits(item: Tip | Claim, answers: Answers) -> bool:
    return item.when == "everyone" or is_met(item.when, answers)


def proven_and_open(tip: Tip, effective: EffectiveAnswers) -> bool:
    """Is it proven help for a concern of theirs, and do they not do it already?"""
    if tip.proven_for.isdisjoint(effective.concerns):
        return False
    return not done(tip, effective)


def leading(first: Sequence[Tip], effective: EffectiveAnswers) -> Tip | None:
    """Of the tips that stand first the one whose first step is the most useful act: help that comes
    first for a problem, whatever part of life was chosen; nothing that is done already."""
    undone = [tip for tip in first if not done(tip, effective)] or list(first)
    wanted = (tip for tip in undone if tip.pinned or tip.first_help)
    return next(wanted, next(iter(undone), None))


def done(tip: Tip, effective: EffectiveAnswers) -> bool:
    return tip.done_when is not None and is_met(tip.done_when, effective.derived)


def shown_tips(
    content: Content, effective: EffectiveAnswers, beside: dict[str, list[Caution]], tips: list[Tip]
) -> tuple[ShownTip, ...]:
    """The tips with all that is said beside them, in order: what someone asked to be seen for, the
    area chosen to try first, then evidence for the person's skin concerns (if any), then proven
    help for one of them before what helps some of those who have it, then evidence for health as a
    whole, then the wider gap in the habit, then that of the content.

    One of the tips that stand open is always the strongest for their concerns: where the order
    would put it behind them, it is the last of them.
    """
    form = content.questionnaire
    said = effective.refined
    concerns = concerns_of(form, effective.concerns)
    chosen = said.get(form.role["first_area"].id, NOTHING)

    bothered = bool(effective.concerns - form.role["concerns"].exclusive)

    def order(shown: ShownTip) -> tuple[bool, bool, int, bool, int, int]:
        tip = shown.tip
        skin = min((rank(g.evidence) for g in shown.gradings), default=0) if bothered else 0
        proven = not tip.proven_for.isdisjoint(effective.concerns)
        return (
            not tip.pinned, tip.area not in chosen, skin, not proven, rank(tip.general),
            gap(tip, said),
        )  # fmt: skip

    shown = [
        ShownTip(
            tip,
            matches(content.reads[tip.dom_id], said),
            gradings(tip, concerns),
            tuple(beside.get(tip.id, ())),
        )
        for tip in tips
    ]
    shown.sort(key=order)
    if (best := strongest(shown)) and best not in shown[:FIRST]:
        shown.remove(best)
        shown.insert(FIRST - 1, best)
    return tuple(shown)


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


def cautions_beside(content: Content, triggered: list[Caution]) -> dict[str, list[Caution]]:
    """What is said beside each tip and claim: what fired first, then what is said to everyone."""
    beside: dict[str, list[Caution]] = {}
    for caution in (*triggered, *content.standing_cautions):
        for tip in caution.tips:
            beside.setdefault(tip, []).append(caution)
    return beside


def gap(tip: Tip, said: Answers) -> int:
    """How far the habit is from the tip: 0 is the widest gap."""
    for question, options in tip.gap.items():
        for step, option in enumerate(options):
            if option in said.get(question, NOTHING):
                return step
    return NO_GAP


# Foods.


def offered_foods(
    content: Content, said: Answers, triggered: list[Caution], hidden: Collection[str]
) -> Iterable[Food]:
    """Foods not eaten yet that no caution withholds; none of a kind whose tip is hidden."""
    if any(caution.hides_all_foods for caution in triggered):
        return
    withheld = frozenset[str]().union(*(caution.excludes_foods_with for caution in triggered))
    for kind in content.food_kinds:
        if kind.tip in hidden:
            continue
        eaten = said.get(kind.question, NOTHING)
        for food in content.foods:
            if (
                food.kind == kind.id
                and food.id not in eaten
                and food.properties.isdisjoint(withheld)
            ):
                yield food
