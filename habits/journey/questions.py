"""The questionnaire: a page at a time, POST, then redirect to the next."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from ..engine.assess import red_flags
from ..engine.loaded import content
from ..engine.schema import AlcoholGuide, Page
from ..site import refused_forms
from ..site.compiled_html import render_fragment
from ..site.decorators import allows
from ..site.phrases import region_of
from . import drafts
from .absent import gone, is_gone, told_ended
from .forms import PageForm, blank_or_kept, form_class, with_errors
from .regions import region_in
from .routing import Route
from .told import to_tell, told_at_once


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
    before_told = dict(draft.told)
    context = {
        "page": asked,
        "title": asked.questions[0].text if len(asked.questions) == 1 else asked.title,
        "area": content().questionnaire.more.get(asked.area, ""),
        "number": len(before) + 1,
        "count": len(way),
        "change": changing,
        "damaged": draft.damaged,
        "dropped": draft.dropped,
        **told_ended(draft),
        "thread": thread(len(before), len(way)),
        "questions": with_errors(filled)
        if filled
        else blank_or_kept(asked, draft.answers, guide(draft)),
        "back": reverse("check-answers") if changing else route.back(asked),
        "which": draft.which,
        "told": told_at_once(route, asked),
        "problems": filled.problems() if filled else [],
    }
    # The answer to a form that did not do, or a page like any other that tells of it.
    status = 422 if mistake else 200
    response = render(request, "habits/journey/check_page.html", context, status=status)
    # Told once: from here on the cookie is whole again.
    if draft.damaged:
        drafts.delete(response)
    elif draft.dropped or draft.told != before_told:
        drafts.write(response, draft)
    return response


def thread(at: int, count: int) -> SafeString:
    """A drawing of how far along the page is, among the pages that apply to these answers."""
    steps = (*("done",) * at, "now", *("next",) * (count - at - 1))
    return render_fragment("drawings/progress.svg", steps=steps)


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
    refused_forms.drop(response)
    return response


@allows("GET")
def adults_only(request: HttpRequest) -> HttpResponse:
    context = {"region": region_in(request), "caution": content().under_age}
    return render(request, "habits/journey/adults_only.html", context)
