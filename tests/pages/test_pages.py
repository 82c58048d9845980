"""What holds for the HTML of every page in every state; tests/every_page.py walks them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.urls import get_resolver

from tests.every_page import NO_PAGE, Seen
from tests.scripts import fingerprint_of, scripts_of

# Attributes that name the id of another element; some name several.
SVG = "{http://www.w3.org/2000/svg}svg"
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers")
# Words that say nothing when a link is read on its own.
VAGUE = {"here", "click here", "more", "read more", "change", "link", "this", "details"}


@cache
def parsed(html: str) -> tuple[Element, list[str]]:
    """The tree that a browser makes of it, and every place where the standard calls it an error."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(html)
    return tree, [f"line {place[0]}: {code} {detail}" for place, code, detail in parser.errors]


def tree_of(page: Seen) -> Element:
    return parsed(page.html)[0]


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def nothing(pages: list[Seen], find: Callable[[Seen], Iterable[str]]) -> None:
    assert len(pages) > 60
    found = [f"{page.name}: {fault}" for page in pages for fault in find(page)]
    assert not found, "\n" + "\n".join(found)


def test_every_address_is_walked_or_left_out_with_a_reason(pages) -> None:
    addresses = {pattern.name for pattern in get_resolver().url_patterns}
    walked = {page.route for page in pages if page.status in (200, 404, 422, 429)}
    assert addresses - walked == set(NO_PAGE)


def test_every_template_is_walked(pages) -> None:
    folder = Path("templates")
    templates = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    walked = frozenset().union(*(page.templates for page in pages))
    # The inside of a page, for htmx and our script: what it holds is walked as a page, but for the
    # one that only a script is shown (see test_codes.py). A sheet for review is no page.
    parts = {
        "fragment.html",
        "habits/library/review.html",
        "habits/results/other_kind.html",
    }
    assert templates - walked == parts


@pytest.mark.slow
def test_the_html_has_no_error_of_the_standard(pages) -> None:
    nothing(pages, lambda page: parsed(page.html)[1])


def test_every_script_is_named_with_its_fingerprint(pages) -> None:
    def faults(page: Seen) -> Iterator[str]:
        for src, integrity in scripts_of(page.html):
            file = finders.find(src.removeprefix("/static/"))
            if integrity != fingerprint_of(Path(file).read_bytes()):
                yield f"{src}: {integrity or 'no fingerprint'}"

    nothing(pages, faults)
    assert len({src for page in pages for src, _ in scripts_of(page.html)}) == 5


@pytest.mark.parametrize(
    "broken",
    [
        "<p><div></div></p>",
        "<p>a<b></p>",
        "<p id=a id=b></p>",
        "<p>&nosuch;</p>",
        "<div>",
        "<button><button></button></button>",
        "<table><p>a</p></table>",
        "<div/>",
    ],
)
def test_the_parser_finds_an_error(broken) -> None:
    assert parsed("<!DOCTYPE html><title>a</title>" + broken)[1]


def heading_faults(page: Seen) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in tree_of(page).iter() if re.fullmatch("h[1-6]", str(e.tag))]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} first headings"
    # A word on what is wrong stands before the heading of the page, under a second heading.
    for before, after in zip([1, *levels], levels, strict=False):
        if after > before + 1:
            yield f"from h{before} to h{after}"


@pytest.mark.slow
def test_headings_begin_with_one_h1_and_skip_no_level(pages) -> None:
    nothing(pages, heading_faults)


def first_heading(page: Seen) -> str:
    return text(next(tree_of(page).iter("h1")))


def title(page: Seen) -> str:
    return text(next(tree_of(page).iter("title")))


def test_the_first_heading_is_in_the_title(pages) -> None:
    nothing(pages, lambda p: [] if first_heading(p) in title(p) else [title(p)])


def test_an_error_is_told_first_in_the_title(pages) -> None:
    wrong = [page for page in pages if 'class="problems"' in page.html]
    assert len(wrong) >= 4
    assert [title(page) for page in wrong if not title(page).startswith("Error: ")] == []


def test_every_questionnaire_page_has_a_heading_of_its_own(pages) -> None:
    headings = Counter(first_heading(p) for p in pages if p.name.startswith("check: "))
    assert [heading for heading, times in headings.items() if times > 1] == []


def id_faults(page: Seen) -> Iterator[str]:
    tree = tree_of(page)
    ids = Counter(e.get("id") for e in tree.iter() if e.get("id") is not None)
    yield from (f"{times} × #{name}" for name, times in ids.items() if times > 1)
    for element in tree.iter():
        for pointer in POINTERS:
            for name in element.get(pointer, "").split():
                if name not in ids:
                    yield f"{element.tag} {pointer}={name}"
        target = element.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            yield f"{element.tag} href={target}"


