"""The promises we make, for any answers at all.

What is forbidden is read from tests/food_facts.py, typed by hand, never from the content that
the engine reads.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import strategies as st

from habits.engine.answers import Match
from habits.engine.assess import Result, ShownTip, assess, red_flags
from habits.engine.conditions import FACT
from habits.engine.loaded import get_content
from habits.engine.schema import GRADES, URGENCIES, VERDICTS, Evidence
from tests.engine.people import MEANT, habits_of, someone
from tests.engine.strategies import Answers, adult_answers, any_answers, tried_with
from tests.food_facts import FOOD_FACTS, FORBIDDEN, GUT_SIGNS, NO_FOODS, NO_KIND, facts_of

CONTENT = get_content()
FORM = CONTENT.questionnaire
SAFETY = FORM.by_question["safety"]
# Tips and claims about food: they count, aim at a number, or speak of leaving food out. Moving
# more is among them: with an eating disorder it can be a way to get rid of food.
RESTRICTING = {
    "fibre_prebiotic", "plant_diversity", "upf", "sugar_gl", "dairy", "sweeteners",
    "elimination_eczema", "weight_psoriasis", "fermented", "mediterranean", "constipation",
    "bloating_ibs", "cut_gluten", "movement",
}  # fmt: skip
# What changes how a gut feels, and could put off the visit.
GUT_FOOD = {
    "fibre_prebiotic",
    "plant_diversity",
    "fermented",
    "mediterranean",
    "constipation",
    "bloating_ibs",
    "probiotic_supplement",
}
PREGNANCY = {"probiotic_supplement", "weight_psoriasis", "alcohol"}
# What each answer forbids, of which silence on health or on gut signs counts as every one.
HIDDEN: dict[tuple[str, str], set[str]] = {
    ("safety", "eating_disorder"): RESTRICTING,
    ("safety", "alcohol_dependence"): {"alcohol"},
    ("safety", "pregnant_now"): PREGNANCY,
    ("safety", "trying"): PREGNANCY,
    ("safety", "breastfeeding"): PREGNANCY,
    ("safety", "weak_immunity"): {"probiotic_supplement", "fermented", "disinfectants"},
    ("safety", "maoi"): {"fermented"},
    ("safety", "narrow_bowel"): {"fibre_prebiotic", "plant_diversity", "constipation"},
    ("safety", "clozapine"): {"fibre_prebiotic", "constipation", "bloating_ibs"},
    ("safety", "kidney"): {"water", "sweeteners"},
    ("safety", "diabetes"): {"sweeteners"},
    ("safety", "milk"): {"dairy"},
    # Who has it gave up gluten for good reason, and is not told to eat it for a test.
    ("safety", "coeliac"): {"cut_gluten"},
    # Steroid cream on sores from a germ can do harm: they are looked at first.
    **{
        ("skin_signs", sign): {"eczema_first", "psoriasis_first"}
        for sign in ("punched_out_sores", "band_blisters", "hot_painful_spreading", "rash_fever")
    },
    **{("gut_signs", sign): GUT_FOOD for sign in GUT_SIGNS - {"weight_loss"}},
    ("gut_signs", "weight_loss"): GUT_FOOD | {"upf", "sugar_gl", "weight_psoriasis"},
}
# Proven help that is shown to everyone with one of these concerns, unless they do it already.
PROVEN = {"gentle_skincare": ({"eczema", "psoriasis", "dry_itchy"}, ("moisturise_days", "7"))}
# The area of tips that tell someone to be seen again is no matter: they come first.
PINNED = {"go_back"}
USEFUL = 3
# Good for most people.
FOR_MOST = {"sunscreen", "sleep", "stress", "movement", "fakes"}
FIRST_HELP = {"acne_first", "eczema_first", "psoriasis_first", "rosacea_first", "hives_first"}
SAID_FIRST = {
    ("safety", "alcohol_dependence"): "alcohol_dependence",
    ("habits", "alcohol"): "alcohol_dependence",
    ("habits", "antibiotics_now"): "antibiotics_course",
}
FIRST, SECOND = 1, 2
# What the condition of each tip and red flag reads, by its id on the page.
ASKED = {
    dom_id: {question.id: options for question, options in reads}
    for dom_id, reads in CONTENT.reads.items()
}
CONCERNS = {o.id: o.concern for o in FORM.by_question["skin_concerns"].options}
# Each flag that a person could add to any answers.
FLAG_OPTIONS = [
    (question, option)
    for question in ("urgent_now", "skin_signs", "gut_signs")
    for option in FORM.by_question[question].plain
]


def silent(answers: Answers) -> bool:
    return answers.get("safety", []) in ([], ["rather_not_say"])


def ticked(answers: Answers) -> set[tuple[str, str]]:
    """Every (question, option), with all that it may have meant and what details say of habits.

    Silence on health and on gut signs counts as every option.
    """
    pairs = {(question, option) for question, chosen in answers.items() for option in chosen}
    pairs = {pair for pair in pairs if pair[0] != "habits"}
    pairs |= {("habits", habit) for habit in habits_of(answers)}
    for pair in pairs & set(MEANT):
        pairs |= MEANT[pair]
    if silent(answers):
        pairs |= {("safety", option) for option in SAFETY.plain}
    if not answers.get("gut_signs"):
        pairs |= {("gut_signs", sign) for sign in GUT_SIGNS}
    return pairs


def check(answers: Answers, result: Result) -> None:
    shown = [tip.tip.id for tip in result.tips]
    if answers.get("adult") != ["yes"]:
        assert not result.adult
        assert not result.tips
        assert not result.foods
        assert not result.care_cards
        return
    ranks = [URGENCIES.index(card.flag.urgency) for card in result.care_cards]
    assert ranks == sorted(ranks), "care cards are not worst first"
    for card in result.care_cards:
        check_you_said(answers, card.flag.dom_id, card.matches)
    claims = {claim.id for claim in result.claims}
    assert set(result.claim_cautions) == claims
    if result.emergency:
        assert not shown
        assert not claims
        assert not result.foods
        assert not result.left_out
        return
    assert set(answers.get("urgent_now", [])) <= {"none"}, "an urgent sign was not an emergency"
    assert shown, "no tip at all"
    assert len(set(shown)) == len(shown)
    check_foods(answers, result)
    check_tips(answers, result, {*shown, *claims})
    check_proven(answers, result, set(shown))
    check_evidence(answers, result)
    check_order(answers, result)
    check_enough(result)


def check_foods(answers: Answers, result: Result) -> None:
    said = ticked(answers)
    offered = {food.id: food for food in result.foods}
    eaten = {*answers.get("prebiotic_foods", []), *answers.get("fermented_foods", [])}
    assert not eaten & set(offered), "offered what is eaten already"
    for pair in said & set(FORBIDDEN):
        for food in offered:
            assert not facts_of(food) & FORBIDDEN[pair], f"{food} offered in spite of {pair}"
    if said & NO_FOODS:
        assert not offered
    for pair in said & set(NO_KIND):
        assert not [f for f in offered.values() if f.kind == NO_KIND[pair]], f"offered with {pair}"


def check_tips(answers: Answers, result: Result, shown: set[str]) -> None:
    said = ticked(answers)
    for pair, tips in HIDDEN.items():
        if pair in said:
            assert not shown & tips, f"{shown & tips} shown in spite of {pair}"
    first = {caution.id for caution in result.priority_cautions}
    for pair, caution in SAID_FIRST.items():
        if pair in said:
            assert caution in first
    if {("safety", "weak_immunity"), ("habits", "probiotic")} <= said:
        assert "probiotic_now" in first
    assert not shown & {
        hidden for c in (*result.priority_cautions, *result.cautions) for hidden in c.hides
    }
    for tip in result.tips:
        assert tip.matches or tip.tip.when == "everyone" or silent(answers) or not tip.fits
        check_you_said(answers, tip.tip.dom_id, tip.matches)


def check_proven(answers: Answers, result: Result, shown: set[str]) -> None:
    for tip, (concerns, (question, option)) in PROVEN.items():
        needs = concerns & set(answers.get("skin_concerns", []))
        if needs and option not in answers.get(question, []):
            assert tip in shown | {left.id for left in result.left_out}, f"{tip} kept from {needs}"


def check_evidence(answers: Answers, result: Result) -> None:
    """A tip's grade for a concern is the one that was given for it; without one it has none."""
    asked = {CONCERNS[o] for o in answers.get("skin_concerns", []) if CONCERNS.get(o)}
    for shown in result.tips:
        graded = {name: g.evidence for g in shown.gradings for name in g.concerns}
        assert graded == {name: shown.tip.concerns.get(name) for name in asked}
        for evidence in (*graded.values(), shown.tip.general):
            assert evidence is None or evidence.grade in GRADES


