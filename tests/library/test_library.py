"""The open library: the same for everyone, checkable, and without a question to the database.

No test here is marked for the database, so any query at all would fail it.
"""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import product
from math import ceil

import msgspec
import pytest
from django.conf import settings
from django.core.checks import Error
from django.test import Client

from habits import checks
from habits.engine.loaded import get_content
from habits.engine.schema import GRADES, Diagram, Withdrawn
from habits.library import cached_pages, foods, tips
from habits.library.sources import AT_ONCE
from habits.site import preferences
from habits.templatetags.library import with_links
from tests.food_facts import facts, facts_of
from tests.reading import sentences

CONTENT = get_content()
TIPS = [f"/tips/{tip.slug}/" for tip in CONTENT.tips]
FOODS = [f"/foods/{food.id}/" for food in CONTENT.foods]
TOPICS = [f"/learn/{explainer.id}/" for explainer in CONTENT.explainers]
LISTS = ["/tips/", "/foods/", "/foods/new/", "/search/", "/sources/research/"]
ARTICLES = [f"/sources/{article.id}/" for article in CONTENT.sources.articles]
SOURCES = [
    "/sources/",
    *ARTICLES,
    *(f"/sources/{n}/" for n in ("signs", "dates", "changes")),
    "/data/",
]
FILES = ["/changes.atom", "/data/content.json", "/data/content.schema.json", "/data/SHA256SUMS"]
MOST = ceil(len(CONTENT.sources.references) / AT_ONCE)
RESEARCH = [f"/sources/research/?page={n}" for n in range(2, MOST + 1)]
PAGES = [*LISTS, "/claims/", "/learn/", "/learn/glossary/", *SOURCES, *TIPS, *FOODS, *TOPICS]
FILTERED = [
    "/tips/?concern=eczema&grade=strong",
    "/foods/?without=gluten&live=yes",
    "/foods/new/?had=oats&turn=1",
    "/search/?q=itch",
    "/sources/research/?tip=sunscreen",
]


def read(address: str, **headers: str) -> str:
    response = Client(headers={"host": "localhost", **headers}).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def main(html: str) -> str:
    return html.split("<main")[1].split("</main>")[0]


def statement(row: str) -> str:
    """Where a statement of an article stands."""
    article = next(a for a in CONTENT.sources.articles if row.startswith(a.letter))
    return f"/sources/{article.id}/#{row}"


def listed(html: str) -> list[str]:
    return re.findall(r'<article id="(?:tip|food)-([^"]+)"', html)


# Pages for everyone.


def test_a_page_is_compressed_for_a_browser_that_can_read_it(client) -> None:
    plain = client.get("/tips/")
    packed = client.get("/tips/", headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3
    assert packed["ETag"] != plain["ETag"]
    again = client.get(
        "/tips/", headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]}
    )
    assert again.status_code == 304


def test_a_page_that_holds_something_of_a_person_is_never_compressed(client) -> None:
    for address in ("/", "/check/you/", "/results/", "/saved/"):
        response = client.get(address, headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    "refusal", ["gzip;q=0", "gzip; q=0.000, identity", "br, GZIP ; Q=0", "identity", ""]
)
def test_a_browser_that_refuses_gzip_gets_none(client, refusal) -> None:
    response = client.get("/tips/", headers={"accept-encoding": refusal})
    assert "Content-Encoding" not in response.headers
    assert b"<h1>" in response.content
    liked = client.get("/tips/", headers={"accept-encoding": "br;q=0, gzip;q=0.1"})
    assert liked["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("address", [*FILTERED, "/tips/steps/?x=1"])
def test_what_someone_looks_for_is_kept_by_no_cache(client, address) -> None:
    for part in ({}, {"HX-Request": "true"}):
        response = client.get(address, headers={"accept-encoding": "gzip", **part})
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        assert "Content-Encoding" not in response.headers
        assert response.content == client.get(address, headers=part).content


@pytest.mark.parametrize("address", [*PAGES, "/robots.txt", "/sitemap.xml", *FILES])
def test_a_page_is_kept_by_caches_and_the_same_for_everyone(client, address) -> None:
    client.cookies[settings.DRAFT_COOKIE_NAME] = "someone's answers"
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert response.content == Client().get(address).content
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert again["Cache-Control"] == response["Cache-Control"]
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", [*LISTS, *FILTERED])
def test_htmx_takes_its_part_of_the_page_that_everyone_gets(address) -> None:
    html = read(address, **{"HX-Request": "true"})
    assert html == read(address)
    form = re.search(r"<form [^>]*data-hx-get[^>]*>", html)[0]
    for part in ("select", "target"):
        assert f' data-hx-{part}="#found"' in form
    assert ' data-hx-select-oob="#status:innerHTML"' in form
    for part in ("found", "status"):
        assert html.count(f' id="{part}"') == 1


@pytest.mark.parametrize("address", [*PAGES, *FILTERED])
def test_a_page_names_its_one_address_and_never_the_host_it_was_asked_at(address) -> None:
    html = read(address, host="127.0.0.1:6666")
    path = address.partition("?")[0]
    assert f'<link rel="canonical" href="{settings.SITE_ADDRESS}{path}">' in html
    assert "6666" not in html


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_honestly_what_it_is(address) -> None:
    html = read(address)
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert set(facts) == {
        "@context",
        "@type",
        "name",
        "description",
        "url",
        "inLanguage",
        "isAccessibleForFree",
    }
    assert facts["@type"] == "MedicalWebPage"
    described = unescape(re.search(r'<meta name="description" content="([^"]+)">', html)[1])
    assert described == facts["description"]
    assert f"<title>{facts['name']}" in unescape(html)
    assert 'name="robots"' not in html


def test_markup_in_the_words_of_a_page_cannot_end_its_description(monkeypatch) -> None:
    page = cached_pages.render_public_page(
        "habits/library/search.html", "/x/", title="</script><b>", description="a & b", query=""
    )
    html = page.body.decode()
    assert "</script><b>" not in html
    assert json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])["name"] == "</script><b>"


