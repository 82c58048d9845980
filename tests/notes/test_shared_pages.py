"""Let someone read a result: what its owner does, and all that whoever has the link can try."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings as project
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from habits.models import Sealed
from habits.results import own_list
from habits.site import days, open_results, padding, rate_limits
from habits.store import result_links, saved_lists, saved_results, sealing, shared_links
from habits.store.plans import raw_of
from tests.every_page import keep, refusing
from tests.people import ECZEMA, FORM, Answers, at, give, make, press, show_tips, visit
from tests.plan.people import whole
from tests.site.test_sizes import head_and_body

pytestmark = pytest.mark.django_db
LINK = re.compile(r'value="(http://[^"]+/notes/#(\w{32}))"')
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> Client:
    return Client()


@pytest.fixture
def code() -> str:
    """The code of a result that someone made."""
    return keep(3, ECZEMA | {"skin_signs": ["eye_pain"], "safety": ["warfarin"]})


@pytest.fixture
def link(owner, code) -> str:
    """The code of a link to it."""
    return share(owner, code)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def share(owner: Client, code: str, days: str = "7") -> str:
    """Make a link by the buttons of the page; its code."""
    return LINK.findall(text(press_make(owner, code, days)))[0][1]


def press_make(owner: Client, code: str, days: str = "7") -> HttpResponse:
    address = at(owner, code, "result-share")
    state = re.search(r'name="state" value="(\w+)"', text(owner.get(address)))[1]
    return owner.post(address, {"days": days, "state": state}, follow=True)


def out(owner: Client, code: str) -> list[str]:
    return [found for _, found in LINK.findall(text(visit(owner, code, "result-share")))]


def open_link(link: str, reader: Client | None = None, **more: str) -> HttpResponse:
    return (reader or Client()).post("/notes/open/", {"code": link} | more, follow=True)


def by_script(link: str, reader: Client | None = None) -> HttpResponse:
    return (reader or Client()).post("/notes/open/", {"code": link}, headers={"X-Fragment": "1"})


def state() -> dict[bytes, tuple[bytes, object]]:
    return {bytes(r.locator): (bytes(r.blob), r.expires_on) for r in Sealed.objects.iterator()}


# The owner.


def test_a_link_is_made_for_as_long_as_was_pressed_and_says_when_it_ends(owner, code) -> None:
    for wanted in ("1", "7", "30"):
        html = text(press_make(owner, code, wanted))
        until = days.now() + int(wanted) * DAY
        assert f"{until.day} {until:%B %Y}, at {until:%H:%M} (UTC)" in html
    assert html.count("not opened yet") == 3
    assert len(out(owner, code)) == 3


def test_the_result_leads_to_it_and_it_says_what_a_link_can_do(owner, code) -> None:
    page = visit(owner, code)
    address = at(owner, code, "result-share")
    assert f'href="{address}"' in text(page)
    html = text(owner.get(address))
    assert "They can read and print them, and do no more." in html
    assert "Delete the result, and its links end at once." in html


def test_the_link_is_text_to_copy_and_no_link_to_press(owner, code, link) -> None:
    """A press on it would count as opened."""
    html = text(visit(owner, code, "result-share"))
    assert f'href="/notes/#{link}"' not in html
    assert re.search(rf'<input[^>]+value="[^"]*/notes/#{link}" readonly', html)
    assert html.count(link) == 2
    assert code not in html


def test_no_code_stands_in_an_address_or_a_header(owner, code) -> None:
    address = at(owner, code, "result-share")
    response = owner.post(address, {"days": "1", "state": result_links.state_of(())})
    assert response.status_code == 302
    found = out(owner, code)[0]
    taken = owner.post(f"{address}back/", {"link": found})
    reader = Client()
    led = reader.post("/notes/open/", {"code": found})
    for answer in (response, taken, led):
        told = str(dict(answer.headers))
        for secret in (found, sealing.grouped(found), code):
            assert secret not in told


@pytest.mark.parametrize("wanted", ["", "0", "2", "365", "-1", "x", "7 ", "٧"])
def test_another_number_of_days_makes_no_link(owner, code, wanted) -> None:
    address = at(owner, code, "result-share")
    response = owner.post(address, {"days": wanted, "state": result_links.state_of(())})
    assert response.headers["Location"] == address
    assert out(owner, code) == []


def test_the_same_form_sent_twice_makes_one_link(owner, code) -> None:
    address = at(owner, code, "result-share")
    for _ in range(2):
        owner.post(address, {"days": "7", "state": result_links.state_of(())})
    assert len(out(owner, code)) == 1


def test_with_five_out_it_says_so_and_offers_no_other(owner, code) -> None:
    for _ in range(result_links.MOST):
        share(owner, code)
    html = text(visit(owner, code, "result-share"))
    assert "5 links are out. Take one back to make another." in html
    assert 'name="days"' not in html
    known = saved_results.open_result(project.SERVER_KEYS, code, days.now().date()).links
    owner.post(
        at(owner, code, "result-share"), {"days": "1", "state": result_links.state_of(known)}
    )
    assert len(out(owner, code)) == result_links.MOST


def test_the_owner_sees_when_it_was_opened_first(owner, code, link, monkeypatch) -> None:
    assert "opened first" not in text(visit(owner, code, "result-share"))
    now = days.now()
    for minutes in (61, 300):
        later = now + timedelta(minutes=minutes)
        monkeypatch.setattr(days, "now", lambda later=later: later)
        open_link(link)
    first = now + timedelta(minutes=61)
    told = f"{first.day} {first:%B %Y}, at {first:%H:%M} (UTC)"
    assert told in text(visit(owner, code, "result-share")).split("opened first on")[1][:120]


def test_asking_for_the_page_opens_nothing(owner, code, link) -> None:
    """Previews and scanners ask for the address; what is behind its # stays with the browser."""
    before = state()
    for method in (Client().get, Client().head):
        for address in ("/notes/", f"/notes/?code={link}", f"/notes/{link}/", "/notes/open/"):
            method(address)
    assert state() == before
    assert "not opened yet" in text(visit(owner, code, "result-share"))