def check_enough(result: Result) -> None:
    """Whoever answers little still gets three tips, unless a caution hides some, which is told."""
    assert len(result.tips) >= USEFUL or result.left_out
    added = [tip for tip in result.tips if not tip.fits]
    assert [tip for tip in result.tips if tip.fits] == list(result.tips[: -len(added) or None])
    assert not added or len(result.tips) <= USEFUL
    assert {tip.tip.id for tip in added} <= FOR_MOST


def check_you_said(answers: Answers, dom_id: str, matches: tuple[Match, ...]) -> None:
    """ "You said" names answers that were given, and only those that the condition reads."""
    asked = ASKED[dom_id]
    for question, options in matches:
        named = {option.id for option in options}
        assert named
        assert named <= asked[question.id]
        assert named <= set(answers[question.id])


def check_order(answers: Answers, result: Result) -> None:
    """To be seen, the area chosen, evidence for the skin, proven help for all who have it, evidence
    for health: never the other way round.

    But for one: the strongest tip for the skin that would fall behind the first three is the third.
    """
    fitting = [tip for tip in result.tips if tip.fits]
    proven = [
        t for t in fitting if t.tip.id not in PINNED and skin(t) < GRADES.index("insufficient")
    ]
    best = min(map(skin, proven), default=None)
    strong = [t for t in proven if skin(t) == best]
    strong = [t for t in strong if t.tip.id in FIRST_HELP] or strong
    assert not strong or {t.tip.id for t in strong} & {t.tip.id for t in fitting[:USEFUL]}
    if ordered(answers, fitting):
        return
    moved = fitting.pop(USEFUL - 1)
    assert moved in strong
    assert not {t.tip.id for t in strong} & {t.tip.id for t in fitting[: USEFUL - 1]}
    assert ordered(answers, fitting)


