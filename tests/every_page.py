"""Every page in every state that someone can meet, as the app answers it.

Walked once; what is checked of a page needs no walk of its own. A new address that answers GET is
one line in `plain()`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from habits.engine import loaded
from habits.engine.loaded import get_content
from habits.fhir.response import response
from habits.journey import drafts
from habits.library.sources import AT_ONCE
from habits.site import cookies
from habits.store import result_links, saved_lists, saved_results, sealed_rows
from habits.store.plans import Plan, raw_of
from tests.cases import cases
from tests.people import (
    DETAILS,
    ECZEMA,
    FIRST_EDITION,
    FORM,
    Answers,
    at,
    give,
    give_more,
    make,
    press,
    show_tips,
    visit,
)
from tests.plan.people import CREAM, FIBRE, SLEEP, added, begun, whole

# Addresses without a page of their own, and why.
NO_PAGE = {
    "keep": "leads on to the page for leaving",
    "delete": "leads on to the page that says so",
    "clear": "leads on to the page that says so",
    "result-open": "leads on to the result",
    "result-keep": "leads on to the result",
    "result-add": "leads on to the list",
    "result-unshare": "leads on to the links that are out",
    "notes-open": "leads on to the notes",
    "result-shown": "no page, and nothing to see",
    "saved-remember": "leads on to the list",
    "saved-rename": "leads on to the list",
    "saved-open": "leads on to the page that asks",
    "saved-compare": "leads on to the page that compares",
    "saved-forget": "leads on to the list",
    "saved-remove": "leads on to the list",
    "result-export": "a download",
    "result-fhir": "a download",
    "fhir": "files for programs",
    "fhir-r5": "files for programs",
    "plan-reminder": "a download",
    "reminder": "a download",
    "display-css": "a stylesheet",
    "tip-steps": "parts of other pages, for paper",
    "robots": "a file for search engines",
    "sitemap": "a file for search engines",
    "changes-feed": "a file for feed readers",
    "data-file": "a file to take away",
    "healthz": "a line for machines",
    "readyz": "a line for machines",
    "metrics": "lines for machines",
}
NOBODY: Answers = {"adult": ["yes"], "urgent_now": ["none"]}
EVERY_HABIT = next(c.answers for c in cases() if "every habit who would rather not" in c.name)
PEOPLE: dict[str, Answers] = {
    "eczema": ECZEMA,
    "to see someone today": ECZEMA
    | {
        "skin_signs": ["eye_pain", "scarring"],
        "safety": ["alcohol_dependence"],
        "habits": ["alcohol"],
    },
    "an eating disorder": ECZEMA | {"safety": ["eating_disorder"]},
    "to see someone today, and signs skipped": {
        key: value for key, value in ECZEMA.items() if key != "gut_signs"
    }
    | {"skin_signs": ["eye_pain"]},
    "no tip that fits": NOBODY
    | {name: ["none"] for name in ("skin_concerns", "skin_signs", "gut_signs", "habits", "safety")},
    "nothing told": NOBODY,
    "every habit": EVERY_HABIT,
    "many claims": ECZEMA | {"skin_concerns": ["acne_stubborn", "eczema", "rosacea", "dull"]},
}


@dataclass(frozen=True)
class Seen:
    """One page: its name here, its address's name, what was answered."""

    name: str
    route: str
    address: str
    status: int
    html: str
    headers: dict[str, str]
    templates: frozenset[str]

    @property
    def asks(self) -> bool:
        """Is it a page of the questionnaire?"""
        return self.route == "check"

    @property
    def on_the_way(self) -> bool:
        """Is it a step on the way to the tips, or a page of a plan? They have less around them."""
        if self.route in ("plan", "plan-make", "plan-step"):
            return self.status == 200
        return self.route in ("check", "check-answers") and 'name="continue"' in self.html


def every_page() -> list[Seen]:
    """Walks the whole site. Needs a database that may be written to."""
    # What was rendered before would not be seen again.
    forget()
    return [seen(name, response) for name, response in walk()]