def test_search_engines_leave_out_what_someone_looked_for_and_all_that_is_personal() -> None:
    for address in ("/search/?q=itch", "/check/you/", "/results/", "/nowhere/"):
        html = Client().get(address).content.decode()
        assert '<meta name="robots" content="noindex">' in html, address


@pytest.mark.parametrize(
    "address", ["/tips/none/", "/learn/none/", "/foods/none/", "/sources/none/", "/nowhere/"]
)
def test_an_unknown_address_offers_the_search(client, address) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


def test_the_id_of_a_tip_leads_to_its_one_address(client) -> None:
    response = client.get("/tips/gentle_skincare/")
    assert (response.status_code, response["Location"]) == (301, "/tips/gentle-skincare/")


# The tips of the first edition that are claims by now. Links to them are out there.
MOVED = [
    "dairy",
    "dull-ageing",
    "elimination-eczema",
    "gut-skin-link",
    "hormones",
    "leaky-gut",
    "natural-skincare",
    "sibo-rosacea",
    "try-gut-first",
]


@pytest.mark.parametrize("slug", MOVED)
def test_the_address_of_a_tip_that_is_a_claim_by_now_leads_to_the_claim(client, slug) -> None:
    html = read("/claims/")
    for name in (slug, slug.replace("-", "_")):
        response = client.get(f"/tips/{name}/")
        assert (response.status_code, response["Location"]) == (301, f"/claims/#claim-{slug}")
    assert f'<article id="claim-{slug}"' in html


def test_the_menu_stands_on_the_pages_outside_the_questionnaire_alone(client) -> None:
    links = ['href="/tips/"', 'href="/foods/"', 'href="/learn/"', 'href="/search/"']
    for address in ("/", "/tips/", "/help/"):
        head = client.get(address).content.decode().split("</header>")[0]
        assert all(link in head for link in links), address
    head = client.get("/check/you/").content.decode().split("</header>")[0]
    assert not any(link in head for link in links)
    assert 'aria-current="page">Tips' in read("/tips/")
    assert 'href="/sources/"' in read("/").split("<footer")[1]


def test_the_site_map_lists_every_page_and_each_answers(client) -> None:
    tree = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own
    found = [item.text for item in tree.iter() if item.tag.endswith("loc")]
    assert all(address.startswith(settings.SITE_ADDRESS + "/") for address in found)
    paths = [address.removeprefix(settings.SITE_ADDRESS) for address in found]
    assert set(PAGES) <= set(paths)
    assert not [path for path in paths if path.startswith(("/check", "/results", "/saved"))]
    assert all(client.get(path).status_code == 200 for path in paths if path != "/")
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml" in robots


@pytest.mark.parametrize("address", [*TIPS, *FOODS, "/tips/", "/claims/", "/foods/", "/foods/new/"])
def test_the_notice_and_the_prompt_come_before_the_first_tip(address) -> None:
    html = main(read(address))
    assert -1 < html.index('id="not-medical-advice"') < html.index("<article")
    prompt = re.compile(r"(?i)talk to a doctor, nurse or pharmacist")
    assert prompt.search(html.partition("<article")[0])
    assert html.count('id="see-someone"') == 1
    assert "Talk to a doctor, nurse or pharmacist" in html


# Tips.


