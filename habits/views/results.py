"""The result: what the engine chose, in the order of the page; made, kept, opened and deleted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from .. import days, drafts, limits, metrics, own_list, plain_text, saved, sharing
from .. import opened as open_here
from ..advice import content
from ..cards import (
    LINKS,
    ROWS,
    care_card,
    caution_list,
    claim_rows,
    first_cautions,
    flag_rows,
    food_lists,
    joined,
    many,
    sign_list,
    tips_in_short,
)
from ..engine.assess import FIRST, Result, answers_that_count, assess, offers
from ..engine.schema import (
    Caution,
    Page,
    RedFlag,
    Region,
    Withdrawn,
)
from ..pieces import piece, respond
from ..routing import Route, address_of
from ..sealing import NotSealed, code_of, grouped, secret_of
from ..words import region_of, rows
from .check import gone, is_gone
from .errors import MOST_DIGITS, allows, away, layout, too_often
from .lost import lead_on, not_found, tell, typed_before
from .more import more

# Months are easier to say than days.
PERIODS = {30: "30 days", 365: "12 months", 730: "24 months"}


@dataclass(frozen=True)
class Opened:
    """A result with the code that opens it."""

    code: str
    record: saved.Record
    handle: str

    @property
    def at(self) -> str:
        """Its address on this device."""
        return reverse("result", args=[self.handle])

    @property
    def link(self) -> str:
        return f"{reverse('results')}#{self.code}"

    @property
    def until(self) -> date:
        return self.record.until(date.today())


def make(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    """Save the result and lead on to it; when it cannot be saved, to the tips all the same."""
    today = date.today()
    made = days.own(request.POST.get("day", ""), region_of(content(), draft.answers))
    record = saved.Record(draft.answers, made, fingerprints(assess(content(), draft.answers)))
    # Too often in a short time (middleware.py): nobody goes without tips for it.
    if seconds := getattr(request, "seconds_to_wait", 0):
        metrics.NOT_SAVED.labels("too often").inc()
        return lead_to_not_saved(request, wait=seconds)
    try:
        code, note = kept(request, draft, record, today)
    except saved.EnoughFromThere as error:
        metrics.NOT_SAVED.labels(error.because).inc()
        return lead_to_not_saved(request, wait=error.seconds)
    except saved.CannotKeep as error:
        metrics.NOT_SAVED.labels(error.because).inc()
        return lead_to_not_saved(request)
    handle = open_here.handle_of(request, code)
    response = redirect(reverse("result", args=[handle]) + note)
    open_here.put(request, response, handle, code)
    # It goes when the browser has shown the way back to the result: see shown().
    draft.made = handle
    drafts.write(response, draft)
    return response


def kept(
    request: HttpRequest, draft: drafts.Draft, record: saved.Record, today: date
) -> tuple[str, str]:
    """The code of the saved result, and what to tell about its link. Raises CannotKeep.

    Changed answers can take the place of the old ones under the same link; when that opens nothing
    any more they get a new one. What was made of this draft before and still opens is not made
    again.
    """
    note = ""
    if "replace" in request.POST and draft.changes:
        try:
            saved.replace_answers(settings.SERVER_KEYS, draft.changes, record, today)
            return draft.changes, ""
        except NotSealed:
            note = "?link=new"
    made = open_here.code_at(request, draft.made) if draft.made else None
    if made and made != draft.changes and saved.opens(made, settings.SERVER_KEYS, today):
        return made, note
    nonce, *earlier = drafts.nonces(draft)
    networks = limits.networks_of(request)
    return saved.keep(settings.SERVER_KEYS, nonce, record, today, earlier, networks), note


def lead_to_not_saved(request: HttpRequest, **query: int) -> HttpResponse:
    """Who tries again there gets what was pressed here: a new link, or the old one."""
    if "replace" in request.POST:
        query["replace"] = 1
    return redirect(reverse("not-saved", query=query))


@allows("GET")
def not_saved(request: HttpRequest) -> HttpResponse:
    """The tips of who could not be given a saved result. Loading it again shows them again."""
    draft = drafts.read(request, content().questionnaire)
    if is_gone(draft):
        return gone(request, draft)
    if elsewhere := Route(draft).open_address():
        return redirect(elsewhere)
    assessed = assess(content(), draft.answers)
    if assessed.emergency:
        return redirect("care")
    wait = request.GET.get("wait", "")
    seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < MOST_DIGITS else 0
    made = days.own("", region_of(content(), draft.answers))
    return page(request, assessed, draft.answers, made, wait=seconds)


def fingerprints(assessed: Result) -> dict[str, str]:
    return {shown.tip.id: content().fingerprints[shown.tip.id] for shown in assessed.tips}


def page(
    request: HttpRequest,
    assessed: Result,
    answers: Mapping[str, list[str]],
    made: date,
    opened: Opened | None = None,
    wait: int = 0,
) -> HttpResponse:
    region = region_of(content(), answers)
    more_tips = len(assessed.tips[FIRST:])
    counts = {
        "more": more_tips,
        "rest": max(more_tips - LINKS, 0),
        "cautions": len(cautions_in_order(assessed, answers, region)[1]),
    }
    values = {
        "made": date_format(made, "j F Y"),
        "changes": changes(opened.record, assessed) if opened else "",
        "keep": keep_section(request, opened),
        "at": opened.at if opened else "",
        "here": opened.at if opened else request.path,
        "act": act(assessed, region),
        **({"wait": str(wait)} if wait else {}),
        **{f"{name}_count": str(number) for name, number in counts.items() if number},
        **blocks(assessed, answers, region),
    }
    return respond(
        request,
        "habits/result.html",
        values,
        region=region,
        urgency=assessed.urgency,
        silence=assessed.silence,
        skipped=assessed.skipped,
        no_signs=assessed.no_signs,
        more=more(offers(content().questionnaire, answers), answers),
        first_count=len(assessed.tips[:FIRST]),
        **{f"one_{name}": number == 1 for name, number in counts.items()},
        health=health_page(),
        left_out=bool(assessed.left_out),
        withdrawn=withdrawn_from(opened.record) if opened else (),
        opened=opened is not None,
        replace=opened is None and "replace" in request.GET,
        new_link="link" in request.GET,
        one_second=wait == 1,
        pending=opened is not None and waits_for(request, opened.handle),
        layout=layout(request),
        # A page that is kept for all may not know one person's address, nor what is about to go.
        here="",
        **({"has_draft": False} if opened else {}),
    )


def waits_for(request: HttpRequest, handle: str) -> bool:
    """Is the draft of this result still here, until the browser has shown the result?"""
    return drafts.read(request, content().questionnaire).made == handle


def blocks(
    assessed: Result, answers: Mapping[str, list[str]], region: Region
) -> dict[str, SafeString]:
    """The parts of the page that are made of this person's tips, by name; none is empty."""
    above = {*assessed.first, *assessed.told_alone}
    first, folded = cautions_in_order(assessed, answers, region)
    later = assessed.urgency == "urgent"
    most = 0 if later and many(assessed.care_cards) else FIRST
    first_tips, more_tips = tips_in_short(assessed.tips, region.alcohol.says, above, later, most)
    shown = len(more_tips) if later or len(more_tips) <= ROWS else LINKS
    found = {
        "first": first_cautions(first, folded=len(said_first(assessed)) > 1),
        "flags": flag_rows(assessed.care_cards, region),
        "cautions": caution_list(folded, assessed.silence),
        "reasons": lines("<li>{}</li>", [reason.says for reason in assessed.reasons[:4]]),
        "first_tips": first_tips,
        "more_tips": joined(more_tips[:shown]),
        "rest_tips": joined(more_tips[shown:]),
        "claims": claim_rows(assessed.claims, assessed.beside, above),
        "foods": food_lists(assessed.foods),
        "no_foods": "" if assessed.foods else no_foods(assessed),
        "looks": lines("<p>{}</p>\n", [look.says for look in assessed.looks]),
    }
    return {name: html for name, html in found.items() if html}