def skin(shown: ShownTip) -> int:
    """The place of the best evidence for a skin concern of the person."""
    return min((place(g.evidence) for g in shown.gradings), default=len(GRADES))


def ordered(answers: Answers, tips: list[ShownTip]) -> bool:
    area = (answers.get("try_first") or [""])[0]
    concerns = set(answers.get("skin_concerns", ()))
    bothered = bool(concerns - {"none"})
    keys = [
        (
            tip.tip.id not in PINNED,
            tip.tip.area != area,
            min((place(g.evidence) for g in tip.gradings), default=0) if bothered else 0,
            # Of two that are as sure for the skin, what helps all who have it.
            not PROVEN.get(tip.tip.id, (set(),))[0] & concerns,
            place(tip.tip.general),
            # Wider than the gap of another only where all else is the same.
            gap(answers, tip.tip.gap),
        )
        for tip in tips
    ]
    return keys == sorted(keys)


def place(evidence: Evidence | None) -> int:
    """What was not studied comes behind what was, however weak."""
    return len(GRADES) if evidence is None else GRADES.index(evidence.grade)


def gap(answers: Answers, gaps: dict[str, tuple[str, ...]]) -> int:
    """The place of the widest gap that was told; who told of none comes last."""
    for question, options in gaps.items():
        told = [n for n, option in enumerate(options) if option in answers.get(question, [])]
        return min(told, default=99)
    return 99


