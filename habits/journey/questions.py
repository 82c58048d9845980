"""The questionnaire: a page at a time, POST, then redirect to the next."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from ..engine.assess import red_flags
from ..engine.loaded import get_content
from ..engine.schema import AlcoholGuide, Page
from ..site import refused_forms
from ..site.compiled_html import render_fragment
from ..site.decorators import COOKIES_ALONE, allows, unlimited
from ..site.phrases import region_of
from . import drafts
from .forms import PageForm, blank_or_kept, form_class, with_errors
from .missing_draft import ended_notice, is_missing, missing_draft
from .regions import region_in
from .routing import Route
from .urgent_notices import to_next_page, urgent_notices


@allows("GET", "POST")
@unlimited(because=COOKIES_ALONE)
def question_page(request: HttpRequest, page_id: str) -> HttpResponse:
    """GET asks a page; POST takes its answers and leads on. 404 for an id of no page."""
    form = get_content().questionnaire
    if page_id not in form.by_page:
        raise Http404
    current_page = form.by_page[page_id]
    draft = drafts.read(request, form)
    route = Route(draft)
    if away := turned_away(request, current_page, route):
        # Whoever needs help now is told so, also when their other answers are gone.
        if told := emergency_in(request, current_page):
            draft.save_page(current_page, told)
            return next_step(request, current_page, draft)
        return away
    if request.method != "POST":
        return show(request, current_page, route)

    if "skip" in request.POST and not current_page.required:
        draft.save_page(current_page, {})
        return next_step(request, current_page, draft)
    filled = form_class(current_page)(request.POST, guide=guide(draft))
    if not filled.is_valid():
        return redirect_to_mistake(request, current_page, route, filled)
    answers = filled.answers()
    # Someone under 18 answers nothing more, and we keep nothing of theirs.
    adult = form.role["adult"]
    if adult.turning_away & set(answers.get(adult.id, ())):
        return turn_away(answers)
    draft.save_page(current_page, answers)
    drafts.let_newest_win(draft, current_page, form)
    return next_step(request, current_page, draft)


def turned_away(request: HttpRequest, current_page: Page, route: Route) -> HttpResponse | None:
    """The answer to who cannot be asked this page with the answers that are on this device."""
    if is_missing(route.draft, current_page):
        return missing_draft(request, route.draft)
    if drafts.is_other(route.draft, request.POST.get("draft", "")):
        return redirect("other-draft")
    elsewhere = route.redirect_for(current_page)
    return redirect(elsewhere) if elsewhere else None


def emergency_in(request: HttpRequest, current_page: Page) -> dict[str, list[str]]:
    """What is sent, when by itself it makes an emergency. Nobody is shown this page who did not say
    first that they are an adult."""
    if request.method != "POST":
        return {}
    filled = form_class(current_page)(request.POST)
    of_age = get_content().questionnaire.of_age
    answers = of_age | filled.answers() if filled.is_valid() else {}
    return answers if red_flags(get_content(), answers).emergency else {}


def redirect_to_mistake(
    request: HttpRequest, current_page: Page, route: Route, filled: PageForm
) -> HttpResponse:
    """Lead to the page that says what is wrong, so that Back never asks to send a form again. What
    was sent waits in the draft; what is too much for that is answered at once."""
    sent = {
        q.id: request.POST.getlist(q.id) for q in current_page.questions if q.id in request.POST
    }
    tried = replace(route.draft, tried=(current_page.id, sent))
    if not drafts.fits(tried):
        return show(request, current_page, route, filled)
    change = "&change=1" if "change" in request.POST else ""
    response = redirect(f"{request.path}?mistake=1{change}")
    drafts.write(response, tried)
    return response


def sent_before(request: HttpRequest, current_page: Page, draft: drafts.Draft) -> PageForm | None:
    """What was sent with a mistake, when this is the page that says what is wrong with it."""
    if "mistake" not in request.GET or not draft.tried or draft.tried[0] != current_page.id:
        return None
    data = MultiValueDict(draft.tried[1])
    filled = form_class(current_page)(data, guide=guide(draft))
    return None if filled.is_valid() else filled


def show(
    request: HttpRequest, current_page: Page, route: Route, mistake: PageForm | None = None
) -> HttpResponse:
    """The page with status 200; with `mistake`, a form that did not do, 422. What is told once is
    noted in the cookie of the draft."""
    draft = route.draft
    filled = mistake or sent_before(request, current_page, draft)
    way, before = route.beside(current_page), route.before(current_page)
    changing = "change" in request.GET or "change" in request.POST
    before_told = dict(draft.told)
    context = {
        "page": current_page,
        "title": current_page.questions[0].text
        if len(current_page.questions) == 1
        else current_page.title,
        "area": get_content().questionnaire.more.get(current_page.area, ""),
        "number": len(before) + 1,
        "count": len(way),
        "change": changing,
        "damaged": draft.damaged,
        "dropped": draft.lost_answers,
        **ended_notice(draft),
        "thread": thread(len(before), len(way)),
        "questions": with_errors(filled)
        if filled
        else blank_or_kept(current_page, draft.answers, guide(draft)),
        "back": reverse("check-answers") if changing else route.back(current_page),
        "which": draft.which,
        "told": urgent_notices(route, current_page),
        "problems": filled.problems() if filled else [],
    }
    # The answer to a form that did not do, or a page like any other that tells of it.
    status = 422 if mistake else 200
    response = render(request, "habits/journey/check_page.html", context, status=status)
    # Told once: from here on the cookie is whole again.
    if draft.damaged:
        drafts.delete(response)
    elif draft.lost_answers or draft.told != before_told:
        drafts.write(response, draft)
    return response


def thread(at: int, count: int) -> SafeString:
    """A drawing of how far along the page is, among the pages that apply to these answers."""
    steps = (*("done",) * at, "now", *("next",) * (count - at - 1))
    return render_fragment("drawings/progress.svg", steps=steps)


def next_step(request: HttpRequest, current_page: Page, draft: drafts.Draft) -> HttpResponse:
    route = Route(draft)
    if draft.alarm and current_page.id in draft.alarm.pages:
        draft.settled = draft.alarm.id
    return to_next_page(route, route.onward(current_page, "change" in request.POST))


def guide(draft: drafts.Draft) -> AlcoholGuide:
    return region_of(get_content(), draft.answers).alcohol


def turn_away(answers: dict[str, list[str]]) -> HttpResponse:
    region = region_of(get_content(), answers).id
    response = redirect(reverse("adults-only") + f"?region={region}")
    drafts.delete(response)
    refused_forms.drop(response)
    return response


@allows("GET")
def adults_only(request: HttpRequest) -> HttpResponse:
    context = {"region": region_in(request), "caution": get_content().under_age}
    return render(request, "habits/journey/adults_only.html", context)


@allows("GET")
def other_draft(request: HttpRequest) -> HttpResponse:
    """A form of answers that are not on this device any more: nothing of it was taken."""
    draft = drafts.read(request, get_content().questionnaire)
    if is_missing(draft):
        return missing_draft(request, draft)
    return render(request, "habits/journey/other_draft.html", {"carry_on": Route(draft).carry_on})
