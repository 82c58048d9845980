"""The questionnaire: a page at a time, POST, then redirect to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from .. import drafts, saved, sent
from .. import opened as open_here
from ..advice import content
from ..cards import joined, told_row
from ..engine.assess import CareCard, red_flags
from ..engine.schema import AlcoholGuide, Page, Region
from ..forms import PageForm, blank_or_kept, form_class, with_errors
from ..pieces import piece, respond
from ..routing import Route
from ..sealing import NotSealed
from ..words import region_of
from .errors import allows


@allows("GET", "POST")
def page(request: HttpRequest, page_id: str) -> HttpResponse:
    form = content().questionnaire
    if page_id not in form.by_page:
        raise Http404
    asked = form.by_page[page_id]
    draft = drafts.read(request, form)
    route = Route(draft)
    if away := turned_away(request, asked, route):
        # Whoever needs help now is told so, also when their other answers are gone.
        if told := emergency_in(request, asked):
            draft.put(asked, told)
            return go_on(request, asked, draft)
        return away
    if request.method != "POST":
        return show(request, asked, route)

    if "skip" in request.POST and not asked.required:
        draft.put(asked, {})
        return go_on(request, asked, draft)
    filled = form_class(asked)(request.POST, guide=guide(draft))
    if not filled.is_valid():
        return mistaken(request, asked, route, filled)
    answers = filled.answers()
    # Someone under 18 answers nothing more, and we keep nothing of theirs.
    adult = form.role["adult"]
    if adult.turning_away & set(answers.get(adult.id, ())):
        return turn_away(answers)
    draft.put(asked, answers)
    drafts.let_newest_win(draft, asked, form)
    return go_on(request, asked, draft)


def turned_away(request: HttpRequest, asked: Page, route: Route) -> HttpResponse | None:
    """The answer to who cannot be asked this page with the answers that are on this device."""
    if is_gone(route.draft, asked):
        return gone(request, route.draft)
    if drafts.is_other(route.draft, request.POST.get("draft", "")):
        return redirect("other-draft")
    elsewhere = route.detour(asked)
    return redirect(elsewhere) if elsewhere else None


def emergency_in(request: HttpRequest, asked: Page) -> dict[str, list[str]]:
    """What is sent, when by itself it makes an emergency. Nobody is shown this page who did not say
    first that they are an adult."""
    if request.method != "POST":
        return {}
    filled = form_class(asked)(request.POST)
    of_age = content().questionnaire.of_age
    answers = of_age | filled.answers() if filled.is_valid() else {}
    return answers if red_flags(content(), answers).emergency else {}


def mistaken(request: HttpRequest, asked: Page, route: Route, filled: PageForm) -> HttpResponse:
    """Lead to the page that says what is wrong, so that Back never asks to send a form again. What
    was sent waits in the draft; what is too much for that is answered at once."""
    sent = {q.id: request.POST.getlist(q.id) for q in asked.questions if q.id in request.POST}
    tried = replace(route.draft, tried=(asked.id, sent))
    if not drafts.fits(tried):
        return show(request, asked, route, filled)
    change = "&change=1" if "change" in request.POST else ""
    response = redirect(f"{request.path}?mistake=1{change}")
    drafts.write(response, tried)
    return response


def sent_before(request: HttpRequest, asked: Page, draft: drafts.Draft) -> PageForm | None:
    """What was sent with a mistake, when this is the page that says what is wrong with it."""
    if "mistake" not in request.GET or not draft.tried or draft.tried[0] != asked.id:
        return None
    data = MultiValueDict(draft.tried[1])
    filled = form_class(asked)(data, guide=guide(draft))
    return None if filled.is_valid() else filled


def show(
    request: HttpRequest, asked: Page, route: Route, mistake: PageForm | None = None
) -> HttpResponse:
    draft = route.draft
    filled = mistake or sent_before(request, asked, draft)
    way, before = route.beside(asked), route.before(asked)
    changing = "change" in request.GET or "change" in request.POST
    given = {
        "page": asked,
        "title": asked.questions[0].text if len(asked.questions) == 1 else asked.title,
        "area": content().questionnaire.more.get(asked.area, ""),
        "number": len(before) + 1,
        "count": len(way),
        "change": changing,
        "damaged": draft.damaged,
        "dropped": draft.dropped,
        **told_ended(draft),
    }
    before_told = dict(draft.told)
    told = told_at_once(route, asked)
    values = {
        "thread": thread(len(before), len(way)),
        "questions": with_errors(filled)
        if filled
        else blank_or_kept(asked, draft.answers, guide(draft)),
        "back": reverse("check-answers") if changing else route.back(asked),
        **({"which": draft.which} if draft.which else {}),
        **({"told": told} if told else {}),
    }
    if filled:
        context = given | values | {"problems": filled.problems()}
        # The answer to a form that did not do, or a page like any other that tells of it.
        response = render(
            request, "habits/check_page.html", context, status=422 if mistake else 200
        )
    else:
        response = respond(request, "habits/check_page.html", values, **given)
    # Told once: from here on the cookie is whole again.
    if draft.damaged:
        drafts.delete(response)
    elif draft.dropped or draft.told != before_told:
        drafts.write(response, draft)
    return response


def is_gone(draft: drafts.Draft, asked: Page | None = None) -> bool:
    """Is there nothing of what someone who asks for this page must have answered?"""
    first = content().questionnaire.pages[0]
    return not draft.done and not draft.damaged and asked is not first


@allows("GET")
def other_draft(request: HttpRequest) -> HttpResponse:
    """A form of answers that are not on this device any more: nothing of it was taken."""
    draft = drafts.read(request, content().questionnaire)
    if is_gone(draft):
        return gone(request, draft)
    return render(request, "habits/other_draft.html", {"carry_on": Route(draft).carry_on})


def gone(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    """Whoever comes back to answers that are not on this device any more is told so."""
    context = {
        "last": last_seen(request),
        "listed": bool(request.COOKIES.get(settings.SAVED_COOKIE_NAME)),
        **told_ended(draft),
    }
    if request.method == "POST":
        # Back never asks to send a form again.
        return redirect(request.get_full_path())
    return render(request, "habits/gone.html", context)


def told_ended(draft: drafts.Draft) -> dict[str, object]:
    """What a page tells of answers whose time is over. They stay on the device until others take
    their place: a clock that is ahead for a moment must not delete them."""
    return {"ended": True, "days": drafts.LONGEST_DAYS} if draft.ended else {}


def last_seen(request: HttpRequest) -> str:
    """The address of the result that was opened last of those that still open; "" for none. A list
    can be open as well, until someone says if it is theirs."""
    for handle in open_here.handles(request):
        code = open_here.code_at(request, handle) or ""
        try:
            saved.find_code(settings.SERVER_KEYS, code, "result", date.today())
        except NotSealed:
            continue
        except (saved.CannotKeep, *saved.FAILURES):
            break
        return reverse("result", args=[handle])
    return ""


def thread(at: int, count: int) -> SafeString:
    """A drawing of how far along the page is, among the pages that apply to these answers."""
    steps = (*("done",) * at, "now", *("next",) * (count - at - 1))
    return piece("drawings/progress.svg", steps=steps).fill({})


def told_at_once(route: Route, asked: Page | None = None) -> SafeString:
    """Whatever means "today", told above the next question: what no page has told so far, or this
    one has, so that it is there again on the way back; all of it where no page is given. Empty
    when there is nothing to tell."""
    cards = to_tell(route, asked)
    if not cards:
        return SafeString()
    region = region_of(content(), route.draft.answers)
    rows = joined(told_row(card, region) for card in cards)
    return piece("habits/_told.html", "rows", region=region).fill({"rows": rows})


def to_tell(route: Route, asked: Page | None = None) -> list[CareCard]:
    """What is told above the question of this page, or all; the draft takes down where it is."""
    draft = route.draft
    cards = [
        card
        for card in route.triage.care_cards
        if card.flag.urgency == "urgent" and not card.conditional
    ]
    draft.told = {c.flag.id: draft.told[c.flag.id] for c in cards if c.flag.id in draft.told}
    if asked is not None:
        at = {card.flag.id: draft.told.setdefault(card.flag.id, asked.id) for card in cards}
        cards = [card for card in cards if at[card.flag.id] == asked.id]
    return cards


def go_on(request: HttpRequest, asked: Page, draft: drafts.Draft) -> HttpResponse:
    route = Route(draft)
    if draft.alarm and asked.id in draft.alarm.pages:
        draft.settled = draft.alarm.id
    target = route.onward(asked, "change" in request.POST)
    # Taken down here, so that a page that tells something sets no cookie that others do not: HTTP/2
    # packs headers, and what they add to a page could be seen.
    following = resolve(urlsplit(target).path).kwargs.get("page_id", "")
    if asked_next := content().questionnaire.by_page.get(following):
        to_tell(route, asked_next)
    response = redirect(target)
    drafts.write(response, draft)
    if route.triage.emergency:
        drafts.raise_alarm(response, draft, route.alarming)
    return response


def guide(draft: drafts.Draft) -> AlcoholGuide:
    return region_of(content(), draft.answers).alcohol


def turn_away(answers: dict[str, list[str]]) -> HttpResponse:
    region = region_of(content(), answers).id
    response = redirect(reverse("adults-only") + f"?region={region}")
    drafts.delete(response)
    sent.drop(response)
    return response


@allows("GET")
def adults_only(request: HttpRequest) -> HttpResponse:
    context = {"region": region_in(request), "caution": content().under_age}
    return render(request, "habits/adults_only.html", context)


def region_in(request: HttpRequest) -> Region:
    """The region that the address names."""
    return content().region_by_id.get(request.GET.get("region", ""), content().anywhere)


def known_region(request: HttpRequest) -> list[str]:
    """The region named in the address, when there is such a region."""
    asked = request.GET.get("region", "")
    return [asked] if asked in content().region_by_id else []


@allows("GET")
def leave(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    context = {"draft": draft, "carry_on": Route(draft).carry_on, **told_ended(draft)}
    return render(request, "habits/leave.html", context)


@allows("POST")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the answers on this device for 30 days."""
    draft = drafts.read(request, content().questionnaire)
    response = redirect("leave")
    if draft.done:
        draft.keep = True
        drafts.write(response, draft)
    return response


@allows("POST")
def delete(request: HttpRequest) -> HttpResponse:
    response = redirect("deleted")
    drafts.delete(response)
    # Answers that could not be taken wait there (errors.led_on).
    sent.drop(response)
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    if request.COOKIES.get(settings.DRAFT_COOKIE_NAME):
        return redirect("leave")
    return render(request, "habits/deleted.html")
