"""(content, answers) -> Result. Every decision the app takes about a person is taken here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from .content import Content, Reads
from .facts import FACTS, NOTHING, Answers
from .schema import (
    GRADES,
    URGENCIES,
    Caution,
    Evidence,
    Food,
    Option,
    Page,
    Question,
    Questionnaire,
    Reason,
    RedFlag,
    SkinLook,
    Tip,
    Urgency,
    When,
)

GRADE_RANK = {grade: rank for rank, grade in enumerate(GRADES)}
URGENCY_RANK = {urgency: rank for rank, urgency in enumerate(URGENCIES)}
FACT = "fact"
# Behind every gap that a tip can name.
NO_GAP = 99


class Match(NamedTuple):
    """The answers to one question that made a condition hold."""

    question: Question
    options: tuple[Option, ...]


class CareCard(NamedTuple):
    flag: RedFlag
    # Empty when the person's own answers alone would not have made the flag fire.
    matches: tuple[Match, ...]

    @property
    def silent(self) -> bool:
        """Shown only in case: silence on health stood for one of the answers."""
        return not self.matches


class Grading(NamedTuple):
    """Evidence on skin for the concerns named; no concern means skin in general."""

    concerns: tuple[str, ...]
    evidence: Evidence


class ShownTip(NamedTuple):
    tip: Tip
    # Empty when the tip is for everyone.
    matches: tuple[Match, ...]
    gradings: tuple[Grading, ...]
    cautions: tuple[Caution, ...]


class Result:
    """What the page says to one person.

    adult       False: no advice at all, the exit page instead
    care_cards  every red flag that fired, worst first
    first       cautions said before anything else
    cautions    the other cautions that fired
    tips        in the order told to the person; none in an emergency
    left_out    tips that fit the answers but that a caution hides
    foods       foods offered; none in an emergency
    reasons     lines of the list under "See a clinician"
    looks       what to look for on the skin
    silence     the person did not say what their health is: the safest set was chosen
    """

    def __init__(self, *, adult: bool = True, silence: bool = False) -> None:
        self.adult = adult
        self.silence = silence
        self.care_cards: tuple[CareCard, ...] = ()
        self.first: tuple[Caution, ...] = ()
        self.cautions: tuple[Caution, ...] = ()
        self.tips: tuple[ShownTip, ...] = ()
        self.left_out: tuple[Tip, ...] = ()
        self.foods: tuple[Food, ...] = ()
        self.reasons: tuple[Reason, ...] = ()
        self.looks: tuple[SkinLook, ...] = ()

    @cached_property
    def urgency(self) -> Urgency | None:
        """The worst of all care cards."""
        return self.care_cards[0].flag.urgency if self.care_cards else None

    @cached_property
    def said_urgency(self) -> Urgency | None:
        """The worst of the care cards that the person's own answers made."""
        said = (card.flag.urgency for card in self.care_cards if not card.silent)
        return next(said, None)

    @property
    def emergency(self) -> bool:
        return self.urgency == "emergency"


def assess(content: Content, answers: Mapping[str, Collection[str]]) -> Result:
    """Choose what to say to someone who gave these answers.

    answers: question id -> ids of the chosen options; a question not answered is missing or
    empty. Unknown questions and options count for nothing. Never raises.
    """
    said = answers_that_count(content.questionnaire, answers)
    result, counted = warned(content, said)
    if result.emergency or not result.adult:
        return result

    fired = [c for c in content.cautions if c.when is not None and holds(c.when, counted)]
    result.first = tuple(caution for caution in fired if caution.said_first)
    result.cautions = tuple(caution for caution in fired if not caution.said_first)
    hidden = {tip for caution in fired for tip in caution.hides}
    hidden |= {withdrawn.id for withdrawn in content.withdrawn}
    fitting = [tip for tip in content.tips if fits(tip, counted)]
    result.left_out = tuple(tip for tip in fitting if tip.id in hidden)
    result.tips = shown_tips(content, said, fired, [t for t in fitting if t.id not in hidden])
    result.foods = tuple(offered_foods(content, said, fired, hidden))
    result.reasons = tuple(
        r for r in content.reasons if r.when == "everyone" or holds(r.when, counted)
    )
    result.looks = tuple(
        look for look in content.skin_looks if look.when == "everyone" or holds(look.when, counted)
    )
    return result


def red_flags(content: Content, answers: Mapping[str, Collection[str]]) -> Result:
    """The first part of assess() alone: age, silence and care cards, without what comes after.

    Every page of the questionnaire asks for this much. Shapes as for assess(). Never raises.
    """
    return warned(content, answers_that_count(content.questionnaire, answers))[0]


def warned(content: Content, said: Answers) -> tuple[Result, Answers]:
    """The result as far as the care cards, and the answers that conditions look at."""
    if "yes" not in said.get("adult", NOTHING):
        return Result(adult=False), said
    counted, silence = with_silence(content.questionnaire, said)
    result = Result(silence=silence)
    result.care_cards = care_cards(content, said, counted)
    return result, counted


# The two words of a condition.


def all_of(table: Mapping[str, frozenset[str]], answers: Answers) -> bool:
    """Does every question of `table` have one of its options among the answers?"""
    for question, options in table.items():
        if options.isdisjoint(answers.get(question, NOTHING)):
            return False
    return True


def any_of(table: Mapping[str, frozenset[str]], answers: Answers) -> bool:
    """Does at least one question of `table` have one of its options among the answers?"""
    for question, options in table.items():
        if not options.isdisjoint(answers.get(question, NOTHING)):
            return True
    return False


