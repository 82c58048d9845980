"""A network that asks for too much is held back, and its address is kept nowhere."""

from __future__ import annotations

import pickle
import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from habits.models import Sealed
from habits.site import rate_limits
from habits.site.rate_limits import AROUND, DAY, HOME, MAKE, OPEN, WIDEST, Buckets, Network
from tests.people import ECZEMA, give, make

pytestmark = pytest.mark.django_db

ADDRESS = "198.51.100.23"
# Each of these asks the database for a result or a list; shown.css asks it nothing.
BY_HANDLE = {
    pattern.name
    for pattern in get_resolver().url_patterns
    if pattern.pattern.converters and "handle" in str(pattern.pattern)
} - {"result-shown"}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def buckets(clock, monkeypatch) -> Buckets:
    fresh = Buckets(clock)
    monkeypatch.setattr(rate_limits, "buckets", fresh)
    return fresh


A, B = [Network(b"a", HOME)], [Network(b"b", HOME)]


def spend(buckets: Buckets) -> None:
    for _ in range(MAKE.burst):
        assert buckets.wait(MAKE, A) == 0


def test_a_burst_is_let_through_and_the_next_has_to_wait(buckets) -> None:
    spend(buckets)
    assert buckets.wait(MAKE, A) == 60 // MAKE.a_minute + 1


def test_waiting_as_long_as_was_said_is_enough(buckets, clock) -> None:
    spend(buckets)
    clock.now += buckets.wait(MAKE, A)
    assert buckets.wait(MAKE, A) == 0
    assert buckets.wait(MAKE, A) > 0


def test_a_long_rest_gives_a_burst_again_and_no_more(buckets, clock) -> None:
    spend(buckets)
    clock.now += DAY / 2
    spend(buckets)
    assert buckets.wait(MAKE, A) > 0


def test_one_network_does_not_use_up_what_another_may_do(buckets) -> None:
    spend(buckets)
    assert buckets.wait(MAKE, B) == 0
    assert buckets.wait(OPEN, A) == 0


def test_it_holds_no_more_networks_than_it_may(clock) -> None:
    small = Buckets(clock, most=100)
    for number in range(1000):
        small.wait(MAKE, [Network(number.to_bytes(4, "big"), HOME)])
    assert len(small.kept) == 100


def test_no_address_is_in_what_is_kept_and_after_a_day_nothing_is(buckets, clock, client) -> None:
    spots = [f"203.0.113.{number}" for number in range(100)]
    for spot in spots:
        client.post("/results/open/", REMOTE_ADDR=spot)
    dump = pickle.dumps(buckets.kept)
    # Each home, and the two networks around all of them.
    assert len(buckets.kept) == 102
    for spot in spots:
        packed = bytes(map(int, spot.split(".")))
        assert spot.encode() not in dump
        assert packed not in b"".join(buckets.kept)
    before, secret = set(buckets.kept), bytes(buckets.secret)
    clock.now += DAY
    for spot in spots:
        client.post("/results/open/", REMOTE_ADDR=spot)
    assert before.isdisjoint(buckets.kept)
    assert secret != buckets.secret


@pytest.mark.parametrize(
    ("address", "same"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("::ffff:198.51.100.23", ADDRESS)],
)
def test_a_home_is_one_network(rf, address, same) -> None:
    first, second = (rate_limits.networks_of(rf.post("/", REMOTE_ADDR=a)) for a in (address, same))
    assert first == second != []


def test_two_homes_are_two_networks(rf) -> None:
    addresses = (ADDRESS, "198.51.100.24", "2001:db8:1:2::1", "2001:db8:1:3::1")
    assert len({rate_limits.networks_of(rf.post("/", REMOTE_ADDR=a))[0] for a in addresses}) == 4


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        ("198.51.100.23", ["c6336417", "c63364", "c633"]),
        ("2001:db8:1:2::1", ["20010db800010002", "20010db80001", "20010db8"]),
    ],
)
def test_a_home_is_part_of_wider_networks_that_may_do_more(rf, address, begins) -> None:
    found = rate_limits.networks_of(rf.post("/", REMOTE_ADDR=address))
    assert [network.begin.hex() for network in found] == begins
    assert [network.times for network in found] == [HOME, AROUND, WIDEST]


def test_many_homes_of_one_network_together_have_to_wait_and_others_need_not(buckets, rf) -> None:
    def waits(address: str) -> int:
        return buckets.wait(MAKE, rate_limits.networks_of(rf.post("/", REMOTE_ADDR=address)))

    tried = [waits(f"2001:db8:1:{number:x}::1") for number in range(1000)]
    assert tried.count(0) == MAKE.burst * AROUND
    assert waits("2001:db8:2::1") == 0


def test_who_has_to_wait_for_one_network_takes_nothing_of_another(buckets) -> None:
    home, around = A[0], Network(b"", AROUND)
    for _ in range(MAKE.burst * AROUND * 2):
        buckets.wait(MAKE, [home, around])
    left = [buckets.wait(MAKE, [Network(b"other", HOME), around]) for _ in range(MAKE.burst)]
    assert left == [0] * MAKE.burst


def test_only_our_own_proxy_is_believed_about_addresses(rf, settings) -> None:
    told = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"192.0.2.1, {ADDRESS}"}
    direct = rate_limits.networks_of(rf.post("/", **told))[0]
    settings.BEHIND_PROXY = True
    proxied = rate_limits.networks_of(rf.post("/", **told))[0]
    assert direct.begin == bytes([10, 0, 0, 1])
    assert proxied.begin == bytes([198, 51, 100, 23])


