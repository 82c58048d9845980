"""What a file said, until the person has pressed to go on with it.

In the encrypted cookie that holds for a few minutes what could not be taken at once, under a label
of its own: nothing is stored on the server.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..engine.answers import EDITION
from ..engine.schema import Page, Questionnaire
from ..journey import drafts
from ..site import cookies
from ..site.refused_forms import KEPT_FOR, LARGEST
from .names import quoted
from .reading import Reading

LABEL = "incoming"
OLD = "The file is not of today's edition of our questions. We ask anew about what changed."


@dataclass(frozen=True)
class Incoming:
    """A draft that waits, or why there is none.

    answers   question id -> ids of the options chosen; empty when nothing could be taken
    done      ids of the pages that are answered or were left open by choice
    problems  a sentence for each thing that could not be taken
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def draft(self, form: Questionnaire) -> drafts.Draft:
        """A new draft with these answers. Raises what drafts.from_json() does."""
        raw: dict[str, object] = {"answers": self.answers, "done": self.done, "edition": EDITION}
        return drafts.from_json(raw, form)


def incoming(reading: Reading, form: Questionnaire) -> Incoming:
    """What of a file becomes a draft: what changed since, and what was not taken whole, is open."""
    draft = drafts.from_saved(reading.answers, reading.edition, form)
    done = [name for name in draft.done if is_done(form.by_page[name], draft, reading)]
    old = [OLD] if reading.edition != EDITION else []
    gone = [
        f"{quoted(form.by_question[name].name)} is asked in another way now."
        for name, chosen in reading.answers.items()
        if draft.answers.get(name) != chosen
    ]
    return Incoming(draft.answers, done, [*reading.problems, *old, *gone])


def is_done(page: Page, draft: drafts.Draft, reading: Reading) -> bool:
    # Nobody has to answer a page that goes into more detail; it stays on the list, to be changed.
    if page.area:
        return True
    if any(question.id in reading.partly for question in page.questions):
        return False
    return reading.finished or drafts.answered(page, draft.answers)


def keep(response: HttpResponse, found: Incoming) -> bool:
    """Have the device keep it. False when it is too much for a cookie: then nothing is kept."""
    data = zlib.compress(json.dumps(asdict(found), separators=(",", ":")).encode(), level=9)
    sealed = cookies.sealed(LABEL, data)
    if len(sealed) > LARGEST:
        return False
    cookies.set_cookie(response, settings.TYPED_COOKIE_NAME, sealed, KEPT_FOR)
    return True


def read(request: HttpRequest) -> Incoming | None:
    """What the last file said; None when there was none, or its time is over."""
    try:
        sealed = request.COOKIES.get(settings.TYPED_COOKIE_NAME, "")
        data = zlib.decompress(cookies.unsealed(LABEL, sealed, KEPT_FOR))
        return Incoming(**json.loads(data))
    except (InvalidToken, zlib.error, ValueError, TypeError):
        return None
