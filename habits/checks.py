"""Content faults fail `manage.py check`, so they cannot be deployed."""

from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

from . import drawings
from .engine.content import Content
from .engine.file_names import CHANGES, FINDING, SIGNOFFS
from .engine.loading import FOLDER, load
from .engine.reader import ContentError
from .engine.signing import State, signoff_status


@register()
def content_is_sound(**kwargs: Any) -> list[CheckMessage]:
    try:
        content = load(FOLDER)
    except ContentError as error:
        return [Error(fault, id="habits.E001") for fault in error.faults]
    if found := [*lacking(content), *ill_drawn()]:
        return found
    today = date.today()
    return [*unshowable(content), *ahead(content, today), *overdue(content, today), *void(content)]


def lacking(content: Content) -> list[CheckMessage]:
    """An error for what pages of the library need and do not find outside the content."""
    faults = []
    drawn = [
        (f"learn/{explainer.id}.toml: diagram", part.diagram.template)
        for explainer in content.explainers
        for part in explainer.sections
        if part.diagram
    ]
    drawn += [(tip.place, f"drawings/tips/{tip.id}.svg") for tip in content.tips]
    drawn += [(f"foods.toml: {food.id}", f"drawings/foods/{food.id}.svg") for food in content.foods]
    for place, name in drawn:
        if not (drawings.TEMPLATES / name).is_file():
            faults.append(f"{place}: templates/{name} is missing")
    named = [(f"{FINDING}: places", place.id) for place in content.finding.places]
    named += [(f"{tip.place}: way", tip.way.page) for tip in content.tips if tip.way]
    for place, name in named:
        try:
            reverse(name)
        except NoReverseMatch:
            faults.append(f"{place}: {name}: no address of this name")
    return [Error(fault, id="habits.E002") for fault in faults]


def ill_drawn() -> list[CheckMessage]:
    return [Error(fault, id="habits.E004") for fault in drawings.faults()]


def unshowable(content: Content) -> list[CheckMessage]:
    """An error for each page, or part of a result, that would answer 500."""
    # Views need the apps, which are ready by now.
    from . import rendering

    return [Error(fault, id="habits.E003") for fault in rendering.faults(content)]


def overdue(content: Content, today: date) -> list[CheckMessage]:
    """A warning for each tip, flag, caution, food and telephone number whose review date has
    passed."""
    return [
        Warning(
            f"{name}: the review was due on {item.review}",
            hint="Open the source again, then set the dates of this look and of the next.",
            id="habits.W001",
        )
        for name, item in content.reviewed.items()
        if item.review < today
    ]


def ahead(content: Content, today: date) -> list[CheckMessage]:
    """A warning for each change, sign-off or check of a day that has not come: a typo, or a clock
    that was set back, which must stop nothing."""
    days = [(f"{CHANGES}: {change.id}", change.day) for change in content.changes.changes]
    days += [(f"{SIGNOFFS}: {signoff.item}", signoff.day) for signoff in content.signoffs]
    faults = [f"{place}: day: {day} has not come yet" for place, day in days if day > today]
    remedy = "which has not come yet: write the day someone last looked"
    faults += [
        f"{place}: checked on {item.checked}, {remedy}"
        for place, item in content.reviewed.items()
        if item.checked > today
    ]
    return [Warning(fault, id="habits.W003") for fault in faults]


def void(content: Content) -> list[CheckMessage]:
    """A warning for each item whose words changed since someone signed them."""
    # A tip that was taken back is none any more; its sign-offs stay.
    signed = [key for key in content.items if key in {s.item for s in content.signoffs}]
    return [
        Warning(
            f"{SIGNOFFS}: {key}: changed since it was signed",
            hint="Ask whoever signed it to read it again: `manage.py review` makes the sheet.",
            id="habits.W002",
        )
        for key in signed
        if signoff_status(content, key).state is State.CHANGED
    ]
