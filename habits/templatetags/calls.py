"""Numbers to call, as links that call them."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..engine.schema import Contact

register = template.Library()

# Three digits or more; longer ones in groups.
NUMBER = re.compile(r"\b\d{2,}(?: \d{2,})+\b|\b\d{3,}\b")


@register.filter
def called(contact: Contact) -> SafeString:
    """What it says, with each number in it a link."""
    return mark_safe(NUMBER.sub(link, escape(contact.says)))  # noqa: S308  escaped before


def link(number: re.Match[str]) -> str:
    return f'<a href="tel:{number[0].replace(" ", "")}">{number[0]}</a>'
