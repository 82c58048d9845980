"""People that several tests use: answers to the whole questionnaire, and a way to give them."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from habits.engine.loaded import get_content

FORM = get_content().questionnaire

Answers = dict[str, list[str]]
# What a browser asks for when it has all of the page of a new result.
SHOWN = re.compile(r'<link rel="stylesheet" href="(/results/\w+/shown.css)"')

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
    return show_tips(client)


def show_tips(client: Client, **data: str) -> HttpResponse:
    """Press "Show my tips", follow to the page of the result, and show all of it."""
    response = client.post("/check/answers/", data or {"continue": "1"}, follow=True)
    if address := SHOWN.search(response.content.decode()):
        client.get(address[1])
    return response


def at(client: Client, code: str, name: str = "result") -> str:
    """The address on this device of a page of the result that a code opens."""
    opened = client.post(reverse("result-open"), {"code": code})
    assert opened.status_code == 302, (code, opened.status_code)
    return reverse(name, args=[opened.headers["Location"].split("/")[2]])


def visit(client: Client, code: str, name: str = "result") -> HttpResponse:
    """Open a result by its code and look at one of its pages."""
    return client.get(at(client, code, name))


def press(client: Client, code: str, name: str, /, **data: object) -> HttpResponse:
    """Open a result by its code and press a button of it; follows where that leads."""
    return client.post(at(client, code, name), data, follow=True)


def mistaken(client: Client, page: str, **answers: str | list[str]) -> str:
    """The page that says what is wrong, where a form leads that did not do."""
    response = client.post(f"/check/{page}/", {**answers, "continue": "1"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/check/{page}/?mistake=1"
    response = client.get(response.headers["Location"])
    assert response.status_code == 200
    html = response.content.decode()
    assert "<title>Error: " in html
    return html


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
