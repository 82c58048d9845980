"""People that several tests use: answers to the whole questionnaire, and a way to give them."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from habits.engine.content import load

FORM = load().questionnaire

Answers = dict[str, list[str]]

# Someone with eczema who answers most pages.
ECZEMA: Answers = {
    "adult": ["yes"],
    "region": ["uk"],
    "urgent_now": ["none"],
    "skin_concerns": ["eczema"],
    "skin_signs": ["none"],
    "itch_days": ["3_4"],
    "itch_nights": ["0"],
    "wash_with": ["soap"],
    "moisturise_days": ["1_2"],
    "poo_form": ["hard"],
    "gut_signs": ["none"],
    "fibre_portions": ["1_2"],
    "prebiotic_foods": ["oats", "bananas"],
    "fermented_foods": ["none"],
    "sleep_hours": ["5_6"],
    "safety": ["none"],
    "try_first": ["skin_care"],
}


def make(client: Client, answers: Answers) -> HttpResponse:
    """Answer everything and press "Show my tips". Needs the database."""
    give(client, answers)
    return client.post("/check/answers/", {"continue": "1"})


def give(client: Client, answers: Answers, until: str = "") -> list[str]:
    """Answer the questionnaire as a browser does, following every redirect.

    Pages without an answer are skipped. Stops before the page `until`. Returns the pages seen.
    """
    address, seen = "/check/you/", []
    while address.startswith("/check/") and address.split("/")[2] in FORM.by_page:
        page = FORM.by_page[address.split("/")[2]]
        if page.id == until:
            break
        seen.append(page.id)
        data: dict[str, object] = {q.id: answers[q.id] for q in page.questions if q.id in answers}
        data["continue" if data else "skip"] = "1"
        response = client.post(address, data)
        assert response.status_code == 302, (address, response.status_code)
        address = response.headers["Location"]
    return seen