def act(assessed: Result, region: Region) -> str:
    """The single most useful act: what is read first is what is kept.

    It says the same as the rows below it: with several urgent ones the act is all of theirs. A
    caution that is said first cannot stand below another act.
    """
    own = [card.flag for card in assessed.care_cards if not card.conditional]
    if own and own[0].urgency == "urgent":
        urgent = [flag for flag in own if flag.urgency == "urgent"]
        lines = {flag.call or f"Get help today. {region.urgent.says}" for flag in urgent}
        if len(lines) > 1:
            return f"Get help today, for each of the {len(urgent)} reasons below."
        return lines.pop()
    if assessed.skipped:
        return "First answer the warning signs that you skipped."
    if first := said_first(assessed):
        return f"{first[0].who}: {first[0].reminder}"
    if own:
        soon = "days" if own[0].soon else "2 weeks"
        return own[0].call or f"Book to see a doctor, nurse or pharmacist in the next {soon}."
    lead = assessed.lead
    return lead.first if lead else "Read what is below when you have time."


def cautions_in_order(
    assessed: Result, answers: Mapping[str, list[str]], region: Region
) -> tuple[list[Caution], list[Caution]]:
    """Those that are said first, and those that fold: what the first line of the page leaves out of
    its caution stands with the others."""
    begins = act(assessed, region)
    first = [caution for caution in said_first(assessed) if caution.reminder not in begins]
    told = (*assessed.first, *assessed.told_alone)
    return first, [caution for caution in told if caution not in first]


