"""Answers about a person in a few lengths: TLS hides what is sent, and not how much.

All of an answer counts, headers and cookies too, as HTTP/1.1 writes them. White space at the end of
the body fills up what is missing: it is part of no page, and of no JSON. What is the same for
everyone is left as it is, and so is what is packed, which no answer about a person ever is.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

# In bytes. A redirect, or a part of a page for htmx; a page of questions or care; a long page of
# questions, or notes that a link shows; a result, whose page stays within its 35 KB beside the
# shortest head (900 bytes); the longest result.
SMALL, PAGE, NOTE, RESULT = 6_144, 16_384, 24_576, 36_736
STEPS = (SMALL, PAGE, NOTE, RESULT, 49_152)
# From there on, long lists: in whole ones of these.
LONG = 65_536
# A result that is an emergency by now is as long as any other, and as one that is gone.
RESULTS = {"result", "result-open", "not-saved"}
# Notes that are there and notes that are not, alike.
NOTES = {"notes-open", "notes-read"}
KINDS = ("text/html", "application/json", "application/fhir+json")


def pad(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Fill up what no cache may keep. Comes before all that adds headers."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and is_personal(response):
            fill(response, least(request, response))
        return response

    return respond


def is_personal(response: HttpResponse) -> bool:
    return (
        response.headers.get("Cache-Control") == "no-store"
        and response.headers.get("Content-Type", "").startswith(KINDS)
        and "Content-Encoding" not in response.headers
    )


def least(request: HttpRequest, response: HttpResponse) -> int:
    """The smallest step that the answer may have."""
    if response.has_header("Location") or "HX-Request" in request.headers:
        return SMALL
    match = request.resolver_match
    name = match.url_name if match else ""
    return RESULT if name in RESULTS else NOTE if name in NOTES else PAGE


def fill(response: HttpResponse, smallest: int) -> None:
    body = response.content
    response.headers["Content-Length"] = ""
    head = length_of_head(response)
    # The number of bytes is written in the head as well. No step is so near to a power of ten that
    # this number would have another digit with another head.
    step = step_for(head + len(body) + len(str(len(body))), smallest)
    room = step - head
    response.content = body.ljust(room - len(str(room)))
    response.headers["Content-Length"] = str(len(response.content))


def length_of_head(response: HttpResponse) -> int:
    """In bytes, without what the server itself adds to every answer alike."""
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}"]
    lines += [f"{name}: {value}" for name, value in response.items()]
    lines += [f"Set-Cookie: {cookie.OutputString()}" for cookie in response.cookies.values()]
    return sum(len(line) + len("\r\n") for line in lines)


def step_for(size: int, smallest: int) -> int:
    steps = (step for step in STEPS if max(size, smallest) <= step)
    return next(steps, -(-size // LONG) * LONG)
