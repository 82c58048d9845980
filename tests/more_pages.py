"""States of pages that differ from those of tests/pages.py in their words alone: read, not parsed.

Together they show every sentence of the content. The same form: a name and what the app answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from habits import drafts, saved, sealing
from habits.engine.content import load
from tests.cases import cases
from tests.pages import NOBODY, Page, Seen, get, post, seen
from tests.people import FORM, Answers

REGIONS = [region.id for region in load().regions]
# Enough of the agreed cases for a spread; all would take as long again as everything else.
EVERY_NTH_CASE = 8


def more_pages() -> list[Seen]:
    """Needs a database that may be written to."""
    return [seen(name, response) for name, response in walk()]


def walk() -> Iterator[Page]:
    yield from everywhere()
    yield from mistakes()
    yield from emergencies()
    yield from results()


def visitor(answers: Answers, **draft: Any) -> Client:
    """A browser with these answers on it, every page answered or skipped."""
    holder = HttpResponse()
    drafts.write(holder, drafts.Draft(answers, list(FORM.by_page), **draft))
    client = Client(raise_request_exception=False)
    client.cookies = holder.cookies
    return client


def everywhere() -> Iterator[Page]:
    """What depends on where someone lives."""
    for region in REGIONS:
        yield f"help: {region}", get(f"/help/?region={region}")
        yield f"under 18: {region}", get(f"/check/adults-only/?region={region}")
        answers = far_from_every_tip("eczema") | every_sign() | {"region": [region]}
        yield f"check: limits, {region}", get("/check/limits/", visitor(answers))
        yield f"result: {region}", opened(answers)


def mistakes() -> Iterator[Page]:
    """Every error that a page of the questionnaire can show, and what else depends on a draft."""
    client = visitor(NOBODY | {"safety": ["none"]})
    for page in FORM.pages:
        wrong: list[dict[str, object]] = [{}, {"unknown": "1"}, {page.questions[0].id: "unknown"}]
        for question in page.questions:
            if question.exclusive and question.kind == "many":
                wrong.append({question.id: [*question.by_id]})
        for data in wrong:
            response = client.post(reverse("check", args=[page.id]), {**data, "continue": "1"})
            # Skipped questions are no mistake where another one was answered.
            assert response.status_code == 422, (page.id, data)
            yield f"error: {page.id}, {[*data]}", response
    yield "leave: kept", get("/check/leave/", visitor(NOBODY, keep=True))
    yield "check answers: none", get("/check/answers/", client)
    everything = far_from_every_tip("rosacea") | every_sign() | every_fact()
    yield "check answers: all", get("/check/answers/", visitor(everything))


def emergencies() -> Iterator[Page]:
    start = far_from_every_tip("eczema")
    for sign in every("urgent_now"):
        yield f"emergency: {sign}", get("/check/care/", visitor(start | {"urgent_now": [sign]}))
    for region in REGIONS:
        answers = start | {"region": [region], "urgent_now": every("urgent_now")}
        yield f"emergency: all, {region}", get("/check/care/", visitor(answers))
    for together in (
        {"skin_signs": ["punched_out_sores", "eye_pain"]},
        {"skin_signs": ["hot_painful_spreading"], "safety": ["weak_immunity"]},
    ):
        yield f"emergency: {together}", get("/check/care/", visitor(start | together))


def results() -> Iterator[Page]:
    for name, answers in people():
        yield f"result: {name}", opened(answers)


def opened(answers: Answers) -> HttpResponse:
    record = saved.Record(answers, date.today())
    code = saved.keep(settings.SERVER_KEYS, sealing.new_secret(), record, date.today())
    return post(Client(), "result-open", code=code)


def people() -> Iterator[tuple[str, Answers]]:
    for case in [*cases()][::EVERY_NTH_CASE]:
        yield f"case {case.name}", case.answers
    for concern in every("skin_concerns"):
        yield concern, far_from_every_tip(concern)
    for fact in every("safety"):
        yield fact, far_from_every_tip("eczema") | {"safety": [fact]}
    yield "every fact", far_from_every_tip("acne_stubborn") | every_fact()
    yield "every sign", far_from_every_tip("rash") | every_sign()
    yield "every sign and fact", far_from_every_tip("psoriasis") | every_sign() | every_fact()
    yield "sores", far_from_every_tip("eczema") | {"skin_signs": ["punched_out_sores"]}
    yield "takes antibiotics", far_from_every_tip("rosacea") | {"antibiotics": ["taking_now"]}
    everything = {"skin_concerns": every("skin_concerns"), "bloating_days": ["7"]}
    yield "every concern", far_from_every_tip("dull") | everything | {"sleep_regular": ["shifts"]}


def every(question: str) -> list[str]:
    """Every option of a question that is not exclusive."""
    return sorted(FORM.by_question[question].plain)


def every_sign() -> Answers:
    # Sores and a painful eye together are an emergency.
    skin = [sign for sign in every("skin_signs") if sign != "punched_out_sores"]
    return {"skin_signs": skin, "gut_signs": every("gut_signs"), "stress": ["very_much"]}


def every_fact() -> Answers:
    # A weak immune system is an emergency together with skin that is hot and spreading.
    return {"safety": [fact for fact in every("safety") if fact != "weak_immunity"]}


def far_from_every_tip(concern: str) -> Answers:
    """Someone with this skin concern whom as many tips as possible fit."""
    return {
        "adult": ["yes"], "region": ["uk"], "urgent_now": ["none"], "skin_concerns": [concern],
        "skin_signs": ["none"], "itch": ["7"], "itch_sleep": ["some_nights"],
        "flares": every("flares"), "skin_treatment": ["not_helping"], "skin_impact": ["a_lot"],
        "wash_with": ["soap"], "moisturise_days": ["0"], "fragrance": ["yes"],
        "natural_products": ["yes"], "sun_protection": ["rarely"], "poo_form": ["hard"],
        "bloating_days": ["3_4"], "gut_signs": ["none"], "fibre_portions": ["0"],
        "plant_kinds": ["under_10"], "prebiotic_foods": ["none"], "fermented_foods": ["none"],
        "probiotic": ["sometimes"], "upf_days": ["7"], "sugary_drink_days": ["7"],
        "sweetener_days": ["7"], "alcohol": ["well_above"], "alcohol_flush": ["yes"],
        "antibiotics": ["prescribed_recent"], "disinfecting": ["many_times"],
        "sleep_hours": ["under_5"], "sleep_regular": ["varies"], "stress": ["quite_a_lot"],
        "smoking": ["smoke"], "habits": every("habits"), "safety": ["none"],
        "try_first": ["food"],
    }  # fmt: skip