def forget() -> None:
    """Let go of all that is rendered once and kept."""
    ours = [m for name, m in sys.modules.items() if name.startswith("habits.")]
    for kept in (kept for module in ours for kept in list(vars(module).values())):
        # The content itself is read once.
        if hasattr(kept, "cache_clear") and kept is not loaded.read:
            kept.cache_clear()


def seen(name: str, response: HttpResponse) -> Seen:
    request = response.wsgi_request
    return Seen(
        name=name,
        route=(request.resolver_match and request.resolver_match.url_name) or "",
        address=request.get_full_path(),
        status=response.status_code,
        html=response.content.decode(),
        headers=dict(response.items()),
        templates=frozenset(t.name for t in response.templates if t.name),
    )


Page = tuple[str, HttpResponse]


def walk() -> Iterator[Page]:
    yield from plain()
    yield from library()
    yield from questionnaire()
    yield from mistakes()
    for name, answers in PEOPLE.items():
        yield f"result: {name}", make(Client(), answers)
    yield from one_result()
    yield from notes()
    yield from files()
    yield from plans()
    yield from lists()
    yield from faults()


def get(address: str, client: Client | None = None) -> HttpResponse:
    return (client or Client(raise_request_exception=False)).get(address)


def post(client: Client, route: str, /, **data: object) -> HttpResponse:
    return client.post(reverse(route), data, follow=True)


def plain() -> Iterator[Page]:
    """Pages that are the same for everyone."""
    yield "start", get("/")
    yield "help", get("/help/")
    yield "help: a place that we do not know", get("/help/?region=nowhere")
    yield "help: on skin", get("/help/?region=uk&about=skin")
    yield "help: a part that we do not know", get("/help/?about=moon")
    yield "about", get("/about/")
    yield "privacy", get("/privacy/")
    yield "accessibility", get("/accessibility/")
    yield "colours and text size", get("/display/?from=/help/")
    yield "colours and text size: nothing chosen", Client().post("/display/", {}, follow=True)
    chosen = Client()
    post(chosen, "display", theme="dark", size="largest")
    yield "start: dark and very large", get("/", chosen)
    yield "under 18", get("/check/adults-only/?region=uk")
    yield "leave: nothing answered", get("/check/leave/")
    yield "answers deleted", get("/check/deleted/")
    yield "device cleared", get("/cleared/")
    yield "open a result", get("/results/")
    yield "saved: no list", get("/saved/")
    yield "notes: open a link", get("/notes/")
    # Whoever comes from another site brings no cookies at first.
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    yield "saved: not looked for yet", get("/saved/", elsewhere)
    yield "one moment", get("/check/gut/?here=1", elsewhere)
    twice = Client(headers={"Cookie": "saved_key=a; saved_key=b"})
    yield "a cookie twice", get("/saved/", twice)


def library() -> Iterator[Page]:
    """What is there to read without answering anything."""
    yield "tips", get("/tips/")
    yield "tips: filtered", get("/tips/?concern=psoriasis&area=drinks")
    yield "tips: none fits", get("/tips/?area=drinks&grade=contradicted")
    yield "tips: a filter that we do not know", get("/tips/?area=moon")
    yield "claims", get("/claims/")
    for tip in get_content().tips:
        yield f"tip: {tip.slug}", get(f"/tips/{tip.slug}/")
    yield "foods", get("/foods/")
    yield "foods: filtered", get("/foods/?kind=fermented&without=milk&live=yes")
    for food in get_content().foods:
        yield f"food: {food.id}", get(f"/foods/{food.id}/")
    yield "new foods", get("/foods/new/?had=oats&had=kefir")
    yield "new foods: all ticked", get(every_food())
    yield "learn", get("/learn/")
    for explainer in get_content().explainers:
        yield f"topic: {explainer.id}", get(f"/learn/{explainer.id}/")
    yield "glossary", get("/learn/glossary/")
    yield "sources", get("/sources/")
    for article in get_content().sources.articles:
        yield f"sources: {article.id}", get(f"/sources/{article.id}/")
    yield "research", get("/sources/research/")
    for number in range(2, ceil(len(get_content().sources.references) / AT_ONCE) + 1):
        yield f"research: page {number}", get(f"/sources/research/?page={number}")
    yield "research of a tip", get("/sources/research/?tip=sunscreen")
    yield "research of a tip that we do not know", get("/sources/research/?tip=moon")
    for name in ("signs", "dates", "changes"):
        yield f"sources: {name}", get(f"/sources/{name}/")
    yield "data", get("/data/")
    yield "search", get("/search/")
    yield "search: found", get("/search/?q=yogurt")
    yield "search: nothing found", get("/search/?q=xylophone")


