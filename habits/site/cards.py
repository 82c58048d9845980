"""The HTML of tips, foods and cautions, from fragments that are the same for everyone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..engine.assess import OPEN_TIPS, CareCard, ShownTip
from ..engine.grading import rank
from ..engine.loaded import get_content
from ..engine.schema import Caution, Claim, Evidence, Food, Region, Tip
from .compiled_html import CompiledHtml, compile_fragment, placeholder, render_fragment
from .phrases import join_words, you_said

# So many lists of foods are kept: more than come up in a day.
FOOD_LISTS = 500
# So many foods of a kind have their drawing on a result; all have it in the library.
MOST_DRAWINGS = 2
# So many of the person's own answers are told beside a tip.
MOST_ANSWERS = 3
# So many tips, behind those that stand open, unfold where they are; more lead to their pages.
MOST_ROWS = 5
# So many of a kind stand open before the rest folds.
LINKS, REASONS, CLAIMS = 3, 3, 3
# With more than this each is told in short: that is for someone to look at, not to read.
MOST_REASONS, MOST_CAUTIONS = 7, 15


def tips_in_short(
    tips: Sequence[ShownTip],
    guide: str,
    already_said: set[Caution],
    later: bool,
    most: int = OPEN_TIPS,
) -> tuple[SafeString, list[SafeString]]:
    """The tips that stand open; and a row for each of the others, which unfolds unless there are
    many, or all are for later: then it leads to the tip's own page.

    guide         the alcohol guide of the person's region
    already_said  cautions that the page says above: those that are said here are added
    """
    opened = []
    for number, shown in enumerate(tips[:most], 1):
        opened.append(tip_card(shown, number, guide, already_said))
        already_said.update(shown.cautions)
    rest = tips[most:]
    if later or len(rest) > MOST_ROWS:
        return join_html(opened), [
            render_fragment("habits/site/_tip_link.html", tip=s.tip) for s in rest
        ]
    return join_html(opened), [tip_row(shown, already_said) for shown in rest]


def tip_card(
    shown: ShownTip, number: int, guide: str, already_said: Collection[Caution]
) -> SafeString:
    """A tip in short, with what a person needs to start folded; its own page has all of it."""
    tip = shown.tip
    return frame(tip).render(
        {
            "number": str(number),
            "said": reason_html(shown),
            "sure": sure(shown),
            "cautions": cautions(shown.cautions, already_said),
            "guide": guide,
        }
    )


def tip_row(shown: ShownTip, already_said: Collection[Caution]) -> SafeString:
    """A tip as a row that unfolds; what is the same for everyone stands on its own page, and so do
    the cautions for everyone but for their first sentence."""
    tip = shown.tip
    brief = {*already_said, *(caution for caution in shown.cautions if not caution.when)}
    return compile_fragment(
        "habits/site/_tip_row.html", "said", "sure", "cautions", tip=tip
    ).render(
        {
            "said": reason_html(shown),
            "sure": sure(shown),
            "cautions": cautions(shown.cautions, brief),
        }
    )


@cache
def frame(tip: Tip) -> CompiledHtml:
    names = ("number", "said", "sure", "cautions", "guide")
    context = {"tip": tip, "body": tip_body(tip, whole=False)}
    return compile_fragment("habits/site/_tip.html", *names, **context)


def sure(shown: ShownTip) -> SafeString:
    """How sure research is, in one line: for the person's skin, or for health where it is surer."""
    names = get_content().questionnaire.concerns
    best = next(iter(shown.gradings), None)
    general = shown.tip.general
    if best and best.evidence and rank(best.evidence) <= rank(general):
        return sure_line(join_words([names[name] for name in best.concerns]), best.evidence)
    if best and general is None:
        return sure_line("your skin", None)
    return sure_line("your health" if general else "your skin", general)


@cache
def sure_line(what: str, evidence: Evidence | None) -> SafeString:
    """How sure research is of `what`, in one line; None for no study."""
    return mark_safe(  # noqa: S308  rendered by a template
        render_to_string("habits/site/_how_sure.html", {"what": what, "evidence": evidence})
    )


def claim_rows(
    claims: Sequence[Claim], beside: Mapping[str, Sequence[Caution]], already_said: set[Caution]
) -> SafeString:
    """Claims with our verdict on each, as rows that unfold; the last of many fold together, each
    with a link to all that we know of it. What is said beside them to everyone stands there."""
    rows = []
    for claim in claims if len(claims) <= CLAIMS + 1 else claims[:CLAIMS]:
        rows.append(
            claim_row(claim, [c for c in beside[claim.id] if c.when and c not in already_said])
        )
        already_said.update(beside[claim.id])
    if rest := tuple(claims[len(rows) :]):
        rows.append(render_fragment("habits/site/_claim_fold.html", claims=rest))
    return join_html(rows)


def claim_row(claim: Claim, cautions: Sequence[Caution]) -> SafeString:
    """A claim that unfolds, with what is said beside it."""
    if not cautions:
        return render_fragment("habits/site/_claim.html", claim=claim)
    rows = join_html(map(caution_row, cautions))
    return compile_fragment("habits/site/_claim.html", "rows", claim=claim).render({"rows": rows})


def reasons(shown: ShownTip) -> list[str]:
    """Why it is shown, in short: something of each answer first, and each thing once."""
    own = [you_said([match]) for match in shown.matches]
    lines = [lines[0] for lines in own] + [line for lines in own for line in lines[1:]]
    return list(dict.fromkeys(lines))[:MOST_ANSWERS]


