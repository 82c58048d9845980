"""Pages that stand on their own."""

from __future__ import annotations

import zlib
from collections import Counter
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

from .. import display as displays
from .. import drafts, own_list
from .. import opened as open_here
from ..advice import content
from ..engine.assess import gradings, rank
from ..engine.content import Reads
from ..engine.schema import GRADES, URGENCIES, Grade, Part, RedFlag, Urgency
from ..forms import blank_or_kept, form_class, with_errors
from ..pieces import respond
from ..routing import Route
from ..sent import KEPT_FOR
from ..words import region_of
from .check import known_region, told_ended
from .errors import allows

# What people come to /help/ for, in a word each.
PARTS: dict[Part, str] = {
    "skin": "Skin", "gut": "Tummy", "pregnancy": "Pregnancy", "mind": "Mind",
}  # fmt: skip


@allows("GET")
def home(request: HttpRequest) -> HttpResponse:
    draft = drafts.read(request, content().questionnaire)
    region = region_of(content(), draft.answers)
    address = Route(draft).carry_on
    first = content().questionnaire.pages[0]
    return respond(
        request,
        "habits/home.html",
        {
            "questions": blank_or_kept(first, draft.answers),
            **({"carry_on": address} if address else {}),
        },
        region=region,
        has_list=bool(own_list.read(request).code),
        flags=emergencies(),
        withdrawn=content().withdrawn,
        tip_count=len(content().tips),
        tally=tally(),
        healthy=sum(rank(tip.general) <= GRADES.index("moderate") for tip in content().tips),
        **told_ended(draft),
    )


def tally() -> tuple[tuple[Grade, int], ...]:
    """How many tips have each grade for skin, at best; best first, and none without a tip."""
    concerns = tuple(content().questionnaire.concerns)
    best = [found[0].evidence for tip in content().tips if (found := gradings(tip, concerns))]
    counts = Counter(evidence.grade for evidence in best if evidence)
    return tuple((grade, counts[grade]) for grade in GRADES if counts[grade])


def emergencies() -> tuple[RedFlag, ...]:
    """Emergency flags that one answer of a required page makes."""
    flags = [flag for flag in content().red_flags if flag.urgency == "emergency"]
    return tuple(flag for flag in flags if required(content().reads[flag.dom_id]))


def required(reads: Reads) -> bool:
    return bool(reads) and all(question.required for question, _ in reads)


@allows("GET")
def help_page(request: HttpRequest) -> HttpResponse:
    """Who to call where, and red flags by urgency. htmx asks for what differs by place."""
    draft = drafts.read(request, content().questionnaire)
    chosen = known_region(request) or draft.answers.get("region", [])
    asked = request.GET.get("about", "")
    part = asked if asked in PARTS else ""
    response = respond(
        request,
        "habits/_help_part.html" if request.htmx else "habits/help.html",
        {},
        section="help",
        region=region_of(content(), {"region": chosen}),
        regions=content().regions,
        unknown_region=bool(request.GET.get("region")) and not known_region(request),
        parts=tuple(PARTS.items()),
        part=part,
        unknown_part=asked != part,
        groups=tuple((urgency, signs_of(urgency, part)) for urgency in URGENCIES),
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def signs_of(urgency: Urgency, part: str) -> tuple[RedFlag, ...]:
    """The signs of a part, and those that belong to all."""
    flags = [flag for flag in content().red_flags if flag.urgency == urgency]
    return tuple(flag for flag in flags if not part or not flag.parts or part in flag.parts)


@allows("GET", "POST")
def display(request: HttpRequest) -> HttpResponse:
    """Choose colours and text size; afterwards the page tells where to go back to."""
    came_from = own_path(request.GET.get("from", ""))
    # What was opened by its link stands at an address that says nothing of it.
    if came_from == reverse("results") and (here := open_here.handles(request)):
        came_from = reverse("result", args=[here[0]])
    sent = request.POST if request.method == "POST" else request.GET
    names = [question.id for question in displays.PAGE.questions]
    form = form_class(displays.PAGE)({name: sent[name] for name in names if name in sent})
    if request.method != "POST" and "mistake" in sent and not form.is_valid():
        return show_display(request, with_errors(form), came_from, form.problems())
    if request.method != "POST":
        kept = displays.read(request)
        return show_display(request, blank_or_kept(displays.PAGE, kept.answers), came_from)
    if not form.is_valid():
        query = urlencode({"from": came_from, "mistake": "1", **form.data})
        return redirect(f"{request.path}?{query}")
    chosen = displays.Display(**form.cleaned_data)
    response = redirect(f"{request.path}?from={came_from}&done=1")
    displays.write(response, chosen)
    return response


@allows("GET")
def display_css(request: HttpRequest) -> HttpResponse:
    """The person's colours and text size, for pages that are the same for everyone."""
    css = displays.stylesheet(displays.read(request))
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    # Asked for with each page, so that a new choice shows at once.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{len(css)}-{zlib.crc32(css.encode()):x}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


def show_display(
    request: HttpRequest,
    questions: str,
    came_from: str,
    problems: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "title": displays.PAGE.title,
        "questions": questions,
        "came_from": came_from,
        "done": "done" in request.GET and not problems,
        "problems": problems,
    }
    return render(request, "habits/display.html", context)


def own_path(path: str) -> str:
    """The path, when it is one of ours; never another site's."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


@allows("GET")
def about(request: HttpRequest) -> HttpResponse:
    return respond(request, "habits/about.html", {}, articles=content().sources.articles)


@allows("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    return respond(
        request,
        "habits/privacy.html",
        {},
        days=drafts.KEPT_DAYS,
        longest=drafts.LONGEST_DAYS,
        open_days=open_here.LONGEST // drafts.DAY,
        sent_minutes=KEPT_FOR // 60,
    )


@allows("GET")
def accessibility(request: HttpRequest) -> HttpResponse:
    return respond(request, "habits/accessibility.html", {}, access=content().accessibility)