def every_food() -> str:
    return "/foods/new/?" + "&".join(f"had={food.id}" for food in get_content().foods)


def questionnaire() -> Iterator[Page]:
    client = Client()
    today = PEOPLE["to see someone today"]
    give(client, today, until="skin-days")
    yield "told above the next question", get("/check/skin-days/", client)
    give(client, today)
    for asked in FORM.pages:
        yield f"check: {asked.id}", get(f"/check/{asked.id}/", client)
    yield "check answers", get("/check/answers/", client)
    for area in FORM.more:
        give_more(client, area, DETAILS)
    yield "check answers: with details", get("/check/answers/", client)
    several = Client()
    give(several, today | {"skin_signs": ["eye_pain", "weeping_crusting"]}, until="skin-days")
    yield "told: 2 signs", get("/check/skin-days/", several)
    yield "start: half-way", get("/", client)
    yield "leave", get("/check/leave/", client)
    yield "open a result: half-way", get("/results/", client)
    yield "a change", get("/check/rest/?change=1", client)
    yield "emergency", get("/check/care/", in_an_emergency())


def in_an_emergency() -> Client:
    client = Client()
    give(client, NOBODY | {"urgent_now": ["skin_dark_painful", "self_harm"]})
    return client


def mistakes() -> Iterator[Page]:
    """The questionnaire with something wrong."""
    client = Client()
    yield "error: nothing chosen", client.post("/check/you/", {"continue": "1"}, follow=True)
    month = int(time.time()) - (drafts.LONGEST_DAYS + 1) * drafts.DAY
    fernet = cookies.fernet(drafts.LABEL, settings.SECRET_KEY)
    over = fernet.encrypt_at_time(b"{}", month).decode()
    for address in ("/", "/check/you/", "/check/leave/"):
        client.cookies[settings.DRAFT_COOKIE_NAME] = over
        yield f"answers of before are gone: {address}", client.get(address)
    client.cookies[settings.DRAFT_COOKIE_NAME] = "damaged"
    yield "error: answers damaged", client.get("/check/you/")
    unknown = json.dumps({"answers": {"adult": ["yes"], "gone": ["yes"]}, "done": ["you"]})
    sealed = cookies.sealed(drafts.LABEL, unknown.encode())
    client.cookies[settings.DRAFT_COOKIE_NAME] = sealed
    yield "error: a question that is gone", client.get("/check/urgent/")
    give(client, NOBODY)
    both = {"gut_signs": ["blood", "none"], "continue": "1"}
    yield "error: an option and none", client.post("/check/gut-signs/", both, follow=True)


def keep(days_ago: int, answers: Answers, **more: Any) -> str:
    """The code of a result made some days ago."""
    made = date.today() - timedelta(days=days_ago)
    record = saved_results.Record(answers, made, {"gone": "00000000"}, **more)
    nonce = days_ago.to_bytes(20, "big")
    return saved_results.save_result(settings.SERVER_KEYS, nonce, record, date.today())