def test_taken_back_it_opens_no_more_anywhere(owner, code, link) -> None:
    other = share(owner, code)
    reader = Client()
    page = open_link(link, reader)
    assert page.status_code == 200
    response = owner.post(f"{at(owner, code, 'result-share')}back/", {"link": link})
    assert response.headers["Location"] == at(owner, code, "result-share")
    assert out(owner, code) == [other]
    assert reader.get(page.wsgi_request.path).status_code == 404
    assert open_link(link).status_code == 404
    assert open_link(other).status_code == 200


def test_changed_answers_show_in_the_link_and_the_page_says_so(owner, code, link) -> None:
    press(owner, code, "result-change")
    give(owner, ECZEMA | {"itch": ["9"]})
    show_tips(owner, replace="1")
    html = text(open_link(link))
    assert "Worst itch, 0 to 10</dt><dd>9<" in html
    assert "change them, and it shows the new ones" in text(visit(owner, code, "result-share"))
    assert out(owner, code) == [link]


def test_deleting_the_result_ends_its_links_and_says_so_before(owner, code) -> None:
    assert "Every link that" not in text(visit(owner, code, "result-delete"))
    link = share(owner, code)
    assert "Every link that lets someone read it ends, too." in text(
        visit(owner, code, "result-delete")
    )
    press(owner, code, "result-delete", confirm="1")
    assert open_link(link).status_code == 404
    assert Sealed.objects.filter(pk__in=shared_links.locators([link])).count() == 0


def test_delete_everything_ends_the_links_too(owner, code, link) -> None:
    press(owner, code, "result-add")
    owner.post("/saved/delete/", {"confirm": "1"})
    assert open_link(link).status_code == 404


def test_the_download_tells_of_the_links_and_holds_no_code(owner, code, link) -> None:
    open_link(link)
    [told] = visit(owner, code, "result-export").json()["links_to_read"]
    assert told.keys() == {"made", "ends", "opened_first"}
    assert told["opened_first"]
    assert datetime.fromisoformat(told["ends"]) - datetime.fromisoformat(told["made"]) == 7 * DAY
    assert link not in text(visit(owner, code, "result-export"))


