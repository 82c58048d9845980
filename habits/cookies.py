"""Cookies that hold a secret: for this site alone, never read by a script."""

from django.conf import settings
from django.http import HttpResponse


def put(response: HttpResponse, name: str, value: str, max_age: int | None) -> None:
    """Set the cookie for `max_age` seconds, or until the browser closes."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        secure=not settings.LOCAL_HTTP,
        httponly=True,
        samesite="Strict",
    )


def take(response: HttpResponse, name: str) -> None:
    """Take the cookie off the device."""
    response.delete_cookie(name, samesite="Strict")
    # A __Host- cookie can only be overwritten by a Secure one.
    response.cookies[name]["secure"] = not settings.LOCAL_HTTP
    response.cookies[name]["httponly"] = True
