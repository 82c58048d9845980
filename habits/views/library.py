"""The open library: everything we know, readable, linkable and checkable without an answer."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from ..advice import content
from ..cards import caution_row, health_grading, skin_grading, sure_line, tip_body
from ..engine.assess import Grading, rank
from ..engine.browse import FoodFilter, TipFilter, all_gradings, foods_for, tips_for, to_try
from ..engine.schema import GRADES, Caution, Explainer, Food, FoodKind, Tip
from ..public import Copy, answer, page
from ..search import LONGEST, SIGN, Entry, find
from ..words import joined, why
from .errors import allows

# Filters have thousands of combinations: the ones asked for last are kept.
KEPT = 128
# As many as there can be, three foods at a time.
TURNS = 8
# So many cautions, or grades, are not worth a fold.
FEW = 3
# On the card of a food, which says how many more there are; more when it must name more.
MARKS = 2


class Asked:
    """The filter that an address names. What we do not know is left out, and the page says so."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.strange = False

    def one(self, name: str, known: Collection[str]) -> str:
        value = self.data.get(name, "")
        if value and value not in known:
            self.strange = True
            return ""
        return value

    def many(self, name: str, known: Collection[str]) -> frozenset[str]:
        values = set(self.data.getlist(name)) - {""}
        self.strange |= not values <= set(known)
        return frozenset(values & set(known))


# Tips.