def test_when_the_database_is_away_nothing_is_made_and_it_says_so(owner, code, link) -> None:
    address = at(owner, code, "result-share")
    with refusing(OperationalError):
        for path, what in ((address, "make that link"), (f"{address}back/", "take that link back")):
            response = owner.post(path, {"days": "1", "link": link}, follow=True)
            assert response.status_code == 503
            assert what in text(response)
        assert open_link(link).status_code == 503
    assert out(owner, code) == [link]


# The reader.


def words_of(response: HttpResponse) -> str:
    main = text(response).partition("<main")[2] or text(response)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_link_shows_the_notes_for_an_appointment(owner, code, link) -> None:
    paper = words_of(visit(owner, code, "result-print")).partition("Print this page")[0]
    sheet = paper[paper.index("Answers of") :].strip()
    # What is there to be filled in by hand is for paper.
    sheet = re.sub(r" Since when, and what helps:| Tried: yes / no. Helped: yes / no", "", sheet)
    for page in (open_link(link), by_script(link)):
        assert page.status_code == 200
        assert sheet in words_of(page)
        assert "You can read and print it, and change nothing." in words_of(page)
        assert 'id="not-medical-advice"' in text(page)
        assert "Emergency:" in text(page)


def test_it_shows_how_the_weeks_went_and_nothing_of_the_list(owner, code, link) -> None:
    earlier = date.today() - timedelta(days=400)
    other = keep(400, ECZEMA | {"itch": ["10"]})
    for each in (code, other):
        press(owner, each, "result-add")
    change = {"plan": raw_of(whole(9, "8", "7", "", "6"))}
    saved_results.change_result(
        project.SERVER_KEYS, code, lambda record: replace(record, **change), date.today()
    )
    html = text(open_link(link))
    assert "How things went, week by week" in html
    assert html.count("chart-spot") >= 3
    assert "8, 7, –, 6" in html
    assert f"{earlier.year}" not in words_of(open_link(link))
    assert "Check in again" not in html


def test_a_script_gets_the_inside_of_the_page_and_no_cookie(link) -> None:
    page = by_script(link)
    assert text(page).startswith("<!--Notes for an appointment-->")
    assert "<html" not in text(page)
    assert [name for name in page.cookies if name != project.CSRF_COOKIE_NAME] == []


def test_without_a_script_it_stands_at_an_address_that_can_be_loaded_again(link) -> None:
    reader = Client()
    response = reader.post("/notes/open/", {"code": f"http://testserver/notes/#{link}"})
    assert re.fullmatch(r"/notes/[a-z2-9]{8}/", response.headers["Location"])
    before = None
    for _ in range(3):
        page = reader.get(response.headers["Location"])
        assert page.status_code == 200
        assert before in (None, state())
        before = state()
    assert Client().get(response.headers["Location"]).status_code == 404


def test_nothing_on_the_page_leads_to_the_result_or_its_list(owner, code, link) -> None:
    press(owner, code, "result-add")
    listed = owner.cookies[project.SAVED_COOKIE_NAME].value.partition(".")[0]
    handle = at(owner, code).split("/")[2]
    reader = Client()
    page = open_link(link, reader)
    for secret in (code, sealing.grouped(code), listed, handle, link, sealing.grouped(link)):
        assert secret not in text(page)
        assert secret not in str(reader.cookies)
    main = text(page).partition("<main")[2].partition("</main>")[0]
    assert "/results/" not in main
    assert "/saved/" not in main
    assert re.findall(r'action="([^"]*)"', main) == ["/clear/"]
    assert "<input" not in main.replace('<input type="hidden" name="csrfmiddlewaretoken"', "")


def test_a_page_that_is_an_emergency_by_now_says_so_to_the_reader_too(owner) -> None:
    code = keep(5, ECZEMA | {"urgent_now": ["very_ill"]})
    html = text(open_link(share(owner, code)))
    assert html.index('id="see-someone"') < html.index('id="not-medical-advice"')
    assert "Tips I was shown" not in html


