"""The steps of the whole way. Each is for itself: what failed before does not stop the next."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from tests.harness.drivers.engines import ENGINES, click
from tests.harness.drivers.person import Failed, Person

# Someone with eczema. Pages of which nothing is here are skipped.
ANSWERS = {
    "adult": ["yes"],
    "region": ["uk"],
    "urgent_now": ["none"],
    "skin_concerns": ["eczema"],
    "skin_signs": ["none"],
    "itch": ["4"],
    "itch_sleep": ["never"],
    "poo_form": ["hard"],
    "gut_signs": ["none"],
    "safety": ["none"],
    "habits": ["harsh_wash", "few_plants", "few_ferments", "short_sleep"],
    "try_first": ["skin_care"],
}
PAGES = 12
CONTINUE = "main form [name=continue]"
# A shorthand that an engine does not know whole is dropped whole.
LINE = "return getComputedStyle(arguments[0]).textDecorationLine"


def box(question: str, option: str) -> str:
    return f'main input[name="{question}"][value="{option}"]'


def start(person: Person) -> None:
    person.visit("/")
    person.see("h1")
    person.see(box("adult", "yes"))
    if person.driver.execute_script(LINE, person.named("Menu", "summary")) != "underline":
        raise Failed("the menu does not look like a link")
    person.look("1-start")


def questionnaire(person: Person) -> None:
    person.visit("/")
    for number in range(PAGES):
        person.see("main form")
        if "Check your answers" in person.see("h1").text:
            break
        asked = [box(q, option) for q, options in ANSWERS.items() for option in options]
        chosen = [css for css in asked if person.all(css)]
        for css in chosen:
            person.tick(css)
        if number in (3, 5):
            person.look(f"2-questions-{number}")
        person.leave(person.see(f"main form [name={'continue' if chosen else 'skip'}]"))
    person.read("Check your answers", "h1")
    person.look("2-answers")


def back_to_an_answer(person: Person) -> None:
    """The Back button shows the last answer as it was given."""
    person.visit("/check/gut/")
    loose = box("poo_form", "loose")
    person.tick(loose)
    person.leave(person.see(CONTINUE))
    person.driver.back()
    person.until("the answer given", lambda: person.see(loose).is_selected())
    person.tick(box("poo_form", "hard"))
    person.leave(person.see(CONTINUE))


def none_of_these(person: Person) -> None:
    """It and the rest rule each other out: at once, or told by the server."""
    person.visit("/check/skin/")
    none, eczema = box("skin_concerns", "none"), box("skin_concerns", "eczema")
    person.tick(none)
    if person.scripting:
        person.until("eczema unticked", lambda: not person.see(eczema).is_selected())
        person.tick(eczema)
        person.until("none unticked", lambda: not person.see(none).is_selected())
        return
    person.leave(person.see(CONTINUE))
    person.see(".problems")
    person.look("3-mistake")


def result(person: Person) -> None:
    person.visit("/check/answers/")
    person.press("Show my tips")
    person.see("#tips")
    person.see("#not-medical-advice")
    person.see("#see-someone")
    if len(person.all("article[id^=tip-]")) < 3:
        raise Failed("fewer than three tips")
    person.link = str(person.see("#saved-link").get_property("href"))
    if len(urlsplit(person.link).fragment) < 30:
        raise Failed("a link without a code")
    person.look("4-result")
    folded = "article[id^=tip-] details:not([open]) > summary"
    click(person.see(folded))
    person.see("article[id^=tip-] details[open] > :not(summary)")
    person.look("4-unfolded")


def reload(person: Person) -> None:
    """A result that is open is there again after a reload."""
    open_result(person)
    person.driver.refresh()
    person.see("#tips")
    person.see("#saved-link")


def open_result(person: Person) -> None:
    """With scripts the link is enough; without, the code is pasted."""
    if not person.link:
        raise Failed("there is no result to open")
    # From elsewhere: from a page to itself only what follows # would change.
    person.visit("/about/")
    person.visit(person.link)
    if not person.scripting:
        field = person.see("#code")
        field.send_keys(urlsplit(person.link).fragment)
        person.press("Open my result")
    person.see("#tips")


def reopen(person: Person) -> None:
    """In a new profile, as on another device."""
    if not person.link:
        raise Failed("there is no result to open")
    engine = ENGINES[person.name.split("-")[0]]
    with engine(person.scripting) as driver:
        other = Person(
            driver, person.site, person.scripting, person.pictures, person.name, person.link
        )
        open_result(other)
        other.see("#saved-link")
        other.look("5-reopened")


def saved_list(person: Person) -> None:
    open_result(person)
    person.change("More")
    person.look("6-more")
    person.press("Add until I close the browser")
    person.see("#items li")
    person.look("6-saved")


def rename(person: Person) -> None:
    person.visit("/saved/")
    person.change("Check in again, rename", "summary")
    field = person.see("#items input[name=name]")
    # Brought into sight, which WebKit's driver leaves out before it clears a field.
    click(field)
    field.clear()
    field.send_keys("My week in May")
    person.change("Rename", "button")
    person.read("My week in May", "#items h3")
    if person.scripting:
        person.read("The name is changed", "#status")
    person.look("7-renamed")
    person.press("Open My week in May")
    person.see("#tips")


def take_off(person: Person) -> None:
    person.visit("/saved/")
    person.change("Check in again, rename", "summary")
    person.change("Take off the list")
    person.read("The list is empty", "#items")
    person.look("8-empty")


def filtered(person: Person, choose: Callable[[], None], act: str, gone: str, stays: str) -> None:
    """A filter works at once, or with its button; Back undoes it."""
    everything = person.see("#status").text
    person.change("Filter", "summary")
    choose()
    if not person.scripting:
        person.press(act)
    person.gone(gone)
    person.see(stays)
    person.until("how many fit", lambda: person.see("#status").text != everything)
    person.look(f"9-{stays.strip('#')}")
    person.driver.back()
    person.see(gone)
    person.until("how many there are", lambda: person.see("#status").text == everything)


def filter_tips(person: Person) -> None:
    person.visit("/")
    person.change("Menu", "summary")
    person.press("Tips")

    def choose() -> None:
        person.choose("#concern", "rosacea")

    filtered(person, choose, "Show these tips", "#tip-acne-first", "#tip-rosacea-first")


def filter_foods(person: Person) -> None:
    person.visit("/")
    person.change("Menu", "summary")
    person.press("Foods")

    def choose() -> None:
        person.tick('input[name=without][value="milk"]')

    filtered(person, choose, "Show these foods", "#food-kefir", "#food-oats")


def print_result(person: Person) -> None:
    """Folded or not, a tip is whole on paper; the code is on no sheet."""
    open_result(person)
    inside = person.all("article[id^=tip-] details dd")
    wanted = squeezed(str(inside[-1].get_property("textContent")))
    sheets = squeezed(person.paper("10-paper"))
    if wanted[:40] not in sheets:
        raise Failed(f"not on paper: “{wanted[:40]}”")
    if squeezed(urlsplit(person.link).fragment) in sheets:
        raise Failed("the code is on paper")
    person.beside("10-paper", "What it may do")


def print_notes(person: Person) -> None:
    open_result(person)
    person.press("Print")
    person.read("Notes for an appointment", "h1")
    person.look("11-notes")
    if squeezed("Questions") not in squeezed(person.paper("11-sheet")):
        raise Failed("no questions on paper")


def squeezed(text: str) -> str:
    return "".join(text.split()).lower()


STEPS = {
    "start page": start,
    "questionnaire": questionnaire,
    "Back to an answer": back_to_an_answer,
    "none of these": none_of_these,
    "result": result,
    "reload": reload,
    "open in a new profile": reopen,
    "add to the list": saved_list,
    "rename and open": rename,
    "take off": take_off,
    "filter tips": filter_tips,
    "filter foods": filter_foods,
    "print the result": print_result,
    "print the notes": print_notes,
}
