"""What the result page shows, and in which order."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.people import ECZEMA, make

pytestmark = pytest.mark.django_db


def result(answers: dict[str, list[str]]) -> str:
    return make(Client(), answers).content.decode()


@pytest.fixture
def html(db) -> str:
    return result(ECZEMA | {"skin_signs": ["eye_pain", "scarring"], "flares": ["foods"]})


def places(html: str, *needles: str) -> list[int]:
    found = [html.find(needle) for needle in needles]
    assert -1 not in found, [n for n, at in zip(needles, found, strict=True) if at == -1]
    return found


def test_the_blocks_come_in_the_agreed_order(html) -> None:
    order = places(
        html, "Based on your answers on", "<h1>", 'id="not-medical-advice"', 'id="flag-eye"',
        'id="flag-acne-severe"', 'id="in-short"', 'id="see-someone"', 'id="tip-', 'id="more-tips"',
        'id="foods"', 'id="looks"', 'id="questions"', 'id="keep"', 'id="sources"',
    )  # fmt: skip
    assert order == sorted(order)


def test_the_prompt_names_a_clinician_and_says_who_that_is(html) -> None:
    assert "See a clinician: a doctor, nurse or pharmacist" in html


def test_the_prompt_is_graded_to_the_answers() -> None:
    urgent, soon, none = "act on today", "to have checked", "Nothing you told us"
    assert urgent in result(ECZEMA | {"skin_signs": ["eye_pain"]})
    assert soon in result(ECZEMA | {"skin_signs": ["scarring"]})
    assert none in result(ECZEMA)


def test_every_tip_card_has_every_slot(html) -> None:
    cards = re.findall(r'<article id="tip-.*?</article>', html, re.S)
    assert len(cards) > 3
    for card in cards:
        for slot in (
            "What the article says", "How to start this week", "What it may do",
            "What could go wrong", "If you do nothing", "Effect on daily life", "Other choices",
            "How sure are we?", 'data-grade-for="skin"', 'data-grade-for="general"',
            "Why am I seeing this?", "Where this comes from",
        ):  # fmt: skip
            assert slot in card, slot
        assert 1 <= len(re.findall(r"<li>", card.split("<ol>")[1].split("</ol>")[0])) <= 3
        assert "You said" in card or "We show this tip to all readers" in card
        assert re.search(r"(19|20)\d\d", card.split('class="references"')[1])


def test_the_reason_is_what_the_person_said() -> None:
    html = result(ECZEMA | {"skin_concerns": ["psoriasis"], "moisturise_days": ["0"]})
    card = html.split('id="tip-gentle-skincare"')[1].split("</article>")[0]
    assert "you have psoriasis" in card
    assert "you did not put moisturiser on" in card
    assert "you have eczema" not in card


def test_why_am_i_seeing_this_tells_the_condition_that_fired() -> None:
    card = result(ECZEMA).split('id="tip-elimination-eczema"')[1].split("</article>")[0]
    why = card.split("Why am I seeing this?")[1].split("</details>")[0]
    assert "What bothers you about your skin: “Eczema”" in why


def test_grades_follow_the_skin_concern_of_the_person() -> None:
    def grade(concern: str) -> str:
        html = result(ECZEMA | {"skin_concerns": [concern], "probiotic": ["yes_daily"]})
        card = html.split('id="tip-probiotic-supplement"')[1]
        return re.search(r'data-grade="(\w+)" data-grade-for="skin"', card).group(1)

    assert grade("eczema") == "contradicted"
    assert grade("acne_stubborn") == "limited"
    assert grade("rosacea") == "insufficient"


def test_foods_offered_leave_out_what_is_eaten_and_what_could_harm() -> None:
    offered = set(re.findall(r'data-food="(\w+)"', result(ECZEMA | {"safety": ["coeliac"]})))
    assert not offered & {"oats", "bananas", "wheat", "barley", "sourdough"}
    assert {"garlic", "yogurt"} <= offered


def test_someone_with_an_eating_disorder_sees_no_food_and_no_count() -> None:
    html = result(ECZEMA | {"safety": ["eating_disorder"], "plant_kinds": ["under_10"]})
    assert "data-food=" not in html
    for tip in ("fibre-prebiotic", "plant-diversity", "fermented", "elimination-eczema"):
        assert f'id="tip-{tip}"' not in html
    assert 'id="flag-eating-disorder"' in html


def test_someone_on_antibiotics_is_first_of_all_told_to_keep_taking_them() -> None:
    html = result(ECZEMA | {"antibiotics": ["taking_now"]})
    first, tip = places(html, 'id="caution-antibiotics-course"', 'id="tip-')
    assert first < tip
    assert "Never stop" in html


def test_someone_who_depends_on_alcohol_is_warned_before_anything_else() -> None:
    html = result(
        ECZEMA | {"safety": ["alcohol_dependence"], "alcohol": ["well_above"],
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
    answers = {"safety": ["eating_disorder"], "bloating_days": ["7"], "alcohol": ["none"]}
    html = result(ECZEMA | answers)
    assert "FODMAP" not in html
    assert "kombucha" not in html
    # Someone who has IBS as well asked for it.
    assert "FODMAP" in result(ECZEMA | {"safety": ["eating_disorder", "ibs"]})


def test_silence_brings_cards_after_the_word_that_explains_them() -> None:
    html = result({key: value for key, value in ECZEMA.items() if key != "safety"})
    told, card = places(html, 'id="silence"', 'id="flag-isotretinoin"')
    assert told < card
    assert "You did not tell us about this. It is for you if" in html
    assert "Nothing you told us is on our list" in html