@pytest.mark.parametrize("tip", CONTENT.tips, ids=lambda tip: tip.id)
def test_a_tip_has_every_slot_and_the_grade_for_every_concern(tip) -> None:
    html = unescape(read(f"/tips/{tip.slug}/"))
    plain = re.sub(r"</?a[^>]*>", "", html)
    for words in (
        tip.title, tip.asks, tip.first, *tip.steps, tip.picture, tip.may_do, tip.could_go_wrong,
        tip.if_nothing, tip.daily_life, tip.other_choices, tip.added_because,
        *(said.says for said in tip.articles),
        tip.checked.strftime("%-d %B %Y"), tip.review.strftime("%-d %B %Y"),
    ):  # fmt: skip
        assert words in plain, words
    pattern = r'<dt>For ([^<]+)</dt><dd([^>]*) data-grade-for="skin">(.*?)</dd>'
    blocks = re.findall(pattern, plain, re.DOTALL)
    for concern, name in CONTENT.questionnaire.concerns.items():
        grade, told = next((g, told) for names, g, told in blocks if name in names)
        evidence = tip.concerns.get(concern)
        assert grade == (f' data-grade="{evidence.grade}"' if evidence else ""), concern
        assert (evidence.line if evidence else "Not studied") in told, concern
    assert ('data-grade-for="general"' in html) == (tip.general is not None)
    for caution in CONTENT.cautions:
        if tip.id in {*caution.tips, *caution.hides}:
            assert caution.says in plain, caution.id
    for row in (row for said in tip.articles for row in said.rows):
        assert f'href="{statement(row)}"' in html


def test_what_would_hide_a_tip_is_told_first(content) -> None:
    html = unescape(read("/tips/fibre-prebiotic/"))
    hiding = next(c for c in content.cautions if c.id == "ibd_stricture")
    told = html.split('class="cautions"')[1].split("<li>")[1:]
    hides = [c for c in content.cautions if "fibre_prebiotic" in c.hides]
    assert any(hiding.who in line for line in told[: len(hides)])


@pytest.mark.parametrize("tip", CONTENT.tips, ids=lambda tip: tip.id)
def test_no_caution_that_weighs_most_is_folded(tip) -> None:
    html = re.sub(r"</?a[^>]*>", "", unescape(read(f"/tips/{tip.slug}/")))
    told_of = [c for c in CONTENT.cautions if tip.id in {*c.tips, *c.hides}]
    assert ('id="take-care"' in html) == bool(told_of)
    section = html.partition('id="take-care"')[2].split("</section>")[0]
    seen, _, folded = section.partition("<details>")
    rest = 0
    for caution in told_of:
        told = f"{caution.who}:</strong> {caution.says}"
        if tip.id in caution.hides or caution.show_first or caution.told:
            assert told in seen, caution.id
        else:
            rest += told in folded
            assert told in section, caution.id
    # What is folded says how many it is, and is never all that there is.
    if folded:
        assert rest > 3
        assert f"any of these {rest} is about you" in folded
        assert "<li>" in seen


def test_long_lists_of_cautions_are_folded_behind_those_that_weigh_most() -> None:
    for slug in ("fibre-prebiotic", "mediterranean", "antibiotics", "acne-first"):
        assert "<details>" in read(f"/tips/{slug}/").split('id="take-care"')[1].split("<article")[0]


@pytest.mark.parametrize(
    ("slug", "lines"),
    [
        ("fibre-prebiotic", ["your health", "acne"]),
        ("sleep", ["your health", "skin that ages"]),
        ("eczema-first", ["eczema"]),
        ("constipation", ["your health"]),
        ("go-back", ["acne"]),
    ],
)
def test_in_short_tells_what_is_known_best_of_health_as_well_as_skin(slug, lines) -> None:
    html = re.sub(r"</?a[^>]*>", "", read(f"/tips/{slug}/"))
    short = html.split('id="in-short"')[1].split("</section>")[0]
    told = [line.split(":")[0] for line in short.split('<p class="one">For ')[1:]]
    assert [line[: len(start)] for line, start in zip(told, lines, strict=True)] == lines


def test_the_list_names_the_grade_for_health_where_it_is_the_stronger_one() -> None:
    rows = {row.split('"')[0]: row for row in read("/tips/").split('<article id="tip-')[1:]}
    assert "<span>Food, strong for health</span>" in rows["fibre-prebiotic"]
    assert "for health</span>" not in rows["eczema-first"]
    for tip in CONTENT.tips:
        skin = [GRADES.index(evidence.grade) for evidence in tip.concerns.values()]
        surer = tip.general and GRADES.index(tip.general.grade) < min(skin, default=len(GRADES))
        assert (" for health</span>" in rows[tip.slug]) == bool(surer), tip.id


WAYS = [tip for tip in CONTENT.tips if tip.way]


def test_tips_on_food_lead_to_the_foods_and_going_back_to_notes_to_take_along() -> None:
    assert {tip.id: (tip.way.page, tip.way.query) for tip in WAYS} == {
        "fibre_prebiotic": ("foods", "kind=prebiotic"),
        "plant_diversity": ("new-foods", "kind=prebiotic"),
        "fermented": ("foods", "kind=fermented"),
        "mediterranean": ("foods", "kind=prebiotic"),
        "go_back": ("home", ""),
    }


@pytest.mark.parametrize("tip", WAYS, ids=lambda tip: tip.id)
def test_the_way_from_a_tip_opens_a_page_that_knows_its_filter(tip) -> None:
    html = unescape(read(f"/tips/{tip.slug}/"))
    address = re.search(rf'href="([^"]+)">{tip.way.says}</a>', html)[1]
    assert address.partition("?")[2] == tip.way.query
    opened = read(address)
    assert "The address held a filter" not in opened
    if kind := tip.way.query.partition("kind=")[2]:
        assert f'value="{kind}" selected' in opened