def said_first(assessed: Result) -> list[Caution]:
    """Cautions that are said first, of what was told: what silence alone brings up stands behind
    the word that explains it."""
    return [caution for caution in assessed.first if caution in assessed.said]


def no_foods(assessed: Result) -> str:
    """Why no food is offered: what was said, else what was not."""
    why = [caution for caution in assessed.cautions if caution.offers_no_foods]
    if said := [caution for caution in why if caution in assessed.said]:
        return f"{said[0].who}, we leave out foods."
    if assessed.silence:
        return "We leave out foods until you tell us about your health."
    if why:
        return "We leave out foods until you answer the gut signs that you skipped."
    return "You eat all the foods on our lists that may suit you."


def health_page() -> Page:
    """The page whose silence stands for every health fact."""
    form = content().questionnaire
    pages = (form.page_of[question.id] for question in form.silent_questions)
    return next(page for page in pages if not page.signs)


def lines(form: str, texts: Iterable[str]) -> SafeString:
    return format_html_join("", form, ((text,) for text in texts))


def keep_section(request: HttpRequest, opened: Opened | None) -> SafeString:
    """How to keep the page: the same for everyone, but for the code and some days."""
    if opened is None:
        section = piece("habits/_keep.html", "csrf_token", replace="replace" in request.GET)
        return section.fill({"csrf_token": get_token(request)})
    listed = own_list.read(request)
    given = {
        "days": opened.record.days,
        "ends": opened.record.ends is not None,
        "periods": tuple(sorted(PERIODS.items())),
        "opened": True,
        "remembered": listed.until is not None,
    }
    holes = ("csrf_token", "at", "grouped", "link", "until", "list_until", "region")
    return piece("habits/_keep.html", *holes, **given).fill(
        {
            "csrf_token": get_token(request),
            "at": opened.at,
            "grouped": grouped(opened.code),
            "link": opened.link,
            "until": date_format(opened.until, "j F Y"),
            "list_until": date_format(listed.until, "j F Y") if listed.until else "",
            "region": region_of(content(), opened.record.answers).id,
        }
    )


def qr(address: str) -> SafeString:
    svg = segno.make(address, error="m").svg_inline(scale=4, dark="#000", light="#fff", border=4)
    return mark_safe(svg)  # noqa: S308  made by segno from our own address


def withdrawn_from(record: saved.Record) -> tuple[Withdrawn, ...]:
    """What this result once said and we took back."""
    return tuple(withdrawn for withdrawn in content().withdrawn if withdrawn.id in record.tips)


def changes(record: saved.Record, assessed: Result) -> SafeString:
    """Titles of tips added, and changed, since the result was made; those that do not fit now."""
    now = {shown.tip.id: shown.tip for shown in assessed.tips}
    # Told on their own: what we took back, and what stands on the page as a claim by now.
    told = {withdrawn.id for withdrawn in content().withdrawn}
    told |= {claim.id for claim in assessed.claims}
    found = {
        "added": [tip.title for name, tip in now.items() if name not in record.tips],
        "changed": [
            tip.title
            for name, tip in now.items()
            if name in record.tips and record.tips[name] != content().fingerprints[name]
        ],
        "gone": [name for name in record.tips if name not in now and name not in told],
    }
    if not any(found.values()):
        return SafeString()
    return render_to_string("habits/_changes.html", {"changes": found})


@allows("GET")
def shell(request: HttpRequest) -> HttpResponse:
    """The same page for everyone: open.js takes the code from the address, or a person gives it."""
    return open_page(request)


def open_page(request: HttpRequest, closed: bool = False) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    route = Route(draft)
    emergency = route.triage.emergency
    waiting = bool(draft.done) and not route.first_incomplete and not emergency
    return respond(
        request, "habits/open.html", {}, waiting=waiting, emergency=emergency, closed=closed
    )