@pytest.mark.parametrize(
    ("told", "address"),
    [
        (f"{ADDRESS}:4433", ADDRESS),
        ("[2001:db8:1:2::1]:4433", "2001:db8:1:2::1"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::1"),
        ("[::ffff:198.51.100.23]:1", ADDRESS),
    ],
)
def test_an_address_with_a_port_is_that_address(rf, settings, told, address) -> None:
    settings.BEHIND_PROXY = True
    found, same = (
        rate_limits.networks_of(rf.post("/", HTTP_X_FORWARDED_FOR=text)) for text in (told, address)
    )
    assert found == same
    assert len(found) == 3


JUNK = ("", "junk", "1.2.3:44", "[v6]:44", "1.2.3.4.5", "::g", "%", "[]", "_hidden", "unknown")


@pytest.mark.slow
@pytest.mark.parametrize("junk", JUNK)
def test_who_comes_through_the_proxy_without_an_address_is_held_back_with_all_such(
    rf, settings, buckets, junk
) -> None:
    settings.BEHIND_PROXY = True
    for _ in range(OPEN.burst * WIDEST):
        request = rf.post("/results/open/", HTTP_X_FORWARDED_FOR="_other")
        assert rate_limits.seconds_to_wait(request, OPEN) == 0
    request = rf.post("/results/open/", HTTP_X_FORWARDED_FOR=f"{ADDRESS}, {junk}")
    assert rate_limits.seconds_to_wait(request, OPEN) > 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", ""])
def test_what_has_no_address_to_tell_apart_is_not_held_back(rf, buckets, address) -> None:
    for _ in range(OPEN.burst * 2):
        request = rf.post("/results/open/", REMOTE_ADDR=address)
        assert rate_limits.seconds_to_wait(request, OPEN) == 0
    assert not buckets.kept


def too_often(client: Client, **extra: str):
    for _ in range(OPEN.burst):
        client.post("/results/open/", {"code": "x"}, REMOTE_ADDR=ADDRESS)
    return client.post("/results/open/", {"code": "x"}, REMOTE_ADDR=ADDRESS, **extra)


def test_opening_too_often_is_a_page_that_says_how_long_to_wait(client, buckets) -> None:
    response = too_often(client)
    html = response.content.decode()
    assert response.status_code == 429
    assert response["Retry-After"] == "1"
    assert "That was too often in a short time" in html
    assert "Wait 1 second, go back" in html
    assert "<title>" in html
    assert client.get("/results/", REMOTE_ADDR=ADDRESS).status_code == 200


def test_a_part_of_a_page_gets_the_words_alone(client, buckets) -> None:
    html = too_often(client, HTTP_X_FRAGMENT="1").content.decode()
    assert html.startswith("<!--That was too often in a short time-->")
    assert "<title>" not in html


@pytest.mark.database
def test_tips_are_shown_even_when_they_cannot_be_saved_so_often(client, buckets) -> None:
    for _ in range(MAKE.burst):
        client.post("/check/answers/", REMOTE_ADDR=ADDRESS)
    give(client, ECZEMA)
    response = client.post("/check/answers/", follow=True, REMOTE_ADDR=ADDRESS)
    html = response.content.decode()
    assert response.redirect_chain == [("/check/tips/?wait=7", 302)]
    assert response.status_code == 200
    assert 'id="tips"' in html
    assert "This page is not saved" in html
    assert "try again in 7 seconds" in html
    assert "Something is wrong on our side" not in html
    assert not Sealed.objects.exists()
    # The answers are still on the device, and elsewhere nobody has to wait.
    assert re.search(r"/results/#\w{32}", make(client, ECZEMA).content.decode())


# Every view, by the name of its address.
VIEWS = {pattern.name: pattern.callback for pattern in get_resolver().url_patterns}
LIMITED = {name: view for name, view in VIEWS.items() if hasattr(view, "limit")}
SENT_TO = sorted(name for name, view in VIEWS.items() if "POST" in view.methods)


def address_of(name: str) -> str:
    """The address of a name, with a handle wherever one stands in it, and 0 for a number."""
    named = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    return reverse(name, args=[0 if part == "number" else "abcdefgh" for part in named])


@pytest.mark.parametrize("name", SENT_TO)
def test_every_form_has_a_limit_or_says_why_not(name) -> None:
    view = VIEWS[name]
    assert hasattr(view, "limit") != bool(getattr(view, "unlimited_because", ""))


@pytest.mark.parametrize("name", LIMITED)
def test_every_limited_address_is_about_a_person(client, db, name) -> None:
    path = address_of(name)
    assert client.post(path, REMOTE_ADDR=ADDRESS).status_code < 500
    assert path.startswith(("/check/", "/results/", "/saved/", "/notes/"))


@pytest.mark.parametrize("name", LIMITED)
def test_what_opens_a_result_counts_whether_it_is_asked_for_or_sent(client, buckets, name) -> None:
    path = address_of(name)
    client.get(path, REMOTE_ADDR=ADDRESS)
    assert len(buckets.kept) == 3 * LIMITED[name].pages_count
    if "POST" in LIMITED[name].methods:
        client.post(path, REMOTE_ADDR=ADDRESS)
    assert len(buckets.kept) == 3


@pytest.mark.parametrize("name", sorted(BY_HANDLE))
def test_no_page_that_opens_a_result_goes_without_a_limit(name) -> None:
    assert name in LIMITED
