"""Answers so far, in an encrypted cookie. Nothing is stored on the server."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..engine.answers import EDITION
from ..engine.schema import Page, Questionnaire
from ..site import cookies
from ..store.sealing import NONCE_BYTES
from . import alarms
from .alarms import Alarm
from .known_answers import known, offered, without_none

LABEL = "draft"
DAY = 24 * 60 * 60
KEPT_DAYS = 30
# A draft without a choice to keep it ends with the browser; this is the limit for one left open.
LONGEST_DAYS = 30
# Browsers keep about 4 KB; the longest draft possible needs less (see the tests).
LARGEST = 4000
# In bytes, packed: a draft is filled up to one of these, so that the length of its cookie, which
# comes with every request, tells nothing. Nearly all fit the first; the last makes one of 3980.
SIZES = (895, 1535, 2927)


@dataclass
class Draft:
    """What one person has answered.

    answers       question id -> ids of the options chosen, in the order of the questionnaire
    done          ids of the pages answered or skipped
    keep          keep the cookie for 30 days rather than until the browser closes
    nonce         20 random bytes in hex, made with the first answer: a result made twice from it
                  gets the same link (sealing.py)
    is_check_in   ask only the pages that are not done
    told          ids of red flags that mean "today" -> id of the page above whose question each
                  was told
    changes       code of the saved result whose answers these are, to be changed
    before        code of the saved result whose plan goes on with the one made of these
    made          handle of the result that was made of it; it waits to be shown (opening.shown)
    sealed        when its cookie was made, in seconds since 1970
    alarm         the emergency that its answers make, until it is settled
    settled       id of the last alarm whose answers were given anew
    tried         the fields of a page that were sent with a mistake: page id, name -> values
    damaged       there was a cookie, but it could not be read
    ended         there was one, but its time is over
    lost_answers  some of it no longer fits the questionnaire and was left out
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    keep: bool = False
    nonce: str = ""
    is_check_in: bool = False
    told: dict[str, str] = field(default_factory=dict)
    changes: str = ""
    before: str = ""
    made: str = ""
    sealed: int = 0
    alarm: Alarm | None = None
    settled: str = ""
    tried: tuple[str, dict[str, list[str]]] | None = None
    damaged: bool = False
    ended: bool = False
    lost_answers: bool = False

    @property
    def which(self) -> str:
        """Tells this draft from another one, and nothing of it; "" before the first answer."""
        return hashlib.sha256(f"which/{self.nonce}".encode()).hexdigest()[:8] if self.nonce else ""

    def save_page(self, page: Page, answers: dict[str, list[str]]) -> None:
        """Take the answers of a page in place of what was there; none at all is a skip."""
        for question in page.questions:
            self.answers.pop(question.id, None)
        self.answers |= {question: chosen for question, chosen in answers.items() if chosen}
        if page.id not in self.done:
            self.done.append(page.id)
        self.made, self.tried = "", None


def let_newest_win(draft: Draft, page: Page, form: Questionnaire) -> None:
    """Drop details that the answers just given to `page` contradict, so that they are not held
    against what was said later."""
    for question in form.refining:
        chosen = set(draft.answers.get(question.id, ())) - question.unsure
        for name in question.refines.keys() & {asked.id for asked in page.questions}:
            ticked = question.refines[name] & set(draft.answers.get(name, ()))
            meant = {
                tick for option in chosen for tick in question.by_id[option].counts_as.get(name, ())
            }
            says = any(name in option.counts_as for option in question.options)
            if says and chosen and ticked != meant & question.refines[name]:
                draft.answers.pop(question.id, None)


def read(request: HttpRequest, form: Questionnaire) -> Draft:
    """The draft that came with the request; an empty one when there is none or it is damaged.

    Answers that the questionnaire no longer knows are left out and the rest is kept.
    """
    draft = without_alarm(request, form)
    alarm = alarms.read(request, form, LONGEST_DAYS * DAY) if draft.done else None
    if alarm is None or alarm.nonce != draft.nonce or alarm.id == draft.settled:
        return draft
    for page in (form.by_page[name] for name in alarm.pages):
        for question in page.questions:
            draft.answers.pop(question.id, None)
    draft.answers |= alarm.answers
    draft.done += [page for page in alarm.pages if page not in draft.done]
    draft.alarm = alarm
    return draft


def without_alarm(request: HttpRequest, form: Questionnaire) -> Draft:
    """The draft as its own cookie has it."""
    cookie = request.COOKIES.get(settings.DRAFT_COOKIE_NAME)
    if not cookie:
        return Draft()
    try:
        if len(cookie) > LARGEST:
            raise ValueError("too large")
        raw, at = cookies.unsealed_with_time(LABEL, cookie, LONGEST_DAYS * DAY)
        draft = from_json(json.loads(unpacked(raw)), form)
        draft.sealed = at
        return draft
    except cookies.Expired:
        return Draft(ended=True)
    except (InvalidToken, ValueError, TypeError, KeyError, AttributeError):
        return Draft(damaged=True)


