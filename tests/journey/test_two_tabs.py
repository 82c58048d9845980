"""Two tabs that answer at once: of the cookies that come back, the last one wins. An emergency must
not be lost so. Each tab is a client here, and both start with the same cookies.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import ECZEMA, Answers, give, show_tips

pytestmark = pytest.mark.django_db

# A page with an answer that makes an emergency, with what was said before; and what undoes it.
EMERGENCIES: dict[str, tuple[Answers, str, Answers, Answers]] = {
    "by one answer": ({}, "urgent", {"urgent_now": ["very_ill"]}, {"urgent_now": ["none"]}),
    "by a health fact": (
        {"gut_signs": ["black_poo"]},
        "safety",
        {"safety": ["blood_thinner"]},
        {"safety": ["none"]},
    ),
    "by a sign": (
        {"safety": ["weak_immunity"]},
        "skin-signs",
        {"skin_signs": ["hot_painful_spreading"]},
        {"skin_signs": ["none"]},
    ),
}
# What the other tab sends meanwhile.
OTHERS = {
    "another page": ("/check/habits/", {"habits": ["smoke"], "continue": "1"}),
    "a mistake": ("/check/habits/", {"habits": ["smoke", "none"], "continue": "1"}),
    "a skip": ("/check/habits/", {"skip": "1"}),
    "a wish to keep them": ("/check/keep/", {"keep": "1"}),
    "a wish for the tips": ("/check/answers/", {"continue": "1"}),
}


def tab(cookies: dict[str, str]) -> Client:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def held(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}


def answer_at_once(start: dict[str, str], *forms: tuple[str, dict[str, object]]) -> dict[str, str]:
    """The cookies after forms that were all sent with `start`, answered in this order."""
    after = dict(start)
    for address, data in forms:
        response = tab(start).post(address, data)
        assert response.status_code == 302
        for name, morsel in response.cookies.items():
            after.pop(name, None)
            if morsel.value:
                after[name] = morsel.value
    return after


def shows_care_alone(client: Client) -> bool:
    page = client.get("/check/answers/", follow=True)
    tips = client.get("/check/tips/", follow=True)
    for seen in (page, tips, client.post("/check/answers/", {"continue": "1"}, follow=True)):
        html = seen.content.decode()
        if seen.request["PATH_INFO"] != "/check/care/" or 'id="tip-' in html:
            return False
        assert 'data-urgency="emergency"' in html
    return True


@pytest.mark.slow
@pytest.mark.parametrize("emergency_first", [True, False])
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", EMERGENCIES)
def test_an_emergency_is_not_undone_by_an_answer_under_way(name, other, emergency_first) -> None:
    before, page, wrong, right = EMERGENCIES[name]
    client = Client()
    give(client, ECZEMA | before)
    emergency = (f"/check/{page}/?change=1", {**wrong, "continue": "1", "change": "1"})
    forms = [emergency, OTHERS[other]]
    client = tab(answer_at_once(held(client), *(forms if emergency_first else forms[::-1])))
    assert shows_care_alone(client)
    # And what a person answers there anew counts, also when that is slower than another tab.
    client.post(f"/check/{page}/", {**right, "continue": "1", "change": "1"})
    assert client.get("/check/answers/").status_code == 200
    assert 'id="tip-' in show_tips(client).content.decode()


def test_a_result_made_meanwhile_shows_no_tips(client) -> None:
    give(client, ECZEMA)
    start = held(client)
    made = tab(start).post("/check/answers/", {"continue": "1"})
    after = answer_at_once(
        start,
        ("/check/urgent/?change=1", {"urgent_now": "very_ill", "continue": "1"}),
        ("/check/answers/", {"continue": "1"}),
    )
    after |= {name: morsel.value for name, morsel in made.cookies.items() if "open" in name}
    after["draft_token"] = made.cookies["draft_token"].value
    page = tab(after).get(made.headers["Location"], follow=True)
    assert page.redirect_chain == [("/check/care/", 302)]
    assert 'id="tip-' not in page.content.decode()


def test_the_same_page_answered_both_ways_at_once_is_an_emergency(client) -> None:
    give(client, ECZEMA)
    ill = ("/check/urgent/", {"urgent_now": "very_ill", "continue": "1"})
    well = ("/check/urgent/", {"urgent_now": "none", "continue": "1"})
    for forms in ((ill, well), (well, ill)):
        assert shows_care_alone(tab(answer_at_once(held(client), *forms)))


def test_an_emergency_that_was_mended_does_not_hide_the_next_one(client) -> None:
    give(client, ECZEMA)
    client.post("/check/urgent/", {"urgent_now": "very_ill", "continue": "1"})
    again = ("/check/urgent/", {"urgent_now": "self_harm", "continue": "1"})
    mended = ("/check/urgent/", {"urgent_now": "none", "continue": "1"})
    for forms in ((again, mended), (mended, again)):
        assert shows_care_alone(tab(answer_at_once(held(client), *forms)))


def test_an_emergency_of_deleted_answers_is_none_of_the_next(client) -> None:
    give(client, ECZEMA)
    client.post("/check/urgent/", {"urgent_now": "very_ill", "continue": "1"})
    kept = held(client)["alarm_token"]
    client.post("/check/delete/")
    assert "alarm_token" not in held(client)
    client.cookies["alarm_token"] = kept
    give(client, ECZEMA)
    assert client.get("/check/answers/").status_code == 200


@pytest.mark.parametrize("value", ["x", '"', "", "{}", "gAAAAA"])
def test_an_alarm_that_cannot_be_read_breaks_nothing(client, value) -> None:
    give(client, ECZEMA)
    client.cookies["alarm_token"] = value
    assert client.get("/check/answers/").status_code == 200


@pytest.mark.parametrize("gone", ["no answers", "damaged", "others"])
def test_who_needs_help_now_is_told_so_when_their_other_answers_are_gone(client, gone) -> None:
    data = {"urgent_now": "very_ill", "continue": "1"}
    if gone == "damaged":
        client.cookies["draft_token"] = "cut off"
    if gone == "others":
        give(client, ECZEMA)
        data["draft"] = "0" * 8
    page = client.post("/check/urgent/", data, follow=True)
    assert page.redirect_chain == [("/check/care/", 302)]
    assert 'data-urgency="emergency"' in page.content.decode()
