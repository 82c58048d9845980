"""Who signed a page's words is told on it, and no more than that. All who sign here are made up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.checks import ERROR

from habits import checks
from habits.engine import loaded
from habits.engine.content import Content
from habits.engine.loading import without_withdrawn
from habits.engine.schema import Signoff, Withdrawn
from habits.engine.signing import digest
from tests import every_page
from tests.fixed_content import FixedContent

DAY = date(2026, 11, 20)
WHO = "Ada Example, Nurse (TEST 1)"
PAGES = {
    "tip/sunscreen": "/tips/sunscreen/",
    "claim/leaky_gut": "/claims/",
    "topic/microbiome": "/learn/microbiome/",
    "food/oats": "/foods/oats/",
    "flag/glass_test_rash": "/sources/signs/",
}
NONE = "No doctor, nurse or pharmacist has reviewed"
SAYING_NONE = (
    "/sources/",
    "/sources/dates/",
    "/sources/signs/",
    "/sources/research/",
    "/data/",
    "/about/",
    "/help/",
    "/sources/betr/",
)


def signed(key: str, text: str, day: date = DAY, **more: str) -> Signoff:
    facts = {"name": "Ada Example", "profession": "Nurse", "register": "TEST 1"} | more
    return Signoff(item=key, text=text, day=day, **facts)


@pytest.fixture
def with_signoffs(monkeypatch, content) -> Iterator[Callable[..., Content]]:
    """The site as it would be with these sign-offs."""

    def put(*signoffs: Signoff) -> Content:
        now = replace(content, signoffs=signoffs)
        monkeypatch.setattr(loaded, "read", FixedContent(now))
        every_page.forget()
        return now

    yield put
    monkeypatch.undo()
    every_page.forget()


def main(client, address: str) -> str:
    html = unescape(client.get(address).content.decode())
    return re.sub(r"</?(?:bdi|a)\b[^>]*>", "", html.split("<main")[1].split("</main>")[0])


@pytest.mark.parametrize(
    "address", ["/tips/sunscreen/", "/claims/", "/learn/microbiome/", "/foods/oats/"]
)
def test_where_nobody_signed_the_page_says_so(client, address) -> None:
    html = main(client, address)
    assert "Not signed: no doctor or nurse has put a name to these words." in html
    assert "Signed by" not in html
    assert "reviewedBy" not in client.get(address).content.decode()


@pytest.mark.parametrize("key", PAGES)
def test_who_signed_the_words_is_told_beside_them(client, content, with_signoffs, key) -> None:
    with_signoffs(signed(key, digest(content, key)))
    assert f"Signed by {WHO}, on 20 November 2026." in main(client, PAGES[key])


@pytest.mark.parametrize("key", PAGES)
def test_words_that_changed_since_say_so(client, with_signoffs, key) -> None:
    with_signoffs(signed(key, "0" * 64))
    html = main(client, PAGES[key])
    assert f"Changed since it was signed by {WHO}, on 20 November 2026." in html
    assert "Signed by" not in html


def test_a_sign_off_stands_beside_its_own_words_alone(client, content, with_signoffs) -> None:
    with_signoffs(signed("claim/leaky_gut", digest(content, "claim/leaky_gut")))
    html = main(client, "/claims/")
    assert html.count("Signed by") == 1
    article = html.split('<article id="claim-leaky-gut"')[1].split("</article>")[0]
    assert "Signed by" in article
    assert "Not signed" in main(client, "/tips/sunscreen/")


def test_search_engines_are_told_of_a_review_that_holds(client, content, with_signoffs) -> None:
    def facts() -> dict[str, object]:
        html = client.get("/tips/sunscreen/").content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
        return json.loads(found[1])

    key = "tip/sunscreen"
    with_signoffs(signed(key, digest(content, key)))
    assert facts()["lastReviewed"] == "2026-11-20"
    assert facts()["reviewedBy"] == {"@type": "Person", "name": "Ada Example", "jobTitle": "Nurse"}
    with_signoffs(signed(key, "0" * 64))
    assert not {"lastReviewed", "reviewedBy"} & set(facts())


@pytest.mark.django_db
@pytest.mark.parametrize("address", SAYING_NONE)
def test_that_nobody_reviewed_our_words_is_told_until_someone_did(
    client, content, with_signoffs, address
) -> None:
    assert NONE in main(client, address)
    key = "flag/glass_test_rash"
    with_signoffs(signed(key, digest(content, key)))
    html = main(client, address)
    assert NONE not in html
    assert re.search(r"\b1 of \d+ parts of (?:our words|this list) are signed\.", html)


def test_a_sign_off_of_a_caution_leaves_what_is_told_of_pages(
    client, content, with_signoffs
) -> None:
    key = content.cautions[0].id
    with_signoffs(signed(f"caution/{key}", digest(content, f"caution/{key}")))
    assert NONE in main(client, "/sources/")


def test_a_void_sign_off_is_a_warning_and_so_is_one_of_tomorrow(content) -> None:
    now = replace(content, signoffs=(signed("tip/sunscreen", "0" * 64),))
    (told,) = checks.void(now)
    assert told.msg == "signoffs.toml: tip/sunscreen: changed since it was signed"
    assert checks.void(content) == []
    assert checks.ahead(now, DAY) != []
    (early,) = [f.msg for f in checks.ahead(now, DAY - timedelta(1)) if "signoffs" in f.msg]
    assert early == "signoffs.toml: tip/sunscreen: day: 2026-11-20 has not come yet"
    # A clock that was set back stops no command.
    assert all(told.level < ERROR for told in checks.ahead(now, DAY - timedelta(1)))


def test_a_tip_that_was_signed_can_be_taken_back(content) -> None:
    now = replace(content, signoffs=(signed("tip/sunscreen", "0" * 64),))
    taken = Withdrawn(id="sunscreen", title="It", why="Because.", do="Stop.", day=DAY)
    without = without_withdrawn(replace(now, withdrawn=(taken,)))
    assert "tip/sunscreen" not in without.items
    assert checks.void(without) == []


def test_a_change_of_a_day_to_come_is_an_error(content) -> None:
    newest = content.changes.newest
    assert checks.ahead(content, newest) == []
    assert {fault.id for fault in checks.ahead(content, newest - timedelta(1))} == {"habits.W003"}


# What changed, and where words come from.


@pytest.mark.slow
def test_a_tip_tells_what_changed_and_leads_to_its_sources(client, content) -> None:
    for tip in content.tips:
        html = main(client, f"/tips/{tip.slug}/")
        sure = html.split("<h2>How sure are we?</h2>")[1].split('<h2 id="sources">')[0]
        assert "See what this rests on" in sure
        history = content.changes.about(f"tip/{tip.id}")
        assert (f"<summary>{len(history)} change" in sure) == bool(history)
        for change in history:
            assert f"{change.day:%-d %B %Y}<br>{change.says}</li>" in sure
    assert any(content.changes.about(f"tip/{tip.id}") for tip in content.tips)
