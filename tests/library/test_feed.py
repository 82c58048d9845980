"""The feed of what changed: sound by RFC 4287, and by a reader of feeds that others wrote."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

import feedparser
import msgspec
import pytest
from django.conf import settings
from django.test import Client

from habits.library import feed

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# RFC 3339, as RFC 4287 wants it: with a T and a zone.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@pytest.fixture
def body(client) -> bytes:
    response = client.get("/changes.atom")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return response.content


@pytest.fixture
def tree(body) -> ET.Element:
    return ET.fromstring(body)  # noqa: S314  our own


def made() -> ET.Element:
    return ET.fromstring(feed.atom_file().body)  # noqa: S314  our own


def one(element: ET.Element, name: str) -> ET.Element:
    found = element.findall(ATOM + name)
    assert len(found) == 1, name
    return found[0]


def entries(tree: ET.Element) -> list[ET.Element]:
    return tree.findall(f"{ATOM}entry")


def moment(element: ET.Element) -> datetime:
    assert MOMENT.fullmatch(element.text)
    return datetime.fromisoformat(element.text)


def test_the_feed_has_once_what_a_feed_must_have(tree) -> None:
    assert tree.tag == f"{ATOM}feed"
    assert tree.get(LANG) == "en-GB"
    for name in ("id", "title", "updated", "subtitle", "rights"):
        assert one(tree, name).text.strip()
    assert one(one(tree, "author"), "name").text
    links = {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}
    assert links == {
        "self": f"{settings.SITE_ADDRESS}/changes.atom",
        "alternate": f"{settings.SITE_ADDRESS}/sources/changes/",
    }
    assert moment(one(tree, "updated")) == max(moment(one(e, "updated")) for e in entries(tree))


def test_each_entry_has_once_what_an_entry_must_have(tree, content) -> None:
    assert len(entries(tree)) == min(len(content.changes.changes), feed.NEWEST)
    for entry, change in zip(entries(tree), content.changes.changes, strict=False):
        assert UUID(one(entry, "id").text.removeprefix("urn:uuid:"))
        assert one(entry, "title").text == change.headline
        assert one(entry, "summary").get("type") == "html"
        assert moment(one(entry, "updated")).date() == change.day
        assert moment(one(entry, "published")).date() == change.day
        link = one(entry, "link")
        assert link.get("rel") == "alternate"
        assert urlsplit(link.get("href")).fragment == change.dom_id
        assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == list(change.about)


def test_no_id_stands_twice(tree) -> None:
    ids = [element.text for element in tree.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == len(entries(tree)) + 1


def test_every_address_is_whole_and_leads_to_its_change(tree, client) -> None:
    html = client.get("/sources/changes/").content.decode()
    for link in tree.iter(f"{ATOM}link"):
        assert link.get("href").startswith(settings.SITE_ADDRESS + "/")
    for entry in entries(tree):
        place = urlsplit(one(entry, "link").get("href")).fragment
        assert html.count(f' id="{place}"') == 1


def test_a_reader_of_feeds_takes_it(body, content) -> None:
    read = feedparser.parse(body, response_headers={"content-type": feed.KIND})
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.id == content.changes.feed.urn
    told = content.changes.changes[: feed.NEWEST]
    assert [entry.summary for entry in read.entries] == [change.says for change in told]
    assert all(entry.id and entry.link and entry.updated_parsed for entry in read.entries)


def test_what_looks_like_markup_in_a_change_stays_text(monkeypatch, content) -> None:
    odd = msgspec.structs.replace(content.changes.changes[0], says="Less than <b>5</b> & “more”.")
    told = msgspec.structs.replace(content.changes, changes=(odd,))
    monkeypatch.setattr(feed, "get_content", lambda: replace(content, changes=told))
    feed.atom_file.cache_clear()
    try:
        read = feedparser.parse(feed.atom_file().body)
        assert read.entries[0].summary == "Less than &lt;b&gt;5&lt;/b&gt; &amp; “more”."
    finally:
        feed.atom_file.cache_clear()


def test_ids_stay_and_dates_move_when_a_change_is_told_anew(monkeypatch, content, tree) -> None:
    first = content.changes.changes[0]
    reworded = msgspec.structs.replace(first, says="It is told anew.", day=date(2027, 1, 2))
    told = msgspec.structs.replace(content.changes, changes=(reworded,))
    monkeypatch.setattr(feed, "get_content", lambda: replace(content, changes=told))
    feed.atom_file.cache_clear()
    try:
        after = made()
    finally:
        feed.atom_file.cache_clear()
    (entry,) = entries(after)
    assert one(entry, "id").text == one(entries(tree)[0], "id").text
    assert one(after, "id").text == one(tree, "id").text
    assert one(after, "updated").text.startswith("2027-01-02T")


def test_the_newest_stand_in_the_feed_and_all_on_the_page(monkeypatch, content) -> None:
    monkeypatch.setattr(feed, "NEWEST", 3)
    feed.atom_file.cache_clear()
    try:
        assert len(entries(made())) == 3
    finally:
        feed.atom_file.cache_clear()


def test_a_host_header_gets_into_no_address(body) -> None:
    settings_host = urlsplit(settings.SITE_ADDRESS).netloc
    feed.atom_file.cache_clear()
    told = Client(headers={"host": "localhost"}).get("/changes.atom").content
    assert told == body
    assert set(re.findall(rb'href="https?://([^/"]+)', told)) == {settings_host.encode()}


def test_it_is_kept_by_caches_and_sent_once(client) -> None:
    first = client.get("/changes.atom")
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get("/changes.atom", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    packed = client.get("/changes.atom", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(first.content) / 3
    assert client.head("/changes.atom").status_code == 200
    assert client.post("/changes.atom").status_code == 405


def test_the_pages_on_changes_lead_to_it(client) -> None:
    for address in ("/sources/changes/", "/data/"):
        html = client.get(address).content.decode()
        assert (
            '<link rel="alternate" type="application/atom+xml" title="What changed"'
            ' href="/changes.atom">' in html
        )
        assert '<a href="/changes.atom"' in html
