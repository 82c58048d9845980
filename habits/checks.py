"""Content faults fail `manage.py check`, so they cannot be deployed."""

from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from .engine.content import FOLDER, Content, load
from .engine.load import ContentError


@register()
def content_is_sound(**kwargs: Any) -> list[CheckMessage]:
    try:
        content = load(FOLDER)
    except ContentError as error:
        return [Error(fault, id="habits.E001") for fault in error.faults]
    return overdue(content, date.today())


def overdue(content: Content, today: date) -> list[CheckMessage]:
    """A warning for each tip, flag and caution whose review date has passed."""
    return [
        Warning(f"{item.id}: the review was due on {item.review}", id="habits.W001")
        for item in content.reviewed
        if item.review < today
    ]
