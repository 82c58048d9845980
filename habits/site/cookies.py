"""Cookies that hold a secret: for this site alone, never read by a script.

A sibling host can plant a cookie for every host of its domain. Browsers keep the names that begin
with __Host- from it, but let one through that begins with a Unicode space, and Django strips that
space: the cookie would be read as ours. So nothing is read but our own names, byte for byte.
"""

import base64
import hashlib
import re
import time
from collections import Counter
from functools import cache
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class OwnCookies(NamedTuple):
    """The cookies of ours as a header, and the names that came more than once."""

    header: str
    twice: frozenset[str]


def own_cookies(header: str) -> OwnCookies:
    """What is ours in a Cookie header, byte for byte as WSGI hands it over (Latin-1).

    A browser keeps one __Host- cookie of a name. When two come, one was planted and nobody can tell
    which: neither is read.
    """
    chunks = [chunk.strip(" ") for chunk in header.split(";")]
    own = own_names()
    ours = [chunk for chunk in chunks if own.fullmatch(chunk.partition("=")[0])]
    counts = Counter(chunk.partition("=")[0] for chunk in ours)
    kept = [chunk for chunk in ours if counts[chunk.partition("=")[0]] == 1]
    return OwnCookies(
        "; ".join(kept), frozenset(name for name, count in counts.items() if count > 1)
    )


def own_names() -> re.Pattern[str]:
    names = (
        settings.CSRF_COOKIE_NAME,
        settings.DRAFT_COOKIE_NAME,
        settings.ALARM_COOKIE_NAME,
        settings.SAVED_COOKIE_NAME,
        settings.TYPED_COOKIE_NAME,
        settings.DISPLAY_COOKIE_NAME,
    )
    # A result that is open has its handle behind the name (open_results.py).
    return re.compile(
        f"{'|'.join(map(re.escape, names))}|{re.escape(settings.OPEN_COOKIE_NAME)}_[a-z0-9]{{8}}"
    )


def withheld(request: HttpRequest) -> bool:
    """Did the browser keep our SameSite=Strict cookies to itself, as the way here began elsewhere?
    What is not among the others may then be on this device all the same."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


# In the address of a page that a page of ours asked for.
FROM_HERE = "here"


def asked_from_here(request: HttpRequest) -> str:
    """The address asked for, as a page of ours asks for it; "" when that did not help before."""
    query = request.GET.copy()
    if FROM_HERE in query:
        return ""
    query[FROM_HERE] = "1"
    return f"{request.get_full_path().partition('?')[0]}?{query.urlencode()}"


class Expired(InvalidToken):
    """It is one of ours, and its time is over."""


@cache
def fernet(label: str, secret: str) -> Fernet:
    """What seals the cookies of one label; another label cannot open them."""
    key = hashlib.sha256(f"{label}/v1/{secret}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(label: str, data: bytes) -> str:
    """The data encrypted, as the value of a cookie; it opens under the same label alone."""
    return fernet(label, settings.SECRET_KEY).encrypt(data).decode()


def unsealed(label: str, value: str, seconds: int) -> bytes:
    """The data of a value that was sealed `seconds` ago at most. Raises Expired, InvalidToken.

    Not by the ttl of Fernet: with that it opens nothing of a clock that is a minute ahead of this
    one, be it another machine's or this one's before it was set back.
    """
    return unsealed_with_time(label, value, seconds)[0]


def unsealed_with_time(label: str, value: str, seconds: int) -> tuple[bytes, int]:
    """As unsealed(), and when it was sealed, in seconds since 1970."""
    data = fernet(label, settings.SECRET_KEY).decrypt(value)
    # Behind the byte that names the version of Fernet; just checked with the rest.
    at = int.from_bytes(base64.urlsafe_b64decode(value[:12])[1:])
    if at + seconds < time.time():
        raise Expired
    return data, at


def sealed_at(label: str, value: str) -> int:
    """When, in seconds since 1970. Raises InvalidToken."""
    return fernet(label, settings.SECRET_KEY).extract_timestamp(value)


def set_cookie(response: HttpResponse, name: str, value: str, max_age: int | None) -> None:
    """Set the cookie for `max_age` seconds, or until the browser closes."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        secure=not settings.LOCAL_HTTP,
        httponly=True,
        samesite="Strict",
    )


def delete_cookie(response: HttpResponse, name: str) -> None:
    """Take the cookie off the device."""
    response.delete_cookie(name, samesite="Strict")
    # A __Host- cookie can only be overwritten by a Secure one.
    response.cookies[name]["secure"] = not settings.LOCAL_HTTP
    response.cookies[name]["httponly"] = True
