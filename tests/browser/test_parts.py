"""Parts of pages that do not come: it is said, nothing is replaced, and the plain form goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.opened import press
from tests.browser.test_back import made, on_list

pytestmark = pytest.mark.browser

# What stands between a browser and us answers for us: nginx, a hotel, a company.
FOREIGN = """<!DOCTYPE html><html><head><title>Away</title></head><body>
<h1>The site is away</h1><p id="status">Foreign</p></body></html>"""
# What we say ourselves to a form without its token.
OURS = "<!--We could not check--><h1>We could not check where this came from</h1>"
PART = Callable[[Route], None]


def fulfil(status: int, body: str) -> PART:
    return lambda route: route.fulfill(status=status, content_type="text/html", body=body)


FAILURES: dict[str, PART] = {
    "the network is gone": lambda route: route.abort("internetdisconnected"),
    "the connection is cut": lambda route: route.abort("connectionreset"),
    "the site is away": fulfil(503, FOREIGN),
    "a page that is not ours": fulfil(200, FOREIGN),
    "a page of ours that is no part": fulfil(200, f"<body><main>{OURS}</main>"),
    "a form that is not let in": fulfil(403, OURS),
    "a code that is not known": fulfil(404, OURS),
    "our own mistake": fulfil(500, OURS),
    "nothing at all": fulfil(204, ""),
    # Longer than the time that pages wait, which is short here.
    "no answer": lambda route: None,
}


@dataclass
class Place:
    """Where htmx asks for a part: what is done there, what it may not change, what it leads to.

    shows   the choice that a failure takes back, "" for none
    """

    address: str
    do: Callable[[Page], object]
    part: str
    done: str
    shows: str = ""
    form: str = "main form.filter"


def chosen(page: Page, field: str) -> object:
    script = "f => f.type === 'checkbox' ? f.checked : f.value"
    return page.locator(field).evaluate(script)


def renamed(page: Page) -> None:
    page.get_by_label("Name").fill("Mine now")
    page.get_by_role("button", name="Rename").click()


def unfold(page: Page) -> None:
    folded = page.locator(".filters:not([open]) > summary")
    if folded.count():
        folded.click()


PLACES = {
    "tips": Place(
        "/tips/", lambda page: page.select_option("#concern", "eczema"), "#found",
        "#tip-eczema-first", "#concern",
    ),
    "foods": Place(
        "/foods/", lambda page: page.click('[name=without][value="gluten"]'), "#found",
        "#food-garlic", '[name=without][value="gluten"]',
    ),
    "new foods": Place(
        "/foods/new/", lambda page: (unfold(page), page.click("[name=had] >> nth=0")), "#found",
        "#found article", "[name=had] >> nth=0",
    ),
    "search": Place(
        "/search/", lambda page: page.locator("#q").press_sequentially("itch"), "#found",
        "#found .finds", form="form[role=search]",
    ),
    "research": Place(
        "/sources/research/", lambda page: page.select_option("#tip", "sleep"), "#found",
        "#found >> text=Show all research", "#tip",
    ),
    "help": Place(
        "/help/?region=uk",
        lambda page: (page.select_option("#region", "canada"), press(page, "Show who to call")),
        "#numbers", "#numbers >> text=811", "#region", form="main form.pick",
    ),
    "rename": Place("", renamed, "#items", "h3 >> text=Mine now", form="form[action$='/rename/']"),
    "take off": Place(
        "", lambda page: page.get_by_role("button", name="Take off").click(), "#items",
        "text=The list is empty", form="form[action$='/remove/']",
    ),
}  # fmt: skip


def test_every_form_that_asks_for_a_part_is_tried() -> None:
    folder = Path(settings.BASE_DIR / "templates")
    found = sum(p.read_text().count(" data-hx-target=") for p in folder.rglob("*.html"))
    assert found == len(PLACES)


def go(page: Page, place: Place) -> None:
    if place.address:
        page.goto(place.address)
        return
    on_list(page)
    page.locator("summary", has_text="Rename").click()


def of(page: Page, place: Place) -> Locator:
    return page.locator(f"{place.form} + [role=alert]")


def state(page: Page, place: Place) -> object:
    """The part, all that is said of it, and the title; but for the alert."""
    return page.evaluate(
        """part => [...document.querySelectorAll(`${part}, #status`)].map(here => {
          const all = here.cloneNode(true);
          for (const alert of all.querySelectorAll(".failed")) alert.remove();
          return all.innerHTML;
        }).concat(document.title)""",
        place.part,
    )


EVERYWHERE = ("the network is gone", "the site is away", "a form that is not let in", "no answer")
TRIED = [
    (name, failure)
    for name in PLACES
    for failure in FAILURES
    if name == "tips" or failure in EVERYWHERE
]


@pytest.mark.parametrize(("name", "failure"), TRIED)
def test_a_part_that_does_not_come_changes_nothing_and_says_so(page, name, failure) -> None:
    place = PLACES[name]
    go(page, place)
    assert page.evaluate("htmx.config.timeout") == 8000
    before, address = state(page, place), page.url
    was = place.shows and chosen(page, place.shows)
    if failure == "no answer":
        page.evaluate("htmx.config.timeout = 300")
    answer, asked = FAILURES[failure], []

    def cut(route: Route) -> None:
        if "hx-request" in route.request.headers:
            asked.append(route.request.url)
            answer(route)
        else:
            route.continue_()

    page.route("**/*", cut)
    place.do(page)
    expect(of(page, place)).to_contain_text("That did not work")
    assert asked
    assert state(page, place) == before
    assert page.url == address
    if place.shows:
        assert chosen(page, place.shows) == was
    # Still cut off for parts: the form as a whole page gets through, as it was wanted.
    of(page, place).get_by_role("button", name="Try again").click()
    page.locator(place.done).first.wait_for()
    page.wait_for_load_state()
    assert page.locator("[role=alert]").count() == 0
    if place.shows:
        assert chosen(page, place.shows) != was
    if name == "search":
        expect(page.locator("#q")).to_have_value("itch")


@pytest.mark.parametrize("name", ["tips", "foods", "help"])
def test_offline_and_back_again(page, name) -> None:
    place = PLACES[name]
    go(page, place)
    was = chosen(page, place.shows)
    page.context.set_offline(True)
    for _ in range(2):
        place.do(page)
        expect(of(page, place)).to_have_count(1)
        assert chosen(page, place.shows) == was
    page.context.set_offline(False)
    place.do(page)
    page.locator(place.done).first.wait_for()
    expect(of(page, place)).to_have_count(0)
    assert chosen(page, place.shows) != was


def test_a_filter_goes_back_to_what_was_listed_last(page) -> None:
    page.goto("/tips/")
    page.select_option("#concern", "eczema")
    page.wait_for_url("**concern=eczema*")
    listed = page.locator("#status").inner_text()
    page.context.set_offline(True)
    page.select_option("#area", "rest")
    expect(page.locator("[role=alert]")).to_have_count(1)
    page.select_option("#concern", "acne")
    expect(page.locator("#concern")).to_have_value("eczema")
    expect(page.locator("#area")).to_have_value("")
    assert page.locator("#status").inner_text() == listed
    assert page.locator("#tip-eczema-first").count() == 1


def test_what_somebody_types_stays_while_a_search_fails(page) -> None:
    page.goto("/search/")
    page.context.set_offline(True)
    page.locator("#q").press_sequentially("dysb")
    expect(page.locator("[role=alert]")).to_have_count(1)
    page.locator("#q").press_sequentially("iosis")
    page.context.set_offline(False)
    page.locator("#q").press_sequentially(" ")
    page.locator("#found").get_by_role("link", name="Dysbiosis").first.wait_for()
    expect(page.locator("#q")).to_have_value("dysbiosis ")
    expect(page.locator("[role=alert]")).to_have_count(0)


def test_a_name_that_does_not_do_is_still_told_in_the_list(page) -> None:
    go(page, PLACES["rename"])
    page.get_by_label("Name").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_label("Name").fill("x" * 41)
    page.get_by_role("button", name="Rename").click()
    page.get_by_text("Give a name of at most").wait_for()
    assert page.locator(".failed").count() == 0


# A link that opens.


def test_a_link_that_is_not_answered_ends_with_a_word_and_a_button(page) -> None:
    made(page)
    # Time stands still but for what we let pass: on a busy machine a page alone takes seconds.
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(days=1))
    page.route("**/results/open/", lambda route: None)
    page.reload()
    page.get_by_text("Opening…").wait_for()
    page.clock.fast_forward(7000)
    expect(page.locator("#opening")).to_have_text("Opening…")
    page.clock.fast_forward(1100)
    expect(page.locator("#opening")).to_contain_text("That takes too long.")
    expect(page.get_by_label("Your code")).to_be_visible()
    page.unroute("**/results/open/")
    page.clock.resume()
    page.get_by_role("button", name="Try again").click()
    page.locator("#sources").wait_for()


@pytest.mark.parametrize("body", [FOREIGN, f"<html>{OURS}</html>"])
@pytest.mark.parametrize("status", [200, 503])
def test_a_page_that_is_not_ours_is_not_shown_for_a_result(page, status, body) -> None:
    made(page)
    page.route("**/results/open/", fulfil(status, body))
    page.reload()
    expect(page.locator("#opening")).to_contain_text("That did not work.")
    assert page.title().startswith("Open a saved result")
    page.unroute("**/results/open/")
    page.get_by_role("button", name="Try again").click()
    page.locator("#sources").wait_for()


# It begins, and then nothing more comes.
HALF = """fetch = async (to, { signal }) => new Response(new ReadableStream({
  start: (body) => {
    body.enqueue(new TextEncoder().encode("<!--Your tips--><h1>Your tips</h1><!--fold-->"));
    signal.addEventListener("abort", () => body.error(signal.reason));
  },
}))"""


def test_a_result_that_stops_half_way_ends_with_a_word_and_a_button(page) -> None:
    made(page)
    page.clock.install()
    page.add_init_script(HALF)
    page.reload()
    page.get_by_role("heading", name="Your tips").wait_for()
    page.clock.fast_forward(8100)
    page.get_by_text("The rest of this page did not load.").wait_for()
    assert page.get_by_role("button", name="Try again").is_visible()
