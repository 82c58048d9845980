"""What was sent and could not be taken, so that it can be mended or sent once more.

In an encrypted cookie for a few minutes, never in an address: it can be a code.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import cookies
from .addresses import name_of
from .codes import codes_in
from .open_results import LABEL
from .uploads import TAKES_A_FILE

# In seconds.
KEPT_FOR = 600
# What fits into a cookie, and far more than a code.
MOST_BYTES = 2000
LARGEST = 4000
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


class Sent(NamedTuple):
    """A form: the path that it was sent to, and its fields in order."""

    to: str
    fields: list[list[str]]

    def get(self, name: str) -> str:
        return dict(self.fields).get(name, "")


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Have the device keep the form of a POST; what is too much for a cookie is not kept."""
    if name_of(request.path) == TAKES_A_FILE:
        # Half of a file is none.
        drop(response)
        return
    fields = [
        [name, shortened(value)]
        for name, values in request.POST.lists()
        for value in values
        if name != TOKEN
    ]
    data = json.dumps(Sent(request.path, fields), ensure_ascii=False)
    sealed = cookies.sealed(LABEL, data.encode(errors="replace"))
    if len(sealed) <= LARGEST:
        cookies.set_cookie(response, settings.TYPED_COOKIE_NAME, sealed, KEPT_FOR)
    else:
        drop(response)


def drop(response: HttpResponse) -> None:
    """Take what waits off the device: no page may offer an older form as the one just sent."""
    cookies.delete_cookie(response, settings.TYPED_COOKIE_NAME)


def shortened(value: str) -> str:
    """Of a whole mail, the code that is in it."""
    if len(value.encode(errors="replace")) <= MOST_BYTES:
        return value
    start = value.encode(errors="replace")[:MOST_BYTES].decode(errors="ignore")
    return next(iter(codes_in(value)), start)


def read(request: HttpRequest) -> Sent | None:
    """The form that was sent last and not taken; None when there is none, or its time is over."""
    try:
        sealed = request.COOKIES.get(settings.TYPED_COOKIE_NAME, "")
        return Sent(*json.loads(cookies.unsealed(LABEL, sealed, KEPT_FOR)))
    except (InvalidToken, ValueError, TypeError):
        return None