def test_a_way_to_no_page_of_ours_is_a_fault() -> None:
    [tip, *_] = WAYS
    lost = msgspec.structs.replace(tip, way=msgspec.structs.replace(tip.way, page="larder"))
    [fault] = checks.lacking(replace(CONTENT, tips=(lost,)))
    assert fault.msg == f"tips: {lost.id}: way: larder: no address of this name"


@pytest.mark.parametrize("concern", CONTENT.questionnaire.concerns)
def test_the_filter_for_a_concern_shows_its_grade_and_leaves_out_what_is_for_others(
    concern,
) -> None:
    html = read(f"/tips/?concern={concern}")
    shown = listed(html)
    assert 0 < len(shown) < len(CONTENT.tips)
    by_slug = {tip.slug: tip for tip in CONTENT.tips}
    for slug, row in zip(shown, html.split("<article")[1:], strict=True):
        evidence = by_slug[slug].concerns.get(concern)
        told = evidence.grade.capitalize() if evidence else "Not studied"
        assert f'<span class="grade">{told}</span>' in row
    for own, concerns in (
        ("eczema-first", {"eczema"}),
        ("rosacea-first", {"rosacea"}),
        ("hives-first", {"hives"}),
        ("psoriasis-first", {"psoriasis"}),
        ("acne-first", {"acne"}),
    ):
        assert (own in shown) == (concern in concerns), own
    assert "sleep" in shown
    assert f'value="{concern}" selected' in html


def test_every_area_shows_its_own_tips_and_together_all() -> None:
    found = [s for area in CONTENT.questionnaire.areas for s in listed(read(f"/tips/?area={area}"))]
    assert sorted(found) == sorted(tip.slug for tip in CONTENT.tips)


def test_every_grade_shows_the_tips_whose_best_for_skin_it_is() -> None:
    found = [slug for one in GRADES for slug in listed(read(f"/tips/?grade={one}"))]
    studied = [tip.slug for tip in CONTENT.tips if tip.concerns]
    assert sorted(found) == sorted(studied)


def test_filters_of_tips_work_together_and_say_when_nothing_fits() -> None:
    both = listed(read("/tips/?concern=eczema&area=skin_care"))
    one, other = (listed(read(f"/tips/?{q}")) for q in ("concern=eczema", "area=skin_care"))
    assert set(both) == set(one) & set(other)
    empty = read("/tips/?concern=dull_skin&area=drinks&grade=strong")
    assert not listed(empty)
    assert "No tip fits" in empty


@pytest.mark.parametrize(
    ("has_unknown", "plain"),
    [
        ("/tips/?concern=warts", "/tips/"),
        ("/tips/?grade=9&area=food", "/tips/?area=food"),
        ("/foods/?without=glue&without=milk", "/foods/?without=milk"),
        ("/foods/?live=1", "/foods/"),
        ("/foods/?kind=%00", "/foods/"),
        ("/sources/research/?page=99", "/sources/research/"),
        ("/sources/research/?tip=sunscreen&page=2", "/sources/research/?tip=sunscreen"),
        ("/foods/new/?had=stone&turn=-1", "/foods/new/"),
    ],
)
def test_a_filter_that_we_do_not_know_is_left_out_with_a_word(has_unknown, plain) -> None:
    told = "The address held a filter that we do not know"
    html = read(has_unknown)
    assert told in html
    assert told not in read(plain)
    assert listed(html) == listed(read(plain))


# Foods.


@pytest.mark.parametrize("name", [i.id for i in CONTENT.ingredients if i.leave_out])
def test_what_is_left_out_is_in_no_food_shown(name) -> None:
    shown = listed(read(f"/foods/?without={name}"))
    assert 0 < len(shown) < len(CONTENT.foods)
    assert not [food for food in shown if name in facts_of(food)]


def test_the_10_things_that_can_be_left_out_are_offered() -> None:
    offered = re.findall(r'name="without" value="(\w+)"', read("/foods/"))
    assert set(offered) == {
        "gluten",
        "milk",
        "soy",
        "nuts_or_seeds",
        "fodmap_high",
        "alcohol",
        "tyramine",
        "salt",
        "fish",
        "potassium",
    }


def test_kinds_and_live_foods_can_be_chosen() -> None:
    kinds = [listed(read(f"/foods/?kind={kind.id}")) for kind in CONTENT.food_kinds]
    assert sorted(food for kind in kinds for food in kind) == sorted(
        food.id for food in CONTENT.foods
    )
    live = listed(read("/foods/?live=yes"))
    assert {"yogurt", "kefir"} <= set(live)
    assert not {"tempeh", "sourdough", "oats"} & set(live)


