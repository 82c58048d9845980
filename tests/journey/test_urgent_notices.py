"""What cannot wait is told on the very next page, above its question, and again in the result."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from habits.engine.assess import red_flags
from tests.more_pages import visitor
from tests.people import ECZEMA, FORM, Answers, at, give, make, mistaken, show_tips

pytestmark = pytest.mark.django_db

# The flag, the answers that make it, and the page on which the last of them is given.
TODAY: dict[str, tuple[Answers, str]] = {
    "eye": ({"skin_signs": ["eye_pain"]}, "skin-signs"),
    "infected_eczema": ({"skin_signs": ["weeping_crusting"]}, "skin-signs"),
    "rash_fever": ({"skin_signs": ["rash_fever"]}, "skin-signs"),
    "medicine_fever": ({"skin_signs": ["fever_medicine"]}, "skin-signs"),
    "cellulitis": ({"skin_signs": ["hot_painful_spreading"]}, "skin-signs"),
    "black_poo": ({"gut_signs": ["black_poo"]}, "gut-signs"),
    "bloody_diarrhoea": ({"poo_form": ["loose"], "gut_signs": ["blood"]}, "gut-signs"),
    "pregnancy_itch": ({"itch": ["1"], "safety": ["pregnant_now"]}, "safety"),
    "medicine_unborn": ({"safety": ["harms_unborn", "trying"]}, "safety"),
    "bleeding_thinner": ({"gut_signs": ["blood"], "safety": ["blood_thinner"]}, "safety"),
    "clozapine": ({"poo_form": ["hard"], "safety": ["clozapine"]}, "safety"),
}
NEXT = {"skin-signs": "skin-days", "gut-signs": "safety", "safety": "habits"}
SHORT_WAY = [page.id for page in FORM.short_way]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def told(html: str) -> str:
    """What is told above the next question; nothing when there is nothing to tell."""
    return html.split('id="told"')[1].split("<form")[0] if 'id="told"' in html else ""


def plain(html: str) -> str:
    """Without the links that call a number."""
    return re.sub(r'<a href="tel:\d+">(.*?)</a>', r"\1", html)


def flags_told(html: str) -> list[str]:
    return re.findall(r'<section id="told-(\w+)" data-urgency="urgent"', told(html))


def test_every_sign_tried_here_means_today(content) -> None:
    urgent = {flag.id for flag in content.red_flags if flag.urgency == "urgent"}
    assert set(TODAY) <= urgent


@pytest.mark.parametrize("flag", TODAY)
def test_what_means_today_is_told_on_the_very_next_page_above_its_question(
    client, content, flag
) -> None:
    answers, answered = TODAY[flag]
    expected = next(f for f in content.red_flags if f.id == flag)
    give(client, ECZEMA | answers, until=NEXT[answered])
    html = page(client, f"/check/{NEXT[answered]}/")
    assert flags_told(html) == [flag]
    said = plain(told(html))
    assert escape(expected.title) in said
    assert escape(expected.call or "You said") in said
    # With the person's own numbers, and a way to go on.
    assert "Help today:" in said
    assert "111 today" in said
    assert "Emergency:" in said
    assert "999" in said
    assert "go on below" in said
    # Not a page earlier.
    assert flags_told(page(client, f"/check/{answered}/")) == []


@pytest.mark.parametrize("flag", TODAY)
def test_what_was_told_stays_on_reload_and_back_and_costs_no_answer(client, flag) -> None:
    answers, answered = TODAY[flag]
    after = NEXT[answered]
    given_so_far = ECZEMA | answers
    give(client, given_so_far, until=after)
    first = page(client, f"/check/{after}/")
    assert told(page(client, f"/check/{after}/")) == told(first)
    asked = FORM.by_page[after].questions
    data = {q.id: given_so_far[q.id] for q in asked if q.id in given_so_far}
    response = client.post(f"/check/{after}/", {**data, "continue": "1"})
    # Told once: what comes later is asked as ever.
    assert flags_told(page(client, response.headers["Location"])) == []
    assert told(page(client, f"/check/{after}/")) == told(first)
    for question, chosen in answers.items():
        html = page(client, f"/check/{FORM.page_of[question].id}/")
        for option in chosen:
            assert re.search(rf'name="{question}" value="{option}" id="\w+" checked', html)


def test_what_was_told_stays_when_the_next_page_has_a_mistake(client) -> None:
    give(client, ECZEMA | {"skin_signs": ["eye_pain"]}, until="skin-days")
    assert flags_told(mistaken(client, "skin-days")) == ["eye"]


@pytest.mark.parametrize("flag", TODAY)
def test_what_was_told_stands_on_the_list_of_answers_and_in_the_result(client, flag) -> None:
    answers, _ = TODAY[flag]
    give(client, ECZEMA | answers)
    html = page(client, "/check/answers/")
    assert flags_told(html) == [flag]
    assert html.index('id="told"') < html.index("<h1>")
    result = show_tips(client).content.decode()
    row = f'<section id="flag-{flag.replace("_", "-")}" class="reason" data-urgency="urgent"'
    assert row in result
    assert result.index(row) < result.index('id="tip-')


def test_several_signs_of_one_page_are_told_together(client) -> None:
    give(
        client,
        ECZEMA | {"skin_signs": ["eye_pain", "weeping_crusting", "rash_fever"]},
        until="skin-days",
    )
    html = page(client, "/check/skin-days/")
    assert flags_told(html) == ["rash_fever", "eye", "infected_eczema"]
    assert told(html).count("Help today:") == 1


def test_what_only_needs_a_check_waits_for_the_result(client) -> None:
    later = {"skin_signs": ["scarring", "changing_mole"], "gut_signs": ["weight_loss"]}
    give(client, ECZEMA | later)
    for address in ("skin-days", "safety", "answers"):
        assert 'id="told"' not in page(client, f"/check/{address}/")


def test_nothing_is_told_for_what_was_not_answered(client) -> None:
    # Pregnancy was not answered: itching is told as a possibility in the result, never as a fact.
    give(client, {"adult": ["yes"], "urgent_now": ["none"], "itch": ["6"]})
    for asked in SHORT_WAY:
        assert 'id="told"' not in page(client, f"/check/{asked}/")
    assert 'id="told"' not in page(client, "/check/answers/")


def test_what_is_taken_back_is_no_longer_told(client) -> None:
    give(client, ECZEMA | {"skin_signs": ["eye_pain"]}, until="skin-days")
    client.post("/check/skin-signs/", {"skin_signs": ["none"], "continue": "1"})
    assert flags_told(page(client, "/check/skin-days/")) == []


def test_it_is_told_after_a_page_that_is_passed_over(client) -> None:
    give(client, ECZEMA | {"skin_concerns": ["none"], "skin_signs": ["eye_pain"]}, until="gut")
    assert flags_told(page(client, "/check/gut/")) == ["eye"]


def test_a_change_that_means_today_is_told_on_the_page_that_follows(client) -> None:
    give(client, ECZEMA)
    data = {"gut_signs": ["black_poo"], "change": "1", "continue": "1"}
    response = client.post("/check/gut-signs/", data)
    assert flags_told(page(client, response.headers["Location"])) == ["black_poo"]


def test_a_page_reached_again_with_change_tells_what_it_told(client) -> None:
    give(client, ECZEMA | {"gut_signs": ["black_poo"]})
    told_by = NEXT["gut-signs"]
    assert flags_told(page(client, f"/check/{told_by}/?change=1")) == ["black_poo"]


def test_what_a_check_in_brings_up_is_told_on_the_page_that_follows(client) -> None:
    code = re.search(r'href="/results/#(\w{32})"', make(client, ECZEMA).content.decode())[1]
    response = client.post(at(client, code, "result-again"))
    address = response.headers["Location"]
    while "/skin-signs/" not in address:
        urgent = {"urgent_now": ["none"], "continue": "1"}
        response = client.post(address, urgent if "/urgent/" in address else {"skip": "1"})
        address = response.headers["Location"]
    response = client.post(address, {"skin_signs": ["eye_pain"], "continue": "1"})
    assert flags_told(page(client, response.headers["Location"])) == ["eye"]


def test_a_detail_that_means_today_is_told_on_the_page_that_follows(client) -> None:
    give(client, ECZEMA | {"poo_form": ["loose"], "gut_signs": ["tummy_pain_fever"]})
    assert "antibiotic_diarrhoea_today" not in flags_told(page(client, "/check/answers/"))
    response = client.post(
        "/check/medicines-cleaning/", {"antibiotics": "taking_now", "continue": "1"}
    )
    html = page(client, response.headers["Location"])
    assert "antibiotic_diarrhoea_today" in flags_told(html)


@pytest.mark.parametrize("region", FORM.by_question["region"].by_id)
def test_it_is_told_with_the_numbers_of_every_place(client, content, region) -> None:
    answers = ECZEMA | {"region": [region], "skin_signs": ["eye_pain"]}
    give(client, answers, until="skin-days")
    place = content.region_by_id[region]
    said = plain(told(page(client, "/check/skin-days/")))
    assert escape(place.urgent.says) in said
    assert escape(place.emergency.says) in said


def test_it_is_told_in_words_that_fit_anywhere_without_a_place(client) -> None:
    answers = {key: value for key, value in ECZEMA.items() if key != "region"}
    give(client, answers | {"skin_signs": ["eye_pain"]}, until="skin-days")
    assert "local emergency number" in told(page(client, "/check/skin-days/"))


# Each example asks for 20 pages.
@pytest.mark.slow
@settings(max_examples=50)
@given(data=st.data())
def test_whatever_was_answered_each_page_opens_and_what_means_today_is_told(content, data) -> None:
    answers: Answers = {"adult": ["yes"], "urgent_now": ["none"]}
    for question in FORM.current_questions.values():
        if question.id not in answers and data.draw(st.booleans()):
            options = sorted(question.plain)
            most = 1 if question.kind == "one" else 3
            chosen = data.draw(st.lists(st.sampled_from(options), max_size=most, unique=True))
            if chosen:
                answers[question.id] = chosen
    client = visitor(answers)
    emergency = red_flags(content, answers).emergency
    for asked in FORM.by_page:
        assert client.get(f"/check/{asked}/").status_code in (200, 302)
    response = client.get("/check/answers/")
    assert (response.status_code == 302) == emergency
    if not emergency:
        expected = [
            card.flag.id
            for card in red_flags(content, answers).care_cards
            if card.flag.urgency == "urgent" and not card.conditional
        ]
        assert flags_told(response.content.decode()) == expected
        html = show_tips(client).content.decode()
        assert 'id="tip-' in html


def test_the_result_tells_it_again_with_the_same_words(client, content) -> None:
    html = make(client, ECZEMA | {"skin_signs": ["fever_medicine"]}).content.decode()
    flag = next(f for f in content.red_flags if f.id == "medicine_fever")
    row = html.split('id="flag-medicine-fever"')[1].split("</section>")[0]
    assert escape(flag.title) in row
    assert escape(flag.call) in row
    assert "You said you are ill while you take a medicine that weakens immunity" in row