def test_what_each_food_holds_is_typed_by_hand() -> None:
    """The promises hold what is offered against it."""
    assert set(FOOD_FACTS) == {food.id for food in CONTENT.foods}, (
        "tests/food_facts.py: FOOD_FACTS: type by hand what each food can hold"
    )


WITHHOLDING = [
    pytest.param(caution, pair, id=f"{caution.id}: {'.'.join(pair)}")
    for caution in CONTENT.cautions
    if caution.when and (caution.excludes_foods_with or caution.hides_all_foods or caution.hides)
    for table in (caution.when.all_of, caution.when.any_of)
    for question, options in table.items()
    for pair in sorted((question, option) for option in options)
]


@pytest.mark.parametrize(("caution", "answer"), WITHHOLDING)
def test_what_an_answer_withholds_is_typed_by_hand(caution, answer) -> None:
    """Or a line that is lost from cautions.toml would be missed by nobody."""
    if caution.hides_all_foods:
        assert answer in NO_FOODS, "tests/food_facts.py: NO_FOODS"
    if caution.excludes_foods_with:
        assert answer in FORBIDDEN, "tests/food_facts.py: FORBIDDEN: which facts of a food"
    assert set(caution.hides) <= HIDDEN.get(answer, set()), (
        "HIDDEN, at the top of this file: which tips and claims"
    )


@tried_with(any_answers(FORM))
def test_any_answers_give_a_result_without_contradiction(answers) -> None:
    result = assess(CONTENT, answers)
    check(answers, result)
    same_alone(result, red_flags(CONTENT, answers))


def same_alone(whole: Result, early: Result) -> None:
    """Every page of the questionnaire asks for the red flags: they are those of the result."""
    for part in ("adult", "undisclosed", "care_cards", "urgency", "skipped", "no_signs"):
        assert getattr(early, part) == getattr(whole, part), part


@tried_with(any_answers(FORM, retired=True))
def test_a_saved_result_of_the_first_edition_keeps_every_promise_and_is_told_no_less(
    answers,
) -> None:
    result = assess(CONTENT, answers, FIRST)
    check(answers, result)
    same_alone(result, red_flags(CONTENT, answers, FIRST))
    # The same answers of today bring up nothing that those of the first edition do not.
    today = red_flags(CONTENT, answers)
    order = [*URGENCIES, None]
    assert order.index(result.urgency) <= order.index(today.urgency)
    found = {card.flag.id for card in result.care_cards}
    replaced = {name for card in result.care_cards for name in card.flag.replaces}
    assert {card.flag.id for card in today.care_cards} <= found | replaced


@tried_with(adult_answers(FORM), st.sampled_from(FLAG_OPTIONS))
def test_every_tip_is_safe_and_one_more_red_flag_never_lowers_the_urgency(answers, flag) -> None:
    before = assess(CONTENT, answers)
    check(answers, before)
    question, option = flag
    exclusive = FORM.by_question[question].exclusive
    chosen = [o for o in answers.get(question, []) if o not in exclusive]
    after = red_flags(CONTENT, answers | {question: [*chosen, option]})
    order = [*URGENCIES, None]
    assert after.urgency is not None, f"{question}.{option} is not a red flag"
    assert order.index(after.urgency) <= order.index(before.urgency)