@pytest.mark.parametrize("food", CONTENT.foods, ids=lambda food: food.id)
def test_a_food_tells_what_it_is_why_how_and_who_should_take_care(food) -> None:
    html = unescape(read(f"/foods/{food.id}/"))
    plain = re.sub(r"</?a[^>]*>", "", html)
    kind = next(kind for kind in CONTENT.food_kinds if kind.id == food.kind)
    for words in (food.name, food.what, food.serving, food.take_care, kind.verdict):
        assert words in plain
    assert (food.added_because or kind.named_because) in plain
    assert (f"<dt>FODMAPs</dt><dd>{food.fodmap_note}</dd>" in plain) == bool(food.fodmap_note)
    held = [i for i in CONTENT.ingredients if i.id in food.properties]
    part = plain.split("<dt>It can hold</dt>")[1].split("</dd>")[0]
    assert re.findall(r"<li>([^<(]+?)(?: \(|<)", part) == [i.name for i in held]
    assert food.allergens_checked.strftime("%-d %B %Y") in plain
    assert f'href="/tips/{kind.tip.replace("_", "-")}/"' in html
    assert all(f'href="{statement(row)}"' in html for row in food.rows)
    never = [c for c in CONTENT.cautions if c.hides_all_foods or kind.tip in c.hides]
    withheld = {c.who for c in CONTENT.cautions if c.excludes_foods_with & food.properties}
    withheld |= {c.who for c in never if c.id != "eating_disorder"}
    for who in {caution.who for caution in CONTENT.cautions}:
        assert (f"<li>{who[0].lower()}{who[1:]}</li>" in plain) == (who in withheld), who


# What can harm at once, or must not be had at all.
ALWAYS_NAMED = facts("gluten milk soy nuts_or_seeds fish alcohol")


@pytest.mark.parametrize("food", CONTENT.foods, ids=lambda food: food.id)
def test_the_card_of_a_food_names_allergens_alcohol_and_how_many_more_there_are(food) -> None:
    card = read("/foods/").split(f'data-food="{food.id}"')[1].split("</article>")[0]
    assert f'href="/foods/{food.id}/"' in card
    told = [*re.findall(r'class="caption">([^<]*)<', card), ""][0]
    marks, _, more = told.partition(" and ")
    held = [i.name for i in CONTENT.ingredients if i.id in facts_of(food.id) and i.leave_out]
    must = [i.name for i in CONTENT.ingredients if i.id in facts_of(food.id) & ALWAYS_NAMED]
    live = {"yes": ["live"], "sometimes": ["can be live"], "no": []}[food.live]
    held = must + live + [name for name in held if name not in must]
    # Silence about what a food can hold would be read as safe.
    shown = max(len(must), 2)
    assert marks == ", ".join(held[:shown])
    assert more == (f"{len(held) - shown} more" if len(held) > shown else "")


# Who is never offered a food, typed by hand as in food_facts.py: its page says so as well.
TOLD_ON_A_FOOD = {
    ("barley", "coeliac"),
    ("sourdough", "milk_allergy_lactose"),
    ("wheat", "nut_seed_allergy"),
    ("flaxseed", "ibd_stricture"),
    ("apples", "ibd_stricture"),
    ("oats", "clozapine"),
    ("tempeh", "probiotic_high_risk"),
    ("beans", "gut_signs_first"),
    ("miso", "swallowing_first"),
}


@pytest.mark.parametrize(("food", "caution"), sorted(TOLD_ON_A_FOOD))
def test_the_page_of_a_food_names_who_is_not_offered_it(food, caution) -> None:
    who = next(c.who for c in CONTENT.cautions if c.id == caution)
    plain = re.sub(r"</?a[^>]*>", "", unescape(read(f"/foods/{food}/")))
    listed = plain.split("Leave it out, or ask")[1].split("</ul>")[0]
    assert f"<li>{who[0].lower()}{who[1:]}</li>" in listed


def test_someone_whom_food_worries_is_told_to_leave() -> None:
    for address in ("/foods/", "/foods/new/"):
        html = read(address)
        assert html.index("eating disorder") < html.index('name="without"')
    for address in FOODS:
        html = read(address)
        assert html.index("eating disorder") < html.index("How to eat it")


def test_three_foods_are_offered_that_are_not_ticked_and_not_left_out() -> None:
    for ticks, without in product(["", "&had=oats&had=kefir&had=garlic"], ["", "&without=gluten"]):
        offered = listed(read(f"/foods/new/?x=1{ticks}{without}"))
        assert len(offered) == len(set(offered)) == 3
        assert not set(offered) & set(re.findall(r"had=(\w+)", ticks))
        if without:
            assert not [food for food in offered if "gluten" in facts_of(food)]


def test_the_same_address_offers_the_same_foods_and_turns_bring_all_the_others() -> None:
    seen: list[str] = []
    address = "/foods/new/?had=oats"
    for _ in range(ceil((len(CONTENT.foods) - 1) / 3)):
        html = read(address)
        assert listed(html) == listed(read(address))
        seen += listed(html)
        address = unescape(re.search(r'href="(/foods/new/\?[^"]+)"', html)[1])
    assert sorted(seen) == sorted({food.id for food in CONTENT.foods} - {"oats"})
    assert listed(read(address)) == seen[:3]