def test_each_way_for_a_link_to_be_none_has_one_answer(owner, code, monkeypatch) -> None:
    """Never there, taken back, ended, ended and purged, of a deleted result."""
    taken, ended, last = share(owner, code), share(owner, code, "1"), share(owner, code, "1")
    owner.post(f"{at(owner, code, 'result-share')}back/", {"link": taken})
    other = keep(4, ECZEMA)
    gone = share(owner, other)
    press(owner, other, "result-delete", confirm="1")
    Sealed.objects.filter(pk__in=shared_links.locators([last])).delete()
    later = days.now() + 25 * timedelta(hours=1)
    monkeypatch.setattr(days, "now", lambda: later)
    assert Sealed.objects.filter(pk__in=shared_links.locators([ended])).count() == 1
    unknown = sealing.code_of(sealing.new_secret())
    for way in (by_script, open_link):
        answers = set()
        for each in (unknown, taken, ended, last, gone):
            page = way(each)
            told = re.sub(r'(value|data-token)="\w+"', "", text(page).replace(each, "CODE"))
            answers.add((page.status_code, len(page.content), told))
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404


def test_for_whatever_is_no_link_the_database_is_asked_as_often(
    owner, code, monkeypatch, django_assert_num_queries
) -> None:
    ended = share(owner, code, "1")
    later = days.now() + 25 * timedelta(hours=1)
    monkeypatch.setattr(days, "now", lambda: later)
    # The day is asked for once.
    by_script("")
    for each in (ended, sealing.code_of(sealing.new_secret()), "no code at all", ""):
        with django_assert_num_queries(2):
            assert by_script(each).status_code == 404


def test_a_page_that_is_there_is_as_long_as_one_that_is_not(owner) -> None:
    longest = {
        question.id: [o.id for o in question.offered if not o.exclusive]
        for question in FORM.current_questions.values()
        if question.kind == "many"
    } | {"adult": ["yes"], "urgent_now": ["none"]}
    lengths = set()
    for number, answers in enumerate((ECZEMA, longest), start=40):
        lengths.add(head_and_body(by_script(share(owner, keep(number, answers)))))
    lengths.add(head_and_body(by_script("a" * 32)))
    assert lengths == {padding.NOTE}


# The attacker: someone who was given a link, and wants more.

# Whatever a form of ours sends, with the code of the link in each place where one could stand.
FIELDS = ("code", "link", "first", "second", "days", "state", "name", "page", "nonce")


def every_post() -> list[str]:
    """Every address that is there, with a handle in its place."""
    paths = []
    for pattern in get_resolver().url_patterns:
        path = "/" + re.sub(r"<handle:\w+>", "HANDLE", str(pattern.pattern))
        path = path.replace("<slug:page_id>", "gut").replace("<slug:why>", "large")
        paths.append(re.sub(r"<slug:\w+>", "x", path))
    return paths


def handle_of(reader: Client, link: str) -> str:
    return reader.post("/notes/open/", {"code": link}).headers["Location"].split("/")[2]


def test_every_address_is_tried() -> None:
    assert {"/results/HANDLE/delete/", "/notes/HANDLE/", "/saved/compare/HANDLE/HANDLE/"} < {
        *every_post()
    }
    assert len(every_post()) > 60


@pytest.mark.slow
@pytest.mark.parametrize("path", every_post())
def test_whoever_has_a_link_changes_nothing_at_any_address(owner, code, path) -> None:
    """With the link's code in every field, its handle, and it in place of a list's cookie."""
    press(owner, code, "result-add")
    link = share(owner, code)
    reader = Client(raise_request_exception=False)
    handle = handle_of(reader, link)
    reader.cookies[project.SAVED_COOKIE_NAME] = link
    before = state()
    secrets = [code, owner.cookies[project.SAVED_COOKIE_NAME].value]
    data = dict.fromkeys(FIELDS, link) | {"days": "30", "confirm": "1", "remember": "1"}
    data["state"] = result_links.state_of([link])
    for extra in ({}, {"delete": "1"}, {"again": "1"}, {"replace": "1"}, {"ends": "1"}):
        address = path.replace("HANDLE", handle)
        for response in (reader.post(address, data | extra, follow=True), reader.get(address)):
            assert response.status_code < 500
            for secret in secrets:
                assert secret not in text(response)
                assert secret not in str(response.headers)
    mine = {key: row for key, row in state().items() if key in before}
    assert mine == before
    # What was answered on the way is the attacker's own.
    assert visit(owner, code).status_code == 200
    assert "Notes of" in text(owner.get("/saved/"))