def test_silence_on_health_counts_as_every_option() -> None:
    answers = someone(
        "skin_concerns.acne_stubborn", "habits.few_ferments", "habits.little_sun_care"
    )
    unsaid = assess(CONTENT, {q: chosen for q, chosen in answers.items() if q != "safety"})
    refused = assess(CONTENT, answers | {"safety": ["rather_not_say"]})
    everything = assess(CONTENT, answers | {"safety": sorted(SAFETY.plain)})
    assert unsaid.undisclosed
    assert refused.undisclosed
    assert not everything.undisclosed
    for result in (unsaid, refused):
        assert [t.tip.id for t in result.tips] == [t.tip.id for t in everything.tips]
        assert result.foods == everything.foods
        assert result.cautions == everything.cautions


def test_everything_we_say_is_reached_by_some_answers() -> None:
    """Each tip, claim, food, flag and caution, by the shortest answers that should bring it up."""
    tips, claims, foods, flags, cautions = set(), set(), set(), set(), set()
    for answers, edition in [(someone(), SECOND), *reaching()]:
        result = assess(CONTENT, answers, edition)
        tips |= {tip.tip.id for tip in result.tips}
        foods |= {food.id for food in result.foods}
        flags |= {card.flag.id for card in result.care_cards}
        cautions |= {c.id for c in (*result.priority_cautions, *result.cautions)}
        cautions |= {c.id for tip in result.tips for c in tip.cautions}
        claims |= {claim.id for claim in result.claims}
    assert claims == {claim.id for claim in CONTENT.claims}
    assert tips == {tip.id for tip in CONTENT.tips}
    assert foods == {food.id for food in CONTENT.foods}
    assert flags == {flag.id for flag in CONTENT.red_flags if flag.when}
    # Someone under 18 never gets a result: the exit page speaks to them.
    assert cautions == {caution.id for caution in CONTENT.cautions} - {"under18"}


def reaching():
    """For each condition a healthy person, with one answer to each part of it."""
    for item in (*CONTENT.tips, *CONTENT.claims, *CONTENT.red_flags, *CONTENT.cautions):
        if item.when is None or item.when == "everyone":
            continue
        parts = [*item.when.all_of.items()]
        parts += [part for part in item.when.any_of.items() if part[0] != FACT][:1]
        names = [f"{question}.{min(options)}" for question, options in parts]
        yield someone(*names), SECOND
        # What only a fact brings up is for answers of the first edition.
        for fact in item.when.any_of.get(FACT, ()):
            told = {q: sorted(options)[:1] for q, options in FORM.fact_by_id[fact].reads.items()}
            yield someone(*names) | told, FIRST


def test_every_caution_beside_a_claim_stands_beside_it_for_whom_it_is_meant() -> None:
    """Beside tips too, as far as one of them is shown: a claim is folded, a caution must not be."""
    for answers, edition in [(someone(), SECOND), *reaching()]:
        result = assess(CONTENT, answers, edition)
        triggered = {*result.priority_cautions, *result.cautions, *CONTENT.standing_cautions}
        for claim in result.claims:
            expected = {caution for caution in triggered if claim.id in caution.tips}
            assert set(result.claim_cautions[claim.id]) == expected


def test_no_tip_is_graded_as_a_claim_is() -> None:
    """Studies can speak against a claim; nothing that we advise stands beside "contradicted"."""
    graded = [e for t in CONTENT.tips for e in (t.general, *t.concerns.values()) if e]
    assert {evidence.grade for evidence in graded} <= set(GRADES)
    assert "contradicted" not in GRADES
    assert {claim.verdict for claim in CONTENT.claims} <= set(VERDICTS)
    assert [claim.id for claim in CONTENT.claims if claim.verdict == "contradicted"]