def test_who_knows_every_food_is_told_so() -> None:
    ticks = "&".join(f"had={food.id}" for food in CONTENT.foods)
    html = read(f"/foods/new/?{ticks}")
    assert not listed(html)
    assert "No food is left" in html


# Explainers and the glossary.


@pytest.mark.parametrize("explainer", CONTENT.explainers, ids=lambda e: e.id)
def test_an_explainer_tells_what_the_articles_say_by_name_and_then_what_is_known(explainer) -> None:
    html = unescape(re.sub(r"</?a[^>]*>|</?bdi[^>]*>", "", read(f"/learn/{explainer.id}/")))
    for section in explainer.sections:
        part = html.split(f">{section.title}</h2>")[1].split("</section>")[0]
        places = [part.index(text) for text in section.text]
        for row in section.rows:
            article = next(a for a in CONTENT.sources.articles if row.startswith(a.letter))
            said = f"{article.publisher} says:</strong> {CONTENT.sources.ledger[row].says}"
            assert part.index(said) < part.index("What we know:") < places[0]
        assert all(point in part for point in section.points)
    assert explainer.checked.strftime("%-d %B %Y") in html
    assert explainer.review.strftime("%-d %B %Y") in html


@pytest.mark.parametrize("explainer", CONTENT.explainers, ids=lambda e: e.id)
def test_an_explainer_opens_with_its_answer_and_then_its_drawing(explainer) -> None:
    assert len(sentences(explainer.short)) == 2
    html = main(unescape(re.sub(r"</?a[^>]*>", "", read(f"/learn/{explainer.id}/"))))
    top = html.split("<h2")[0]
    assert f"<strong>In short:</strong> {explainer.short}" in top
    drawings = [part.diagram for part in explainer.sections if part.diagram]
    assert html.count("<figure") == len(drawings)
    assert top.count("<figure") == min(len(drawings), 1)


def test_a_drawing_has_a_name_a_caption_and_words() -> None:
    diagrams = [
        (explainer, section.diagram)
        for explainer in CONTENT.explainers
        for section in explainer.sections
        if section.diagram
    ]
    assert len(diagrams) >= 4
    for explainer, diagram in diagrams:
        html = unescape(re.sub(r"</?a[^>]*>", "", read(f"/learn/{explainer.id}/")))
        figure = html.split(f'aria-labelledby="drawing-{diagram.id}"')[1].split("</figure>")[0]
        assert f'<title id="drawing-{diagram.id}">' in figure
        assert all(words in figure for words in diagram.words)
        assert diagram.caption in html
        assert "style=" not in figure


def test_a_missing_drawing_fails_the_check(monkeypatch) -> None:
    assert checks.lacking(CONTENT) == []
    monkeypatch.setattr(Diagram, "template", "diagrams/gone.svg")
    faults = checks.lacking(CONTENT)
    assert all(isinstance(fault, Error) for fault in faults)
    assert any(
        "gut-skin-axis.toml: diagram: templates/diagrams/gone.svg is missing" in f.msg
        for f in faults
    )


def test_a_word_is_linked_at_its_first_use_and_only_there() -> None:
    html = with_links("<p>Microbes eat. A microbe lives.</p><p>Fibre feeds microbes.</p>")
    link = '<a class="term" href="/learn/glossary/#term-{}">{}</a>'
    assert html == (
        f"<p>{link.format('microbes', 'Microbes')} eat. A microbe lives.</p>"
        f"<p>{link.format('fibre', 'Fibre')} feeds microbes.</p>"
    )


def test_words_in_headings_links_and_tags_are_left_alone() -> None:
    html = (
        '<h2>Fibre</h2><a href="/x/">fibre</a><p title="fibre">&lt;b&gt; fibres</p>'
        "<select><option>fibre</option></select><svg><text>fibre</text></svg>"
    )
    assert with_links(html) == html
    assert with_links(html + "<p>fibre</p>").count('class="term"') == 1


def test_the_longest_word_wins() -> None:
    assert "#term-gut-skin-axis" in with_links("the gut-skin axis")
    assert with_links("ultra-processed foods").endswith(">ultra-processed foods</a>")


SKIPPED = r"<(h[1-6]|a|button|label|legend|select|summary|svg|bdi|dt|form|nav|figcaption)\b.*?</\1>"


@pytest.mark.slow
@pytest.mark.parametrize("address", [a for a in PAGES if a != "/learn/glossary/"])
def test_every_unusual_word_of_a_page_leads_to_the_glossary_once(address) -> None:
    html = main(read(address))
    linked = re.findall(r'<a class="term" href="/learn/glossary/#term-([^"]+)">', html)
    assert len(linked) == len(set(linked))
    rest = re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", html)
    # Twice: a label in a form leaves the end of the form behind.
    text = re.sub(r"<[^>]+>", " ", re.sub(SKIPPED, " ", re.sub(SKIPPED, " ", rest, flags=re.S)))
    for term in CONTENT.terms:
        used = any(re.search(rf"\b{re.escape(f)}\b", text, re.I) for f in (term.term, *term.forms))
        # A longer word may hold a shorter one.
        assert term.id not in linked or used, term.id
        if used and term.id not in linked:
            inside = [o for o in CONTENT.terms if o.id in linked and term.term in o.term.lower()]
            assert inside or term.id in {"moisturiser"}, (term.id, "is not linked")