def unpacked(data: bytes) -> bytes:
    """The JSON of a draft. Those of before were not packed, or not filled up. Raises ValueError."""
    if data.startswith(b"{"):
        return data
    try:
        # What it is filled up with stands behind the end of what was packed.
        return zlib.decompressobj().decompress(data)
    except zlib.error as error:
        raise ValueError("not a draft") from error


def from_json(raw: dict[str, object], form: Questionnaire) -> Draft:
    """A draft of the shape that write() gives. Raises KeyError, TypeError, AttributeError."""
    answers, done = raw["answers"], raw["done"]
    if not isinstance(answers, dict) or not isinstance(done, list):
        raise TypeError
    kept = offered(answers, form)
    if raw.get("edition") != EDITION:
        kept = without_none(kept, form)
    # A page that lost an answer is asked again.
    lost = {form.page_of[q].id for q in form.page_of if kept.get(q) != answers.get(q)}
    if raw.get("edition") != EDITION:
        # Its signs and health facts were others: those are asked anew.
        lost |= {page.id for page in form.pages if page.ask_again}
    pages = [page for page in known(done, form.by_page) if page not in lost]
    nonce = raw.get("nonce") or new_nonce()
    if not isinstance(nonce, str) or len(bytes.fromhex(nonce)) != NONCE_BYTES:
        raise TypeError
    lost_answers = kept != answers or pages != done
    told = raw.get("told") or {}
    if not isinstance(told, dict) or not all(page in form.by_page for page in told.values()):
        told = {}
    return Draft(
        kept,
        pages,
        keep=bool(raw.get("keep")),
        nonce=nonce,
        is_check_in=bool(raw.get("again")),
        told=told,
        changes=str(raw.get("changes") or ""),
        before=str(raw.get("before") or ""),
        made=str(raw.get("made") or ""),
        settled=str(raw.get("settled") or ""),
        tried=tried(raw.get("tried"), form),
        lost_answers=lost_answers,
    )


def tried(raw: object, form: Questionnaire) -> tuple[str, dict[str, list[str]]] | None:
    """What was sent with a mistake, of a page that there is."""
    if not isinstance(raw, list) or len(raw) != 2 or raw[0] not in form.by_page:
        return None
    return raw[0], dict(raw[1])


def from_saved(answers: dict[str, list[str]], edition: int, form: Questionnaire) -> Draft:
    """A draft to change the answers of a saved result in: what it lacks or lost is asked anew."""
    raw = {
        "answers": answers,
        "done": [page.id for page in form.pages if not page.area or answered(page, answers)],
        "edition": edition,
    }
    return replace(from_json(raw, form), lost_answers=False)


def answered(page: Page, answers: Mapping[str, object]) -> bool:
    """Is one question of the page among the answers, which go by question id?"""
    return any(question.id in answers for question in page.questions)


def new_nonce() -> str:
    return os.urandom(NONCE_BYTES).hex()


def write(response: HttpResponse, draft: Draft) -> None:
    """Seal the draft into the response's cookie."""
    cookies.set_cookie(response, settings.DRAFT_COOKIE_NAME, sealed(draft), max_age_of(draft))


def max_age_of(draft: Draft) -> int | None:
    return KEPT_DAYS * DAY if draft.keep else None


def is_other(draft: Draft, which: str) -> bool:
    """Was a form shown for another draft than the one that is on this device now?"""
    return bool(which and draft.which) and which != draft.which


def fits(draft: Draft) -> bool:
    """Is it small enough for a cookie?"""
    return len(sealed(draft)) <= LARGEST


def sealed(draft: Draft) -> str:
    draft.nonce = draft.nonce or new_nonce()
    raw = {
        "answers": draft.answers,
        "done": draft.done,
        "keep": draft.keep,
        "nonce": draft.nonce,
        "again": draft.is_check_in,
        "edition": EDITION,
        "told": draft.told,
        "changes": draft.changes,
        "made": draft.made,
        "settled": draft.settled,
        "tried": draft.tried,
        "before": draft.before,
    }
    # Packed: with every option of every page ticked it would outgrow a cookie.
    data = zlib.compress(json.dumps(raw, separators=(",", ":")).encode(), level=9)
    size = next((size for size in SIZES if len(data) <= size), len(data))
    return cookies.sealed(LABEL, data.ljust(size, b"\0"))


def raise_alarm(response: HttpResponse, draft: Draft, pages: Iterable[Page]) -> None:
    """Keep the answers of these pages, which make an emergency, whatever another tab answers."""
    alarms.write(response, alarms.raised(draft.nonce, draft.answers, pages), max_age_of(draft))


def delete(response: HttpResponse) -> None:
    """Take the draft off this device, and its alarm."""
    cookies.delete_cookie(response, settings.DRAFT_COOKIE_NAME)
    alarms.delete(response)