def test_proven_help_is_what_these_promises_say_it_is() -> None:
    assert {tip.id for tip in CONTENT.tips if tip.proven_for} == set(PROVEN), "PROVEN, above"
    assert {tip.id for tip in CONTENT.tips if tip.pinned} == PINNED, "PINNED, above"
    assert {tip.id for tip in CONTENT.tips if tip.first_help} == FIRST_HELP, "FIRST_HELP, above"
    assert {tip.id for tip in CONTENT.tips if tip.for_most} == FOR_MOST, "FOR_MOST, above"
    for tip in CONTENT.tips:
        if tip.id in PROVEN:
            assert tip.proven_for == PROVEN[tip.id][0]


def test_every_tip_about_food_is_hidden_from_someone_whom_food_worries() -> None:
    food = {tip.id for tip in CONTENT.tips if tip.area == "food"}
    assert food <= RESTRICTING, "RESTRICTING, above: type the tip by hand"


CONCERN_IDS = sorted(FORM.by_question["skin_concerns"].offered_ids)


@pytest.mark.parametrize("concern", CONCERN_IDS)
def test_who_answers_little_still_reads_three_useful_things(concern) -> None:
    """Only what cannot be left open, and the answers that say "nothing": no caution speaks."""
    result = assess(CONTENT, someone(f"skin_concerns.{concern}"))
    assert not [c for c in result.cautions if c.hides or c.hides_all_foods]
    assert len(result.tips) >= USEFUL
    nothing_more = {"adult": ["yes"], "urgent_now": ["none"], "skin_concerns": [concern]}
    assert len(assess(CONTENT, nothing_more).tips) >= USEFUL


AREAS = FORM.by_question["try_first"].plain
HELP = {
    "acne_stubborn": "acne_first",
    "breakouts": "acne_first",
    "eczema": "eczema_first",
    "psoriasis": "psoriasis_first",
    "rosacea": "rosacea_first",
    "hives": "hives_first",
}


@pytest.mark.parametrize("area", sorted(AREAS))
@pytest.mark.parametrize("concern", HELP)
def test_the_first_help_for_a_concern_never_falls_behind_the_first_three(concern, area) -> None:
    habits = sorted(FORM.by_question["habits"].plain - {"antibiotics_now"})
    answers = someone(f"skin_concerns.{concern}", "skin_treatment.not_helping", f"try_first.{area}")
    result = assess(CONTENT, answers | {"habits": habits})
    first = [tip.tip.id for tip in result.tips[:USEFUL]]
    assert first[0] == "go_back"
    assert HELP[concern] in first
    # And what someone chose to start with still comes next.
    assert area in ("not_sure", result.tips[1].tip.area)


@pytest.mark.parametrize("concern", CONCERN_IDS)
def test_who_skips_what_can_be_skipped_still_reads_something(concern) -> None:
    answers = {"adult": ["yes"], "urgent_now": ["none"], "skin_concerns": [concern]}
    result = assess(CONTENT, answers)
    assert result.claims
    assert not result.foods, "nothing is known of what could harm them"


def test_the_engine_is_pure() -> None:
    """No Django, clock, network or chance in the engine."""
    from habits.engine.loading import FOLDER

    banned = re.compile(r"^\s*(?:import|from)\s+(django|time|datetime|random|secrets|socket|os)\b")
    # Days are counted with; no module asks which day it is.
    allowed = ("from datetime import date", "from datetime import date, timedelta")
    looked_at = sorted((FOLDER.parent / "engine").rglob("*.py"))
    assert {"assess", "schema", "validation"} <= {path.parent.name for path in looked_at}
    for path in looked_at:
        for line in path.read_text().splitlines():
            assert not banned.match(line) or line in allowed, f"{path.name}: {line}"
            assert "date.today" not in line, f"{path.name}: {line}"


def test_assess_gives_the_same_result_twice() -> None:
    answers = {"adult": ["yes"], "urgent_now": ["none"], "skin_concerns": ["eczema", "rosacea"]}
    first, second = assess(CONTENT, answers), assess(CONTENT, answers)
    assert first.tips == second.tips
    assert first.foods == second.foods
