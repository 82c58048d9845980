"""What is wrong with tips and claims, across files."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content
from ..schema import Claim, Tip
from .conditions import option_faults
from .unknown import unknown


def tip_faults(content: Content) -> Iterator[str]:
    for tip in content.tips:
        place = tip.place
        if not 1 <= len(tip.steps) <= 5:
            yield f"{place}: steps: from one to five after the first"
        if not (tip.concerns or tip.general):
            yield f"{place}: graded for no concern and not for health"
        if len(tip.gap) > 1:
            yield f"{place}: gap: names more than one question"
        for question, options in tip.gap.items():
            yield from option_faults(content, f"{place}: gap", question, options)
        if tip.proven_for:
            question = content.questionnaire.role["concerns"].id
            place_of = f"{place}: proven_for"
            yield from option_faults(content, place_of, question, tip.proven_for)
        elif tip.done_when and not (tip.for_most or tip.first_help):
            yield f"{place}: done_when: without proven_for, for_most or first_help it does nothing"
        concerns = content.questionnaire.concerns
        for concern in tip.concerns:
            if concern not in concerns:
                yield f"{place}: concerns: {unknown('concern', concern, concerns)}"
        yield from evidence_faults(content, place, tip, "tips")


def claim_faults(content: Content) -> Iterator[str]:
    tips = {tip.id for tip in content.tips}
    for claim in content.claims:
        place = f"claims.toml: {claim.id}"
        for tip in claim.tips:
            if tip not in tips:
                yield f"{place}: tips: {unknown('tip', tip, tips)}"
        yield from evidence_faults(content, place, claim, "claims")


def evidence_faults(content: Content, place: str, item: Tip | Claim, key: str) -> Iterator[str]:
    """What a tip or claim rests on: an article or a reason of ours, and research that is listed."""
    if bool(item.articles) == bool(item.added_because):
        yield f"{place}: either articles or added_because"
    known = content.reference_by_id
    for reference in item.references:
        if reference not in known:
            yield f"{place}: references: {unknown('reference', reference, known)}"
    if not item.references:
        yield f"{place}: references: none"
    for statement in item.articles:
        article = content.article_by_id.get(statement.article)
        if article is None:
            fault = unknown("article", statement.article, content.article_by_id)
            yield f"{place}: articles: {fault}"
        for row in statement.rows:
            if article and not row.startswith(article.letter):
                yield f"{place}: articles: {row} is no row of {article.id}"
            if item.id not in getattr(content.sources.row(row), key):
                yield f"{place}: articles: sources.toml, ledger.{row}, does not name this in {key}"


def withdrawn_faults(content: Content) -> Iterator[str]:
    """A slip in an id would leave the tip on the page."""
    tips = {tip.id for tip in content.tips}
    for withdrawn in content.withdrawn:
        if withdrawn.id not in tips:
            yield f"withdrawn.toml: {withdrawn.id}: {unknown('tip', withdrawn.id, tips)}"
