"""People that several tests use: answers to the whole questionnaire, and a way to give them."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from habits.engine.content import load

FORM = load().questionnaire

Answers = dict[str, list[str]]

# Someone with eczema who answers the short way.
ECZEMA: Answers = {
    "adult": ["yes"],
    "region": ["uk"],
    "urgent_now": ["none"],
    "skin_concerns": ["eczema"],
    "skin_signs": ["none"],
    "itch": ["4"],
    "itch_sleep": ["never"],
    "poo_form": ["hard"],
    "gut_signs": ["none"],
    "safety": ["none"],
    "habits": ["harsh_wash", "little_moisturiser", "few_plants", "few_ferments", "short_sleep"],
    "try_first": ["skin_care"],
}
# What the same person may answer on pages that go into more detail.
DETAILS: Answers = {
    "wash_with": ["soap"],
    "moisturise_days": ["1_2"],
    "fibre_portions": ["1_2"],
    "prebiotic_foods": ["bananas", "oats"],
    "fermented_foods": ["none"],
    "sleep_hours": ["5_6"],
}
# The same person in the first edition of the questionnaire.
FIRST_EDITION: Answers = {
    "adult": ["yes"],
    "region": ["uk"],
    "urgent_now": ["none"],
    "skin_concerns": ["eczema"],
    "skin_signs": ["none"],
    "itch_days": ["3_4"],
    "itch_nights": ["0"],
    "poo_form": ["hard"],
    "gut_signs": ["none"],
    "safety": ["none"],
    "try_first": ["skin_care"],
} | DETAILS


def make(client: Client, answers: Answers) -> HttpResponse:
    """Answer everything and press "Show my tips". Needs the database."""
    give(client, answers)
    return client.post("/check/answers/", {"continue": "1"})


def give(client: Client, answers: Answers, until: str = "") -> list[str]:
    """Answer the short way as a browser does, following every redirect.

    Pages without an answer are skipped. Stops before the page `until`. Returns the pages seen.
    """
    return walk(client, "/check/you/", answers, until)


def give_more(client: Client, area: str, answers: Answers) -> list[str]:
    """Answer the pages of an area from "Check your answers"; returns the pages seen."""
    return walk(client, f"/check/{FORM.pages_of(area)[0].id}/", answers)


def walk(client: Client, address: str, answers: Answers, until: str = "") -> list[str]:
    seen = []
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