@pytest.mark.parametrize(
    "name",
    ["result", "result-print", "result-phone", "result-export", "result-delete", "result-change",
     "result-again", "result-keep", "result-add", "result-share", "result-unshare"],
)  # fmt: skip
def test_the_handle_of_a_link_opens_no_view_of_a_result(link, name) -> None:
    reader = Client()
    address = reverse(name, args=[handle_of(reader, link)])
    assert reader.get(address).status_code in (404, 405)
    assert open_link(link, reader).status_code == 200
    address = reverse(name, args=[handle_of(reader, link)])
    response = reader.post(address, {"days": "30", "confirm": "1", "link": link})
    assert response.status_code in (302, 405)


def test_the_handle_of_a_result_opens_no_notes(owner, code, link) -> None:
    handle = at(owner, code).split("/")[2]
    assert owner.get(f"/notes/{handle}/").status_code == 404
    # And it stays open as the result.
    assert owner.get(f"/results/{handle}/").status_code == 200


def test_a_cookie_of_a_result_is_none_of_a_link_and_none_is_tampered_with(
    owner, code, link
) -> None:
    reader = Client()
    handle = handle_of(reader, link)
    name = open_results.cookie_name(handle)
    value = reader.cookies[name].value
    for changed in (value[:-4] + "AAAA", value[:40], "", "x", link, code):
        reader.cookies[name] = changed
        assert reader.get(f"/notes/{handle}/").status_code == 404
    reader.cookies[name] = value
    assert reader.get(f"/notes/{handle}/").status_code == 200


def test_beside_the_owners_own_cookies_a_link_is_still_a_link(owner, code, link) -> None:
    """Opened in the owner's browser, it takes the place of nothing."""
    press(owner, code, "result-add")
    before = out(owner, code)
    page = open_link(link, owner)
    handle = page.wsgi_request.path.split("/")[2]
    assert "/results/" not in text(page).partition("<main")[2].partition("</main>")[0]
    assert owner.get(f"/results/{handle}/").status_code == 404
    assert visit(owner, code).status_code == 200
    assert out(owner, code) == before
    assert own_list.read(page.wsgi_request).code not in text(page)


def test_a_link_goes_on_no_list(owner, code, link) -> None:
    reader = Client()
    make(reader, ECZEMA)
    press(reader, keep(6, ECZEMA), "result-add")
    mine = reader.cookies[project.SAVED_COOKIE_NAME].value
    for field in ("code", "link"):
        for path in ("/saved/rename/", "/saved/remove/", "/saved/compare/", "/saved/open/"):
            reader.post(path, {field: link, "name": "Theirs"})
    items = saved_lists.open_list(project.SERVER_KEYS, mine, days.now().date())
    assert link not in [item.code for item in items]
    assert code not in [item.code for item in items]


def test_someone_elses_link_cannot_be_taken_back(owner, code, link) -> None:
    attacker, own = Client(), keep(8, ECZEMA)
    attacker.post(f"{at(attacker, own, 'result-share')}back/", {"link": link})
    assert open_link(link).status_code == 200
    assert out(owner, code) == [link]


@pytest.mark.parametrize("place", ["/results/open/", "/saved/open/"])
def test_a_link_given_in_another_place_leads_to_its_own_page(link, place) -> None:
    reader = Client()
    page = reader.post(place, {"code": link, "delete": "1"}, follow=True)
    assert page.wsgi_request.path.startswith("/notes/")
    assert "Someone lets you read" in text(page)
    part = Client().post(place, {"code": link}, headers={"X-Fragment": "1"})
    assert 'action="/notes/open/"' in text(part)


