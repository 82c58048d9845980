"""The HTML of tips, foods and cautions, from pieces that are the same for everyone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .advice import content
from .engine.assess import CareCard, Grading, ShownTip, rank
from .engine.schema import Caution, Claim, Evidence, Food, Region, Tip
from .pieces import KEPT, Piece, hole, piece
from .words import joined as words_joined
from .words import you_said

# So many foods of a kind have their drawing on a result; all have it in the library.
DRAWN = 2
# So many of the person's own answers are told beside a tip.
SAID = 3


def tip_card(shown: ShownTip, number: int, guide: str, told: Collection[Caution]) -> SafeString:
    """A tip in short, with what a person needs to start folded; its own page has all of it.

    guide   the alcohol guide of the person's region
    told    cautions that the page tells in full above, named here alone
    """
    tip = shown.tip
    return frame(tip).fill(
        {
            "number": str(number),
            "said": said(tip, reasons(shown)),
            "sure": sure(shown),
            "cautions": cautions(shown.cautions, told),
            "guide": guide,
        }
    )


def tip_row(shown: ShownTip, told: Collection[Caution]) -> SafeString:
    """A tip as a row that unfolds; what is the same for everyone stands on its own page."""
    tip = shown.tip
    return piece("habits/_tip_row.html", "said", "sure", "cautions", tip=tip).fill(
        {
            "said": said(tip, reasons(shown)),
            "sure": sure(shown),
            "cautions": cautions(shown.cautions, told),
        }
    )


@cache
def frame(tip: Tip) -> Piece:
    holes = ("number", "said", "sure", "cautions", "guide")
    given = {"tip": tip, "body": tip_body(tip, whole=False)}
    return piece("habits/_tip.html", *holes, **given)


def sure(shown: ShownTip) -> SafeString:
    """How sure research is, in one line: for the person's skin, or for health where it is surer."""
    names = content().questionnaire.concerns
    best = next(iter(shown.gradings), None)
    general = shown.tip.general
    if best and best.evidence and rank(best.evidence) <= rank(general):
        return sure_line(words_joined([names[name] for name in best.concerns]), best.evidence)
    if best and general is None:
        return sure_line("your skin", None)
    return sure_line("your health" if general else "your skin", general)


@cache
def sure_line(what: str, evidence: Evidence | None) -> SafeString:
    return mark_safe(  # noqa: S308  rendered by a template
        render_to_string("habits/_sure.html", {"what": what, "evidence": evidence})
    )


@cache
def claim_row(claim: Claim) -> SafeString:
    """A claim with our verdict on it, as a row that unfolds."""
    return render_to_string("habits/_claim.html", {"claim": claim})


def reasons(shown: ShownTip) -> list[str]:
    """Why it is shown, in short: something of each answer first, and each thing once."""
    own = [you_said([match]) for match in shown.matches]
    lines = [lines[0] for lines in own] + [line for lines in own for line in lines[1:]]
    return list(dict.fromkeys(lines))[:SAID]


def said(tip: Tip, lines: Sequence[str]) -> SafeString:
    """Why the tip is shown, in the words of the person's own answers."""
    if tip.when == "everyone" or not lines:
        return piece("habits/_said.html", everyone=tip.when == "everyone").fill({})
    return piece("habits/_said.html", "lines").fill({"lines": words_joined(lines)})


def flag_row(card: CareCard, region: Region) -> SafeString:
    """A reason to see someone, in the person's own words; the rest folded."""
    given = {"flag": card.flag, "region": region, "conditional": card.conditional}
    words = words_joined(you_said(card.matches))
    return piece("habits/_flag_row.html", "said", **given).fill({"said": words})


def care_card(card: CareCard, region: Region) -> SafeString:
    """An emergency: who to call now, and the person's own words that say so."""
    lines = {f"line {number}": line for number, line in enumerate(you_said(card.matches))}
    given = {"flag": card.flag, "region": region, "said": tuple(map(hole, lines))}
    return piece("habits/_care_card.html", **given).fill(lines)


def told_row(card: CareCard) -> SafeString:
    """A flag as it is told above the next question."""
    words = words_joined(you_said(card.matches))
    return piece("habits/_told_row.html", "said", flag=card.flag).fill({"said": words})


def cautions(fired: Sequence[Caution], told: Collection[Caution] = ()) -> SafeString:
    if not fired:
        return SafeString()
    found = (caution_told(each) if each in told else caution_row(each) for each in fired)
    return piece("habits/_tip_cautions.html", "rows").fill({"rows": joined(found)})


def joined(pieces: Iterable[str]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308  rendered by templates


@cache
def tip_body(tip: Tip, level: int = 4, whole: bool = True) -> SafeString:
    """The slots of a tip; `level` is that of their headings. `whole`: as its own page has it."""
    articles = [(content().article_by_id[said.article], said.says) for said in tip.articles]
    drawing = f"drawings/tips/{tip.id}.svg" if whole else ""
    context = {"tip": tip, "articles": articles, "level": level, "drawing": drawing, "whole": whole}
    return render_to_string("habits/_tip_body.html", context)


@cache
def skin_grading(grading: Grading) -> SafeString:
    names = [content().questionnaire.concerns[concern] for concern in grading.concerns]
    context = {"concerns": names, "evidence": grading.evidence}
    return render_to_string("habits/_grading.html", context)


@cache
def health_grading(tip: Tip) -> SafeString:
    if tip.general is None:
        return SafeString()
    return render_to_string("habits/_grading.html", {"of_health": True, "evidence": tip.general})


@cache
def caution_row(caution: Caution) -> SafeString:
    return render_to_string("habits/_caution.html", {"caution": caution})


@cache
def caution_told(caution: Caution) -> SafeString:
    return format_html("<li><strong>{}:</strong> see above.</li>", caution.who)


def food_lists(offered: Sequence[Food]) -> SafeString:
    """The foods by kind: some with their drawings, the rest by name."""
    return joined(
        kind_of_foods(kind.name, tuple(food for food in offered if food.kind == kind.id))
        for kind in content().food_kinds
    )


@lru_cache(maxsize=KEPT)
def kind_of_foods(name: str, foods: tuple[Food, ...]) -> SafeString:
    if not foods:
        return SafeString()
    context = {"name": name, "drawn": foods[:DRAWN], "named": foods[DRAWN:]}
    return render_to_string("habits/_foods.html", context)


def read_first(caution: Caution) -> SafeString:
    return piece("habits/_read_first.html", caution=caution).fill({})


def caution_item(caution: Caution) -> SafeString:
    """As it stands in a list of its own, where a link can lead to it."""
    return piece("habits/_caution_fold.html", caution=caution).fill({})
