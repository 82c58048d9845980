"""Pages that are kept: what differs from person to person goes into holes and stays nowhere."""

from __future__ import annotations

import pytest
from django.test import Client

from habits.site import html_cache
from habits.site.html_cache import Piece, hole
from tests.people import ECZEMA, FORM, at, make, press, visit

pytestmark = pytest.mark.django_db


def test_a_value_is_escaped_in_its_hole() -> None:
    assert Piece(f"<p>{hole('a')}</p>").fill({"a": "<b>"}) == "<p>&lt;b&gt;</p>"


def test_a_hole_without_a_value_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Piece(hole("a")).fill({})


@pytest.fixture
def kept(monkeypatch) -> list[tuple[str, str]]:
    """What a process would keep of the pages that are asked for: what by, and the HTML."""
    found = []

    def cut(template: str, *holes: str, **given: object) -> Piece:
        assert hash((template, holes, *given.items()))
        page = html_cache.cut(template, *holes, **given)
        found.append((repr((template, holes, given)), "".join(page.text)))
        return page

    monkeypatch.setattr(html_cache, "whole", cut)
    return found


def walk(client: Client, answers: dict[str, list[str]]) -> str:
    """Every page of the questionnaire, the result, and the result opened. Returns its code."""
    html = make(client, answers).content.decode()
    code = html.split("/results/#")[1].split('"')[0]
    press(client, code, "result-change")
    for page in FORM.pages:
        client.get(f"/check/{page.id}/")
    client.get("/check/answers/")
    assert visit(client, code).status_code == 200
    return code


def test_nothing_of_a_person_is_kept(kept, client) -> None:
    code = walk(client, ECZEMA)
    secrets = [code, client.cookies["csrf"].value, at(client, code).split("/")[2]]
    said = [option.quote for q in FORM.by_question.values() for option in q.options if option.quote]
    assert len(kept) > len(FORM.pages)
    for given, html in kept:
        # Which inputs are checked is said in the HTML alone.
        assert " checked" not in html
        for secret in (*secrets, *(f"You said {line}" for line in said)):
            assert secret not in given
            assert secret not in html


def test_people_who_answer_otherwise_are_given_the_same_kept_pages(kept) -> None:
    walk(Client(), ECZEMA)
    first = set(kept)
    kept.clear()
    other = {
        "itch": ["0"],
        "itch_sleep": ["some_nights"],
        "poo_form": ["soft"],
        "habits": ["harsh_wash", "little_moisturiser", "few_plants", "few_ferments", "stressed"],
    }
    walk(Client(), ECZEMA | other)
    assert set(kept) == first
