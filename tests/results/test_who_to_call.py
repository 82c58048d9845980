"""A result that is an emergency says who to call, on all of its pages."""

from __future__ import annotations

import json

import pytest

from tests.people import ECZEMA, visit
from tests.results.helpers import keep, post, text, visible

pytestmark = pytest.mark.django_db


def test_a_result_that_is_an_emergency_by_todays_rules_shows_help_and_no_tip(client) -> None:
    response = post(client, "result-open", code=keep(ECZEMA | {"urgent_now": ["self_harm"]}))
    html = text(response)
    assert response.status_code == 200
    assert 'data-urgency="emergency"' in html
    assert 'id="tip-' not in html
    assert "data-food=" not in html
    assert "to start with" not in html
    assert "<strong>.</strong>" not in html


@pytest.mark.parametrize("sign", ["self_harm", "severe_tummy_pain", "fever_weak"])
@pytest.mark.parametrize("name", ["result", "result-print", "result-phone"])
def test_every_page_of_such_a_result_has_the_care_card_and_the_number(client, name, sign) -> None:
    code = keep(ECZEMA | {"urgent_now": [sign], "gut_signs": ["blood"]})
    html = text(visit(client, code, name))
    card, after = html.split('<section id="flag-')[1:], html.split('<section id="flag-')[0]
    assert len(card) == 1
    assert 'data-urgency="emergency"' in card[0]
    assert 'href="tel:999"' in card[0]
    # Nothing but the title stands above it.
    assert visible(after.split("<h1")[1]).count(".") <= 1
    assert "Tips I was shown" not in html
    assert "This is not medical advice" in html or name == "result-phone"
    assert "reminder" not in html


def test_the_export_of_such_a_result_begins_with_who_to_call(client) -> None:
    code = keep(ECZEMA | {"urgent_now": ["severe_tummy_pain"]})
    data = json.loads(visit(client, code, "result-export").content)
    assert next(iter(data)) == "get_help_now"
    assert "999" in json.dumps(data["get_help_now"])
    assert data["get_help_now"]["because"]
    assert data["tips_shown"] == []
    assert "get_help_now" not in json.loads(visit(client, keep(), "result-export").content)


def test_the_export_says_who_to_call_as_the_care_card_does(client) -> None:
    def told(sign: str) -> dict[str, object]:
        code = keep(ECZEMA | {"region": ["uk"], "urgent_now": [sign]})
        return json.loads(visit(client, code, "result-export").content)["get_help_now"]

    mind = told("self_harm")
    # Someone to talk to comes first, also for who cannot speak.
    assert mind["call"].index("116 123") < mind["call"].index("85258") < mind["call"].index("999")
    # Nobody should travel with it.
    assert "go to A&E" not in json.dumps(told("breathing_swelling"))
    assert "No line, or no answer? Call 999 now" in json.dumps(told("fever_weak"))