def test_every_word_of_the_glossary_is_used_and_explained() -> None:
    glossary = read("/learn/glossary/")
    everything = "".join(read(address) for address in PAGES)
    for term in CONTENT.terms:
        assert f'id="{term.dom_id}"' in glossary
        assert f"/learn/glossary/#{term.dom_id}" in everything, f"{term.id} is used nowhere"


# Sources.


@pytest.mark.parametrize("article", CONTENT.sources.articles, ids=lambda article: article.id)
def test_every_row_of_the_ledger_is_accounted_for(article) -> None:
    linked = read(f"/sources/{article.id}/")
    html = unescape(re.sub(r"</?a[^>]*>", "", linked))
    assert article.title in html
    assert article.sells in html
    rows = {n: row for n, row in CONTENT.sources.ledger.items() if n.startswith(article.letter)}
    assert re.findall(r'<dl id="(\w+)"', html) == [*rows]
    for number, row in rows.items():
        part = html.split(f'<th scope="row">{number}</th>')[1].split("</tr>")[0]
        assert row.says in part
        assert row.correction in part
        assert row.declined_because in part
        assert ("Where we use it" in part) == bool(row.dispositions - {"corrected", "declined"}), (
            number
        )
        raw = linked.split(f'<th scope="row">{number}</th>')[1].split("</tr>")[0]
        for tip in row.tips:
            assert f'href="/tips/{tip.replace("_", "-")}/"' in raw
        if row.explainer:
            assert f'href="/learn/{row.explainer}/"' in raw
        for food in row.foods:
            assert f'href="/foods/{food}/"' in raw
        for reference in row.references:
            assert re.search(rf'href="/sources/research/[^"]*#ref-{reference}"', raw)


def test_the_overview_counts_what_became_of_each_statement() -> None:
    html = read("/sources/")
    told = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>((?:<td>\d+</td>)+)</tr>', html))
    names = {
        "Tip": "tip",
        "Claim": "claim",
        "Topic": "explainer",
        "Question": "question",
        "Answer to choose": "option",
        "Food": "food",
        "Corrected": "corrected",
        "Left out": "declined",
    }
    assert set(told) == {"In all", *names}
    for article, column in zip(CONTENT.sources.articles, (0, 1), strict=True):
        rows = [r for n, r in CONTENT.sources.ledger.items() if n.startswith(article.letter)]
        counts = {name: int(re.findall(r"\d+", cells)[column]) for name, cells in told.items()}
        assert counts["In all"] == len(rows)
        for name, fate in names.items():
            assert counts[name] == sum(fate in row.dispositions for row in rows), (article.id, name)
        assert f"sells {article.sells}" in unescape(re.sub(r"</?(?:a|bdi)\b[^>]*>", "", html))


def test_every_place_that_the_page_of_sources_once_had_leads_to_where_it_is_now() -> None:
    html = unescape(read("/sources/"))
    leads = dict(re.findall(r'<a id="([^"]+)" href="([^"]+)"', html))
    parts = {a.id: f"/sources/{a.id}/" for a in CONTENT.sources.articles}
    parts |= {name: f"/sources/{name}/" for name in ("signs", "dates", "changes")}
    parts["references"] = "/sources/research/"
    rows = {number: statement(number) for number in CONTENT.sources.ledger}
    known = {f"ref-{reference.id}" for reference in CONTENT.sources.references}
    assert leads.keys() == parts.keys() | rows.keys() | known
    assert parts | rows == {name: to for name, to in leads.items() if name not in known}
    pages: dict[str, str] = {}
    for name, to in leads.items():
        path, _, place = to.partition("#")
        found = pages.setdefault(path, read(path))
        assert name in parts or (place == name and f'id="{place}"' in found), name


def every_source() -> dict[str, str]:
    """Each source's entry, by its id, over all pages of the research."""
    html = "".join(map(read, ["/sources/research/", *RESEARCH]))
    assert f'href="/sources/research/?page={MOST + 1}"' not in html
    parts = html.split('<div id="ref-')[1:]
    found = {part.split('"')[0]: part.split("</details>")[0] for part in parts}
    assert len(parts) == len(found)
    return found


def test_every_reference_says_who_was_studied_and_whether_we_checked_it() -> None:
    found = every_source()
    assert [*found] == [reference.id for reference in CONTENT.sources.references]
    told = {
        "seen": "Yes, we saw it.",
        "quoted": "Only as quoted elsewhere.",
        "not_seen": "We have not seen it, so do not rely on it.",
    }
    for reference in CONTENT.sources.references:
        part = found[reference.id]
        plain = unescape(re.sub(r"</?a[^>]*>", "", part))
        for words in (reference.title, reference.kind, reference.people, reference.note):
            assert words in plain, (reference.id, words)
        assert [seen for seen, words in told.items() if words in plain] == [reference.seen]
        assert not reference.link or reference.link in unescape(part)
        if reference.seen != "seen":
            assert 'href="http' not in part.split("Where we use it")[0]