def holds(when: When, answers: Answers) -> bool:
    """Does the condition hold? A word that is not used asks for nothing."""
    if when.all_of and not all_of(when.all_of, answers):
        return False
    return not when.any_of or any_of(when.any_of, answers)


# The answers.


def answers_that_count(
    form: Questionnaire, answers: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Known answers only, less those of pages that the other answers pass over.

    Kept in the draft all the same: who changes their mind finds them again.
    """
    counted = {
        question: frozenset(chosen)
        for question, options in answers.items()
        if question in form.by_question
        and (chosen := form.by_question[question].by_id.keys() & frozenset(options))
    }
    for page in form.pages:
        if passed_over(page, counted):
            for question in page.questions:
                counted.pop(question.id, None)
    return counted


def passed_over(page: Page, answers: Answers) -> bool:
    return page.passed_over_when is not None and holds(page.passed_over_when, answers)


def with_silence(form: Questionnaire, said: Answers) -> tuple[dict[str, frozenset[str]], bool]:
    """The answers that conditions look at: facts added, and silence counted as every option."""
    counted = dict(said)
    silence = False
    for question in form.silent_questions:
        chosen = said.get(question.id, NOTHING)
        if not chosen or not chosen.isdisjoint(question.silence):
            counted[question.id] = question.plain
            silence = True
    if facts := frozenset(name for name, fact in FACTS.items() if fact.holds(said)):
        counted[FACT] = facts
    return counted, silence


def matches(reads: Reads, said: Answers) -> tuple[Match, ...]:
    """What the person said among the answers that a condition reads."""
    found = []
    for question, options in reads:
        chosen = said.get(question.id)
        if chosen and not chosen.isdisjoint(options):
            named = [o for o in question.options if o.id in chosen and o.id in options]
            found.append(Match(question, tuple(named)))
    return tuple(found)


# Red flags.


def care_cards(content: Content, said: Answers, counted: Answers) -> tuple[CareCard, ...]:
    """Every red flag that fires, worst first; in an emergency those of the emergency alone."""
    facts = {FACT: counted[FACT]} if FACT in counted else {}
    own = {**said, **facts}
    cards = [
        CareCard(flag, matches(content.reads[flag.dom_id], said) if holds(flag.when, own) else ())
        for flag in content.red_flags
        if flag.when is not None and holds(flag.when, counted)
    ]
    cards.sort(key=lambda card: (URGENCY_RANK[card.flag.urgency], card.silent))
    if cards and cards[0].flag.urgency == "emergency":
        return tuple(card for card in cards if card.flag.urgency == "emergency")
    return tuple(cards)


# Tips.


def fits(tip: Tip, answers: Answers) -> bool:
    return tip.when == "everyone" or holds(tip.when, answers)


def shown_tips(
    content: Content, said: Answers, fired: list[Caution], tips: list[Tip]
) -> tuple[ShownTip, ...]:
    """The tips with all that is said beside them, in the order of design: the area chosen to
    try first, then skin evidence for the person's concerns (if any), then general-health
    evidence, then the wider gap in the habit, then the order of the content.
    """
    form = content.questionnaire
    concerns = concerns_of(form, said)
    beside = cautions_by_tip(content, fired)
    chosen = said.get("try_first", NOTHING)

    bothered = bool(
        said.get("skin_concerns", NOTHING) - form.by_question["skin_concerns"].exclusive
    )

    def order(shown: ShownTip) -> tuple[bool, int, int, int]:
        tip = shown.tip
        skin = min(GRADE_RANK[g.evidence.grade] for g in shown.gradings) if bothered else 0
        return tip.area not in chosen, skin, GRADE_RANK[tip.general.grade], gap(tip, said)

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
    return tuple(shown)


def concerns_of(form: Questionnaire, said: Answers) -> tuple[str, ...]:
    """The concerns whose evidence the person should see, in the order of the options."""
    chosen = said.get("skin_concerns", NOTHING)
    options = form.by_question["skin_concerns"].options
    return tuple(dict.fromkeys(o.concern for o in options if o.concern and o.id in chosen))


def gradings(tip: Tip, concerns: tuple[str, ...]) -> tuple[Grading, ...]:
    """The tip's evidence on skin, one entry for each evidence that differs."""
    if not concerns or not tip.skin.concerns:
        return (Grading((), tip.skin),)
    found: dict[tuple[str, str], tuple[Evidence, list[str]]] = {}
    for concern in concerns:
        evidence = tip.skin.concerns.get(concern, tip.skin)
        same = found.setdefault((evidence.grade, evidence.verdict), (evidence, []))
        same[1].append(concern)
    return tuple(Grading(tuple(names), evidence) for evidence, names in found.values())


def cautions_by_tip(content: Content, fired: list[Caution]) -> dict[str, list[Caution]]:
    """What is said beside each tip: what fired first, then what is said to everyone."""
    beside: dict[str, list[Caution]] = {}
    for caution in (*fired, *content.standing_cautions):
        for tip in caution.tips:
            beside.setdefault(tip, []).append(caution)
    return beside


def gap(tip: Tip, said: Answers) -> int:
    """How far the habit is from the tip: 0 is the widest gap."""
    for question, options in tip.gap.items():
        for rank, option in enumerate(options):
            if option in said.get(question, NOTHING):
                return rank
    return NO_GAP


# Foods.


def offered_foods(
    content: Content, said: Answers, fired: list[Caution], hidden: Collection[str]
) -> Iterable[Food]:
    """Foods not eaten yet that no caution withholds; none of a kind whose tip is hidden."""
    if any(caution.offers_no_foods for caution in fired):
        return
    withheld = frozenset[str]().union(*(caution.withholds for caution in fired))
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
