"""The privacy page says what the code does."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.conf import settings as project

from habits.journey import drafts
from habits.models import Sealed
from habits.results.own_list import REMEMBERED_DAYS
from habits.site import open_results, preferences, rate_limits, refused_forms
from habits.store import periods, saved_lists, sealed_rows, shared_links
from habits.store.plans import Plan, Step
from habits.store.saved_lists import Item
from habits.store.saved_results import Record
from habits.store.shared_links import SharedLink
from tests.people import ECZEMA, FORM, give, make, press

DAY = 24 * 60 * 60


@pytest.fixture
def page(client) -> str:
    return " ".join(client.get("/privacy/").content.decode().split())


def months(days: int) -> str:
    return f"{round(days / 30.4)} months"


def test_every_time_is_the_one_in_the_code(page) -> None:
    usual, *others = periods.DAYS
    assert f"A result ends {months(usual)} after you last opened it." in page
    assert others == [30, 730]
    assert "You can also have it end after that time, whether you open it or not." in page
    assert f"We read those with your answers for {drafts.LONGEST_DAYS} days at most." in page
    assert "You can choose 30 days or 24 months." in page
    assert (
        f"A list of results ends {months(saved_lists.list_days([]))} after you last used it."
        in page
    )
    assert f"It stays {months(max(others))} if a result on it does." in page
    assert f"keep it for {drafts.KEPT_DAYS} days" in page
    assert f"or after {months(REMEMBERED_DAYS)} if you choose so" in page
    assert f"After {open_results.LONGEST // DAY} days without a visit we do not read it." in page
    assert f"hold it for {refused_forms.KEPT_FOR // 60} minutes, encrypted" in page
    assert f"your choice for {months(preferences.KEPT_SECONDS // DAY)}" in page
    assert rate_limits.DAY == DAY
    assert "a secret that changes every day" in page


@pytest.mark.django_db
def test_the_last_day_is_told_alike_wherever_it_is_told(client, page) -> None:
    assert "It opens to the end of its last day, wherever you are." in page
    assert "We keep it to the end of " in make(client, ECZEMA).content.decode()
    assert "Within 3 days after that day it opens no more and is deleted." in page
    today, purged_every = date(2026, 11, 26), timedelta(days=1)
    assert today + purged_every - sealed_rows.expired_by(today) <= timedelta(days=3)


def test_a_sealed_record_holds_what_the_page_names_and_nothing_else(page) -> None:
    assert "holds your answers and the version of our questions." in page
    assert "holds the day, which tips you saw and how long to keep it." in page
    assert set(Record.__dataclass_fields__) == {
        "answers",
        "made",
        "tips",
        "days",
        "edition",
        "ends",
        "plan",
        "links",
        "went_on",
    }
    assert "The old result keeps the day it moved." in page
    assert (
        "It holds its first day, the tips, when you do each, and what you say of each week." in page
    )
    assert set(Plan.__struct_fields__) == {"version", "start", "steps", "notes", "before"}
    assert "It then holds the itch and sleep you told us of before." in page
    assert set(Step.__struct_fields__) == {"tip", "cue", "words", "since", "on", "ticks"}
    assert "Your result then holds the codes of such links." in page


def test_a_link_to_read_holds_what_the_page_names_and_nothing_else(page) -> None:
    assert (
        "we seal a copy of your answers and their day. Your plan is in it, without your own words."
        in page
    )
    assert "It holds when the link was made, when it ends and when it was first opened." in page
    assert set(SharedLink.__dataclass_fields__) == {"shows", "made", "until", "first"}
    # Besides answers and their day, the version of the questions, without which they say nothing.
    planned = Record({}, date(2026, 11, 26), plan={"v": 1, "d": "2026-11-26"})
    assert planned.shown().keys() == {"a", "d", "e", "p"}
    first, *others = map(str, shared_links.DAYS)
    assert f"ends after {first}, {' or '.join(others)} days, to the minute." in page
    # The first purge of a night after the last day, whenever in that day it ends.
    assert "Its copy is deleted within 2 days." in page


def test_a_list_holds_what_the_page_names_and_nothing_else(page) -> None:
    assert "It holds the code, name, day and time to keep of each result." in page
    assert set(Item.__dataclass_fields__) == {"code", "name", "made", "days"}


def test_the_database_tells_what_the_page_names_and_nothing_else(page) -> None:
    assert "how many sealed records there are, roughly how large each is, and the day" in page
    assert {field.name for field in Sealed._meta.get_fields()} == {"locator", "blob", "expires_on"}


@pytest.mark.django_db
def test_every_cookie_is_on_the_page(client, page) -> None:
    """One that is set and not named here would be missing on the page too."""
    named = {
        project.DRAFT_COOKIE_NAME: "Your answers stay in a cookie on your device.",
        project.ALARM_COOKIE_NAME: "If an answer means an emergency, a second cookie keeps it",
        project.CSRF_COOKIE_NAME: "A cookie protects the forms.",
        project.SAVED_COOKIE_NAME: "a cookie holds the code of your list",
        project.OPEN_COOKIE_NAME: "While a result or notes from someone are open",
        project.DISPLAY_COOKIE_NAME: "a cookie holds your choice",
    }
    seen: set[str] = set()
    client.get("/check/you/")
    give(client, ECZEMA, until="skin")
    seen |= set(client.cookies)
    html = make(client, ECZEMA).content.decode()
    code = html.split('id="saved-link" href="/results/#')[1][:32]
    press(client, code, "result-add")
    client.post("/display/", {"theme": "dark", "size": "large"})
    for address in ("/", "/saved/", "/help/", "/tips/", f"/check/{FORM.pages[0].id}/"):
        client.get(address)
    seen |= set(client.cookies)
    handled = project.OPEN_COOKIE_NAME
    seen = {handled if name.startswith(handled) else name for name in seen}
    assert seen == set(named)
    for words in named.values():
        assert words in page


def test_what_is_typed_goes_to_no_spell_checker_and_is_not_kept_to_be_offered_again() -> None:
    files = project.BASE_DIR.glob("templates/**/*.html")
    found = [field for file in files for field in FIELD.findall(file.read_text())]
    chosen = re.compile(r'type="(?:hidden|checkbox|radio|file|\{% if .*? %\}radio)')
    typed = [field for field in found if not chosen.search(field)]
    assert len(typed) >= 3
    for field in typed:
        assert 'spellcheck="false"' in field, field
        assert 'autocomplete="off"' in field, field


# A tag of a template can hold what looks like its end.
FIELD = re.compile(r"<(?:input|textarea)\b(?:\{%.*?%\}|\{\{.*?\}\}|[^>{])*>")
