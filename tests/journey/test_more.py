"""Pages that go into more detail: only for who wants them, by area, and never where they harm."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from habits.journey import drafts
from habits.site import cookies
from habits.store import saved_results, sealing
from tests.people import (
    DETAILS,
    ECZEMA,
    FORM,
    Answers,
    at,
    give,
    give_more,
    make,
    press,
    show_tips,
    visit,
)

pytestmark = pytest.mark.django_db

DRAFT = settings.DRAFT_COOKIE_NAME
AREAS = {
    "skin_care": ["skin-routine"],
    "food": ["plants", "prebiotic-foods", "ferments"],
    "drinks": ["limits"],
    "rest": ["medicines-cleaning", "rest"],
}
FOOD_PAGES = ["plants", "prebiotic-foods", "ferments", "limits"]
# Whom no page may count food with: they said so, or said nothing.
WORRIED: dict[str, Answers] = {
    "an eating disorder": {"safety": ["eating_disorder"]},
    "an eating disorder and more": {"safety": ["eating_disorder", "ibs"]},
    "would rather not say": {"safety": ["rather_not_say"]},
    "skipped": {},
}
WITHOUT_SAFETY = {key: value for key, value in ECZEMA.items() if key != "safety"}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def offered(html: str) -> dict[str, str]:
    """The pages that the areas lead to, each with how many pages follow."""
    section = (
        re.split("</section>|</details>", html.split('id="more"')[1])[0]
        if 'id="more"' in html
        else ""
    )
    items = re.findall(r"<li>(.*?)</li>", section, re.DOTALL)
    found = {}
    for item in items:
        first = re.search(r'/check/([\w-]+)/|name="page" value="([\w-]+)"', item)
        found[first[1] or first[2]] = re.search(r"\d+ pages?", item)[0]
    return found


def code_in(html: str) -> str:
    return re.search(r'id="saved-link" href="/results/#(\w{32})"', html)[1]


def keep(answers: Answers) -> str:
    record = saved_results.Record(answers, date.today())
    return saved_results.save_result(
        settings.SERVER_KEYS, sealing.new_secret(), record, date.today()
    )


def test_the_areas_and_their_pages_are_those_agreed() -> None:
    assert {area: [p.id for p in FORM.pages_of(area)] for area in FORM.more} == AREAS


def test_the_short_way_never_leads_into_a_detail(client) -> None:
    assert not {*give(client, ECZEMA | DETAILS)} & {p for pages in AREAS.values() for p in pages}


def test_the_list_of_answers_offers_each_area_with_its_number_of_pages(client) -> None:
    give(client, ECZEMA)
    assert offered(page(client, "/check/answers/")) == {
        "skin-routine": "1 page",
        "plants": "3 pages",
        "limits": "1 page",
        "medicines-cleaning": "2 pages",
    }


@pytest.mark.parametrize("area", AREAS)
def test_an_area_is_answered_from_the_list_of_answers_and_leads_back_there(client, area) -> None:
    give(client, ECZEMA)
    # give_more() follows every redirect and stops where no page is asked any more.
    assert give_more(client, area, DETAILS) == AREAS[area]
    html = page(client, "/check/answers/")
    assert "Show my tips" in html
    for asked in AREAS[area]:
        assert f'<div id="{asked}">' in html
        assert f'href="/check/{asked}/?change=1"' in html
    others = {p for name, pages in AREAS.items() if name != area for p in pages}
    assert [p for p in others if f'<div id="{p}">' in html] == []


@pytest.mark.parametrize("area", AREAS)
def test_a_page_of_an_area_says_where_it_stands_and_goes_back_inside_the_area(client, area) -> None:
    give(client, ECZEMA)
    pages = AREAS[area]
    for number, asked in enumerate(pages, 1):
        html = page(client, f"/check/{asked}/")
        assert f"{FORM.more[area]}: page {number} of {len(pages)}" in html
        before = f"/check/{pages[number - 2]}/" if number > 1 else "/check/answers/"
        assert f'class="back" href="{before}"' in html
        assert 'name="skip"' in html


def test_a_detail_can_be_skipped_and_is_then_told_as_skipped(client) -> None:
    give(client, ECZEMA)
    response = client.post("/check/limits/", {"skip": "1"})
    assert response.headers["Location"] == "/check/answers/"
    row = page(client, "/check/answers/").split('<div id="limits">')[1].split("</div>")[0]
    assert "Skipped" in row


def test_a_detail_is_asked_only_after_age_and_urgent_signs(client) -> None:
    html = page(client, "/check/plants/")
    assert "There are no answers on this device" in html
    assert 'name="continue"' not in html
    give(client, ECZEMA, until="urgent")
    assert client.get("/check/plants/").headers["Location"] == "/check/urgent/"


def test_a_detail_opened_before_the_end_leads_to_what_is_still_open(client) -> None:
    give(client, ECZEMA, until="gut")
    response = client.post("/check/rest/", {"sleep_hours": "7_9", "continue": "1"})
    address = response.headers["Location"]
    while address == "/check/answers/":
        address = client.get(address).headers["Location"]
    assert address == "/check/gut/"


# Food is not counted with someone whom that could harm.


@pytest.mark.parametrize("name", WORRIED)
def test_pages_of_food_are_not_offered_to_whom_they_could_harm(client, name) -> None:
    give(client, WITHOUT_SAFETY | WORRIED[name])
    assert set(offered(page(client, "/check/answers/"))) == {"skin-routine", "medicines-cleaning"}
    for asked in FOOD_PAGES:
        assert client.get(f"/check/{asked}/").headers["Location"] == "/check/answers/"
        # Nor is an answer taken that comes all the same, as from a second tab.
        client.post(f"/check/{asked}/", {"fibre_portions": "0", "continue": "1"})
    html = show_tips(client).content.decode()
    assert set(offered(html)) == {"skin-routine", "medicines-cleaning"}
    record = saved_results.open_result(settings.SERVER_KEYS, code_in(html), date.today())
    assert "fibre_portions" not in record.answers


@pytest.mark.parametrize("name", WORRIED)
def test_a_result_leads_nobody_to_pages_of_food_whom_they_could_harm(client, name) -> None:
    code = keep(WITHOUT_SAFETY | WORRIED[name])
    for asked in FOOD_PAGES:
        response = client.post(at(client, code, "result-change"), {"page": asked})
        after = client.get(response.headers["Location"])
        assert after.headers["Location"] == "/check/answers/"


def test_pages_of_food_are_offered_to_whom_none_of_it_applies(client) -> None:
    give(client, ECZEMA | {"safety": ["ibs", "milk"]})
    assert {"plants", "limits"} <= set(offered(page(client, "/check/answers/")))


# A detail wins over the tick that it is about.


@pytest.mark.parametrize(
    ("tick", "asked", "detail"),
    [
        ("short_sleep", "rest", {"sleep_hours": "7_9"}),
        ("ready_made", "limits", {"upf_days": "0"}),
        ("few_ferments", "ferments", {"fermented_foods": ["kefir", "yogurt"]}),
        ("harsh_wash", "skin-routine", {"wash_with": "gentle"}),
    ],
)
def test_a_detail_wins_over_the_tick_that_it_refines(client, content, tick, asked, detail) -> None:
    answers = ECZEMA | {"habits": [tick]}
    assert tips_said(make(client, answers).content.decode(), content, tick)
    again = Client()
    give(again, answers)
    again.post(f"/check/{asked}/", {**detail, "continue": "1"})
    html = show_tips(again).content.decode()
    assert tips_said(html, content, tick) == set()


def tips_said(html: str, content, tick: str) -> set[str]:
    """The tips that are shown because of this habit."""
    said = content.questionnaire.by_question["habits"].by_id[tick].quote
    cards = re.findall(r'<article id="(tip-[\w-]+)"(.*?)</article>', html, re.DOTALL)
    return {name for name, body in cards if said in body}


def test_a_detail_that_agrees_is_told_in_its_own_words(client) -> None:
    give(client, ECZEMA | {"habits": ["short_sleep"]})
    client.post("/check/rest/", {"sleep_hours": "under_5", "continue": "1"})
    html = show_tips(client).content.decode()
    card = html.split('id="tip-sleep"')[1].split("</article>")[0]
    assert "you sleep less than 5 hours on most nights" in card


def test_a_detail_that_is_not_sure_leaves_the_tick_as_it_is(client, content) -> None:
    give(client, ECZEMA | {"habits": ["ready_made"]})
    client.post("/check/limits/", {"upf_days": "not_sure", "continue": "1"})
    html = show_tips(client).content.decode()
    assert tips_said(html, content, "ready_made")


@pytest.mark.parametrize(
    ("asked", "detail", "tick"),
    [
        ("rest", {"sleep_hours": "7_9"}, "short_sleep"),
        ("limits", {"upf_days": "0"}, "ready_made"),
        ("limits", {"alcohol": "within_guide"}, "alcohol"),
    ],
)
def test_a_habit_ticked_later_wins_over_an_older_detail(client, asked, detail, tick) -> None:
    give(client, ECZEMA)
    client.post(f"/check/{asked}/", {**detail, "continue": "1"})
    client.post("/check/habits/", {"habits": [tick], "change": "1", "continue": "1"})
    draft = cookies.unsealed(drafts.LABEL, client.cookies[DRAFT].value, drafts.DAY)
    answers = json.loads(drafts.unpacked(draft))["answers"]
    assert answers["habits"] == [tick]
    assert not answers.keys() & detail.keys()


def test_a_habit_said_again_keeps_the_detail_that_agrees(client) -> None:
    give(client, ECZEMA | {"habits": ["short_sleep"]})
    client.post("/check/rest/", {"sleep_hours": "under_5", "continue": "1"})
    habits = ["short_sleep", "ready_made"]
    client.post("/check/habits/", {"habits": habits, "change": "1", "continue": "1"})
    html = show_tips(client).content.decode()
    card = html.split('id="tip-sleep"')[1].split("</article>")[0]
    assert "you sleep less than 5 hours on most nights" in card


# From a result.


def test_a_result_offers_each_area_and_brings_the_answers_along(client) -> None:
    html = make(client, ECZEMA).content.decode()
    assert list(offered(html)) == ["skin-routine", "plants", "limits", "medicines-cleaning"]
    code = code_in(html)
    response = client.post(at(client, code, "result-change"), {"page": "medicines-cleaning"})
    assert response.headers["Location"] == "/check/medicines-cleaning/"
    assert give_more(client, "rest", DETAILS) == AREAS["rest"]
    new = code_in(show_tips(client).content.decode())
    record = saved_results.open_result(settings.SERVER_KEYS, new, date.today())
    assert record.answers == ECZEMA | {"sleep_hours": DETAILS["sleep_hours"]}
    # The first result is as it was.
    record = saved_results.open_result(settings.SERVER_KEYS, code, date.today())
    assert record.answers == ECZEMA


def test_a_result_opened_by_its_code_offers_the_areas_as_well(client) -> None:
    html = visit(client, keep(ECZEMA)).content.decode()
    assert list(offered(html)) == ["skin-routine", "plants", "limits", "medicines-cleaning"]


@pytest.mark.parametrize("asked", [page.id for page in FORM.short_way])
def test_a_result_leads_to_any_page_of_the_short_way_and_from_there_to_the_list(
    client, asked
) -> None:
    response = client.post(at(client, keep(ECZEMA), "result-change"), {"page": asked})
    assert response.headers["Location"] == f"/check/{asked}/?change=1"
    html = page(client, response.headers["Location"])
    assert 'name="change"' in html
    data = {q.id: ECZEMA[q.id] for q in FORM.by_page[asked].questions if q.id in ECZEMA}
    response = client.post(f"/check/{asked}/", {**data, "change": "1", "continue": "1"})
    assert response.headers["Location"] == "/check/answers/"
    assert 'name="replace"' in page(client, "/check/answers/")


@pytest.mark.parametrize("asked", ["", "nothing", "../../", "care", "x" * 5000])
def test_a_page_that_does_not_exist_leads_from_a_result_to_the_list(client, asked) -> None:
    response = client.post(at(client, keep(ECZEMA), "result-change"), {"page": asked})
    assert response.headers["Location"] == "/check/answers/"


def test_details_answered_once_are_kept_in_the_result_and_come_back(client) -> None:
    give(client, ECZEMA)
    for area in AREAS:
        give_more(client, area, DETAILS)
    code = code_in(show_tips(client).content.decode())
    export = json.loads(visit(client, code, "result-export").content)
    chosen = {a["id"]: [o["id"] for o in a["chosen"]] for a in export["answers"]}
    assert chosen == ECZEMA | DETAILS
    press(client, code, "result-change")
    html = page(client, "/check/answers/")
    assert "Wholegrain" not in html
    assert "Bananas; Oats" in html
