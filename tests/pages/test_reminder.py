"""The reminder, as a calendar reads it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client, override_settings
from icalendar import Calendar, Event

from habits.site import days
from tests.people import ECZEMA, make

ADDRESS = "https://thread.example"
TELLING = re.compile(
    r"skin|gut|itch|eczema|acne|psoria|rosacea|health|symptom|tummy|bloat|poo|diet|food|sleep"
    r"|medic|doctor|result|answer|code|#",
    re.I,
)


@pytest.fixture(autouse=True)
def site() -> None:
    with override_settings(SITE_ADDRESS=ADDRESS):
        yield


def download(address: str = "/reminder/") -> bytes:
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="check-in.ics"'
    # Kept by a browser, two entries would have one id.
    assert response.headers["Cache-Control"] == "no-store"
    return response.content


def event(address: str = "/reminder/") -> Event:
    """The one entry of the one calendar that the file holds."""
    (calendar,) = Calendar.from_ical(download(address), multiple=True)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    (entry,) = calendar.subcomponents
    assert isinstance(entry, Event)
    assert not entry.errors
    return entry


def test_every_entry_is_one_of_its_own() -> None:
    assert len({str(event()["UID"]) for _ in range(20)}) == 20


def test_it_lasts_a_day_and_keeps_no_time_busy() -> None:
    entry = event()
    assert entry["TRANSP"] == "TRANSPARENT"
    assert type(entry.start) is date
    assert entry.end - entry.start == timedelta(days=1)
    assert entry.DTSTAMP.tzinfo is UTC or entry.DTSTAMP.utcoffset() == timedelta()


def test_it_rings_in_the_morning_of_that_day() -> None:
    (alarm,) = event().walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["DESCRIPTION"]
    assert alarm["TRIGGER"].dt == timedelta(hours=9)
    assert alarm["TRIGGER"].params.get("RELATED", "START") == "START"


def test_it_names_the_site_and_tells_nobody_what_it_is_about() -> None:
    entry = event()
    assert entry["URL"] == ADDRESS
    assert ADDRESS in entry["DESCRIPTION"]
    assert "\n" not in entry["DESCRIPTION"]
    assert set(re.findall(r"https?:\S+", str(entry.to_ical().decode()))) == {ADDRESS}
    words = [str(value) for part in entry.walk() for value in part.values()]
    assert [text for text in words if TELLING.search(text)] == []


def test_every_line_is_one_that_any_calendar_reads() -> None:
    body = download()
    assert body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/reminder/?day=2026-11-25", date(2026, 11, 25)),
        ("/reminder/?day=2026-11-26&region=us", date(2026, 11, 26)),
        ("/reminder/?region=us", date(2026, 11, 25)),
        ("/reminder/?region=new_zealand", date(2026, 11, 26)),
        ("/reminder/?region=moon&day=2027-11-26", date(2026, 11, 25)),
        ("/reminder/", date(2026, 11, 25)),
    ],
)
def test_it_is_in_four_weeks_from_the_persons_day(monkeypatch, address, day) -> None:
    # 16:04 on 25 November in Los Angeles.
    monkeypatch.setattr(days, "now", lambda: datetime(2026, 11, 26, 0, 4, tzinfo=UTC))
    assert event(address).start == day + timedelta(weeks=4)


@pytest.mark.django_db
def test_a_result_leads_to_it_by_region() -> None:
    html = make(Client(), ECZEMA | {"region": ["us"]}).content.decode()
    assert 'href="/reminder/?region=us">Remind me' in html
