"""Faults of the content, each named by file, item and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import get_args
from zoneinfo import ZoneInfo

from .absolutes import Saying, absolute_faults, of_claim, of_explainer, of_ledger, of_tip
from .changes import CHANGES, change_faults
from .conditions import FACT
from .content import ACCESS, GLOSSARY, Content, HasId
from .extractions import FIGURES, figure_faults
from .finding import FINDING, finding_faults
from .plans import plan_faults
from .schema import (
    URGENCIES,
    Accessibility,
    Area,
    Claim,
    Condition,
    LedgerRow,
    Level,
    Questionnaire,
    Role,
    Tip,
    When,
)
from .signoffs import signoff_faults

# Every criterion of WCAG 2.2 at levels A and AA: what we say of access is whole or is a fault.
CRITERIA: dict[Level, str] = {
    "A": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1"
    " 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7"
    " 4.1.2",
    "AA": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7"
    " 2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}


def find_faults(content: Content) -> Iterator[str]:
    """A line for everything that no single file can see is wrong."""
    if faults := [*role_faults(content.questionnaire), *single_faults(content)]:
        # The rest cannot be looked at without them.
        yield from faults
        return
    yield from questionnaire_faults(content)
    yield from condition_faults(content)
    yield from meaning_faults(content)
    yield from flag_faults(content)
    yield from tip_faults(content)
    yield from claim_faults(content)
    yield from absolute_faults(sayings(content), content.absolutes, content.reference_by_id)
    yield from withdrawn_faults(content)
    yield from caution_faults(content)
    yield from food_faults(content)
    yield from ledger_faults(content)
    yield from explainer_faults(content)
    yield from reference_faults(content)
    yield from glossary_faults(content)
    yield from access_faults(content.accessibility)
    yield from finding_faults(content)
    yield from change_faults(content)
    yield from signoff_faults(content)
    yield from figure_faults(content)
    yield from plan_faults(content)
    named_by_cautions: list[HasId] = [*content.tips, *content.claims]
    for name, items in (
        ("tips and claims", named_by_cautions),
        ("withdrawn.toml", content.withdrawn),
        ("red_flags.toml", content.red_flags),
        ("red_flags.toml", content.reasons),
        ("cautions.toml", content.cautions),
        ("foods.toml", content.foods),
        ("foods.toml", content.ingredients),
        ("skin_descriptions.toml", content.skin_descriptions),
        ("regions.toml", content.regions),
        ("sources.toml", content.sources.references),
        (GLOSSARY, content.terms),
        (FINDING, content.finding.places),
        (CHANGES, content.changes.changes),
        (FIGURES, content.figures.extractions),
    ):
        yield from repeated(name, items)
    for name, item in content.reviewed.items():
        if item.review <= item.checked:
            yield f"{name}: review is not after checked"


def sayings(content: Content) -> Iterator[Saying]:
    """All that we say of research, but for advice: that may leave no room."""
    for tip in content.tips:
        yield from of_tip(tip)
    for claim in content.claims:
        yield from of_claim(claim)
    for explainer in content.explainers:
        yield from of_explainer(explainer)
    for number, row in content.sources.ledger.items():
        yield from of_ledger(number, row)


def repeated(name: str, items: Iterable[HasId]) -> Iterator[str]:
    for item, times in Counter(item.id for item in items).items():
        if times > 1:
            yield f"{name}: {item}: the id is used {times} times"


def role_faults(form: Questionnaire) -> Iterator[str]:
    taken = Counter(question.role for question in form.current_questions.values() if question.role)
    for role in get_args(Role):
        if taken[role] != 1:
            yield f"questionnaire.toml: role {role}: {taken[role]} questions have it, and one must"
    if taken["adult"] == 1 and not form.role["adult"].turning_away:
        yield f"questionnaire.toml: {form.role['adult'].id}: no option turns anyone away"


def single_faults(content: Content) -> Iterator[str]:
    """Marks that the program needs to find once."""
    marked = {
        "cautions.toml: under_age": [caution.under_age for caution in content.cautions],
        "cautions.toml: food_worry": [caution.food_worry for caution in content.cautions],
        "regions.toml: anywhere": [region.anywhere for region in content.regions],
    }
    for place, marks in marked.items():
        if sum(marks) != 1:
            yield f"{place}: {sum(marks)} have it, and one must"


def questionnaire_faults(content: Content) -> Iterator[str]:
    form = content.questionnaire
    yield from repeated("questionnaire.toml", form.pages)
    for area in sorted(set(get_args(Area)) - set(form.areas)):
        yield f"questionnaire.toml: areas: {area}: missing"
    questions = [question for page in form.pages for question in page.questions]
    yield from repeated("questionnaire.toml", [*questions, *form.retired])
    yield from repeated("questionnaire.toml", form.facts)
    for page in form.pages:
        if page.area and page.area not in form.more:
            yield f"questionnaire.toml: {page.id}: unknown area {page.area}"
        if page.hide_when and not page.area:
            yield f"questionnaire.toml: {page.id}: hide_when: everyone is asked this page"
        for question in page.questions:
            if not question.error and (question.required or len(page.questions) == 1):
                yield f"questionnaire.toml: {question.id}: error: missing"
    for question in form.retired:
        if question.now not in form.current_questions:
            yield f"questionnaire.toml: {question.id}: now: unknown question {question.now}"
    for question in (*questions, *form.retired):
        yield from repeated(f"questionnaire.toml: {question.id}", question.options)
        if question.kind == "one" and question.exclusive:
            yield f"questionnaire.toml: {question.id}: exclusive option, but only one can be chosen"
        for option in question.options:
            place = f"questionnaire.toml: {question.id}.{option.id}"
            if option.concern and option.concern not in form.concerns:
                yield f"{place}: unknown concern {option.concern}"
            if option.group and option.group not in question.groups:
                yield f"{place}: unknown group {option.group}"
        if question.charted and not any(option.value is not None for option in question.options):
            yield f"questionnaire.toml: {question.id}: charted, but no option has a value"
    region_ids = {region.id for region in content.regions}
    if set(form.role["region"].by_id) != region_ids:
        yield f"regions.toml: not the options of the question {form.role['region'].id}"
    for lands in content.regions:
        try:
            ZoneInfo(lands.zone)
        except (KeyError, ValueError):
            yield f"regions.toml: {lands.id}: unknown zone {lands.zone}"


def conditions(content: Content) -> Iterator[tuple[str, Condition]]:
    """Every condition in the content, with the place it stands at."""
    for tip in content.tips:
        yield f"tips: {tip.id}", tip.when
        if tip.done_when is not None:
            yield f"tips: {tip.id}: done_when", tip.done_when
    for claim in content.claims:
        yield f"claims.toml: {claim.id}", claim.when
    for flag in content.red_flags:
        if flag.when is not None:
            yield f"red_flags.toml: {flag.id}", flag.when
    for reason in content.reasons:
        yield f"red_flags.toml: {reason.id}", reason.when
    for caution in content.cautions:
        if caution.when is not None:
            yield f"cautions.toml: {caution.id}", caution.when
    for look in content.skin_descriptions:
        yield f"skin_descriptions.toml: {look.id}", look.when
    for page in content.questionnaire.pages:
        for when in (page.skip_when, page.hide_when):
            if when is not None:
                yield f"questionnaire.toml: {page.id}", when
    for fact in content.questionnaire.facts:
        for when in fact.when:
            yield f"facts: {fact.id}", when


def condition_faults(content: Content) -> Iterator[str]:
    for place, condition in conditions(content):
        if isinstance(condition, When):
            if not condition.all_of and not condition.any_of:
                yield f"{place}: when: names no question; write when = 'everyone' if so meant"
            for word, table in (("all_of", condition.all_of), ("any_of", condition.any_of)):
                for question, options in table.items():
                    yield from option_faults(content, f"{place}: {word}", question, options)


def meaning_faults(content: Content) -> Iterator[str]:
    """What answers count as and put right must exist; what is retired must mean something still."""
    for question in content.questionnaire.by_question.values():
        place = f"questionnaire.toml: {question.id}"
        for name, options in question.refines.items():
            yield from option_faults(content, f"{place}: refines", name, options)
        for option in question.options:
            for name, options in option.counts_as.items():
                yield from option_faults(content, f"{place}.{option.id}: counts_as", name, options)
            if option.retired and not option.counts_as:
                yield f"{place}.{option.id}: retired, but counts as nothing: its answers are lost"


def flag_faults(content: Content) -> Iterator[str]:
    """What keeps someone safe rests on what everyone is asked, and never gives way to less."""
    flags = {flag.id: flag for flag in content.red_flags}
    for flag in content.red_flags:
        for name in flag.replaces:
            place = f"red_flags.toml: {flag.id}: replaces"
            if name not in flags:
                yield f"{place}: unknown flag {name}"
            elif URGENCIES.index(flags[name].urgency) < URGENCIES.index(flag.urgency):
                yield f"{place}: {name} is more urgent"
    form = content.questionnaire
    optional = {q.id for page in form.pages if page.area for q in page.questions}
    for place, condition in conditions(content):
        if isinstance(condition, When) and not place.startswith(
            ("tips:", "claims.toml:", "facts:")
        ):
            for name in sorted(optional & {*condition.all_of, *condition.any_of}):
                yield f"{place}: when: rests on {name}, which not everyone is asked"


def option_faults(
    content: Content, place: str, question: str, options: Iterable[str]
) -> Iterator[str]:
    known: Iterable[str]
    if question == FACT:
        known = content.questionnaire.fact_by_id
    elif question in content.questionnaire.by_question:
        known = content.questionnaire.by_question[question].by_id
    else:
        yield f"{place}: unknown question {question}"
        return
    options = list(options)
    if not options:
        yield f"{place}: {question}: names no option"
    for option in options:
        if option not in known:
            yield f"{place}: unknown option {question}.{option}"


def tip_faults(content: Content) -> Iterator[str]:
    for tip in content.tips:
        place = f"tips: {tip.id}"
        if not 1 <= len(tip.steps) <= 5:
            yield f"{place}: steps: from one to five after the first"
        if not (tip.concerns or tip.general):
            yield f"{place}: graded for no concern and not for health"
        if len(tip.gap) > 1:
            yield f"{place}: gap: names more than one question"
        for question, options in tip.gap.items():
            yield from option_faults(content, f"{place}: gap", question, options)
        if tip.proven_for:
            concerns = content.questionnaire.role["concerns"].id
            place_of = f"{place}: proven_for"
            yield from option_faults(content, place_of, concerns, tip.proven_for)
        elif tip.done_when and not (tip.for_most or tip.first_help):
            yield f"{place}: done_when: without proven_for, for_most or first_help it does nothing"
        for concern in tip.concerns:
            if concern not in content.questionnaire.concerns:
                yield f"{place}: concerns: unknown concern {concern}"
        yield from source_faults(content, place, tip, "tips")


def claim_faults(content: Content) -> Iterator[str]:
    tips = {tip.id for tip in content.tips}
    for claim in content.claims:
        place = f"claims.toml: {claim.id}"
        for tip in claim.tips:
            if tip not in tips:
                yield f"{place}: tips: unknown tip {tip}"
        yield from source_faults(content, place, claim, "claims")


def source_faults(content: Content, place: str, item: Tip | Claim, key: str) -> Iterator[str]:
    """What a tip or claim rests on: an article or a reason of ours, and research that is listed."""
    if bool(item.articles) == bool(item.added_because):
        yield f"{place}: either articles or added_because"
    for reference in item.references:
        if reference not in content.reference_by_id:
            yield f"{place}: references: unknown reference {reference}"
    if not item.references:
        yield f"{place}: references: none"
    none = LedgerRow(says="", dispositions=frozenset())
    for row in (row for statement in item.articles for row in statement.rows):
        if item.id not in getattr(content.sources.ledger.get(row, none), key):
            yield f"{place}: articles: ledger row {row} does not name this in {key}"


def access_faults(access: Accessibility) -> Iterator[str]:
    for level, numbers in CRITERIA.items():
        told = Counter(c.number for c in access.criteria if c.level == level)
        for number in sorted(set(numbers.split()) ^ set(told)):
            fault = "is not of" if number in told else "is missing at"
            yield f"{ACCESS}: {number} {fault} level {level}"
    for number, times in Counter(c.number for c in access.criteria).items():
        if times > 1:
            yield f"{ACCESS}: {number} is told {times} times"
    for criterion in access.criteria:
        if not criterion.tested and not criterion.looked:
            yield f"{ACCESS}: {criterion.number} is neither tested nor looked at: nothing shows it"


def withdrawn_faults(content: Content) -> Iterator[str]:
    """A slip in an id would leave the tip on the page."""
    tips = {tip.id for tip in content.tips}
    for withdrawn in content.withdrawn:
        if withdrawn.id not in tips:
            yield f"withdrawn.toml: {withdrawn.id}: unknown tip"


def caution_faults(content: Content) -> Iterator[str]:
    tips = {tip.id for tip in content.tips} | {claim.id for claim in content.claims}
    for caution in content.cautions:
        for tip in (*caution.tips, *caution.hides):
            if tip not in tips:
                yield f"cautions.toml: {caution.id}: unknown tip {tip}"
        if caution.when is None and (
            caution.hides
            or caution.excludes_foods_with
            or caution.hides_all_foods
            or not caution.tips
        ):
            yield f"cautions.toml: {caution.id}: without when it can only be said beside tips"


def food_faults(content: Content) -> Iterator[str]:
    tips = {tip.id for tip in content.tips}
    for kind in content.food_kinds:
        question = content.questionnaire.by_question.get(kind.question)
        if question is None:
            yield f"foods.toml: {kind.id}: unknown question {kind.question}"
            continue
        if kind.tip not in tips:
            yield f"foods.toml: {kind.id}: unknown tip {kind.tip}"
        foods = {food.id for food in content.foods if food.kind == kind.id}
        for missing in sorted(question.plain ^ foods):
            yield f"foods.toml: {missing}: not both a food and an option of {kind.question}"
    named = {ingredient.id for ingredient in content.ingredients}
    for food in content.foods:
        if bool(food.rows) == bool(food.added_because):
            yield f"foods.toml: {food.id}: either rows or added_because"
        for row in food.rows:
            if food.id not in content.sources.ledger[row].foods:
                yield f"foods.toml: {food.id}: rows: ledger row {row} does not name this food"
        for unnamed in sorted(food.properties - {"live"} - named):
            yield f"foods.toml: {food.id}: contains: no ingredient says what {unnamed} is"


def ledger_faults(content: Content) -> Iterator[str]:
    """Every statement of the two articles is used, or declined with a reason."""
    ledger = content.sources.ledger
    expected = {
        f"{article.letter}{number:02}"
        for article in content.sources.articles
        for number in range(1, article.rows + 1)
    }
    for row in sorted(expected ^ set(ledger)):
        yield f"sources.toml: ledger.{row}: {'missing' if row in expected else 'unknown row'}"
    questions = content.questionnaire.by_question
    known = {
        "tips": {tip.id for tip in content.tips},
        "claims": {claim.id for claim in content.claims},
        "questions": set(questions),
        "options": {f"{q.id}.{option}" for q in questions.values() for option in q.by_id},
        "foods": {food.id for food in content.foods},
        "references": {reference.id for reference in content.sources.references},
    }
    explained = {explainer.id for explainer in content.explainers}
    items: tuple[Tip | Claim, ...] = (*content.tips, *content.claims)
    used = {row for item in items for said in item.articles for row in said.rows}
    for number, entry in ledger.items():
        place = f"sources.toml: ledger.{number}"
        if not entry.dispositions:
            yield f"{place}: dispositions: none"
        for fate, filled in dispositions_of(entry).items():
            if (fate in entry.dispositions) != filled:
                wrong = "is missing" if filled else "without its key"
                yield f"{place}: dispositions: {fate} {wrong}"
        for key, ids in known.items():
            for unknown in sorted(set(getattr(entry, key)) - ids):
                yield f"{place}: {key}: unknown {unknown}"
        if entry.explainer and entry.explainer not in explained:
            yield f"{place}: explainer: unknown {entry.explainer}"
        if (entry.tips or entry.claims) and number not in used:
            yield f"{place}: no tip or claim says what this row says"


def dispositions_of(row: LedgerRow) -> dict[str, bool]:
    """Each fate a row can have, and whether the key that it needs is filled in."""
    return {
        "tip": bool(row.tips),
        "claim": bool(row.claims),
        "question": bool(row.questions),
        "option": bool(row.options),
        "food": bool(row.foods),
        "explainer": bool(row.explainer),
        "corrected": bool(row.correction),
        "declined": bool(row.declined_because),
    }


def explainer_faults(content: Content) -> Iterator[str]:
    """Each explainer teaches the ledger rows that name it, all of them and no other."""
    references = {reference.id for reference in content.sources.references}
    for explainer in content.explainers:
        place = f"learn/{explainer.id}.toml"
        named = {n for n, row in content.sources.ledger.items() if row.explainer == explainer.id}
        for row in sorted(named ^ set(explainer.rows)):
            yield f"{place}: rows: {row} stands here or in sources.toml, not in both"
        if bool(explainer.rows) == bool(explainer.added_because):
            yield f"{place}: either articles or added_because"
        if not explainer.references:
            yield f"{place}: references: none"
        for unknown in sorted(set(explainer.references) - references):
            yield f"{place}: references: unknown reference {unknown}"


def reference_faults(content: Content) -> Iterator[str]:
    sources = content.sources
    named = [tip.references for tip in content.tips]
    named += [claim.references for claim in content.claims]
    named += [explainer.references for explainer in content.explainers]
    named += [row.references for row in sources.ledger.values()]
    used = {reference for references in named for reference in references}
    for reference in sources.references:
        if reference.id not in used:
            yield f"sources.toml: {reference.id}: nothing rests on it"


def glossary_faults(content: Content) -> Iterator[str]:
    words = [form.lower() for term in content.terms for form in (term.term, *term.forms)]
    for word, times in Counter(words).items():
        if times > 1:
            yield f"{GLOSSARY}: {word}: stands there {times} times"