def one_result() -> Iterator[Page]:
    code = keep(3, NOBODY)
    yield "result: its tips changed", post(Client(), "result-open", code=code)
    today = keep(2, PEOPLE["to see someone today"])
    yield "result on paper", visit(Client(), today, "result-print")
    yield "result on paper: every habit", visit(Client(), keep(4, EVERY_HABIT), "result-print")
    yield "result on a phone", visit(Client(), code, "result-phone")
    yield "result: delete it?", visit(Client(), code, "result-delete")
    yield "result: deleted", press(Client(), code, "result-delete")
    yield "result: closed on this device", get("/results/abcdefgh/")
    under_way = Client()
    give(under_way, NOBODY, until="gut")
    second = keep(9, ECZEMA)
    yield "result: change its answers?", visit(under_way, second, "result-change")
    yield "result: check in again?", visit(under_way, second, "result-again")
    press(under_way, second, "result-change", confirm="1")
    yield "check answers: of a saved result", get("/check/answers/", under_way)
    yield "answers gone", get("/check/gut/")
    yield "answers of another tab", get("/check/other/", under_way)
    after = Client()
    make(after, ECZEMA)
    yield "answers gone: made a result", get("/check/answers/", after)
    yield "open a result: in an emergency", get("/results/", in_an_emergency())
    yield "result: no such code", post(Client(), "result-open", code=code)
    yield "result: a code cut off", post(Client(), "result-open", code=code[:20])
    earlier = keep(7, FIRST_EDITION, edition=1)
    yield "result: of the first edition", post(Client(), "result-open", code=earlier)
    yield "result on paper: of the first edition", visit(Client(), earlier, "result-print")
    record = saved_results.Record(ECZEMA, date.today(), {"gut_skin_link": "00000000"})
    moved = saved_results.save_result(settings.SERVER_KEYS, bytes(19) + b"m", record, date.today())
    yield "result: a tip is a claim by now", post(Client(), "result-open", code=moved)
    emergency = keep(5, ECZEMA | {"urgent_now": ["self_harm"]})
    yield "result: an emergency by now", post(Client(), "result-open", code=emergency)
    yield "result on paper: an emergency by now", visit(Client(), emergency, "result-print")
    yield "result on a phone: an emergency by now", visit(Client(), emergency, "result-phone")


def notes() -> Iterator[Page]:
    """A result that its owner lets someone read."""
    for name, code in (
        ("", keep(13, PEOPLE["to see someone today"])),
        (": every habit", keep(14, EVERY_HABIT)),
        (": an emergency by now", keep(15, ECZEMA | {"urgent_now": ["self_harm"]})),
        (": with a plan", keep(18, ECZEMA, plan=raw_of(whole(9, *"8765", tips=(CREAM, SLEEP))))),
        (": of the first edition", keep(16, FIRST_EDITION, edition=1)),
    ):
        owner = Client()
        yield f"let someone read it{name}: no link", visit(owner, code, "result-share")
        yield f"let someone read it{name}: 1 link", press(owner, code, "result-share", **one_link())
        link = saved_results.open_result(settings.SERVER_KEYS, code, date.today()).links[0]
        yield f"notes{name}", post(Client(), "notes-open", code=link)
        yield f"let someone read it{name}: opened", visit(owner, code, "result-share")
    yield "result: delete it and its links?", visit(owner, code, "result-delete")
    many = keep(17, ECZEMA)
    for _ in range(result_links.MOST):
        links = saved_results.open_result(settings.SERVER_KEYS, many, date.today()).links
        full = press(Client(), many, "result-share", **one_link(links))
    yield "let someone read it: no more", full
    press(owner, code, "result-unshare", link=link)
    yield "notes: taken back", post(Client(), "notes-open", code=link)
    yield "notes: a code cut off", post(Client(), "notes-open", code=link[:20])
    yield "notes: closed on this device", get("/notes/abcdefgh/")


def one_link(links: tuple[str, ...] = ()) -> dict[str, str]:
    """What the form for a link sends when these are out."""
    return {"days": "7", "state": result_links.state_of(links)}


