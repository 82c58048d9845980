"""From the start page to the tips, as a browser without JavaScript does it."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from habits.journey import drafts
from habits.site import cookies
from tests.more_pages import visitor
from tests.people import ECZEMA, FORM, give, make, show_tips

pytestmark = pytest.mark.django_db

SHORT_WAY = [page.id for page in FORM.short_way]
REQUIRED = {"adult": ["yes"], "urgent_now": ["none"]}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_start_page_says_what_it_is_and_what_it_is_not(client) -> None:
    html = page(client, "/")
    assert "not medical advice" in html
    assert "cannot tell you what is wrong" in html
    assert "emergency number" in html


def test_the_start_page_asks_the_first_questions_itself(client) -> None:
    form = (
        page(client, "/").split('<form method="post" action="/check/you/"')[1].split("</form>")[0]
    )
    for option in ("yes", "no"):
        assert f'name="adult" value="{option}"' in form
    assert 'name="region" value="uk"' in form
    assert 'name="continue"' in form
    assert "checked" not in form
    response = client.post("/check/you/", {"adult": "yes", "region": "uk", "continue": "1"})
    assert response.headers["Location"] == "/check/urgent/"


def test_a_mistake_on_the_start_page_is_told_on_the_page_of_its_questions(client) -> None:
    response = client.post("/check/you/", {"region": "uk", "continue": "1"}, follow=True)
    html = response.content.decode()
    assert response.redirect_chain == [("/check/you/?mistake=1", 302)]
    assert "Select yes if you are 18 or over" in html
    assert 'value="uk" id="id_region_0" checked' in html


def test_the_start_page_shows_what_was_answered_and_where_to_carry_on(client) -> None:
    give(client, ECZEMA, until="gut")
    html = page(client, "/")
    assert 'value="yes" id="id_adult_0" checked' in html
    assert 'href="/check/gut/"' in html


def test_the_short_way_is_10_pages_with_15_questions() -> None:
    assert SHORT_WAY == [
        "you",
        "urgent",
        "skin",
        "skin-signs",
        "skin-days",
        "gut",
        "gut-signs",
        "safety",
        "habits",
        "first-step",
    ]
    assert sum(len(asked.questions) for asked in FORM.short_way) == 15


def test_the_whole_journey_ends_with_tips(client) -> None:
    assert give(client, ECZEMA) == SHORT_WAY
    assert "Show my tips" in page(client, "/check/answers/")
    html = show_tips(client).content.decode()
    assert 'id="not-medical-advice"' in html
    assert 'id="see-someone"' in html
    assert 'id="tip-gentle-skincare"' in html
    assert "You said" in html


def test_every_page_can_be_skipped_but_the_two_that_keep_people_safe(client) -> None:
    response = make(client, REQUIRED)
    assert 'id="tip-' in response.content.decode()


def test_every_page_says_how_far_along_it_is(client) -> None:
    give(client, ECZEMA)
    for number, asked in enumerate(SHORT_WAY, 1):
        assert f"Page {number} of 10" in page(client, f"/check/{asked}/")
    # A page that is passed over is no page of this way.
    client.post("/check/skin/", {"skin_concerns": ["none"], "continue": "1"})
    assert "Page 5 of 9" in page(client, "/check/gut/")


@pytest.mark.parametrize("required", ["you", "urgent"])
def test_a_required_page_cannot_be_skipped(client, required) -> None:
    give(client, ECZEMA, until=required)
    response = client.post(f"/check/{required}/", {"skip": "1"}, follow=True)
    assert "There is a problem" in response.content.decode()
    assert 'name="skip"' not in response.content.decode()


def test_a_skipped_page_is_told_as_skipped(client) -> None:
    give(client, REQUIRED)
    html = page(client, "/check/answers/")
    rows = dict(re.findall(r'<div id="([\w-]+)"><dt>.*?</dt><dd>(.*?)</dd>', html))
    assert list(rows) == SHORT_WAY
    assert [asked for asked in rows if rows[asked] == "Skipped"] == SHORT_WAY[2:]


def test_the_list_of_answers_names_each_answer_and_a_way_to_change_it(client) -> None:
    give(client, ECZEMA)
    html = page(client, "/check/answers/")
    for asked in FORM.short_way:
        row = html.split(f'<div id="{asked.id}">')[1].split("</div>")[0]
        assert f'href="/check/{asked.id}/?change=1"' in row
        for question in asked.questions:
            for option in ECZEMA.get(question.id, []):
                assert escape(question.by_id[option].label) in row


def test_going_back_shows_what_was_answered(client) -> None:
    give(client, ECZEMA)
    html = page(client, "/check/habits/")
    assert 'class="back" href="/check/safety/"' in html
    checked = re.findall(r'value="(\w+)" id="[^"]+" checked', html)
    assert checked == ECZEMA["habits"]


def test_nothing_is_chosen_at_first(client) -> None:
    give(client, REQUIRED | {"safety": ["none"]})
    for asked in FORM.pages[2:]:
        if asked.id != "safety":
            assert " checked" not in page(client, f"/check/{asked.id}/")


def test_a_change_goes_back_to_the_list_of_answers(client) -> None:
    give(client, ECZEMA)
    html = page(client, "/check/gut/?change=1")
    assert 'name="change"' in html
    assert 'class="back" href="/check/answers/"' in html
    response = client.post("/check/gut/", {"poo_form": "soft", "change": "1", "continue": "1"})
    assert response.headers["Location"] == "/check/answers/"
    assert "Soft and smooth" in page(client, "/check/answers/")


def test_a_change_that_opens_questions_asks_them_first(client) -> None:
    give(client, ECZEMA | {"skin_concerns": ["none"]})
    response = client.post(
        "/check/skin/", {"skin_concerns": ["eczema"], "change": "1", "continue": "1"}
    )
    assert response.headers["Location"] == "/check/skin-days/?change=1"
    response = client.post("/check/skin-days/", {"itch": "7", "change": "1", "continue": "1"})
    assert response.headers["Location"] == "/check/answers/"


def test_pages_that_do_not_apply_are_passed_over_and_their_answers_do_not_count(client) -> None:
    give(client, ECZEMA | {"itch_sleep": ["most_nights"]})
    response = client.post("/check/skin/", {"skin_concerns": ["none"], "continue": "1"})
    # Signs are asked of everyone.
    assert response.headers["Location"] == "/check/skin-signs/"
    assert client.get("/check/skin-days/").headers["Location"] == "/check/gut/"
    assert 'id="skin-days"' not in page(client, "/check/answers/")
    # Whoever changes their mind finds the answers again.
    client.post("/check/skin/", {"skin_concerns": ["eczema"], "continue": "1"})
    assert 'value="most_nights" id="id_itch_sleep_2" checked' in page(client, "/check/skin-days/")


def test_someone_under_18_is_turned_away_kindly_and_nothing_is_kept(client) -> None:
    response = client.post("/check/you/", {"adult": "no", "region": "uk", "continue": "1"})
    assert not client.cookies["draft_token"].value
    html = page(client, response.headers["Location"])
    assert "0800 1111" in html
    assert "There is a problem" not in html


@pytest.mark.parametrize("sign", sorted(FORM.by_question["urgent_now"].plain))
def test_an_urgent_sign_stops_the_questionnaire_and_shows_no_tip(client, sign) -> None:
    give(client, ECZEMA, until="urgent")
    response = client.post("/check/urgent/", {"urgent_now": [sign], "continue": "1"})
    html = page(client, response.headers["Location"])
    assert 'data-urgency="emergency"' in html
    assert "999" in html
    assert 'id="tip-' not in html
    assert 'id="not-medical-advice"' in html
    assert 'id="see-someone"' in html
    assert client.get("/check/skin/").headers["Location"] == "/check/care/"
    # A slip of the finger can be mended.
    client.post("/check/urgent/", {"urgent_now": ["none"], "continue": "1"})
    assert client.get("/check/skin/").status_code == 200


def test_answers_cannot_be_asked_before_age_and_urgent_signs(client) -> None:
    assert "There are no answers on this device" in page(client, "/check/skin/")
    client.post("/check/you/", {"adult": "yes", "continue": "1"})
    assert client.get("/check/skin/").headers["Location"] == "/check/urgent/"
    assert client.get("/check/answers/").headers["Location"] == "/check/urgent/"


def test_the_region_chosen_once_is_used_everywhere(client) -> None:
    give(client, ECZEMA | {"region": ["australia"], "skin_signs": ["eye_pain"]})
    assert "13 11 14" in page(client, "/help/")
    assert "10 standard drinks" in page(client, "/check/limits/")
    assert "1800 633 422" in show_tips(client).content.decode()


@pytest.mark.parametrize("region", [*FORM.by_question["region"].by_id, None])
def test_alcohol_can_be_answered_everywhere(client, content, region) -> None:
    answers = {question: chosen for question, chosen in ECZEMA.items() if question != "region"}
    give(client, answers | ({"region": [region]} if region else {}))
    place = content.region_by_id[region or "elsewhere"]
    for address in ("/check/habits/", "/check/limits/"):
        assert escape(place.alcohol.line) in page(client, address)
    client.post("/check/habits/", {"habits": ["alcohol"], "continue": "1"})
    response = client.post("/check/limits/", {"alcohol": "within_guide", "continue": "1"})
    assert response.headers["Location"] == "/check/answers/"
    row = page(client, "/check/answers/").split('<div id="limits">')[1].split("</div>")[0]
    assert "Some, up to the amount shown" in row


def test_without_a_region_the_advice_fits_anywhere(client) -> None:
    give(client, {"adult": ["yes"]}, until="urgent")
    client.post("/check/urgent/", {"urgent_now": ["self_harm"], "continue": "1"})
    assert "local emergency number" in page(client, "/check/care/")


@pytest.mark.parametrize("region", FORM.by_question["region"].by_id)
def test_a_way_to_text_stands_beside_each_voice_line(client, content, region) -> None:
    crisis = content.region_by_id[region].crisis
    lines = [escape(crisis.says), escape(crisis.text)]
    give(client, ECZEMA | {"region": [region], "urgent_now": ["self_harm"]})
    low = visitor(ECZEMA | {"region": [region], "skin_impact": ["very_much"]})
    for html in (
        page(client, "/check/care/"),
        page(client, f"/help/?region={region}"),
        page(client, f"/check/adults-only/?region={region}"),
        show_tips(low).content.decode(),
    ):
        # A number may be a link to call it.
        assert " ".join(lines) in re.sub(r"</?a\b[^>]*>", "", html)


def test_it_says_that_nobody_medically_qualified_has_judged_it(client) -> None:
    html = page(client, "/about/")
    assert "No doctor, nurse or pharmacist has reviewed our words yet" in html
    assert "Rules on medical devices may cover" in html
    assert "No one has done so yet" in html


def test_answers_are_deleted_with_one_press(client) -> None:
    give(client, ECZEMA)
    assert 'action="/check/delete/"' in page(client, "/check/gut/")
    html = client.post("/check/delete/", follow=True).content.decode()
    assert "Your answers are deleted" in html
    assert "There are no answers on this device" in page(client, "/check/answers/")


def test_a_page_that_says_they_are_deleted_is_not_shown_beside_answers(client) -> None:
    give(client, ECZEMA, until="gut")
    assert client.get("/check/deleted/").headers["Location"] == "/check/leave/"


def test_the_cookie_ends_with_the_browser_unless_asked_to_stay(client) -> None:
    give(client, ECZEMA)
    cookie = client.cookies["draft_token"]
    assert cookie["max-age"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    client.post("/check/keep/", {"keep": "1"})
    assert client.cookies["draft_token"]["max-age"] == 30 * 24 * 60 * 60
    # And stays so when the person goes on.
    client.post("/check/gut/", {"poo_form": "soft", "continue": "1"})
    assert client.cookies["draft_token"]["max-age"] == 30 * 24 * 60 * 60


def test_someone_who_left_carries_on_where_they_stopped(client) -> None:
    give(client, ECZEMA, until="gut")
    assert 'href="/check/gut/"' in page(client, "/")
    assert 'href="/check/gut/"' in page(client, "/check/leave/")


def test_pages_about_a_person_are_kept_by_nobody(client) -> None:
    give(client, ECZEMA)
    pages = [client.get("/check/skin/"), client.get("/check/answers/")]
    for response in (*pages, show_tips(client)):
        assert response.headers["Cache-Control"] == "no-store"
        assert b'content="noindex"' in response.content


def test_help_shows_the_numbers_of_a_place(client) -> None:
    assert "50808" in page(client, "/help/?region=ireland")


def test_nothing_of_another_place_stays_on_the_page_when_htmx_brings_the_numbers(client) -> None:
    """A number to call of another country, or a link that leads back to it, could cost a life."""
    html = page(client, "/help/?region=ireland&about=skin")
    form = re.search(r"<form [^>]*data-hx-get[^>]*>", html)[0]
    for part in ("select", "target"):
        assert f' data-hx-{part}="#numbers"' in form
    assert ' data-hx-select-oob="#parts,#signs"' in form
    for place in ("parts", "numbers", "signs"):
        assert html.count(f' id="{place}"') == 1
    linked = re.findall(r'href="([^"]*about=[^"]*)"', unescape(html))
    assert linked
    assert all(link.startswith("?region=ireland&about=") for link in linked)


@pytest.mark.parametrize("part", ["skin", "gut", "pregnancy", "mind"])
def test_help_on_a_part_shows_its_signs_and_those_that_belong_to_all(client, content, part) -> None:
    html = page(client, f"/help/?region=uk&about={part}")
    shown = {flag.id for flag in content.red_flags if f'id="help-{flag.dom_id}"' in html}
    assert shown == {f.id for f in content.red_flags if not f.parts or part in f.parts}
    assert 4 < len(shown) < len(content.red_flags)
    assert "See all signs" in html
    assert 'aria-current="page"' in html.split('id="parts"')[1].split("</nav>")[0]
    # What means danger to life whatever it is about is never left out.
    assert {"sepsis", "fever_weak_immunity"} <= shown


# Where someone looks for a danger, typed by hand: who reads one part alone must not miss it.
EVERYWHERE = {
    "anaphylaxis",
    "sepsis",
    "fever_weak_immunity",
    "suicidal",
    "alcohol_withdrawal",
    "infant",
    "medicine_fever",
    "maoi_headache",
}
LOOKED_FOR = {
    "skin": {
        "glass_test_rash", "blistering_peeling", "dark_painful_skin", "erythroderma",
        "drug_rash_fever", "shingles_face", "shingles_eye", "eye", "cellulitis", "jaundice",
        "pregnancy_itch", "isotretinoin", "isotretinoin_low", "medicine_unborn",
        "antibiotics_unborn", "low_mood",
    },
    "gut": {
        "severe_pain", "vomit_blood", "heavy_bleed", "black_poo_thinner", "obstruction",
        "pregnancy_emergency", "bile_infection", "jaundice", "cannot_keep_fluids", "clozapine",
        "eating_disorder",
    },
    "pregnancy": {
        "pregnancy_emergency", "severe_pain", "glass_test_rash", "blistering_peeling",
        "pregnancy_itch", "pregnancy_rash", "jaundice", "eye", "cannot_keep_fluids",
        "tummy_pain_fever", "isotretinoin", "medicine_unborn", "antibiotics_unborn",
        "retinoid_cream",
    },
    "mind": {"isotretinoin_low", "alcohol_dependence", "low_mood", "eating_disorder"},
}  # fmt: skip


@pytest.mark.parametrize("part", list(LOOKED_FOR))
def test_a_danger_stands_under_each_part_where_someone_would_look_for_it(client, part) -> None:
    html = page(client, f"/help/?region=uk&about={part}")
    wanted = EVERYWHERE | LOOKED_FOR[part]
    assert {
        name for name in wanted if f'id="help-flag-{name.replace("_", "-")}"' not in html
    } == set()


def test_signs_on_help_say_who_to_call_as_the_care_cards_do(client) -> None:
    """Links to a part lead straight to the signs, past the numbers at the top."""
    html = page(client, "/help/?region=uk&about=mind")
    signs = html.split('id="signs"')[1]
    assert signs.index('href="tel:999"') < signs.index("help-flag-")
    assert 'href="tel:111"' in signs
    row = signs.split('id="help-flag-suicidal"')[1].split("</details>")[0]
    assert row.index('href="tel:116123"') < row.index('href="tel:999"')
    assert "85258" in row
    # Nobody should travel with it.
    row = signs.split('id="help-flag-anaphylaxis"')[1].split("</details>")[0]
    assert "Call 999 now." in row
    assert "go to A&E" not in row
    # A place without a number of its own has words for it.
    signs = page(client, "/help/?region=elsewhere").split('id="signs"')[1]
    assert "Call your local emergency number" in signs.split("help-flag-")[0]


def test_help_says_so_when_it_does_not_know_the_part(client, content) -> None:
    html = page(client, "/help/?about=moon")
    assert "We do not know that part" in html
    assert html.count('id="help-flag-') == len(content.red_flags)
    assert "We do not know that part" not in page(client, "/help/?about=skin")


def test_help_remembers_the_place_from_an_answer_under_way(client) -> None:
    give(client, ECZEMA | {"region": ["australia"]}, until="urgent")
    html = page(client, "/help/")
    assert html.index("Who to call: Australia") < html.index('id="signs"')
    assert "?region=australia&amp;about=skin" in html


def test_help_names_a_group_for_people_with_skin_problems_where_one_was_found(
    client, content
) -> None:
    for region in content.regions:
        html = unescape(page(client, f"/help/?region={region.id}"))
        assert ("A group for people with skin problems" in html) == bool(region.group), region.id
        if region.group:
            # Who pays for such groups is told beside their names.
            told = html.split(region.group.says)[1].split("</dd>")[0]
            assert "Firms that sell medicines" in told
            assert region.group.source in html


def test_help_names_every_red_flag(client, content) -> None:
    html = page(client, "/help/")
    for flag in content.red_flags:
        assert f'id="help-{flag.dom_id}"' in html


@pytest.mark.parametrize("address", ["/about/", "/privacy/", "/check/leave/", "/check/deleted/"])
def test_other_pages_open(client, address) -> None:
    assert "<h1>" in page(client, address)


def test_questionnaire_pages_ask_the_database_nothing(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        give(client, ECZEMA)
        page(client, "/check/answers/")


DERIVED = {
    "sores and a painful eye": (
        {"skin_signs": ["punched_out_sores", "eye_pain"]},
        "skin-signs",
        {"skin_signs": ["none"]},
    ),
    "spreading skin and weak immunity": (
        {"skin_signs": ["hot_painful_spreading"], "safety": ["weak_immunity"]},
        "safety",
        {"safety": ["none"]},
    ),
    "black poo and a blood thinner": (
        {"gut_signs": ["black_poo"], "safety": ["blood_thinner"]},
        "safety",
        {"safety": ["none"]},
    ),
}


@pytest.mark.parametrize("name", DERIVED)
def test_an_emergency_made_of_two_answers_can_be_mended(client, name) -> None:
    wrong, page_id, right = DERIVED[name]
    answers = ECZEMA | wrong
    assert give(client, answers)[-1] == page_id
    html = page(client, "/check/care/")
    assert 'data-urgency="emergency"' in html
    assert 'id="tip-' not in html
    assert f'href="/check/{page_id}/' in html
    assert client.get(f"/check/{page_id}/").status_code == 200
    response = client.post(f"/check/{page_id}/", {**right, "continue": "1"})
    assert response.headers["Location"] != "/check/care/"
    assert client.get("/check/care/").headers["Location"] == "/"


@pytest.mark.parametrize(
    ("page_id", "sign"),
    [("skin-signs", "hot_painful_spreading"), ("gut-signs", "black_poo")],
)
def test_an_emergency_made_by_a_health_fact_can_be_mended_at_the_sign_too(
    client, page_id, sign
) -> None:
    facts = {"safety": ["weak_immunity", "blood_thinner"]}
    question = page_id.replace("-", "_")
    assert give(client, ECZEMA | facts | {question: [sign]})[-1] == "safety"
    assert f'href="/check/{page_id}/' in page(client, "/check/care/")
    # Neither later pages nor the tips can be reached around it.
    for address in ("/check/habits/", "/check/answers/", "/check/plants/"):
        assert client.get(address, follow=True).redirect_chain[-1] == ("/check/care/", 302)
    # Another day's result can be opened all the same, beside a word on this one.
    assert 'href="/check/care/"' in page(client, "/results/")
    made = client.post("/check/answers/", follow=True)
    assert made.redirect_chain[-1] == ("/check/care/", 302)
    client.post(f"/check/{page_id}/", {question: ["none"], "continue": "1"})
    assert client.get("/check/care/").headers["Location"] == "/"
    assert 'value="weak_immunity"' in page(client, "/check/safety/")
    assert client.get("/check/habits/").status_code == 200


def test_the_care_page_leads_only_where_a_slip_can_be_mended(client) -> None:
    give(client, ECZEMA | {"skin_signs": ["punched_out_sores", "eye_pain"]})
    assert client.get("/check/gut/").headers["Location"] == "/check/care/"


def test_a_required_answer_that_was_lost_is_asked_again(client) -> None:
    raw = b'{"answers":{"adult":["yes"],"urgent_now":["gone"]},"done":%s}'
    done = str([p.id for p in FORM.pages]).replace("'", '"').encode()
    token = cookies.sealed(drafts.LABEL, raw % done)
    client.cookies[settings.DRAFT_COOKIE_NAME] = token
    assert client.get("/check/answers/").headers["Location"] == "/check/urgent/"


def test_a_draft_older_than_30_days_is_not_read(client) -> None:
    raw = b'{"answers":{"adult":["yes"]},"done":["you"]}'
    with time_machine.travel(datetime.now(UTC) - timedelta(days=31)):
        token = cookies.sealed(drafts.LABEL, raw)
    for address in ("/", "/check/you/", "/check/leave/", "/check/gut/"):
        # Said where someone lands first.
        client.cookies[settings.DRAFT_COOKIE_NAME] = token
        html = page(client, address)
        assert html.count("We keep answers for 30 days") == 1, address
        assert "could not read" not in html
        assert "Delete my answers" in html
    # It is as if there were none: what is answered now takes their place.
    client.post("/check/you/", {"adult": "yes", "region": "uk", "continue": "1"})
    assert "We keep answers for 30 days" not in page(client, "/")


def test_back_from_a_mended_mistake_is_a_page_with_the_answer(client) -> None:
    give(client, ECZEMA, until="gut-signs")
    both = {"gut_signs": ["blood", "none"], "continue": "1"}
    wrong = client.post("/check/gut-signs/", both)
    address = wrong.headers["Location"]
    assert "There is a problem" in page(client, address)
    assert page(client, address).count(" checked") == 2
    right = client.post("/check/gut-signs/", {"gut_signs": "none", "continue": "1"})
    assert right.status_code == 302
    back = page(client, address)
    assert "There is a problem" not in back
    assert back.count(" checked") == 1


def test_what_is_too_much_for_a_cookie_is_told_at_once_and_loses_nothing(client) -> None:
    give(client, ECZEMA, until="gut-signs")
    before = client.cookies[settings.DRAFT_COOKIE_NAME].value
    noise = [secrets.token_hex(50) for _ in range(60)]
    response = client.post("/check/gut-signs/", {"gut_signs": noise, "continue": "1"})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert client.cookies[settings.DRAFT_COOKIE_NAME].value == before


@pytest.mark.parametrize("address", ["/check/care/", "/check/answers/", "/check/tips/"])
def test_answers_that_cannot_be_read_are_told(client, address) -> None:
    client.cookies[settings.DRAFT_COOKIE_NAME] = "cut off"
    response = client.get(address, follow=True)
    assert "We could not read your earlier answers" in response.content.decode()


@pytest.mark.parametrize("address", ["/check/gut/", "/check/answers/", "/check/tips/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_answers_that_are_gone_are_told(client, address, method) -> None:
    response = getattr(client, method)(address, {"poo_form": "soft", "continue": "1"}, follow=True)
    html = response.content.decode()
    if method == "post" and address == "/check/tips/":
        assert response.status_code == 405
        return
    assert "There are no answers on this device" in html
    assert response.request["REQUEST_METHOD"] == "GET"
    assert 'href="/check/you/"' in html
