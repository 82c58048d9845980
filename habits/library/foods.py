"""The list of foods, the page of a food, and new foods to try."""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from ..engine.browse import FoodFilter, foods_for, foods_to_try, turns_through
from ..engine.loaded import get_content
from ..engine.schema import Caution, Food, FoodKind
from ..engine.signing import signoff_status
from ..site.decorators import allows
from .cached_pages import CachedPage, cached_response, render_public_page
from .filters import KEPT, QueryFilters
from .research import best_lines, reasons_for_everyone

# On the card of a food, which says how many more there are; more when it must name more.
MARKS = 2


# Foods.


@allows("GET")
def foods(request: HttpRequest) -> HttpResponse:
    query_filters = QueryFilters(request.GET)
    return cached_response(
        request, foods_page(food_filter(query_filters), query_filters.has_unknown)
    )


def food_filter(query_filters: QueryFilters) -> FoodFilter:
    return FoodFilter(
        query_filters.one("kind", [kind.id for kind in get_content().food_kinds]),
        query_filters.many("without", [i.id for i in get_content().ingredients if i.leave_out]),
        bool(query_filters.one("live", ["yes"])),
    )


@lru_cache(maxsize=KEPT)
def foods_page(wanted: FoodFilter, has_unknown: bool) -> CachedPage:
    return render_public_page(
        "habits/library/foods.html",
        reverse("foods"),
        title="Foods",
        description="Foods that feed gut microbes, and fermented foods: what they hold, how to eat "
        "them, and who should take care.",
        has_unknown=has_unknown,
        filtered=wanted != FoodFilter(),
        cards=[food_card(food) for food in foods_for(get_content(), wanted)],
        **food_context(wanted),
    )


def food_context(wanted: FoodFilter) -> dict[str, object]:
    return {
        "section": "foods",
        "live": True,
        "wanted": wanted,
        "kinds": get_content().food_kinds,
        "ingredients": [i for i in get_content().ingredients if i.leave_out],
        "reasons": reasons_for_everyone(),
        "worry": get_content().food_worry,
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
    held = [i for i in get_content().ingredients if i.id in food.properties and i.leave_out]
    named = [i.name for i in held if i.always_named]
    return named, live + [i.name for i in held if not i.always_named]


@allows("GET")
def food(request: HttpRequest, food_id: str) -> HttpResponse:
    found = next((food for food in get_content().foods if food.id == food_id), None)
    if found is None:
        raise Http404
    # The tip that it goes with was taken back: the list of tips says why.
    if found not in foods_for(get_content(), FoodFilter()):
        return redirect("tips")
    return cached_response(request, food_page(found))


@cache
def food_page(food: Food) -> CachedPage:
    kind = next(kind for kind in get_content().food_kinds if kind.id == food.kind)
    tip = next(tip for tip in get_content().tips if tip.id == kind.tip)
    others = [
        t for t in get_content().tips if t != tip and t.way and t.way.query == f"kind={kind.id}"
    ]
    return render_public_page(
        "habits/library/food.html",
        reverse("food", args=[food.id]),
        section="foods",
        title=food.name,
        description=f"{food.name}: what it can hold, how to eat it, who should take care, and what "
        "research says.",
        food=food,
        drawing=drawing_of(food),
        kind=kind,
        holds=[i for i in get_content().ingredients if i.id in food.properties],
        careful=never_offered(food, kind),
        tip=tip,
        tips=[tip, *others],
        sure=best_lines(tip),
        rows=food.rows,
        worry=get_content().food_worry,
        signoff=signoff_status(get_content(), f"food/{food.id}"),
        reasons=reasons_for_everyone(),
    )


def never_offered(food: Food, kind: FoodKind) -> list[Caution]:
    """Who is not offered the food, as the engine has it; whom food worries is told above."""
    return [
        c
        for c in get_content().cautions
        if c.excludes_foods_with & food.properties or kind.tip in c.hides or c.hides_all_foods
        if not c.food_worry
    ]


@allows("GET")
def new_foods(request: HttpRequest) -> HttpResponse:
    """Foods that the reader has not ticked. The address holds the ticks; we keep nothing."""
    query_filters = QueryFilters(request.GET)
    wanted = food_filter(query_filters)
    ticked = query_filters.many("had", [food.id for food in get_content().foods])
    turns = turns_through(get_content().foods)
    turn = int(query_filters.one("turn", [str(number) for number in range(turns)]) or 0)
    return cached_response(request, new_foods_page(wanted, ticked, turn, query_filters.has_unknown))


@lru_cache(maxsize=KEPT)
def new_foods_page(
    wanted: FoodFilter, ticked: frozenset[str], turn: int, has_unknown: bool
) -> CachedPage:
    left = [food for food in foods_for(get_content(), wanted) if food.id not in ticked]
    offered = foods_to_try(left, ticked, turn)
    following = [("had", name) for name in sorted(ticked)]
    following += [("without", name) for name in sorted(wanted.without)]
    following += [("kind", wanted.kind), ("live", "yes" if wanted.live else "")]
    following += [("turn", str((turn + 1) % (turns_through(left) or 1)))]
    return render_public_page(
        "habits/library/new_foods.html",
        reverse("new-foods"),
        title="Try something new this week",
        description="Tick the foods that you know, and get three others to try.",
        has_unknown=has_unknown,
        cards=[food_card(food) for food in offered],
        more=len(left) > len(offered),
        ticked=ticked,
        all_foods=get_content().foods,
        following=urlencode([pair for pair in following if pair[1]]),
        **food_context(wanted),
    )