def plans() -> Iterator[Page]:
    """A plan, from making it to what its weeks can tell."""
    client, tips = Client(), (CREAM, SLEEP, FIBRE)

    def kept(number: int, plan: Plan, answers: Answers = ECZEMA, **raw: object) -> str:
        return keep(40 + number, answers, plan=raw_of(plan) | raw)

    code = keep(40, ECZEMA)
    yield "plan: make one", visit(client, code, "plan-make")
    yield "plan: nothing chosen", press(client, code, "plan-make")
    wrong = {f"when-{CREAM}": "-own", f"own-{SLEEP}": "w" * 81}
    yield "plan: words that cannot be", press(client, code, "plan-make", **wrong)
    yield "plan: begun", press(client, code, "plan-make", **{f"when-{CREAM}": "dress"})
    yield "plan: one more tip", visit(client, code, "plan-make")
    yield "plan: a tip of it", get(at(client, code, "plan") + "0/", client)
    yield "plan: delete it?", visit(client, code, "plan-delete")
    yield "plan: a week", visit(client, kept(1, begun(8, *tips)), "plan")
    stopped = kept(2, begun(8, CREAM, SLEEP))
    yield "plan: a tip stopped", press(client, stopped, "plan", begun=begun(8).start, stop=CREAM)
    for name in ("clash", "full", "over", "other"):
        yield f"plan: told of {name}", get(at(client, stopped, "plan") + f"?told={name}", client)
    few = whole(9, "8", "7", "", "6", tips=tips)
    yield "plan: too few weeks to tell", visit(client, kept(3, few), "plan")
    for number, itch in enumerate(("1212", "7878", "8121")):
        plan = added(whole(9, *"8989"), 4, *itch)
        yield f"plan: weeks on each side, {number}", visit(client, kept(4 + number, plan), "plan")
    moved = kept(11, begun(30))
    yield "plan: check in again?", visit(client, moved, "result-again")
    yield "plan: deleted with its result?", visit(client, moved, "result-delete")
    yield "plan: went on", visit(client, keep(52, ECZEMA, went_on=date.today()), "plan")
    yield "plan: over", visit(client, kept(7, begun(400)), "plan")
    worry = ECZEMA | {"safety": ["eating_disorder"]}
    yield "plan: a tip that is not safe now", visit(client, kept(8, begun(8, *tips), worry), "plan")
    today = PEOPLE["to see someone today"]
    yield "plan: to see someone today", visit(client, kept(9, begun(8), today), "plan")
    yield "plan: of a later version", visit(client, kept(10, begun(8), v=2), "plan")
    none = keep(51, PEOPLE["no tip that fits"] | {"safety": ["rather_not_say"]})
    yield "plan: no tip to plan", visit(client, none, "plan-make")


def with_list(*answers: Answers) -> Client:
    """Someone whose list has results of different days."""
    client = Client()
    for number, said in enumerate(answers):
        press(client, keep(7 + 21 * number, said), "result-add")
    return client


def files() -> Iterator[Page]:
    """Answers that come in from a file."""
    client = Client()
    yield "bring answers", get("/check/import/", client)
    yield "error: no file", client.post("/check/import/", {}, follow=True)
    data = response(get_content(), EVERY_HABIT, date.today())
    data["item"].append({"linkId": "mood", "text": "How is your mood?"})
    text = json.dumps(data)
    yield "found in a file", client.post("/check/import/", {"text": text}, follow=True)
    emergency = text.replace("urgent_now.none", "urgent_now.very_ill")
    give(client, NOBODY)
    sent = {"text": emergency}
    yield "found in a file: an emergency", client.post("/check/import/", sent, follow=True)


