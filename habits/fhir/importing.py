"""Answers come in from a file: into a draft, and then through the questionnaire as ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..engine.assess import red_flags
from ..engine.loaded import get_content
from ..journey import drafts
from ..journey.routing import Route
from ..journey.urgent_notices import to_next_page
from ..site import refused_forms
from ..site.cards import care_card, join_html, sign_list
from ..site.decorators import COOKIES_ALONE, allows, limited, unlimited
from ..site.phrases import region_of
from ..site.rate_limits import IMPORT
from .incoming import Incoming, incoming, keep, read
from .reading import LARGEST, NotReadable
from .reading import read as read_file

TOO_MUCH = "Too much in the file is not from our questions. We took nothing."


@allows("GET", "POST")
@limited(IMPORT)
def import_(request: HttpRequest) -> HttpResponse:
    """Take a file, or what is pasted. What needs no word leads on at once."""
    if request.method != "POST":
        found = read(request)
        problems = found.problems if found and not found.answers else []
        return page(request, problems if "mistake" in request.GET else [])
    form = get_content().questionnaire
    try:
        found = incoming(read_file(get_content(), sent(request)), form)
    except NotReadable as error:
        return refused(request, error.problems)
    adult = form.role["adult"]
    if adult.turning_away & set(found.answers.get(adult.id, ())):
        # What is on this device already may be of somebody else.
        return done(
            redirect(
                reverse("adults-only") + f"?region={region_of(get_content(), found.answers).id}"
            )
        )
    if not found.problems and not is_other(request, found) and not unaged(found):
        return done(begin(request, found))
    response = redirect("import-found")
    return response if keep(response, found) else refused(request, [TOO_MUCH])


def sent(request: HttpRequest) -> bytes:
    """The file that came, or the text. Raises NotReadable."""
    text, file = request.POST.get("text", "").strip(), request.FILES.get("file")
    if text and file:
        raise NotReadable("Choose a file or paste its text, not both.")
    data = file.read() if file else text.encode()
    if not data.strip():
        raise NotReadable("The file is empty." if file else "Choose a file, or paste its text.")
    return data


def refused(request: HttpRequest, problems: list[str]) -> HttpResponse:
    """Lead to the page that says what is wrong, so that Back never asks to send a file again."""
    response = redirect(f"{reverse('import')}?mistake=1")
    if keep(response, Incoming(problems=problems)):
        return response
    return page(request, problems, status=422)


def page(request: HttpRequest, problems: list[str], status: int = 200) -> HttpResponse:
    context = {"problems": [("file", line) for line in problems], "most": LARGEST // 1024}
    return render(request, "habits/fhir/import.html", context, status=status)


@allows("GET", "POST")
@unlimited(because=COOKIES_ALONE)
def found(request: HttpRequest) -> HttpResponse:
    """What could not be taken, and what going on would replace: a press decides."""
    found = read(request)
    if not found or not found.answers:
        return redirect("import")
    here = drafts.read(request, get_content().questionnaire)
    other = is_other(request, found)
    if request.method == "POST":
        if other and request.POST.get("replace") != here.which:
            # The page was shown before there were other answers, or of others again.
            return redirect("import-found")
        return done(begin(request, found))
    context = {
        "problems": found.problems,
        "other": other,
        "which": here.which,
        "carry_on": Route(here).carry_on,
        **emergency(found),
    }
    return render(request, "habits/fhir/import_found.html", context)


def emergency(found: Incoming) -> dict[str, object]:
    """The care cards of answers that make an emergency: nobody has to press first to be told."""
    answers = get_content().questionnaire.of_age | found.answers
    assessed = red_flags(get_content(), answers)
    if not assessed.emergency:
        return {}
    region = region_of(get_content(), answers)
    cards = join_html(care_card(card, region) for card in assessed.care_cards)
    return {"cards": cards, "other_cards": sign_list(assessed.other_care_cards)}


def unaged(found: Incoming) -> bool:
    """Is it an emergency without the age? That is asked first, and help must not wait for it."""
    adult = get_content().questionnaire.role["adult"]
    return adult.id not in found.answers and bool(emergency(found))


def is_other(request: HttpRequest, found: Incoming) -> bool:
    """Are there answers under way on this device that are not the same?"""
    here = drafts.read(request, get_content().questionnaire)
    return bool(here.done) and here.answers != found.answers


def begin(request: HttpRequest, found: Incoming) -> HttpResponse:
    """Put the answers into the draft, and go on with it."""
    route = Route(found.draft(get_content().questionnaire))
    target = reverse("care") if route.triage.emergency else route.open_or_answers()
    return to_next_page(route, target)


def done(response: HttpResponse) -> HttpResponse:
    """Nothing of the file waits any more."""
    refused_forms.drop(response)
    return response
