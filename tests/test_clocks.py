"""Whatever the clock does, nothing is lost: what is on a device, what is kept, what is purged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from habits import cookies, drafts, opened
from tests.people import ECZEMA, give

DAY = timedelta(days=1)
REAL = datetime(2026, 11, 26, 12, tzinfo=UTC)
# A machine that is a little ahead, one whose battery is empty, and one that was mistyped.
MINUTES = timedelta(minutes=2)
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


def at(when: datetime) -> time_machine.travel:
    return time_machine.travel(when)


# On a device.


@pytest.mark.parametrize("ahead", [REAL + MINUTES, FAR_AHEAD])
def test_a_draft_of_a_clock_that_was_ahead_opens(client, ahead) -> None:
    with at(ahead):
        give(client, ECZEMA, until="gut")
    with at(REAL):
        assert "could not read" not in client.get("/check/gut/").content.decode()
        assert client.get("/check/gut-signs/").status_code == 200


@pytest.mark.parametrize("moment", [FAR_AHEAD, LONG_AGO])
def test_a_clock_that_is_wrong_for_a_moment_takes_no_draft_away(client, moment) -> None:
    with at(REAL):
        give(client, ECZEMA, until="gut")
    with at(moment):
        client.get("/check/gut-signs/")
    with at(REAL):
        assert client.get("/check/gut-signs/").status_code == 200
        assert "no answers on this device" not in client.get("/check/gut/").content.decode()


@pytest.mark.parametrize("ahead", [REAL + MINUTES, FAR_AHEAD])
def test_what_is_open_or_was_typed_under_a_clock_that_was_ahead_is_still_there(ahead) -> None:
    with at(ahead):
        sealed = cookies.sealed(opened.LABEL, b"code")
    with at(REAL):
        assert cookies.unsealed(opened.LABEL, sealed, 600) == b"code"
    with at(ahead + MINUTES), pytest.raises(cookies.Over):
        cookies.unsealed(opened.LABEL, sealed, 60)


def test_a_cookie_of_one_kind_opens_as_no_other() -> None:
    sealed = cookies.sealed(opened.LABEL, b"code")
    with pytest.raises(cookies.InvalidToken):
        cookies.unsealed(drafts.LABEL, sealed, 600)