@allows("GET")
def lost(request: HttpRequest) -> HttpResponse:
    """What was typed opens nothing: it stands in the field, to be mended."""
    return not_found(request, "result", typed_before(request))


@allows("GET")
def care(request: HttpRequest) -> HttpResponse:
    """An emergency: the care cards and nothing else. Nothing is saved."""
    draft = drafts.read(request, content().questionnaire)
    if is_gone(draft):
        return gone(request, draft)
    route = Route(draft)
    assessed = route.triage
    if not assessed.emergency:
        # The first question tells of answers that could not be read.
        return redirect((draft.damaged and route.open_address()) or "home")
    # Half-way through, a change leads on through the questionnaire; later, back to the answers.
    change = "" if route.first_incomplete else "?change=1"
    links = [(page.title, address_of(page) + change) for page in route.alarming]
    today = days.own("", region_of(content(), draft.answers))
    return care_page(request, assessed, draft.answers, today, links)


def care_page(
    request: HttpRequest,
    assessed: Result,
    answers: Mapping[str, list[str]],
    made: date,
    links: Sequence[tuple[str, str]] = (),
    opened: Opened | None = None,
) -> HttpResponse:
    """Care cards and no tips; also for a saved result that is an emergency by what we know now."""
    region = region_of(content(), answers)
    context = {
        "cards": joined(care_card(card, region) for card in assessed.care_cards),
        "told_too": sign_list(assessed.told_too),
        "region": region,
        "made": made,
        "links": links,
        "at": opened.at if opened else "",
        "withdrawn": withdrawn_from(opened.record) if opened else (),
        "layout": layout(request),
    }
    return render(request, "habits/care.html", context)


def who_to_call(record: saved.Record) -> dict[str, object]:
    """The care cards of a saved result that is an emergency by what we know now, for its other
    pages; nothing for any other result."""
    assessed = assess(content(), record.answers, record.edition)
    if not assessed.emergency:
        return {}
    region = region_of(content(), record.answers)
    return {
        "cards": joined(care_card(card, region) for card in assessed.care_cards),
        "told_too": sign_list(assessed.told_too),
    }


def opened_by(code: str, handle: str) -> Opened:
    """Raises NotSealed, whatever is wrong."""
    record = saved.open_result(settings.SERVER_KEYS, code, date.today())
    return Opened(code_of(secret_of(code)), record, handle)