@pytest.mark.parametrize("tip", CONTENT.tips, ids=lambda tip: tip.id)
def test_the_research_can_be_narrowed_to_what_one_tip_rests_on(tip) -> None:
    html = read(f"/sources/research/?tip={tip.slug}")
    assert set(re.findall(r'<div id="ref-([^"]+)"', html)) == set(tip.references)
    assert f'<option value="{tip.slug}" selected>' in html


def test_no_page_links_to_what_we_have_not_checked() -> None:
    pages = {address: read(address) for address in [*PAGES, *RESEARCH]}
    assert not [address for address, html in pages.items() if 'href=""' in html]
    for reference in CONTENT.sources.references:
        # None at all, even for those that have an address, should we come to doubt them.
        assert not msgspec.structs.replace(reference, seen="quoted").link
        if reference.seen != "seen":
            lines = [line for html in pages.values() for line in html.split("<li")]
            named = [
                line
                for line in lines
                if f"{reference.title}. {reference.journal}" in unescape(line)
            ]
            assert named
            assert not [line for line in named if 'href="http' in line]


def test_the_sources_tell_when_each_page_was_checked_and_what_changed() -> None:
    dates = unescape(re.sub(r"</?a[^>]*>", "", read("/sources/dates/")))
    for item in (*CONTENT.tips, *CONTENT.explainers):
        row = dates.split(f"<td>{item.title}</td>")[1].split("</tr>")[0]
        assert item.checked.strftime("%-d %b %Y") in row
        assert item.review.strftime("%-d %b %Y") in row
    html = unescape(re.sub(r"</?a[^>]*>", "", read("/sources/changes/")))
    for change in CONTENT.changes.changes:
        assert re.search(rf'<li id="{change.dom_id}"[^>]*>{re.escape(change.says)}</li>', html)


def test_the_sources_tell_what_each_warning_sign_rests_on() -> None:
    html = unescape(read("/sources/signs/"))
    words = {"seen": "Seen: ", "quoted": "Quoted: ", "ours": "Ours: "}
    for flag in CONTENT.red_flags:
        part = html.split(f"<summary>{flag.title} <span")[1].split("</details>")[0]
        assert f'{words[flag.seen]}<bdi translate="no">{flag.source}</bdi>' in part
        assert f'href="/help/#help-{flag.dom_id}"' in part


def test_every_explainer_that_the_ledger_names_exists() -> None:
    known = {explainer.id for explainer in CONTENT.explainers}
    taught = {row.explainer for row in CONTENT.sources.ledger.values() if row.explainer}
    assert taught <= known
    assert taught


# What a person chose, and what was taken back.


@pytest.mark.parametrize(("theme", "size"), [*product(preferences.THEMES, preferences.SIZES)])
def test_a_page_for_everyone_still_has_each_persons_colours_and_text_size(theme, size) -> None:
    """By a stylesheet that says what tokens.css says for the attribute of other pages."""
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    client = Client()
    client.cookies[settings.DISPLAY_COOKIE_NAME] = f"{theme}.{size}"
    response = client.get("/display.css")
    css = response.content.decode()
    assert (css == "") == (theme == "system" and size == "normal")
    if theme != "system":
        assert f':root[data-theme="{theme}"] {{ color-scheme: {theme}; }}' in tokens
        assert f"color-scheme: {theme};" in css
    if size != "normal":
        percent = re.search(rf':root\[data-size="{size}"\] {{ font-size: ([\d.]+%); }}', tokens)[1]
        assert f"font-size: {percent};" in css
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Type"] == "text/css; charset=utf-8"
    again = client.get("/display.css", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert 'href="/display.css"' in read("/tips/")


def test_a_tip_that_was_taken_back_is_told_of_and_no_longer_shown(monkeypatch, client) -> None:
    gone = Withdrawn(
        id="fermented", title="Eat it", why="It was wrong.", do="Stop.", day=date(2026, 11, 22)
    )
    left = tuple(tip for tip in CONTENT.tips if tip.id != gone.id)
    now = replace(CONTENT, tips=left, withdrawn=(gone,))
    for room in (tips, foods):
        monkeypatch.setattr(room, "get_content", lambda: now)
    pages = (tips.tips_page, foods.foods_page, foods.food_page)
    for kept in pages:
        kept.cache_clear()
    try:
        html = read("/tips/")
        assert "It was wrong." in html
        assert "fermented" not in listed(html)
        for address in ("/tips/fermented/", "/tips/fermented"):
            assert client.get(address, follow=True).redirect_chain[-1][0] == "/tips/"
        assert not {"kefir", "miso"} & set(listed(read("/foods/")))
        assert client.get("/foods/kefir/", follow=True).redirect_chain[-1][0] == "/tips/"
    finally:
        for kept in pages:
            kept.cache_clear()
