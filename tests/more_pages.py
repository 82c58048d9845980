"""States of pages that differ from those of every_page.py in their words alone: read, not parsed.

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

from habits.engine.answers import EDITION
from habits.engine.assess import red_flags
from habits.engine.loaded import get_content
from habits.engine.schema import When
from habits.journey import drafts
from habits.store import saved_results, sealing
from habits.store.plans import raw_of
from tests.cases import cases
from tests.every_page import NOBODY, Page, Seen, get, post, seen
from tests.people import FIRST_EDITION, FORM, Answers, at, press, visit
from tests.plan.people import begun

CONTENT = get_content()
REGIONS = [region.id for region in CONTENT.regions]
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
    yield from earlier()
    yield from planned_tips()


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
        answers = with_signs(far_from_every_tip("eczema")) | {"region": [region]}
        client = visitor(answers)
        # What means "today" is told once, on the first page that follows.
        get("/check/habits/", client)
        yield f"check: limits, {region}", get("/check/limits/", client)


def mistakes() -> Iterator[Page]:
    """Every error that a page of the questionnaire can show, and what else depends on a draft."""
    client = visitor(NOBODY | {"safety": ["none"]})
    for page in FORM.pages:
        wrong: list[dict[str, object]] = [{}, {"unknown": "1"}]
        for question in page.questions:
            wrong.append({question.id: "unknown"})
            if question.exclusive and question.kind == "many":
                wrong.append({question.id: [*question.by_id]})
        for data in wrong:
            address = reverse("check", args=[page.id])
            response = client.post(address, {**data, "continue": "1"}, follow=True)
            # Skipped questions are no mistake where another one was answered.
            assert "There is a problem" in response.content.decode(), (page.id, data)
            yield f"error: {page.id}, {[*data]}", response
    yield "leave: kept", get("/check/leave/", visitor(NOBODY, keep=True))
    yield "check answers: none", get("/check/answers/", client)
    yield "check answers: all", get("/check/answers/", visitor(far_from_every_tip("rosacea")))


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
    signs = with_signs(far_from_every_tip("eczema"))
    for region in REGIONS:
        yield f"result: {region}", opened(signs | {"region": [region]})


def planned_tips() -> Iterator[Page]:
    """When each tip can be done, and what could get in the way."""
    answers = FIRST_EDITION | {"safety": ["none"]}
    for planned in CONTENT.plans:
        plan = raw_of(begun(1, planned.tip))
        record = saved_results.Record(answers, date.today(), plan=plan)
        nonce = sealing.new_secret()
        code = saved_results.save_result(settings.SERVER_KEYS, nonce, record, date.today())
        client = Client()
        yield f"plan: {planned.tip}", get(at(client, code, "plan") + "0/", client)


def opened(answers: Answers) -> HttpResponse:
    return visit(Client(), kept(answers))


def kept(answers: Answers, edition: int = EDITION) -> str:
    """The code of a result with these answers."""
    record = saved_results.Record(answers, date.today(), edition=edition)
    return saved_results.save_result(
        settings.SERVER_KEYS, sealing.new_secret(), record, date.today()
    )


def earlier() -> Iterator[Page]:
    """What is asked no more, side by side in results of the first edition."""
    retired = [(question.id, option.id) for question in FORM.retired for option in question.options]
    retired += [
        (question.id, option.id)
        for question in FORM.current_questions.values()
        for option in question.options
        if option.retired
    ]
    for question, option in retired:
        codes = [kept(FIRST_EDITION | {question: [option]}, 1), kept(FIRST_EDITION, 1)]
        yield (
            f"saved: compared, {question} {option}",
            post(listing(codes), "saved-compare", code=codes),
        )


def listing(codes: list[str]) -> Client:
    """A browser with these results on its list."""
    client = Client()
    for code in codes:
        press(client, code, "result-add")
    return client


def people() -> Iterator[tuple[str, Answers]]:
    for case in cases()[::EVERY_NTH_CASE]:
        yield f"case {case.name}", case.answers
    for concern in every("skin_concerns"):
        yield concern, far_from_every_tip(concern)
    for fact in every("safety"):
        yield fact, far_from_every_tip("eczema") | {"safety": [fact]}
    yield "every fact", far_from_every_tip("acne_stubborn") | every_fact()
    yield "every sign", with_signs(far_from_every_tip("rash"))
    yield "every sign and fact", with_signs(far_from_every_tip("psoriasis") | every_fact())
    for flag in CONTENT.red_flags:
        if flag.when and flag.urgency != "emergency":
            yield f"flag {flag.id}", far_from_every_tip("eczema") | one_that_holds(flag.when)
    yield "sores", far_from_every_tip("eczema") | {"skin_signs": ["punched_out_sores"]}
    yield "takes antibiotics", far_from_every_tip("rosacea") | {"habits": ["antibiotics_now"]}
    warfarin = {"safety": ["warfarin"], "antibiotics": ["taking_now"]}
    yield "takes warfarin and antibiotics", far_from_every_tip("dry_itchy") | warfarin
    everything = {"skin_concerns": every("skin_concerns"), "bloating_days": ["7"]}
    yield "every concern", far_from_every_tip("dull") | everything | {"sleep_regular": ["shifts"]}


def every(question: str) -> list[str]:
    """Every option of a question that is not exclusive."""
    return sorted(FORM.by_question[question].plain)


def with_signs(answers: Answers) -> Answers:
    """Sign after sign, less those that would make it an emergency."""
    for question in ("skin_signs", "gut_signs"):
        answers = answers | {question: []}
        for sign in every(question):
            more = answers | {question: [*answers[question], sign]}
            if not red_flags(CONTENT, more).emergency:
                answers = more
    return answers


def one_that_holds(when: When) -> Answers:
    """As few answers as the condition needs."""
    answers: Answers = {}
    # Both words can name the same question: a medicine, and a pregnancy that it would harm.
    for question, options in (*when.all_of.items(), *list(when.any_of.items())[:1]):
        answers[question] = [*answers.get(question, []), min(options)]
    return answers


def every_fact() -> Answers:
    return {"safety": every("safety")}


def far_from_every_tip(concern: str) -> Answers:
    """Someone with this skin concern whom as many tips as possible fit. What is not named here is
    answered as well."""
    first = {name: [asked.offered[0].id] for name, asked in FORM.current_questions.items()}
    return first | {
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