def unless_down(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that needs the database, and a plain word when that does not do its work."""

    @wraps(view)
    def answered(request: HttpRequest, **names: str) -> HttpResponse:
        try:
            return view(request, **names)
        except saved.EnoughFromThere as error:
            return too_often(request, error.seconds)
        except (saved.CannotKeep, *saved.FAILURES):
            return away(request)

    return answered


def by_handle(*methods: str) -> Callable[..., Callable[..., HttpResponse]]:
    """A view of a result that is open on this device; its address names the handle."""

    def decorate(
        view: Callable[[HttpRequest, Opened], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @allows(*methods)
        @unless_down
        @wraps(view)
        def opened_first(request: HttpRequest, handle: str) -> HttpResponse:
            code = open_here.code_at(request, handle)
            try:
                if code is not None:
                    return view(request, opened_by(code, handle))
            except NotSealed:
                pass
            if request.method == "POST":
                # The page that says so is one to come back to.
                return redirect("result", handle)
            if code is None:
                response = open_page(request, closed=True)
                response.status_code = 404
            else:
                response = not_found(request, "result")
                open_here.take(response, handle)
            return response

        return opened_first

    return decorate


# What the buttons of a list say of themselves.
LISTED = "list"


@allows("POST")
@unless_down
def open_(request: HttpRequest) -> HttpResponse:
    """Have a result open on this device, and lead on to it or to what the list offers to do with
    it. A script that opens a link gets the page at once."""
    typed = request.POST.get("code", "")
    try:
        code = saved.find_code(settings.SERVER_KEYS, typed, "result", date.today())
        opened = opened_by(code, open_here.handle_of(request, code))
    except saved.OtherKind as other:
        return lead_on(request, other)
    except NotSealed:
        # Pressed on a list, it was the right code: the list says what became of it.
        listed = LISTED in (request.POST.get(name) for name in ("open", "again", "delete"))
        return redirect("saved") if listed else tell(request, "result", typed)
    if "X-Fragment" in request.headers:
        response = show(request, opened)
    elif "again" in request.POST:
        response = check_in(request, opened)
    else:
        response = redirect(
            "result-delete" if "delete" in request.POST else "result", opened.handle
        )
    open_here.put(request, response, opened.handle, opened.code)
    return response


@by_handle("GET")
def result(request: HttpRequest, opened: Opened) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    if draft.made == opened.handle and Route(draft).triage.emergency:
        # Another tab's answer made an emergency of it while this was made.
        return redirect("care")
    response = show(request, opened)
    open_here.put(request, response, opened.handle, opened.code)
    return response


@allows("GET")
def shown(request: HttpRequest, handle: str) -> HttpResponse:
    """An empty stylesheet that the end of a new result's page asks for: its link and code are on
    the screen by then, and the draft that it was made of can go. Needs no script."""
    response = HttpResponse(content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "no-store"
    if waits_for(request, handle):
        drafts.delete(response)
    return response


def show(request: HttpRequest, opened: Opened) -> HttpResponse:
    record = opened.record
    assessed = assess(content(), record.answers, record.edition)
    if assessed.emergency or not assessed.adult:
        return care_page(request, assessed, record.answers, record.made, opened=opened)
    return page(request, assessed, record.answers, record.made, opened)


@by_handle("GET")
def phone(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The link as a square to point a phone at, on a page of its own: it takes long to draw."""
    # Never the Host of the request: whoever sends one chooses it.
    square = qr(settings.SITE_ADDRESS + opened.link)
    context = {"qr": square, "at": opened.at, **who_to_call(opened.record)}
    return render(request, "habits/phone.html", context)


@by_handle("POST")
def keep_for(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Choose how long the result is kept after its last opening, or its last day."""
    days = request.POST.get("days", "")
    if days in map(str, saved.DAYS):
        ends = "ends" in request.POST
        saved.keep_for(settings.SERVER_KEYS, opened.code, int(days), date.today(), ends)
        on_own_list(request, saved.keeping(opened.code, int(days)))
    return redirect(opened.at)


def on_own_list(request: HttpRequest, change: saved.Change) -> None:
    """Do the same on the list of this device, if there is one."""
    if code := own_list.read(request).code:
        with suppress(NotSealed, saved.CannotKeep):
            saved.change_list(settings.SERVER_KEYS, code, change, date.today())


@by_handle("GET", "POST")
def delete(request: HttpRequest, opened: Opened) -> HttpResponse:
    """A press, a confirmation, and it is gone."""
    if request.method != "POST":
        return render(
            request, "habits/result_delete.html", {"at": opened.at, "links": opened.record.links}
        )
    sharing.delete_result(settings.SERVER_KEYS, opened.code, date.today())
    on_own_list(request, saved.removing(opened.code))
    response = redirect("result-deleted")
    open_here.take(response, opened.handle)
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "habits/result_deleted.html")


@by_handle("GET", "POST")
def change(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Bring the answers back into the questionnaire, to change them."""
    form = content().questionnaire
    draft = drafts.from_saved(opened.record.answers, opened.record.edition, form)
    draft.changes = opened.code
    asked = request.POST.get("page", request.GET.get("page", ""))
    page = form.by_page.get(asked)
    to = reverse("check", args=[page.id]) if page else reverse("check-answers")
    at = reverse("result-change", args=[opened.handle]) + (f"?page={page.id}" if page else "")
    return begin(request, opened, draft, f"{to}?change=1" if page and not page.area else to, at)


@by_handle("GET", "POST")
def again(request: HttpRequest, opened: Opened) -> HttpResponse:
    return check_in(request, opened)


def check_in(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Check in again: what does not change is filled in, what does is asked anew."""
    form = content().questionnaire
    draft = drafts.from_saved(opened.record.answers, opened.record.edition, form)
    asked = {q.id for page in form.pages if page.ask_again for q in page.questions}
    # Details about what is asked anew would be held against the new answers.
    asked |= {q.id for q in form.refining if not asked.isdisjoint(q.refines)}
    draft.answers = {name: said for name, said in draft.answers.items() if name not in asked}
    draft.done = [page for page in draft.done if not form.by_page[page].ask_again]
    draft.again = True
    to = Route(draft).open_or_answers()
    return begin(request, opened, draft, to, reverse("result-again", args=[opened.handle]))


def begin(
    request: HttpRequest, opened: Opened, draft: drafts.Draft, to: str, at: str
) -> HttpResponse:
    """Go on with this draft at `to`. Other answers that are under way on this device are replaced
    only by a press that says so, on the page at `at`."""
    here = drafts.read(request, content().questionnaire)
    own = here.made == opened.handle or here.answers == draft.answers
    other = bool(here.done) and not own
    if request.method != "POST":
        context = {
            "other": other,
            "carry_on": Route(here).carry_on,
            "again": draft.again,
            "at": at,
            "back": opened.at,
        }
        return render(request, "habits/begin.html", context)
    response = redirect(at if other and "confirm" not in request.POST else to)
    if response.url == to:
        drafts.write(response, draft)
    return response


@by_handle("GET")
def print_(request: HttpRequest, opened: Opened) -> HttpResponse:
    """One side of A4 for an appointment."""
    texts = [] if who_to_call(opened.record) else form_words(opened.record)
    return render(
        request, "habits/print.html", {**sheet(opened.record), "texts": texts, "at": opened.at}
    )


def form_words(record: saved.Record) -> list[tuple[int, str]]:
    """The sheet as text for an online form, for each length that forms have room for."""
    parts = plain_text.parts_of(content(), record.answers, record.edition)
    return [(most, plain_text.text_of(parts, most)) for most in plain_text.LIMITS]


def sheet(record: saved.Record) -> dict[str, object]:
    """What the notes for an appointment say, for the person and for who has a link to them."""
    answers = record.answers
    assessed = assess(content(), answers, record.edition)
    form = content().questionnaire
    said = answers_that_count(form, answers)
    health = form.role["health"]
    listed = [row for row in rows(plain_text.printed(form), said) if row.labels]
    return {
        "made": record.made,
        "rows": listed,
        # Smaller letters for who has more to tell than a page holds otherwise.
        "long": sum(len(row.labels) for row in listed) > LONG_LIST,
        "flags": () if assessed.emergency else assessed.care_cards[:MOST_PRINTED],
        "more_flags": len(assessed.care_cards[MOST_PRINTED:]),
        "cautions": [
            option.label for option in health.options if option.id in said.get(health.id, ())
        ],
        "tips": [shown.tip for shown in assessed.tips[:FIRST]],
        "region": region_of(content(), answers),
        **who_to_call(record),
    }


def help_now(record: saved.Record) -> dict[str, object]:
    """Who to call, in words, for a result that is an emergency by what we know now."""
    assessed = assess(content(), record.answers, record.edition)
    if not assessed.emergency:
        return {}
    region = region_of(content(), record.answers)
    flags = [card.flag for card in assessed.care_cards]
    lines = [line for flag in flags for line in calls_for(flag, region)]
    return {
        "get_help_now": {
            "call": " ".join(dict.fromkeys(filter(None, lines))),
            "because": [flag.title for flag in flags],
            "do": [flag.do for flag in flags],
        }
    }


def calls_for(flag: RedFlag, region: Region) -> list[str]:
    """Who to call for an emergency, in the order of its care card."""
    now = region.emergency
    ambulance = f"Call {now.number} now." if flag.ambulance and now.number else now.says
    if flag.crisis_line:
        unsafe = "You have a plan, are hurt, or cannot keep yourself safe?"
        return [region.crisis.says, region.crisis.text, f"{unsafe} {ambulance}"]
    return [f"{flag.call} {ambulance}".strip()]


# All that fit on one side of A4 with everything else, worst first.
MOST_PRINTED, LONG_LIST = 10, 40


@by_handle("GET")
def export(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The person's own data as JSON: every question, what was chosen, and the day."""
    questions = content().questionnaire.by_question
    data = {
        **help_now(opened.record),
        "made": opened.record.made.isoformat(),
        "kept_for_days_after_opening": opened.record.days,
        "ends_whatever_happens": opened.record.ends and opened.record.ends.isoformat(),
        "answers": [
            {
                "id": name,
                "question": questions[name].text if name in questions else "",
                "chosen": [
                    {"id": option, "label": questions[name].by_id[option].label}
                    if name in questions and option in questions[name].by_id
                    else {"id": option, "label": ""}
                    for option in chosen
                ],
            }
            for name, chosen in opened.record.answers.items()
        ],
        "tips_shown": sorted(opened.record.tips),
        "links_to_read": [
            {"made": link.made, "ends": link.until, "opened_first": link.first}
            for _, link in sharing.links_of(settings.SERVER_KEYS, opened.record, days.now())
        ],
    }
    body = json.dumps(data, indent=2, ensure_ascii=False, default=str)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-notes.json"'
    response["Cache-Control"] = "no-store"
    return response