def reason_html(shown: ShownTip) -> SafeString:
    """Why the tip is shown, in the words of the person's own answers."""
    everyone, lines = shown.tip.when == "everyone", reasons(shown)
    if everyone or not lines or not shown.fits:
        return render_fragment("habits/site/_reasons.html", everyone=everyone, fits=shown.fits)
    return compile_fragment("habits/site/_reasons.html", "lines").render(
        {"lines": join_words(lines)}
    )


def flag_rows(cards: Sequence[CareCard], region: Region) -> SafeString:
    """The reasons to see someone: the worst stand open, the others fold together.

    Where something cannot wait, whatever can folds too. Someone to talk to is never folded.
    """
    brief = many(cards)
    today = [card for card in cards if card.flag.urgency == "urgent"]
    waits = bool(today) and not all(card.conditional for card in today)
    first = (today if waits else cards)[: 1 if brief else REASONS]
    folded = [card for card in cards if card not in first and not card.flag.crisis_line]
    rows = [flag_row(card, region) for card in cards if card not in folded]
    if folded:
        count = sum(card in today and not card.conditional for card in folded)
        fold = compile_fragment(
            "habits/site/_flag_fold.html", "rows", count=len(folded), today=count
        )
        rows.append(
            fold.render({"rows": join_html(flag_row(c, region, True, brief) for c in folded)})
        )
    return join_html(rows)


def many(cards: Sequence[CareCard]) -> bool:
    """Are they so many that each is told in brief?"""
    return len(cards) > MOST_REASONS


def flag_row(
    card: CareCard, region: Region, folded: bool = False, brief: bool = False
) -> SafeString:
    """A reason to see someone, in the person's own words; the rest of it folded."""
    given = {"flag": card.flag, "region": region, "conditional": card.conditional}
    given |= {"folded": folded, "brief": brief}
    words = join_words(you_said(card.matches))
    return compile_fragment("habits/site/_flag_row.html", "said", **given).render({"said": words})


def sign_list(cards: Sequence[CareCard]) -> SafeString:
    """Red flags by name alone."""
    return format_html_join("", "<li>{}</li>", ((card.flag.title,) for card in cards))


def care_card(card: CareCard, region: Region) -> SafeString:
    """An emergency: who to call now, and the person's own words that say so."""
    lines = {f"line {number}": line for number, line in enumerate(you_said(card.matches))}
    given = {"flag": card.flag, "region": region, "said": tuple(map(placeholder, lines))}
    return compile_fragment("habits/site/_care_card.html", **given).render(lines)


def urgent_row(card: CareCard, region: Region) -> SafeString:
    """A flag as it is told above the next question."""
    words = join_words(you_said(card.matches))
    row = compile_fragment("habits/site/_urgent_row.html", "said", flag=card.flag, region=region)
    return row.render({"said": words})


def cautions(triggered: Sequence[Caution], already_said: Collection[Caution] = ()) -> SafeString:
    """What is said beside a tip or claim, in full or, where it is said above, in a sentence; "" for
    nothing."""
    if not triggered:
        return SafeString()
    found = (
        caution_reminder(each) if each in already_said else caution_row(each) for each in triggered
    )
    return compile_fragment("habits/site/_tip_cautions.html", "rows").render(
        {"rows": join_html(found)}
    )


def join_html(fragments: Iterable[str]) -> SafeString:
    """Fragments that are HTML already, one behind the other. Never a person's own words."""
    return mark_safe("".join(fragments))  # noqa: S308  rendered by templates


@cache
def tip_body(tip: Tip, level: int = 4, whole: bool = True) -> SafeString:
    """The slots of a tip; `level` is that of their headings. `whole`: as its own page has it."""
    articles = [(get_content().article_by_id[said.article], said.says) for said in tip.articles]
    drawing = f"drawings/tips/{tip.id}.svg" if whole else ""
    context = {"tip": tip, "articles": articles, "level": level, "drawing": drawing, "whole": whole}
    return render_to_string("habits/site/_tip_body.html", context)


@cache
def caution_row(caution: Caution) -> SafeString:
    return render_to_string("habits/site/_caution.html", {"caution": caution})


@cache
def caution_reminder(caution: Caution) -> SafeString:
    """What is told in full elsewhere, in one sentence."""
    return format_html("<li><strong>{}:</strong> {}</li>", caution.who, caution.reminder)


def food_lists(offered: Sequence[Food]) -> SafeString:
    """The foods by kind: some with their drawings, the rest by name."""
    return join_html(
        kind_of_foods(kind.name, tuple(food for food in offered if food.kind == kind.id))
        for kind in get_content().food_kinds
    )


@lru_cache(maxsize=FOOD_LISTS)
def kind_of_foods(name: str, foods: tuple[Food, ...]) -> SafeString:
    if not foods:
        return SafeString()
    context = {"name": name, "drawn": foods[:MOST_DRAWINGS], "named": foods[MOST_DRAWINGS:]}
    return render_to_string("habits/site/_foods.html", context)


def caution_list(listed: Sequence[Caution], undisclosed: bool = False) -> SafeString:
    """Cautions in a list of their own; of very many that are said for sure the first sentence."""
    brief = len(listed) > MOST_CAUTIONS and not undisclosed
    return join_html(
        render_fragment("habits/site/_caution_item.html", caution=caution, brief=brief)
        for caution in listed
    )


def first_cautions(listed: Sequence[Caution], folded: bool) -> SafeString:
    """Those that are said first, whole or with all but their first sentence folded."""
    return join_html(
        render_fragment("habits/site/_caution_item.html", caution=caution, folded=folded)
        for caution in listed
    )
