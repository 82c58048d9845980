"""What no library does for us on every request and response."""

import logging
import re
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse

from . import cookies
from .errors import cookie_twice, csrf_failure

log = logging.getLogger(__name__)

FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
}


# What Django's own middleware adds, for the one page that it never sees.
WITHOUT_DJANGO = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Shut off what pages never use, and let nobody keep a copy of a page."""

    def respond(request: HttpRequest) -> HttpResponse:
        # htmx sends the whole address here, and what follows # in it is a secret.
        for name in ("HTTP_HX_CURRENT_URL", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED"):
            request.META.pop(name, None)
        if "HTTP_ACCEPT_ENCODING" in request.META:
            request.META["HTTP_ACCEPT_ENCODING"] = wanted(request.META["HTTP_ACCEPT_ENCODING"])
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


def own_cookies_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Drop every cookie that is not ours word for word, before anything reads one (cookies.py)."""

    def respond(request: HttpRequest) -> HttpResponse:
        if sent := request.META.get("HTTP_COOKIE"):
            request.META["HTTP_COOKIE"], twice = cookies.own_cookies(sent)
            request.cookies_sent_twice = twice  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def wanted(codings: str) -> str:
    """An Accept-Encoding without what it refuses: Django and WhiteNoise look for names alone, and
    "gzip;q=0" means that gzip must not come (RFC 9110, 12.5.3)."""
    return ", ".join(coding for coding in codings.split(",") if not REFUSED.search(coding)).strip()


REFUSED = re.compile(r";\s*q\s*=\s*0(\.0*)?\s*$", re.IGNORECASE)


def own_forms_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a form that another site sent, as the browser itself tells; besides the CSRF token."""

    def respond(request: HttpRequest) -> HttpResponse:
        sent_from = request.headers.get("Sec-Fetch-Site", "none")
        if request.method == "POST" and sent_from not in {"same-origin", "none"}:
            return csrf_failure(request)
        return get_response(request)

    return respond


def made_of_cookies(request: HttpRequest) -> bool:
    """Does the page tell of what is on this device?"""
    return request.path.startswith(
        ("/check/", reverse("results"), reverse("saved"), reverse("notes"))
    )


def no_cookie_twice(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say so when a cookie of ours came twice, before anything is changed, and offer to clear them.

    No token can be checked then. Whoever could make somebody send that form is a sibling host, and
    that can clear our cookies by itself. Pages that tell nothing of a person, help above all, stay.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if not getattr(request, "cookies_sent_twice", None):
            return get_response(request)
        if request.method == "POST":
            clears = request.path == reverse("clear")
            return resolve(request.path).func(request) if clears else cookie_twice(request)
        return cookie_twice(request) if made_of_cookies(request) else get_response(request)

    return respond


def own_pages_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let a page of ours ask once more for what is made of cookies that were held back.

    Nobody is told that there is nothing on this device before anyone could look. Works without
    scripts. The pages that open a link are left out: asking again would lose what is behind the
    # of it, and they say themselves what they could not look for.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if (
            request.method != "GET"
            or not cookies.withheld(request)
            or request.headers.get("Sec-Fetch-Mode") != "navigate"
            or not made_of_cookies(request)
            or request.path in {reverse("results"), reverse("saved"), reverse("notes")}
        ):
            return get_response(request)
        # Asked for from here and still held back: a press decides, or it would go on for ever.
        context = {"refresh": cookies.asked_from_here(request), "to": request.get_full_path()}
        return render(request, "habits/site/moment.html", context)

    return respond


UNREADABLE = (
    b"<!DOCTYPE html><html lang='en-GB'><title>We could not read what was sent</title>"
    b"<h1>We could not read what was sent</h1>"
    b"<p>Part of it was missing or broken on the way. Go back and load the page again.</p>"
)


def refuse_unreadable(application: WSGIApplication) -> WSGIApplication:
    """Answer 400 to what Django cannot even make a request of, such as a charset that is none.

    Django handles every other exception itself; these leave it before it has a request to answer.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Exception:
            log.warning("a request could not be read", exc_info=True)
        kind = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response("400 Bad Request", [*kind, *HEADERS.items(), *WITHOUT_DJANGO.items()])
        return [UNREADABLE]

    return answer
