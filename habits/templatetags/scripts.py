"""The fingerprint that a page names for a script: a browser runs no other."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


# Our own: django-sri is one more package to trust, for as many lines. And when a collected file
# is gone it takes the fingerprint of the source, which collecting may have rewritten.
@register.simple_tag
def integrity(path: str) -> SafeString:
    """The attribute, with a space before it."""
    # While we work on a script it changes at its address, and a page that is kept would refuse it.
    if settings.DEBUG:
        return SafeString()
    return format_html(' integrity="{}"', fingerprint(path))


@cache
def fingerprint(path: str) -> str:
    digest = hashlib.sha384(served(path)).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def served(path: str) -> bytes:
    """The bytes at the address that {% static %} gives."""
    # Only a storage that hashes names has this; without one, files are served from their source.
    if hasattr(staticfiles_storage, "stored_name"):
        with staticfiles_storage.open(staticfiles_storage.stored_name(path)) as file:
            found: bytes = file.read()
            return found
    source = finders.find(path)
    if source is None:
        raise FileNotFoundError(path)
    return Path(source).read_bytes()
