"""A person's day is their own, wherever they and the server are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from habits.engine.loaded import get_content
from habits.site import days
from habits.store import saved_results
from tests.people import ECZEMA, give, press, show_tips, visit

pytestmark = pytest.mark.django_db

CONTENT = get_content()
Freeze = Callable[..., datetime]


@pytest.fixture
def freeze(monkeypatch) -> Freeze:
    """The server's clock stands at this time somewhere."""

    def stand(*time: int, zone: str = "UTC") -> datetime:
        at = datetime(*time, tzinfo=ZoneInfo(zone))
        monkeypatch.setattr(days, "now", lambda: at.astimezone(UTC))
        return at

    return stand


def made(region: str = "", day: str | None = None) -> date:
    """The day of a result that is made in a region, by a browser that tells its day or does not."""
    answers = {name: said for name, said in ECZEMA.items() if name != "region"}
    client = Client()
    give(client, answers | ({"region": [region]} if region else {}))
    response = show_tips(client, **({} if day is None else {"day": day}))
    html = response.content.decode()
    code = re.search(r"#(\w{32})", html).group(1)
    record = saved_results.open_result(settings.SERVER_KEYS, code, date.today())
    told = f"{record.made.day} {record.made:%B %Y}"
    assert f"saved on {told}" in html
    press(client, code, "result-add")
    assert f"Notes of {told}" in client.get("/saved/").content.decode()
    sheet = visit(client, code, "result-print").content.decode()
    assert f"Answers of {told}" in sheet
    return record.made


# Where, the time there, and the server's day at that time.
ELSEWHERE = {
    "an afternoon in Los Angeles": (
        "us", "America/Los_Angeles", (2026, 11, 25, 16, 4), date(2026, 11, 26),
    ),
    "a morning in New Zealand": (
        "new_zealand", "Pacific/Auckland", (2026, 11, 26, 7, 30), date(2026, 11, 25),
    ),
    "a night in Kiribati": (
        "elsewhere", "Pacific/Kiritimati", (2026, 11, 26, 0, 30), date(2026, 11, 25),
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
def test_the_day_is_the_one_that_the_persons_browser_has(freeze, place) -> None:
    region, zone, time, servers = ELSEWHERE[place]
    there = freeze(*time, zone=zone)
    assert days.now().date() == servers
    assert made(region, there.date().isoformat()) == there.date() != servers


@pytest.mark.parametrize("place", ELSEWHERE)
def test_without_a_script_the_day_is_never_of_the_future(freeze, place) -> None:
    region, zone, time, _ = ELSEWHERE[place]
    there = freeze(*time, zone=zone)
    assert there.date() - timedelta(days=2) <= made(region) <= there.date()


def test_without_a_script_the_region_tells_the_day(freeze) -> None:
    freeze(2026, 11, 25, 16, 4, zone="America/Los_Angeles")
    assert made("us") == made("canada") == date(2026, 11, 25)
    assert made("uk") == made("australia") == made("new_zealand") == date(2026, 11, 26)
    freeze(2026, 11, 26, 7, 30, zone="Pacific/Auckland")
    assert made("new_zealand") == date(2026, 11, 26)
    assert made("uk") == date(2026, 11, 25)


def test_without_script_and_region_the_day_has_begun_everywhere(freeze) -> None:
    for hour, day in ((0, 25), (11, 25), (12, 26), (23, 26)):
        freeze(2026, 11, 26, hour, 59)
        assert made() == made("elsewhere") == date(2026, 11, day)


def test_in_an_emergency_too_the_day_is_never_of_the_future(freeze) -> None:
    freeze(2026, 11, 25, 16, 4, zone="America/Los_Angeles")
    client = Client()
    give(client, ECZEMA | {"region": ["us"], "urgent_now": ["very_ill"]})
    assert "your answers on 25 November 2026" in client.get("/check/care/").content.decode()


# Places of each region where a day begins late, and the hours of a day at which they are asked.
LATE = {
    "uk": ["Europe/London"],
    "ireland": ["Europe/Dublin"],
    "us": ["America/New_York", "America/Los_Angeles", "America/Adak", "Pacific/Honolulu",
           "Pacific/Pago_Pago"],
    "canada": ["America/St_Johns", "America/Vancouver", "America/Whitehorse"],
    "australia": ["Australia/Sydney", "Australia/Perth", "Indian/Christmas", "Indian/Cocos"],
    "new_zealand": ["Pacific/Auckland", "Pacific/Chatham"],
    "eu": ["Europe/Lisbon", "Atlantic/Azores", "Atlantic/Canary", "America/Cayenne",
           "America/Guadeloupe", "America/Martinique", "Indian/Reunion"],
    "elsewhere": ["Etc/GMT+12", "Pacific/Niue", "Pacific/Kiritimati"],
}  # fmt: skip


@pytest.mark.parametrize("region", CONTENT.regions, ids=lambda region: region.id)
def test_nowhere_in_a_region_its_day_is_of_the_future(monkeypatch, region) -> None:
    assert region.id in LATE, f"tests/site/test_days.py: type by hand where {region.id} lies"
    for start in (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)):
        # The Chatham Islands are 45 minutes from the rest of New Zealand.
        for quarter in range(24 * 4):
            at = start + timedelta(minutes=15 * quarter)
            monkeypatch.setattr(days, "now", lambda at=at: at)
            there = [at.astimezone(ZoneInfo(zone)).date() for zone in LATE[region.id]]
            assert days.local_day("", region) == min(there), at


@pytest.mark.parametrize(
    "day",
    ["", "2026-11-24", "2026-11-28", "26 November", "2026-11-26T10:00", "9" * 400, "0000-00-00",
     "２０２６-11-26", "\0", "-1"],
)  # fmt: skip
def test_a_day_that_it_is_nowhere_is_not_taken(freeze, day) -> None:
    freeze(2026, 11, 26, 11, 59)
    assert made("new_zealand", day) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("hour", "least", "most"), [(0, 25, 26), (9, 25, 26), (10, 25, 27), (11, 25, 27), (12, 26, 27)]
)
def test_a_day_is_taken_when_it_is_that_day_somewhere(freeze, hour, least, most) -> None:
    freeze(2026, 11, 26, hour)
    uk = CONTENT.region_by_id["uk"]
    taken = [d for d in range(20, 31) if days.local_day(f"2026-11-{d}", uk) == date(2026, 11, d)]
    assert sorted({*taken, 26}) == list(range(least, most + 1))


def test_the_form_that_makes_a_result_asks_the_browser_for_the_day() -> None:
    client = Client()
    give(client, ECZEMA)
    form = client.get("/check/answers/").content.decode().split("<form")[1].split("</form>")[0]
    assert '<input type="hidden" name="day">' in form
