"""Answers that make an emergency, in a cookie of their own that no other tab takes away."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..engine.schema import Page, Questionnaire
from ..site import cookies
from .known_answers import known, offered

LABEL = "alarm"
# In bytes: of one length, whatever the emergency is.
SIZE = 1535


@dataclass(frozen=True)
class Alarm:
    """What stands in the cookie.

    Of two tabs that answer at once, the cookie of the draft that comes last wins, and the answers
    of the other are lost. These are not: drafts.read() puts them back until one of their pages is
    answered by somebody who was told (Draft.settled). No answer that is under way takes this cookie
    away.

    id       of this alarm, random
    nonce    of its draft
    answers  question id -> ids of the options chosen, of all questions of `pages`
    pages    ids of the pages whose answers make the emergency
    """

    id: str
    nonce: str
    answers: dict[str, list[str]]
    pages: list[str]


def raised(nonce: str, answers: Mapping[str, list[str]], pages: Iterable[Page]) -> Alarm:
    """A new alarm of these pages."""
    pages = list(pages)
    questions = [question.id for page in pages for question in page.questions]
    told = {name: answers[name] for name in questions if name in answers}
    return Alarm(os.urandom(8).hex(), nonce, told, [page.id for page in pages])


def read(request: HttpRequest, form: Questionnaire, seconds: int) -> Alarm | None:
    """The alarm that came with the request, written `seconds` ago at most; None for none, and for
    one that cannot be read."""
    cookie = request.COOKIES.get(settings.ALARM_COOKIE_NAME)
    if not cookie:
        return None
    try:
        alarm = Alarm(**json.loads(cookies.unsealed(LABEL, cookie, seconds)))
        pages = known(alarm.pages, form.by_page)
        return replace(alarm, answers=offered(alarm.answers, form), pages=pages)
    except (InvalidToken, ValueError, TypeError, AttributeError):
        return None


def write(response: HttpResponse, alarm: Alarm, max_age: int | None) -> None:
    """Seal the alarm into a cookie for `max_age` seconds; None: until the browser is closed."""
    data = json.dumps(asdict(alarm), separators=(",", ":")).encode()
    value = cookies.sealed(LABEL, data.ljust(SIZE))
    cookies.set_cookie(response, settings.ALARM_COOKIE_NAME, value, max_age)


def delete(response: HttpResponse) -> None:
    cookies.delete_cookie(response, settings.ALARM_COOKIE_NAME)
