"""What the result page shows, and in which order."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.html import escape

from tests.people import DETAILS, ECZEMA, FORM, give, give_more, make

pytestmark = pytest.mark.django_db


def result(answers: dict[str, list[str]]) -> str:
    return make(Client(), answers).content.decode()


@pytest.fixture
def html(db) -> str:
    return result(ECZEMA | {"skin_signs": ["eye_pain", "scarring"]})


def places(html: str, *needles: str) -> list[int]:
    found = [html.find(needle) for needle in needles]
    assert -1 not in found, [n for n, at in zip(needles, found, strict=True) if at == -1]
    return found


def test_the_blocks_come_in_the_agreed_order(html) -> None:
    order = places(
        html, "Based on your answers on", "<h1>", 'id="not-medical-advice"', 'id="in-short"',
        'id="see-someone"', 'id="flag-eye"', 'id="flag-acne-severe"', 'class="local"', 'id="tip-',
        'id="more-tips"', 'id="foods"', 'id="looks"', 'id="questions"', 'id="more"', 'id="keep"',
        'id="sources"',
    )  # fmt: skip
    assert order == sorted(order)


def test_the_prompt_names_a_clinician_and_says_who_that_is(html) -> None:
    assert "See a clinician: a doctor, nurse or pharmacist" in html


def card(html: str) -> str:
    """The one card that says whom to see and why."""
    assert html.count('id="see-someone"') == 1
    return html.split('<section id="see-someone"')[1].split('<nav class="contents')[0]


def rows(html: str) -> dict[str, tuple[str, bool]]:
    """The reasons in the card: how urgent each is, and if it is for the person only perhaps."""
    found = re.findall(
        r'<section id="flag-([\w-]+)"[^>]* data-urgency="([\w-]+)"( data-conditional)?', card(html)
    )
    return {name: (urgency, bool(conditional)) for name, urgency, conditional in found}


def test_the_prompt_is_graded_to_the_answers() -> None:
    urgent, soon, none = "act on today", "to have checked", "None of the signs that we asked about"
    for answers, told in (
        ({"skin_signs": ["eye_pain"]}, urgent),
        ({"skin_signs": ["eye_pain", "scarring"]}, urgent),
        ({"skin_signs": ["scarring"]}, soon),
        ({}, none),
    ):
        html = card(result(ECZEMA | answers))
        assert [words for words in (urgent, soon, none) if words in html] == [told]


def test_every_reason_is_a_row_of_one_card_the_worst_first(html) -> None:
    assert rows(html) == {"eye": ("urgent", False), "acne-severe": ("non-urgent", False)}
    # And nowhere else on the page.
    assert html.count("data-urgency=") == 2
    row = card(html).split('id="flag-eye"')[1].split("</section>")[0]
    assert "You said you have a painful eye" in row
    assert row.index("You said") < row.index("<details>")


def test_a_reason_of_which_one_half_is_known_says_for_whom_it_is() -> None:
    html = result({key: value for key, value in ECZEMA.items() if key != "safety"})
    found = rows(html)
    assert found["pregnancy-itch"] == ("urgent", True)
    row = card(html).split('id="flag-pregnancy-itch"')[1].split("</section>")[0]
    assert "You said your worst itch was 4 out of 10" in row
    assert "It is for you if you are pregnant" in row
    # What the person did not say is never put into their mouth, and makes nothing urgent.
    assert "You said you are pregnant" not in html
    assert "act on today" not in card(html)


# Silence is never reassurance.

SIGNS = {"skin-signs": "skin_signs", "gut-signs": "gut_signs"}
GOOD_NEWS = re.compile(r"none of the signs|nothing you told us|no signs|on our list", re.I)


def without(*questions: str) -> dict[str, list[str]]:
    return {key: value for key, value in ECZEMA.items() if key not in questions}


@pytest.mark.parametrize("skipped", [["skin-signs"], ["gut-signs"], ["skin-signs", "gut-signs"]])
def test_a_skipped_page_of_signs_is_said_and_leads_back(client, skipped) -> None:
    html = result(without(*(SIGNS[page] for page in skipped)))
    told = card(html).split('id="skipped"')[1].split("</div>")[0]
    assert "You skipped" in told
    assert "we cannot say if you need help" in told
    assert re.findall(r'name="page" value="([\w-]+)"', told) == skipped
    assert not GOOD_NEWS.search(card(html))
    code = re.search(r"/results/#(\w{32})", html)[1]
    for page in skipped:
        response = client.post("/results/change/", {"code": code, "page": page})
        assert response.headers["Location"] == f"/check/{page}/?change=1"
        assert client.get(response.headers["Location"]).status_code == 200


def test_a_skipped_page_is_said_beside_the_reasons_that_there_are() -> None:
    html = result(without("gut_signs") | {"skin_signs": ["eye_pain"]})
    assert rows(html)["eye"] == ("urgent", False)
    assert 'id="skipped"' in card(html)


def test_a_page_of_signs_that_was_answered_is_not_said_to_be_skipped() -> None:
    for html in (result(ECZEMA), result(ECZEMA | {"gut_signs": ["blood"]})):
        assert 'id="skipped"' not in html


def test_a_skipped_page_of_signs_is_said_on_a_page_that_could_not_be_saved(monkeypatch) -> None:
    from habits import saved

    def refuse(*_: object) -> None:
        raise saved.CannotKeep

    monkeypatch.setattr(saved, "keep", refuse)
    html = result(without("skin_signs"))
    assert "This page is not saved" in html
    told = card(html).split('id="skipped"')[1].split("</div>")[0]
    assert 'href="/check/skin-signs/?change=1"' in told


def test_only_none_of_all_the_signs_is_told_as_none_and_only_of_those_we_asked_about() -> None:
    assert "None of the signs that we asked about" in card(result(ECZEMA))
    for answers in (without("gut_signs"), without("skin_signs"), ECZEMA | {"gut_signs": ["lump"]}):
        assert not GOOD_NEWS.search(card(result(answers)))


# Whom to call stands there whatever was answered.


@pytest.mark.parametrize("region", [*FORM.by_question["region"].by_id, None])
def test_numbers_of_the_place_stand_on_the_result_on_paper_and_on_the_care_page(
    client, content, region
) -> None:
    place = content.region_by_id[region or "elsewhere"]
    answers = without("region") | ({"region": [region]} if region else {})
    numbers = [escape(place.urgent.says), escape(place.emergency.says)]
    for more in ({}, {"skin_signs": ["eye_pain"]}, {"skin_signs": ["scarring"]}):
        html = result(answers | more)
        assert_local(card(html), numbers)
        code = re.search(r"/results/#(\w{32})", html)[1]
        assert_local(client.post("/results/print/", {"code": code}).content.decode(), numbers)
    give(client, answers | {"urgent_now": ["self_harm"]})
    assert_local(client.get("/check/care/").content.decode(), numbers)


def assert_local(html: str, numbers: list[str]) -> None:
    line = html.split('<p class="local">')[1].split("</p>")[0]
    assert "Help today:" in line
    assert "Emergency:" in line
    assert [number for number in numbers if number not in line] == []


def test_every_tip_card_has_every_slot(html) -> None:
    cards = re.findall(r'<article id="tip-.*?</article>', html, re.S)
    assert len(cards) > 3
    for tip in cards:
        for slot in (
            "What the article says", "How to start this week", "What it may do",
            "What could go wrong", "If you do nothing", "Effect on daily life", "Other choices",
            "How sure are we?", 'data-grade-for="skin"', 'data-grade-for="general"',
            "Why am I seeing this?", "Where this comes from",
        ):  # fmt: skip
            assert slot in tip, slot
        assert 1 <= len(re.findall(r"<li>", tip.split("<ol>")[1].split("</ol>")[0])) <= 3
        assert "You said" in tip or "We show this tip to all readers" in tip
        assert re.search(r"(19|20)\d\d", tip.split('class="references"')[1])


def test_the_reason_is_what_the_person_said() -> None:
    html = result(ECZEMA | {"skin_concerns": ["psoriasis"], "habits": ["little_moisturiser"]})
    tip = html.split('id="tip-gentle-skincare"')[1].split("</article>")[0]
    assert "you have psoriasis" in tip
    assert "you moisturise on 4 days a week or fewer" in tip
    assert "you have eczema" not in tip
    assert "you wash with soap" not in tip


def test_why_am_i_seeing_this_tells_the_condition_that_fired() -> None:
    tip = result(ECZEMA).split('id="tip-elimination-eczema"')[1].split("</article>")[0]
    why = tip.split("Why am I seeing this?")[1].split("</details>")[0]
    assert "What bothers you about your skin: “Eczema”" in why


def test_grades_follow_the_skin_concern_of_the_person() -> None:
    def grade(concern: str) -> str:
        html = result(ECZEMA | {"skin_concerns": [concern], "habits": ["probiotic"]})
        tip = html.split('id="tip-probiotic-supplement"')[1]
        return re.search(r'data-grade="(\w+)" data-grade-for="skin"', tip).group(1)

    assert grade("eczema") == "contradicted"
    assert grade("acne_stubborn") == "limited"
    assert grade("rosacea") == "insufficient"


def test_foods_offered_leave_out_what_is_eaten_and_what_could_harm() -> None:
    client = Client()
    give(client, ECZEMA | {"safety": ["coeliac"]})
    give_more(client, "food", DETAILS)
    html = client.post("/check/answers/").content.decode()
    offered = set(re.findall(r'data-food="(\w+)"', html))
    assert not offered & {"oats", "bananas", "wheat", "barley", "sourdough"}
    assert {"garlic", "yogurt"} <= offered


def test_someone_with_an_eating_disorder_sees_no_food_and_no_count() -> None:
    html = result(ECZEMA | {"safety": ["eating_disorder"]})
    assert "data-food=" not in html
    for tip in ("fibre-prebiotic", "plant-diversity", "fermented", "elimination-eczema"):
        assert f'id="tip-{tip}"' not in html
    assert 'id="flag-eating-disorder"' in html


def test_someone_on_antibiotics_is_first_of_all_told_to_keep_taking_them() -> None:
    html = result(ECZEMA | {"habits": ["antibiotics_now"]})
    first, tip = places(html, 'id="caution-antibiotics-course"', 'id="tip-')
    assert first < tip
    assert "Ask before you stop early" in html


def test_someone_who_depends_on_alcohol_is_warned_before_anything_else() -> None:
    html = result(
        ECZEMA | {"safety": ["alcohol_dependence"], "habits": ["alcohol"],
                  "skin_signs": ["eye_pain"]}
    )  # fmt: skip
    order = places(html, 'id="caution-alcohol-dependence"', 'id="flag-eye"', 'id="tip-')
    assert order == sorted(order)
    assert 'id="tip-alcohol"' not in html


def test_silence_on_health_is_told_and_never_put_into_someones_mouth() -> None:
    html = result({key: value for key, value in ECZEMA.items() if key != "safety"})
    assert "You did not tell us about your health" in html
    assert "You said you are pregnant" not in html
    assert "data-food=" not in html


def test_no_unverified_reference_becomes_a_link(content) -> None:
    unverified = {r.title for r in content.sources.references if not r.verified}
    assert unverified
    html = result(ECZEMA)
    assert 'id="tip-water"' in html
    for title in unverified:
        assert title not in html


def test_only_the_journey_has_continue_buttons(html) -> None:
    assert 'name="continue"' not in html
    assert 'name="skip"' not in html


def test_someone_with_an_eating_disorder_gets_no_list_of_foods_to_leave_out() -> None:
    answers = {"safety": ["eating_disorder"], "bloating_days": ["7"]}
    html = result(ECZEMA | answers)
    assert "FODMAP" not in html
    assert "kombucha" not in html
    # Someone who has IBS as well asked for it.
    assert "FODMAP" in result(ECZEMA | {"safety": ["eating_disorder", "ibs"]})


def test_silence_brings_cautions_after_the_word_that_explains_them() -> None:
    html = result(without("safety"))
    silence, told = places(html, 'id="silence"', "Take care, if any of these is about you")
    assert silence < told
    assert not GOOD_NEWS.search(card(html))
