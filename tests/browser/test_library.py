"""The library in a real browser: filters live and as plain forms, and the Back button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from habits.engine.loaded import get_content
from tests.browser.opened import MEASURE

pytestmark = pytest.mark.browser


def live(page: Page) -> bool:
    """Does this browser run scripts? Then nothing needs to be pressed."""
    return page.locator("html.js").count() == 1


def press(page: Page, name: str) -> None:
    if not live(page):
        page.get_by_role("button", name=name).click()


def unfold(page: Page) -> None:
    """Filters are folded on a phone."""
    page.locator(".filters > summary").click()


def status(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_have_text(words)


FILTERS = [
    ("/tips/", "select", "concern", "eczema", "Show these tips", "#tip-eczema-first",
     "#tip-acne-first"),
    ("/tips/", "select", "area", "rest", "Show these tips", "#tip-sleep", "#tip-alcohol"),
    ("/tips/", "select", "grade", "strong", "Show these tips", "#tip-go-back", "#tip-sleep"),
    ("/foods/", "select", "kind", "fermented", "Show these foods", "#food-kefir", "#food-oats"),
    # What each of these leaves out is asked without a browser.
    ("/foods/", "check", "without", "gluten", "Show these foods", "#food-garlic", "#food-oats"),
    ("/foods/", "check", "without", "salt", "Show these foods", "#food-oats", "#food-kimchi"),
    ("/sources/research/", "select", "tip", "sunscreen", "Show its research", "#found",
     "#ref-salem2018"),
    ("/foods/", "check", "live", "yes", "Show these foods", "#food-yogurt", "#food-sourdough"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "how", "name", "value", "button", "stays", "goes"),
    FILTERS,
    ids=[f"{f[0]} {f[2]} {f[3]}" for f in FILTERS],
)
def test_a_filter_names_itself_in_the_address_and_back_undoes_it(
    watched, path, how, name, value, button, stays, goes
) -> None:
    page = watched.page
    page.goto(path)
    everything = page.locator("#status").inner_text()
    expect(page.locator(goes)).to_have_count(1)
    unfold(page)
    if how == "select":
        page.select_option(f"select[name={name}]", value)
    else:
        page.check(f'input[name={name}][value="{value}"]')
    press(page, button)
    page.wait_for_url(f"**{path}?*{name}={value}*")
    expect(page.locator(goes)).to_have_count(0)
    expect(page.locator(stays)).to_have_count(1)
    fewer = page.locator("#status").inner_text()
    assert fewer != everything

    page.reload()
    status(page, fewer)
    expect(
        page.locator(f"option[value={value}]:checked, input[value={value}]:checked")
    ).to_have_count(1)

    page.go_back()
    page.wait_for_url(f"**{path}")
    status(page, everything)
    expect(page.locator(goes)).to_have_count(1)
    expect(
        page.locator(f"option[value={value}]:checked, input[value={value}]:checked")
    ).to_have_count(0)
    assert watched.complaints == []
    assert watched.outside == []


def test_a_filter_is_one_line_on_a_phone_and_open_on_a_desk(watched) -> None:
    page = watched.page
    for path in ("/tips/", "/foods/", "/sources/research/"):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(path)
        expect(
            page.locator(".filters select").or_(page.locator(".filters input")).first
        ).to_be_hidden()
        assert page.locator(".filters").bounding_box()["height"] < 60
        page.set_viewport_size({"width": 1280, "height": 900})
        expect(page.locator(".filters button")).to_be_visible()
        expect(page.locator(".filters summary")).to_be_hidden()


@pytest.mark.parametrize("path", ["/tips/", "/foods/", "/foods/new/", "/sources/research/"])
def test_the_first_of_a_list_stands_on_the_first_screen_of_a_desk(watched, path) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(path)
    first = page.locator("#found :is(.rows, .larder) > li").first.bounding_box()
    assert first["y"] + first["height"] <= 900


def test_back_goes_through_several_filters_one_by_one(watched) -> None:
    page = watched.page
    page.goto("/tips/")
    told = [page.locator("#status").inner_text()]
    for name, value in (("concern", "acne"), ("area", "food")):
        if not page.locator(".filters[open]").count():
            unfold(page)
        page.select_option(f"#{name}", value)
        press(page, "Show these tips")
        page.wait_for_url(f"**{name}={value}*")
        expect(page.locator("#status")).not_to_have_text(told[-1])
        told.append(page.locator("#status").inner_text())
    for words in reversed(told[:-1]):
        page.go_back()
        status(page, words)


def test_a_live_filter_changes_the_list_and_nothing_else(page) -> None:
    page.goto("/tips/")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.focus("#concern")
    page.select_option("#concern", "rosacea")
    expect(page.locator("#tip-rosacea-first")).to_have_count(1)
    page.wait_for_url("**concern=rosacea*")
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert page.evaluate("document.activeElement.id") == "concern"
    kept = "[...Object.values(sessionStorage), ...Object.values(localStorage)].join()"
    assert "<" not in page.evaluate(kept)


def test_ticked_foods_are_not_offered(watched) -> None:
    page = watched.page
    page.goto("/foods/")
    page.get_by_role("link", name="Find 3 foods").click()
    offered = page.locator("#found article")
    expect(offered).to_have_count(3)
    first = offered.first.get_attribute("data-food")
    unfold(page)
    page.check(f'input[name=had][value="{first}"]')
    press(page, "Show 3 foods")
    page.wait_for_url(f"**had={first}*")
    expect(page.locator(f'[data-food="{first}"]')).to_have_count(0)
    expect(offered).to_have_count(3)
    before = [article.get_attribute("data-food") for article in offered.all()]
    page.get_by_role("link", name="Show 3 others").click()
    page.wait_for_url("**turn=1*")
    after = [article.get_attribute("data-food") for article in offered.all()]
    assert not set(before) & set(after)
    page.go_back()
    expect(page.locator(f'[data-food="{before[0]}"]')).to_have_count(1)


def test_search_finds_while_typing_and_with_the_button(watched) -> None:
    page = watched.page
    page.goto("/learn/")
    page.locator(".head summary").click()
    page.get_by_role("link", name="Search").click()
    page.locator("#q").press_sequentially("disbiosis")
    press(page, "Search")
    page.wait_for_url("**/search/?q=disbiosis")
    expect(page.locator("#status")).to_contain_text("for “disbiosis”")
    page.locator("#found").get_by_role("link", name="Dysbiosis").first.click()
    page.wait_for_url("**/learn/glossary/#term-dysbiosis")
    page.go_back()
    expect(page.locator("#q")).to_have_value("disbiosis")
    expect(page.locator("#status")).to_contain_text("for “disbiosis”")
    # Typing leaves no trail to step back through; a press of the button is a page of its own.
    if not live(page):
        page.go_back()
    page.go_back()
    page.wait_for_url("**/learn/")
    assert watched.complaints == []


LOOKED_AT = [
    "/tips/", "/tips/alcohol/", "/foods/", "/foods/kefir/", "/foods/new/", "/learn/",
    "/learn/gut-skin-axis/",
    "/learn/barrier-and-inflammation/", "/learn/claims-and-proof/", "/learn/glossary/",
    "/sources/", "/sources/betr/", "/sources/research/", "/sources/signs/", "/sources/dates/",
    "/sources/changes/", "/search/?q=itch",
]  # fmt: skip


@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_page_fits_a_small_screen_and_breaks_no_rule_of_the_browser(watched, path) -> None:
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    # The description for search engines is data, and no script: the policy lets it be.
    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert watched.complaints == []
    assert watched.outside == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("R12", "/sources/rescripted/#R12"),
        ("B07", "/sources/betr/#B07"),
        ("ref-salem2018", "/sources/research/#ref-salem2018"),
        ("dates", "/sources/dates/"),
        ("ref-cappuccio2010", "/sources/research/?page=8#ref-cappuccio2010"),
        ("betr", "/sources/betr/"),
    ],
)
def test_an_old_link_into_the_sources_leads_to_the_place_now(watched, old, new) -> None:
    page = watched.page
    page.goto(f"/sources/#{old}")
    if not live(page):
        # Without scripts, the browser unfolds the list and stands at the link to press.
        link = page.locator(f"a#{old}")
        expect(link).to_be_in_viewport()
        link.click()
    page.wait_for_url(lambda url: new in url)
    if place := page.url.partition("#")[2]:
        # The place is unfolded, with its name above it.
        expect(page.locator(f"#{place}")).to_be_in_viewport()
        expect(page.locator(f"details:has(#{place}) > summary")).to_be_in_viewport()
    assert watched.complaints == []


@pytest.mark.parametrize("tip", ["alcohol", "fakes", "fibre-prebiotic", "mediterranean"])
def test_a_tip_prints_on_few_sheets_and_without_buttons(page, tip) -> None:
    page.goto(f"/tips/{tip}/")
    page.emulate_media(media="print")
    assert page.locator("[data-print]").is_hidden()
    assert page.locator("#not-medical-advice").is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 4


def test_help_prints_without_the_form(page) -> None:
    page.goto("/help/")
    page.emulate_media(media="print")
    expect(page.locator("main form")).to_be_hidden()


def test_a_word_of_the_glossary_stands_in_its_line(page) -> None:
    page.goto("/foods/kefir/")
    words = page.locator(".food .term")
    assert words.count() > 0
    assert words.evaluate_all("(all) => all.map((e) => getComputedStyle(e).display)") == (
        ["inline"] * words.count()
    )


UNFOLD = (
    "document.querySelectorAll('details:has(.figures)').forEach((fold) => { fold.open = true })"
)


def test_tables_of_figures_fit_the_narrowest_screen_and_break_no_word(page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    content = get_content()
    graded = {name.partition(".")[0] for it in content.figures.extractions for name in it.grades}
    paths = [f"/tips/{tip.slug}/" for tip in content.tips if tip.id in graded]
    for path in [*paths, "/claims/"]:
        page.goto(path)
        page.evaluate(UNFOLD)
        sideways, broken = page.evaluate(f"{MEASURE}; [measure.sideways(), measure.broken()]")
        assert sideways == [], path
        assert [word for word in broken if word.startswith(("th ", "td ", "caption "))] == []
