"""Which results are open on this device, so that each of their pages has an address of its own.

A cookie for each, under a handle that means nothing: two that are opened at once in two tabs do not
overwrite each other. It holds the code, encrypted, ends with the browser, and after a week anyway.
Why so: docs/addresses.md.
"""

from __future__ import annotations

import re
import secrets

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import cookies

LABEL = "open"
# In seconds, since it was last opened.
LONGEST = 7 * 24 * 60 * 60
# So many cookies of this size stay well under what servers and browsers take.
MOST = 10
LETTERS, LENGTH = "abcdefghijkmnpqrstuvwxyz23456789", 8


class HandleConverter:
    """A handle in an address."""

    regex = f"[{LETTERS}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def cookie_name(handle: str) -> str:
    return f"{settings.OPEN_COOKIE_NAME}_{handle}"


def code_at(request: HttpRequest, handle: str) -> str | None:
    """The code that is open under a handle; None when it is not open on this device any more."""
    try:
        sealed = request.COOKIES.get(cookie_name(handle), "")
        return cookies.unsealed(LABEL, sealed, LONGEST).decode()
    except (InvalidToken, ValueError):
        return None


def handles(request: HttpRequest) -> list[str]:
    """The handles of all that is open on this device, the last opened first."""
    start = cookie_name("")
    kept = request.COOKIES.items()
    names = [name.removeprefix(start) for name, value in kept if value and name.startswith(start)]
    # A cookie that we did not put may have a name that leads nowhere.
    found = [name for name in names if re.fullmatch(HandleConverter.regex, name)]
    return sorted(found, key=lambda handle: opened_at(request, handle), reverse=True)


def opened_at(request: HttpRequest, handle: str) -> int:
    """When, in seconds since 1970; 0 for what cannot be read."""
    try:
        return cookies.sealed_at(LABEL, request.COOKIES[cookie_name(handle)])
    except (InvalidToken, ValueError):
        return 0


def handle_of(request: HttpRequest, code: str) -> str:
    """The handle of a code, a new one when it is not open yet."""
    for handle in handles(request):
        if code_at(request, handle) == code:
            return handle
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def remember(request: HttpRequest, response: HttpResponse, handle: str, code: str) -> None:
    """Have a code open under its handle; what was opened longest ago makes room."""
    cookies.set_cookie(response, cookie_name(handle), cookies.sealed(LABEL, code.encode()), None)
    others = [other for other in handles(request) if other != handle]
    for other in others[MOST - 1 :]:
        forget(response, other)


def forget(response: HttpResponse, handle: str) -> None:
    cookies.delete_cookie(response, cookie_name(handle))


def forget_all(request: HttpRequest, response: HttpResponse) -> None:
    for handle in handles(request):
        forget(response, handle)
