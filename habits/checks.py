"""Content faults fail `manage.py check`, so they cannot be deployed."""

from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse

from .engine.content import Content
from .engine.finding import FINDING
from .engine.loading import FOLDER, load
from .engine.reader import ContentError
from .library.changelog import changes


@register()
def content_is_sound(**kwargs: Any) -> list[CheckMessage]:
    try:
        content = load(FOLDER)
    except ContentError as error:
        return [Error(fault, id="habits.E001") for fault in error.faults]
    if found := lacking(content):
        return found
    return [*unshowable(content), *overdue(content, date.today())]


def lacking(content: Content) -> list[CheckMessage]:
    """An error for what pages of the library need and do not find outside the content."""
    faults = []
    for explainer in content.explainers:
        for diagram in (part.diagram for part in explainer.sections if part.diagram):
            try:
                get_template(diagram.template)
            except TemplateDoesNotExist:
                faults.append(f"learn/{explainer.id}.toml: diagram: no {diagram.template}")
    named = [(f"{FINDING}: places", place.id) for place in content.finding.places]
    named += [(f"tips: {tip.id}: way", tip.way.page) for tip in content.tips if tip.way]
    for place, name in named:
        try:
            reverse(name)
        except NoReverseMatch:
            faults.append(f"{place}: {name}: no address of this name")
    try:
        if not changes():
            faults.append("CHANGELOG.md: no lines under “For readers”")
    except OSError:
        faults.append("CHANGELOG.md: the file is missing")
    return [Error(fault, id="habits.E002") for fault in faults]


def unshowable(content: Content) -> list[CheckMessage]:
    """An error for each page, or part of a result, that would answer 500: a drawing that is not
    there, say."""
    # Views need the apps, which are ready by now.
    from . import rendering

    return [Error(fault, id="habits.E003") for fault in rendering.faults(content)]


def overdue(content: Content, today: date) -> list[CheckMessage]:
    """A warning for each tip, flag, caution and telephone number whose review date has passed."""
    return [
        Warning(f"{name}: the review was due on {item.review}", id="habits.W001")
        for name, item in content.reviewed.items()
        if item.review < today
    ]