def test_every_id_is_unique_and_every_reference_to_one_is_right(pages) -> None:
    nothing(pages, id_faults)


def form_faults(page: Seen) -> Iterator[str]:
    for element in tree_of(page).iter():
        yield from (
            f"{element.tag} {name}"
            for name in ("required", "pattern", "min", "max", "step", "minlength")
            if element.get(name) is not None
        )
        asks = element.tag == "form" and element.find(".//fieldset") is not None
        if asks and page.asks and element.get("novalidate") is None:
            yield "the browser checks the form"


def test_no_browser_message_stands_in_for_ours(pages) -> None:
    nothing(pages, form_faults)


def help_faults(page: Seen) -> Iterator[str]:
    """Where help is: the first link above the page after the site's name, and the last below it.

    Below a page of the questionnaire stands less, and no link to help.
    """
    for part in ("header",) if page.on_the_way else ("header", "footer"):
        links = [link.get("href") for link in next(tree_of(page).iter(part)).iter("a")]
        # It names the place told, so that its numbers are there.
        at = links[1:2] if part == "header" else links[-1:]
        if [str(link).split("?")[0] for link in at] != ["/help/"]:
            yield f"{part}: {links}"


def test_help_is_in_the_same_place_on_every_page(pages) -> None:
    nothing(pages, help_faults)


def link_faults(page: Seen) -> Iterator[str]:
    """Links that say nothing on their own, and one text for several places."""
    places: dict[str, set[str]] = {}
    for link in tree_of(page).iter("a"):
        name = link.get("aria-label") or text(link)
        if name.lower() in VAGUE | {""}:
            yield f"“{name}” to {link.get('href')}"
        places.setdefault(name, set()).add(str(link.get("href")).split("?")[0])
    yield from (f"“{name}” to {sorted(to)}" for name, to in places.items() if len(to) > 1)


def test_a_link_says_where_it_leads_without_the_words_around_it(pages) -> None:
    nothing(pages, link_faults)


def test_every_page_names_its_language_and_direction(pages) -> None:
    def faults(page: Seen) -> list[str]:
        html = tree_of(page)
        return [] if (html.get("lang"), html.get("dir")) == ("en-GB", "ltr") else ["html"]

    nothing(pages, faults)


def drawing_faults(page: Seen) -> Iterator[str]:
    """A drawing is hidden from screen readers, or part of one picture with a name."""
    inside = {child: parent for parent in tree_of(page).iter() for child in parent}
    for drawing in tree_of(page).iter(SVG):
        around = [drawing]
        while around[-1] in inside:
            around.append(inside[around[-1]])
        if not any(e.get("aria-hidden") == "true" or is_named_picture(e) for e in around):
            yield f"svg {drawing.attrib}"


def is_named_picture(element: Element) -> bool:
    named = element.get("aria-label") or element.get("aria-labelledby")
    return element.get("role") == "img" and bool(named)


def description_faults(page: Seen) -> Iterator[str]:
    told = [
        e.get("content", "") for e in tree_of(page).iter("meta") if e.get("name") == "description"
    ]
    if len(told) != 1 or not 30 <= len(told[0]) <= 200:
        yield str(told)


def test_every_page_says_once_what_it_is_for_a_search(pages) -> None:
    nothing(pages, description_faults)


def test_every_drawing_has_a_name_or_is_hidden(pages) -> None:
    assert sum(len(list(tree_of(page).iter(SVG))) for page in pages) > 100
    nothing(pages, drawing_faults)


def test_no_page_holds_a_picture_a_film_or_a_frame(pages) -> None:
    media = {"img", "picture", "canvas", "video", "audio", "iframe", "object", "embed", "marquee"}
    nothing(pages, lambda page: [e.tag for e in tree_of(page).iter() if e.tag in media])


def test_a_button_that_deletes_for_good_looks_like_no_other(pages) -> None:
    found = {
        (page.route, words.strip())
        for page in pages
        for look, words in re.findall(r'<button class="button([^"]*)"[^>]*>([^<]*)', page.html)
        if words.startswith("Delete") and "quiet" not in look and "danger" not in look
    }
    assert found == set()
    red = {page.route for page in pages if 'class="button button--danger"' in page.html}
    assert red == {
        "result-delete",
        "saved-delete",
        "result-again",
        "result-change",
        "import-found",
        "plan-delete",
    }


def test_no_list_of_steps_begins_in_the_middle(pages) -> None:
    assert {page.name for page in pages if "<ol start" in page.html} == set()