def test_led_there_from_another_place_it_counts_as_opened(owner, code, link) -> None:
    Client().post("/results/open/", {"code": link}, follow=True)
    assert "opened first" in text(visit(owner, code, "result-share"))


@pytest.mark.parametrize("place", ["/results/open/", "/saved/open/"])
@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}], ids=["form", "script"])
def test_ended_it_is_nothing_in_another_place_either(
    owner, code, monkeypatch, place, headers
) -> None:
    ended = share(owner, code, "1")
    later = days.now() + 25 * timedelta(hours=1)
    monkeypatch.setattr(days, "now", lambda: later)
    assert Sealed.objects.filter(pk__in=shared_links.locators([ended])).count() == 1
    answers = set()
    for each in (ended, sealing.code_of(sealing.new_secret())):
        page = Client().post(place, {"code": each}, headers=headers, follow=True)
        told = re.sub(r'(value|data-token)="\w+"', "", text(page).replace(each, "CODE"))
        answers.add((page.status_code, bool(page.redirect_chain), told))
    assert len(answers) == 1


def test_a_code_of_a_result_given_for_notes_leads_to_the_result(code) -> None:
    page = open_link(code)
    assert re.fullmatch(r"/results/\w{8}/", page.wsgi_request.path)


def test_too_many_tries_of_links_are_held_back(monkeypatch) -> None:
    monkeypatch.setattr(rate_limits, "buckets", rate_limits.Buckets(lambda: 0.0))
    client = Client(REMOTE_ADDR="203.0.113.7")
    statuses = [
        client.post("/notes/open/", {"code": "a" * 32}, headers={"X-Fragment": "1"}).status_code
        for _ in range(int(rate_limits.OPEN.burst) + 5)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_no_form_of_it_is_taken_from_another_site(owner, code, link) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = owner.cookies
    before = state()
    address = at(owner, code, "result-share")
    for path in (address, f"{address}back/", "/notes/open/"):
        assert strict.post(path, {"days": "1", "link": link, "code": link}).status_code == 403
    assert state() == before


def test_its_pages_are_kept_by_no_browser_and_no_search_engine(owner, code, link) -> None:
    reader = Client()
    pages = (open_link(link, reader), visit(owner, code, "result-share"), open_link("a" * 32))
    for page in (*pages, reader.get("/notes/")):
        assert page.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex">' in text(page)
    assert by_script(link).headers["Cache-Control"] == "no-store"


def test_closing_and_clearing_takes_the_readers_cookie_too(link) -> None:
    reader = Client()
    page = open_link(link, reader)
    assert 'action="/clear/"' in text(page)
    reader.post("/clear/", {"clear": "1"})
    assert reader.get(page.wsgi_request.path).status_code == 404
    # The link itself was not spent.
    assert open_link(link).status_code == 200


def test_a_link_without_its_mark_leads_to_the_page_that_opens_it() -> None:
    page = Client().get(f"/notes/{'a' * 32}")
    assert page.status_code == 404
    assert 'href="/notes/"' in text(page)


def test_what_the_reader_sees_has_no_form_words_and_the_owners_paper_has(owner, code, link) -> None:
    paper = text(visit(owner, code, "result-print"))
    texts = re.findall(
        r'<textarea id="form-(\d+)"[^>]* readonly[^>]*>(.*?)</textarea>', paper, re.S
    )
    assert [int(most) for most, _ in texts] == [500, 1000]
    for most, words in texts:
        assert 100 < len(unescape(words)) <= int(most)
        assert unescape(words).startswith("Signs to check: A painful eye")
        assert "Health and medicines: Warfarin" in words
    assert "<textarea" not in text(open_link(link))


def test_in_an_emergency_no_form_is_offered(owner) -> None:
    code = keep(5, ECZEMA | {"urgent_now": ["very_ill"]})
    assert "<textarea" not in text(visit(owner, code, "result-print"))


@pytest.mark.parametrize("answers", [ECZEMA, {"adult": ["yes"], "urgent_now": ["none"]}])
def test_every_link_can_be_read_whatever_was_answered(owner, answers: Answers) -> None:
    assert open_link(share(owner, keep(11, answers))).status_code == 200