def lists() -> Iterator[Page]:
    code = keep(6, ECZEMA)
    one, other, gone = with_list(ECZEMA), with_list(NOBODY), with_list(ECZEMA)
    many = with_list(*(ECZEMA | {"itch": [worst]} for worst in ("10", "4", "7", "0")))
    mixed = with_list(ECZEMA, ECZEMA | {"itch": ["0"]}, FIRST_EDITION)
    yield "saved: added", press(Client(), code, "result-add")
    yield "saved: 1 result", get("/saved/", one)
    yield "saved: 4 results", get("/saved/", many)
    yield "saved: of 2 editions", get("/saved/", mixed)
    yield "saved: no name", post(one, "saved-rename", code=code, name="")
    yield "saved: 1 to compare", post(many, "saved-compare")
    codes = [keep(7, ECZEMA), keep(28, NOBODY)]
    for each in codes:
        press(other, each, "result-add")
    yield "saved: compared", post(other, "saved-compare", code=codes)
    yield "saved: a comparison closed", get("/saved/?problem=closed", many)
    yield "saved: a comparison and its list closed", get("/saved/?problem=closed")
    stale = with_list(ECZEMA, NOBODY, ECZEMA | {"itch": ["9"]})
    old = keep(7, ECZEMA)
    sealed_rows.delete(old)
    yield "saved: 1 result is gone", get("/saved/", stale)
    yield "saved: compared with one that is gone", post(stale, "saved-compare", code=[old])
    yield "result: gone from its list", post(stale, "result-open", code=old, open="list")
    link = many.cookies[settings.SAVED_COOKIE_NAME].value
    yield "saved: from another device", post(Client(), "saved-open", code=link)
    yield "saved: in place of another list", post(one, "saved-open", code=link)
    yield "saved: no such code", post(one, "saved-open", code=link[::-1])
    yield "saved: delete everything?", get("/saved/delete/", many)
    yield "saved: everything deleted", post(gone, "saved-delete", confirm="1")
    yield "saved: the list is gone", get("/saved/", gone_with(gone))
    empty = with_list(ECZEMA)
    post(empty, "saved-remove", code=keep(7, ECZEMA))
    yield "saved: empty", get("/saved/", empty)
    yield "saved: full", press(with_full_list(), code, "result-add")


def gone_with(client: Client) -> Client:
    """Someone with a list's cookie and no list behind it."""
    client.cookies[settings.SAVED_COOKIE_NAME] = "a" * 32
    return client


def with_full_list() -> Client:
    items = [
        saved_lists.Item(f"{n:032}", f"Notes {n}", date.today())
        for n in range(saved_lists.MOST_ITEMS)
    ]
    client = Client()
    code = saved_lists.new_list(settings.SERVER_KEYS, items, date.today())
    client.cookies[settings.SAVED_COOKIE_NAME] = code
    return client


def faults() -> Iterator[Page]:
    client = Client(raise_request_exception=False)
    yield "400", client.post("/check/you/", {f"field{n}": "1" for n in range(300)})
    yield "403", Client(enforce_csrf_checks=True).post("/check/you/")
    yield "404", client.get("/nowhere/")
    yield "404: a link without its #", client.get(f"/results/{'a' * 32}")
    yield "405", client.post("/about/")
    give(client, NOBODY)
    client.cookies[settings.SAVED_COOKIE_NAME] = "a" * 32
    yield "result: not saved", failing(OperationalError, client, "/check/answers/")
    yield "503", failing(OperationalError, client, "/saved/rename/")
    yield "503: opened", failing(OperationalError, client, "/results/open/")
    changing = Client()
    code = keep(8, ECZEMA)
    press(changing, code, "result-change")
    with refusing(OperationalError):
        yield "result: changes not saved", show_tips(changing, replace="1")
    yield "503: deleted", failing(OperationalError, changing, at(changing, code, "result-delete"))
    # What was sent waits there, to be sent again.
    for why in ("often", "unchecked", "large"):
        yield f"stopped: {why}", client.get(f"/stopped/{why}/")
    yield "500", failing(RuntimeError, client, "/saved/rename/")


def refusing(error: type[Exception]) -> AbstractContextManager[None]:
    def refuse(*_: object) -> None:
        raise error("the database is away")

    return connection.execute_wrapper(refuse)


def failing(error: type[Exception], client: Client, address: str) -> HttpResponse:
    """What is answered while the database fails."""

    with refusing(error):
        return client.post(address, {"name": "Mine", "code": "a" * 32}, follow=True)
