"""The start page, the menu and one's own list: how short they are on a phone, and that all of them
is still reached without scripts and by keyboard. Figures are printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from habits.plan.acts import Choice, choose
from habits.store import saved_results
from habits.store.plans import raw_of
from tests.browser.opened import ALONE, MEASURE, press, served, until
from tests.browser.test_back import fill_in
from tests.browser.test_journey import show_tips
from tests.every_page import Seen, get, keep, one_link, seen, with_list
from tests.people import ECZEMA, at, give, visit
from tests.people import press as press_button
from tests.plan.people import CREAM, FIBRE, SLEEP, added, begun, whole

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 390, 844
PHONE, WIDE = {"width": WIDTH, "height": HEIGHT}, {"width": 1280, "height": 900}
# In screens of 844 px. The start page is one with the first questions and three more.
MOST = {
    "start": 4, "start: half-way": 4, "start: with a list": 4, "start: half-way, with a list": 4,
    "saved: 3 results": 2.5, "saved: 12 results": 4, "share: 2 links": 1.75,
    **dict.fromkeys((f"plan: {state}" for state in (
        "make one", "begun", "a week", "a tip of it", "too few weeks", "a change", "a tip stopped",
        "told of another device",
    )), 2),
}  # fmt: skip
NIGHTS = ("never", "some_nights", "most_nights")
DAYS = ("0", "1_2", "3_4", "5_6", "7", "not_sure")
MENU = ["Tips", "Foods", "Learn", "Search", "Saved results"]
SIZE = """() => {
  const main = document.querySelector("main");
  const unseen = [...main.querySelectorAll(".hidden")];
  unseen.forEach((words) => { words.style.display = "none"; });
  const words = main.innerText.split(/\\s+/).filter(Boolean).length;
  unseen.forEach((words) => { words.style.display = ""; });
  return [document.documentElement.scrollHeight / innerHeight, words];
}"""


def listed(results: int) -> Client:
    """Someone with a list of results, every three weeks one, each with other answers."""
    return with_list(
        *(
            ECZEMA
            | {
                "itch": [str(3 * number % 11)],
                "itch_sleep": [NIGHTS[number % 3]],
                "bloating_days": [DAYS[number % 6]],
            }
            for number in range(results)
        )
    )


def short_pages() -> list[Seen]:
    half, three, both = Client(), listed(3), listed(1)
    give(half, ECZEMA, until="gut")
    give(both, ECZEMA, until="gut")
    found = {
        "start": get("/"),
        "start: half-way": get("/", half),
        "start: with a list": get("/", three),
        "start: half-way, with a list": get("/", both),
        "saved: 2 results": get("/saved/", listed(2)),
        "saved: 3 results": get("/saved/", three),
        "saved: 12 results": get("/saved/", listed(12)),
        "tips": get("/tips/"),
        "foods": get("/foods/"),
        "learn": get("/learn/"),
        "search": get("/search/"),
        "help": get("/help/"),
    }
    return [seen(name, response) for name, response in (found | of_plans()).items()]


def of_plans() -> dict[str, HttpResponse]:
    """The pages of a plan, with as many tips and as much to say as there can be, and of links."""
    client, tips = Client(), (CREAM, SLEEP, FIBRE)
    code = keep(60, ECZEMA)
    week, few, change = (
        keep(number, ECZEMA, plan=raw_of(plan))
        for number, plan in (
            (61, begun(8, *tips)),
            (62, whole(9, *"8767656", tips=tips)),
            (63, added(whole(9, *"8989", tips=(CREAM, FIBRE)), 4, *"1212")),
        )
    )
    own = choose(None, [Choice(CREAM, "", "After I have put the little one to bed")], date.today())
    worded = keep(64, ECZEMA, plan=raw_of(own.plan))
    owner = keep(65, ECZEMA)
    for _ in range(2):
        links = saved_results.open_result(settings.SERVER_KEYS, owner, date.today()).links
        press_button(client, owner, "result-share", **one_link(links))
    return {
        "share: 2 links": visit(client, owner, "result-share"),
        "plan: own words": visit(client, worded, "plan"),
        "plan: make one": visit(client, code, "plan-make"),
        "plan: begun": press_button(client, code, "plan-make", **{f"when-{CREAM}": "dress"}),
        "plan: a tip of it": get(at(client, code, "plan") + "0/", client),
        "plan: a week": visit(client, week, "plan"),
        "plan: told of another device": get(at(client, week, "plan") + "?told=clash", client),
        "plan: too few weeks": visit(client, few, "plan"),
        "plan: a change": visit(client, change, "plan"),
        "plan: a tip stopped": press_button(client, week, "plan", begun=begun(8).start, stop=SLEEP),
    }


class Short:
    """The pages above, each opened anew in one tab."""

    def __init__(self, context: BrowserContext, site: str, found: list[Seen]) -> None:
        self.page, self.site, self.found = context.new_page(), site, found

    def open(self, name: str, size: dict[str, int] = PHONE) -> Page:
        at = [seen.name for seen in self.found].index(name)
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.set_extra_http_headers({"X-Page": str(at)})
        self.page.goto(self.site + self.found[at].address)
        return self.page


@pytest.fixture(scope="module")
def short(chromium: Browser, in_its_own_database) -> Iterator[Short]:
    found = in_its_own_database(short_pages)
    with served(found) as site, chromium.new_context(reduced_motion="reduce") as context:
        context.add_init_script(ALONE)
        yield Short(context, site, found)


def box(page: Page, css: str) -> dict[str, float]:
    found = page.locator(css).first.bounding_box()
    assert found, css
    return dict(found)


@pytest.mark.parametrize("name", MOST)
def test_the_page_is_short(short, name) -> None:
    page = short.open(name)
    screens, words = page.evaluate(SIZE)
    size = next(len(seen.html.encode()) for seen in short.found if seen.name == name)
    wide = short.open(name, WIDE).evaluate(SIZE)[0]
    print(f"\n{screens:5.2f} screens, {wide:4.2f} wide, {words:4} words, {size:6} bytes  {name}")
    assert screens <= MOST[name]


def test_own_words_and_what_is_done_read_as_one_sentence(short) -> None:
    page = short.open("plan: own words")
    words = page.locator(".week legend bdi")
    assert words.evaluate("words => getComputedStyle(words).display") == "inline"


# The start page.


@pytest.mark.parametrize("name", [name for name in MOST if name.startswith("start")])
def test_the_first_questions_stand_on_the_first_screen(short, name) -> None:
    page = short.open(name)
    button = box(page, "main form [name=continue]")
    assert button["y"] + button["height"] <= HEIGHT


def test_who_has_a_list_here_is_led_to_it_first_and_nobody_else(short) -> None:
    for name in ("start: with a list", "start: half-way, with a list"):
        page = short.open(name)
        first = page.locator("main a, main button, main input:not([type=hidden])").first
        assert first.inner_text() == "Open my results"
        assert first.get_attribute("href") == "/saved/"
    for name in ("start", "start: half-way"):
        assert short.open(name).get_by_text("Open my results").count() == 0


# The menu.


def test_the_head_is_one_line_on_a_phone(short) -> None:
    page = short.open("tips")
    assert box(page, ".head")["height"] <= 72
    middles = {
        round(at["y"] + at["height"] / 2)
        for at in (box(page, css) for css in (".brand", ".head nav a", ".head summary"))
    }
    assert max(middles) - min(middles) <= 2


@pytest.mark.parametrize("name", ["tips", "foods", "learn", "search", "help", "saved: 3 results"])
def test_the_menu_marks_where_one_is_once(short, name) -> None:
    page = short.open(name)
    page.evaluate("document.querySelector('.head details').open = true")
    marked = page.locator(".head [aria-current=page]")
    assert marked.count() == 1
    assert name.split(":")[0] in marked.inner_text().lower()
    # Not by colour alone.
    weight = "(a) => getComputedStyle(a).fontWeight"
    other = page.locator(".head nav a:not([aria-current])").first
    assert marked.evaluate(weight) != other.evaluate(weight)


def test_on_a_wide_screen_the_menu_is_open_and_one_line(short) -> None:
    page = short.open("tips", WIDE)
    assert not page.locator(".head summary").is_visible()
    links = page.locator(".head nav a")
    assert [link.is_visible() for link in links.all()] == [True] * 6
    tops = {round(link.bounding_box()["y"]) for link in links.all()}
    assert len(tops) == 1
    reached = []
    # The skip link, the name, and the field to search with come before or between.
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert set(MENU) <= set(reached)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_unfolds_where_it_is_pressed(chromium, address, scripts) -> None:
    with chromium.new_context(
        base_url=address, viewport=PHONE, java_script_enabled=scripts, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto("/about/")
        summary = page.locator(".head summary")
        before = summary.bounding_box()
        assert not page.get_by_role("link", name="Foods").is_visible()
        assert page.get_by_role("link", name="Get help").first.is_visible()
        summary.focus()
        page.keyboard.press("Enter")
        assert summary.bounding_box() == before
        for name in MENU:
            assert page.locator(".head").get_by_role("link", name=name).is_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/foods/")


def test_more_unfolds_where_it_is_pressed(page) -> None:
    page.set_viewport_size(PHONE)
    fill_in(page)
    show_tips(page)
    summary = page.locator("#keep > summary")
    before = summary.bounding_box()
    summary.click()
    assert summary.bounding_box() == before
    # What it unfolds is below it, as wide as the page.
    unfolded = page.locator("#keep > section").bounding_box()
    assert unfolded["y"] >= before["y"] + before["height"]
    assert unfolded["width"] > WIDTH - 40


# One's own list.


def test_one_table_holds_every_measure_and_a_line_of_each_from_three_days_on(short) -> None:
    page = short.open("saved: 3 results")
    table = page.locator("main table")
    assert table.count() == 1
    assert table.locator("thead th").count() == 4
    assert table.locator("tbody tr").count() == 4
    lines = table.locator("svg[role=img]")
    assert lines.count() == 3
    for line in lines.all():
        size = line.bounding_box()
        assert size["width"] <= 120
        assert size["height"] <= 48
    page = short.open("saved: 2 results")
    assert page.locator("main table tbody tr").count() == 2
    assert page.locator("main table svg").count() == 0


@pytest.mark.parametrize("name", ["saved: 3 results", "saved: 12 results"])
def test_a_result_of_the_list_is_one_row(short, name) -> None:
    page = short.open(name)
    rows = page.locator("#items li:has(> h3)").filter(visible=True).all()
    assert len(rows) >= 3
    for row in rows:
        assert row.bounding_box()["height"] <= 120
        name_at = row.locator("h3").bounding_box()
        button = row.get_by_role("button", name="Open").bounding_box()
        assert abs(name_at["y"] - button["y"]) < 24
        assert row.get_by_role("button").count() == 1


@pytest.mark.parametrize("name", ["start: with a list", "saved: 3 results", "tips"])
def test_no_button_takes_two_lines(short, name) -> None:
    page = short.open(name)
    page.evaluate(MEASURE)
    page.evaluate("measure.openAll()")
    assert page.evaluate("measure.tall()") == []


def open_fold(page: Page, words: str) -> None:
    """By keyboard alone."""
    fold = page.locator("main summary", has_text=words).first
    fold.focus()
    page.keyboard.press("Enter")


def use(page: Page, button: str) -> None:
    found = page.get_by_role("button", name=button).or_(page.get_by_role("link", name=button))
    assert found.first.is_visible()
    found.first.focus()
    page.keyboard.press("Enter")


def test_without_scripts_and_by_keyboard_all_of_the_list_is_reached(chromium, address) -> None:
    with chromium.new_context(
        base_url=address, viewport=PHONE, java_script_enabled=False, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        list_two_results(page)
        open_fold(page, "rename")
        page.get_by_label("Name").first.fill("My week in May")
        page.keyboard.press("Enter")
        page.locator("#items h3", has_text="My week in May").wait_for()
        open_fold(page, "Compare")
        use(page, "Compare them")
        page.get_by_role("heading", name="Compare 2 results").wait_for()
        page.goto("/saved/")
        open_fold(page, "device")
        use(page, "Remember it")
        page.locator("summary", has_text="On this device: to the end of").wait_for()
        open_fold(page, "rename")
        use(page, "Check in again")
        page.wait_for_url("**/check/*/")
        page.goto("/saved/")
        open_fold(page, "rename")
        use(page, "Delete")
        page.get_by_role("heading", name="Delete this result?").wait_for()
        page.goto("/saved/")
        open_fold(page, "rename")
        use(page, "Take off the list")
        until_items(page, 1)
        use(page, "Delete everything")
        page.get_by_role("heading", name="Delete everything on your list?").wait_for()
        use(page, "Delete everything")
        page.get_by_role("heading", name="Everything is deleted").wait_for()


def list_two_results(page: Page) -> None:
    for itch in ("3", "6"):
        fill_in(page, ECZEMA | {"itch": [itch]})
        show_tips(page)
        press(page, "Add until I close the browser")
        page.get_by_role("heading", name="Saved results").wait_for()


def until_items(page: Page, count: int) -> None:
    until(page, f"document.querySelectorAll('#items li').length === {count}")


def test_a_choice_that_does_not_do_is_shown_where_it_is_mended(chromium, address) -> None:
    """The form that the error leads to is unfolded."""
    with chromium.new_context(
        base_url=address, viewport=PHONE, java_script_enabled=False, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        list_two_results(page)
        open_fold(page, "Compare")
        page.locator("[name=code][type=checkbox]").first.uncheck()
        use(page, "Compare them")
        page.get_by_role("alert").get_by_role("link").click()
        assert page.get_by_role("button", name="Compare them").is_visible()
        assert page.url.endswith("#compare")