@allows("GET")
def tips(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    form = content().questionnaire
    wanted = TipFilter(
        asked.one("concern", form.concerns),
        asked.one("area", form.areas),
        asked.one("grade", GRADES),
    )
    return answer(request, tips_page(wanted, asked.strange))


@lru_cache(maxsize=KEPT)
def tips_page(wanted: TipFilter, strange: bool) -> Copy:
    form = content().questionnaire
    cards = [
        (tip, form.areas[tip.area], skin, surer_for_health(tip, skin))
        for tip, skin in tips_for(content(), wanted)
    ]
    return page(
        "habits/library/tips.html",
        reverse("tips"),
        section="tips",
        title="Tips",
        description="Every tip on skin, gut and daily habits, and how sure research is of it.",
        live=True,
        wanted=wanted,
        strange=strange,
        filtered=wanted != TipFilter(),
        concerns=form.concerns,
        areas=form.areas,
        grades=GRADES,
        cards=cards,
        withdrawn=content().withdrawn,
        reasons=reasons_for_everyone(),
    )


@allows("GET")
def claims(request: HttpRequest) -> HttpResponse:
    return answer(request, claims_page())


@cache
def claims_page() -> Copy:
    """What people say, our verdict on it, and what to do instead."""
    known = [
        (
            claim,
            [content().reference_by_id[name] for name in claim.references],
            [tip for tip in content().tips if tip.id in claim.tips],
            [(content().article_by_id[said.article], said.says) for said in claim.articles],
            [caution_row(c) for c in content().cautions if claim.id in c.tips],
        )
        for claim in content().claims
    ]
    return page(
        "habits/library/claims.html",
        reverse("claims"),
        section="tips",
        title="Claims you may have heard",
        description="What people say about skin and gut, and what research says of each claim.",
        known=known,
        reasons=reasons_for_everyone(),
    )


def reasons_for_everyone() -> list[str]:
    return [reason.says for reason in content().reasons if reason.when == "everyone"]


@allows("GET")
def tip(request: HttpRequest, tip_id: str) -> HttpResponse:
    found = next((tip for tip in content().tips if tip_id in {tip.slug, tip.id}), None)
    # Some tips are claims by now.
    moved = next((claim for claim in content().claims if tip_id in {claim.slug, claim.id}), None)
    if found is None and moved:
        return redirect(f"{reverse('claims')}#{moved.dom_id}", permanent=True)
    # The list says why a tip was taken back, and what to do.
    if tip_id.replace("-", "_") in {withdrawn.id for withdrawn in content().withdrawn}:
        return redirect("tips")
    if found is None:
        raise Http404
    # The id as the content has it leads to the one address of the page.
    if tip_id != found.slug:
        return redirect("tip", found.slug, permanent=True)
    return answer(request, tip_page(found))


@cache
def tip_page(tip: Tip) -> Copy:
    form = content().questionnaire
    cautions = [c for c in content().cautions if tip.id in {*c.tips, *c.hides}]
    first = [c for c in cautions if weighs_most(c, tip)]
    rest = [c for c in cautions if c not in first]
    # A fold that hides all of them, or next to nothing, only costs a press.
    folded = rest if first and len(rest) > FEW else []
    shown = [c for c in first + rest if c not in folded]
    return page(
        "habits/library/tip.html",
        reverse("tip", args=[tip.slug]),
        section="tips",
        title=tip.title,
        description=f"{tip.asks} What an article says, what research says, and how to start.",
        tip=tip,
        area=form.areas[tip.area],
        cautions=[caution_row(caution) for caution in shown],
        more_cautions=[caution_row(caution) for caution in folded],
        body=tip_body(tip, level=2),
        gradings=[*map(skin_grading, all_gradings(content(), tip)), health_grading(tip)],
        few=FEW,
        sure=best_lines(tip),
        why=why(form, tip.when),
        rows=[row for statement in tip.articles for row in statement.rows],
        references=[content().reference_by_id[name] for name in tip.references],
        reasons=reasons_for_everyone(),
    )


def weighs_most(caution: Caution, tip: Tip) -> bool:
    """It would hide the tip from someone who told us, or is told on its own."""
    return tip.id in caution.hides or caution.said_first or caution.told


def best_lines(tip: Tip) -> list[SafeString]:
    """The best that is known of it: a line for skin, and before it one for health where surer."""
    names = content().questionnaire.concerns
    skin = all_gradings(content(), tip)[0]
    lines = [sure_line("your health", tip.general)] if surer_for_health(tip, skin) else []
    if skin.evidence:
        lines.append(sure_line(joined([names[name] for name in skin.concerns]), skin.evidence))
    return lines


def surer_for_health(tip: Tip, skin: Grading) -> bool:
    return rank(tip.general) < rank(skin.evidence)


# Foods.


@allows("GET")
def foods(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    return answer(request, foods_page(food_filter(asked), asked.strange))


def food_filter(asked: Asked) -> FoodFilter:
    return FoodFilter(
        asked.one("kind", [kind.id for kind in content().food_kinds]),
        asked.many("without", [i.id for i in content().ingredients if i.leave_out]),
        bool(asked.one("live", ["yes"])),
    )


@lru_cache(maxsize=KEPT)
def foods_page(wanted: FoodFilter, strange: bool) -> Copy:
    return page(
        "habits/library/foods.html",
        reverse("foods"),
        title="Foods",
        description="Foods that feed gut microbes, and fermented foods: what they hold, how to eat "
        "them, and who should take care.",
        strange=strange,
        filtered=wanted != FoodFilter(),
        cards=[food_card(food) for food in foods_for(content(), wanted)],
        **food_context(wanted),
    )


def food_context(wanted: FoodFilter) -> dict[str, object]:
    return {
        "section": "foods",
        "live": True,
        "wanted": wanted,
        "kinds": content().food_kinds,
        "ingredients": [i for i in content().ingredients if i.leave_out],
        "reasons": reasons_for_everyone(),
        "worry": content().food_worry,
    }


@cache
def food_card(food: Food) -> SafeString:
    named, marks = marks_of(food)
    shown = max(len(named), MARKS)
    context = {
        "food": food,
        "drawing": drawing_of(food),
        "marks": (named + marks)[:shown],
        "more": len((named + marks)[shown:]),
    }
    return render_to_string("habits/library/_food_card.html", context)


def drawing_of(food: Food) -> str:
    return f"drawings/foods/{food.id}.svg"


def marks_of(food: Food) -> tuple[list[str], list[str]]:
    """In a word each: what must be named, then what else decides whether people look further."""
    live = {"yes": ["live"], "sometimes": ["can be live"], "no": []}[food.live]
    held = [i for i in content().ingredients if i.id in food.properties and i.leave_out]
    named = [i.name for i in held if i.always_named]
    return named, live + [i.name for i in held if not i.always_named]


@allows("GET")
def food(request: HttpRequest, food_id: str) -> HttpResponse:
    found = next((food for food in content().foods if food.id == food_id), None)
    if found is None:
        raise Http404
    # The tip that it goes with was taken back: the list of tips says why.
    if found not in foods_for(content(), FoodFilter()):
        return redirect("tips")
    return answer(request, food_page(found))


@cache
def food_page(food: Food) -> Copy:
    kind = next(kind for kind in content().food_kinds if kind.id == food.kind)
    tip = next(tip for tip in content().tips if tip.id == kind.tip)
    others = [t for t in content().tips if t != tip and t.way and t.way.query == f"kind={kind.id}"]
    return page(
        "habits/library/food.html",
        reverse("food", args=[food.id]),
        section="foods",
        title=food.name,
        description=f"{food.name}: what it can hold, how to eat it, who should take care, and what "
        "research says.",
        food=food,
        drawing=drawing_of(food),
        kind=kind,
        holds=[i for i in content().ingredients if i.id in food.properties],
        careful=never_offered(food, kind),
        tip=tip,
        tips=[tip, *others],
        sure=best_lines(tip),
        rows=food.rows,
        worry=content().food_worry,
        reasons=reasons_for_everyone(),
    )


def never_offered(food: Food, kind: FoodKind) -> list[Caution]:
    """Who is not offered the food, as the engine has it; whom food worries is told above."""
    return [
        c
        for c in content().cautions
        if c.withholds & food.properties or kind.tip in c.hides or c.offers_no_foods
        if not c.food_worry
    ]


@allows("GET")
def new_foods(request: HttpRequest) -> HttpResponse:
    """Foods that the reader has not ticked. The address holds the ticks; we keep nothing."""
    asked = Asked(request.GET)
    wanted = food_filter(asked)
    ticked = asked.many("had", [food.id for food in content().foods])
    turn = int(asked.one("turn", [str(n) for n in range(TURNS)]) or 0)
    return answer(request, new_foods_page(wanted, ticked, turn, asked.strange))


@lru_cache(maxsize=KEPT)
def new_foods_page(wanted: FoodFilter, ticked: frozenset[str], turn: int, strange: bool) -> Copy:
    left = [food for food in foods_for(content(), wanted) if food.id not in ticked]
    offered = to_try(left, ticked, turn)
    following = [("had", name) for name in sorted(ticked)]
    following += [("without", name) for name in sorted(wanted.without)]
    following += [("kind", wanted.kind), ("live", "yes" if wanted.live else "")]
    following += [("turn", str((turn + 1) % TURNS))]
    return page(
        "habits/library/new_foods.html",
        reverse("new-foods"),
        title="Try something new this week",
        description="Tick the foods that you know, and get three others to try.",
        strange=strange,
        cards=[food_card(food) for food in offered],
        more=len(left) > len(offered),
        ticked=ticked,
        all_foods=content().foods,
        following=urlencode([pair for pair in following if pair[1]]),
        **food_context(wanted),
    )


# Explainers and the glossary.


@allows("GET")
def learn(request: HttpRequest) -> HttpResponse:
    return answer(request, learn_page())


@cache
def learn_page() -> Copy:
    return page(
        "habits/library/learn.html",
        reverse("learn"),
        section="learn",
        title="Learn about gut and skin",
        description="The link between gut and skin in plain words: what is known, and what is not.",
        explainers=content().explainers,
    )


@allows("GET")
def explainer(request: HttpRequest, topic: str) -> HttpResponse:
    found = next((known for known in content().explainers if known.id == topic), None)
    if found is None:
        raise Http404
    return answer(request, explainer_page(found))


@cache
def explainer_page(shown: Explainer) -> Copy:
    later = [e for e in content().explainers if e.place > shown.place]
    return page(
        "habits/library/explainer.html",
        reverse("explainer", args=[shown.id]),
        section="learn",
        title=shown.title,
        description=shown.short,
        explainer=shown,
        # Seen before the words that it is about.
        diagram=next((part.diagram for part in shown.sections if part.diagram), None),
        sections=[(part, [statement(row) for row in part.rows]) for part in shown.sections],
        rows=shown.rows,
        references=[content().reference_by_id[name] for name in shown.references],
        following=later[0] if later else None,
    )


def statement(row: str) -> tuple[str, str]:
    """Who says it, and what."""
    known = content().sources
    who = next(article for article in known.articles if row.startswith(article.letter))
    return who.publisher, known.ledger[row].says


@allows("GET")
def glossary(request: HttpRequest) -> HttpResponse:
    return answer(request, glossary_page())


@cache
def glossary_page() -> Copy:
    return page(
        "habits/library/glossary.html",
        reverse("glossary"),
        section="learn",
        title="Words explained",
        description="Unusual words on gut, skin and research, in plain words.",
        terms=sorted(content().terms, key=lambda term: term.term.lower()),
    )


# Search.

# Of each kind of find; the others unfold.
AT_ONCE = 3
GROUPS = {
    SIGN: "Warning signs", "Tip": "Tips", "Claim": "Claims", "Food": "Foods", "Topic": "Topics",
    "Word": "Words explained", "Tips": "Lists of tips", "Page": "Pages of this website",
}  # fmt: skip


@allows("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Not kept, unlike the other pages: nobody's words stay in our memory."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    found = find(query)
    copy = page(
        "habits/library/search.html",
        reverse("search"),
        section="search",
        title="Search",
        description="Find a warning sign, a tip, a food, a topic or a word explained.",
        live=True,
        unlisted=bool(query),
        query=query,
        found=found,
        groups=grouped(found),
        sign=SIGN,
    )
    return answer(request, copy)


def grouped(found: list[Entry]) -> list[tuple[str, list[Entry], list[Entry]]]:
    """The finds by kind, in the order of the best of each: the first few, then the others."""
    kinds: dict[str, list[Entry]] = {}
    for entry in found:
        kinds.setdefault(entry.kind, []).append(entry)
    return [(GROUPS[kind], entries[:AT_ONCE], entries[AT_ONCE:]) for kind, entries in kinds.items()]
