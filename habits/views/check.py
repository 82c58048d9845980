"""The questionnaire: a page at a time, POST, then redirect to the next."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString

from .. import drafts
from ..advice import content
from ..engine.assess import Result, answers_that_count, passed_over, red_flags
from ..engine.schema import Page
from ..forms import blank_or_kept, form_class, with_errors
from ..pieces import piece, respond
from ..words import region_of
from .errors import allows


@allows("GET", "POST")
def page(request: HttpRequest, page_id: str) -> HttpResponse:
    form = content().questionnaire
    if page_id not in form.by_page:
        raise Http404
    asked = form.by_page[page_id]
    draft = drafts.read(request, form)
    if elsewhere := detour(draft, asked):
        return redirect(elsewhere)
    if request.method != "POST":
        return show(request, asked, draft)

    if "skip" in request.POST and not asked.required:
        draft.put(asked, {})
        return go_on(request, asked, draft)
    filled = form_class(asked)(request.POST, guide=guide(draft))
    if not filled.is_valid():
        return show(request, asked, draft, with_errors(filled), filled.problems())
    answers = filled.answers()
    # Someone under 18 answers nothing more, and we keep nothing of theirs.
    if answers.get("adult") == ["no"]:
        return turn_away(answers)
    draft.put(asked, answers)
    return go_on(request, asked, draft)


def show(
    request: HttpRequest,
    asked: Page,
    draft: drafts.Draft,
    questions: str | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    form = content().questionnaire
    parts = tuple(form.parts)
    given = {
        "page": asked,
        "title": asked.questions[0].text if len(asked.questions) == 1 else asked.title,
        "part": form.parts[asked.part],
        "part_number": parts.index(asked.part) + 1,
        "parts": parts,
        "mark": piece(f"drawings/part-{asked.part}.svg").fill({}),
        "change": "change" in request.GET or "change" in request.POST,
        "damaged": draft.damaged,
        "dropped": draft.dropped,
    }
    pages = applying(draft)
    values = {
        "thread": thread(asked, draft, pages),
        "questions": questions or blank_or_kept(asked, draft.answers, guide(draft)),
        "back": back(request, asked, draft, pages),
    }
    if problems:
        context = given | values | {"problems": problems}
        response = render(request, "habits/check_page.html", context, status=422)
    else:
        response = respond(request, "habits/check_page.html", values, **given)
    # Told once: from here on the cookie is whole again.
    if draft.damaged:
        drafts.delete(response)
    elif draft.dropped:
        drafts.write(response, draft)
    return response


def thread(asked: Page, draft: drafts.Draft, applying: list[Page]) -> SafeString:
    """A drawing of how far along the page is, among the pages that apply to these answers."""
    pages = [page.id for page in applying if page.ask_again or not draft.again]
    at = pages.index(asked.id) if asked.id in pages else len(pages)
    steps = (*("done",) * at, "now", *("next",) * (len(pages) - at - 1))
    return piece("drawings/progress.svg", steps=steps).fill({})


def detour(draft: drafts.Draft, asked: Page) -> str | None:
    """Where to go instead when this page cannot be asked yet, or does not apply."""
    form = content().questionnaire
    for page in form.pages:
        if page is asked:
            break
        if lacks(draft, page):
            return reverse("check", args=[page.id])
    assessed = red_flags(content(), draft.answers)
    if assessed.emergency and not asked.required and asked not in fired_on(assessed):
        return reverse("care")
    if passed_over(asked, answers_that_count(form, draft.answers)):
        return after(asked, draft)
    return None


def lacks(draft: drafts.Draft, page: Page) -> bool:
    """Is a required question of the page still open?"""
    return any(q.required and not draft.answers.get(q.id) for q in page.questions)


def fired_on(assessed: Result) -> list[Page]:
    """The pages whose answers made the red flags fire, in order: there a slip can be mended."""
    form = content().questionnaire
    fired = {form.page_of[m.question.id].id for c in assessed.care_cards for m in c.matches}
    return [page for page in form.pages if page.id in fired]


def go_on(request: HttpRequest, asked: Page, draft: drafts.Draft) -> HttpResponse:
    if red_flags(content(), draft.answers).emergency:
        target = reverse("care")
    elif "change" in request.POST:
        # A change can open new questions: those come first, then back to the list.
        target = unfinished(draft, change=True) or reverse("check-answers")
    elif draft.again:
        target = unfinished(draft) or reverse("check-answers")
    else:
        target = after(asked, draft)
    response = redirect(target)
    drafts.write(response, draft)
    return response


def applying(draft: drafts.Draft) -> list[Page]:
    """The pages that apply to these answers, in order."""
    form = content().questionnaire
    answers = answers_that_count(form, draft.answers)
    return [page for page in form.pages if not passed_over(page, answers)]


def after(asked: Page, draft: drafts.Draft) -> str:
    """The page after this one, or the list of answers after the last."""
    order = list(content().questionnaire.by_page)
    later = order[order.index(asked.id) + 1 :]
    for page in applying(draft):
        if page.id in later:
            return reverse("check", args=[page.id])
    return reverse("check-answers")


def back(request: HttpRequest, asked: Page, draft: drafts.Draft, applying: list[Page]) -> str:
    if "change" in request.GET:
        return reverse("check-answers")
    before = ""
    for page in applying:
        if page.id == asked.id:
            break
        if page.ask_again or not draft.again:
            before = page.id
    return reverse("check", args=[before]) if before else reverse("home")


def unfinished(draft: drafts.Draft, change: bool = False) -> str | None:
    """The first page that applies and was neither answered nor skipped."""
    for page in applying(draft):
        if page.id not in draft.done or lacks(draft, page):
            return reverse("check", args=[page.id]) + ("?change=1" if change else "")
    return None


def guide(draft: drafts.Draft) -> str:
    return region_of(content(), draft.answers).alcohol_guide


def turn_away(answers: dict[str, list[str]]) -> HttpResponse:
    region = region_of(content(), answers).id
    response = redirect(reverse("adults-only") + f"?region={region}")
    drafts.delete(response)
    return response


@allows("GET")
def adults_only(request: HttpRequest) -> HttpResponse:
    region = region_of(content(), {"region": known_region(request)})
    caution = next(c for c in content().cautions if c.id == "under18")
    return render(request, "habits/adults_only.html", {"region": region, "caution": caution})


def known_region(request: HttpRequest) -> list[str]:
    """The region named in the address, when there is such a region."""
    asked = request.GET.get("region", "")
    return [asked] if asked in content().region_by_id else []


@allows("GET")
def leave(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    return render(request, "habits/leave.html", {"draft": draft, "carry_on": carry_on(draft)})


def carry_on(draft: drafts.Draft) -> str | None:
    """Where someone who has begun goes on; nothing when nothing was answered."""
    if not draft.done:
        return None
    return unfinished(draft) or reverse("check-answers")


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
    return response


@allows("GET")
def deleted(request: HttpRequest) -> HttpResponse:
    if request.COOKIES.get(settings.DRAFT_COOKIE_NAME):
        return redirect("leave")
    return render(request, "habits/deleted.html")
