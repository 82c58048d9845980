"""Fragments that are kept: what differs from person to person is put in anew and stays nowhere."""

from __future__ import annotations

import pytest
from django.test import Client

from habits.journey import urgent_notices
from habits.site import cards, compiled_html
from habits.site.compiled_html import CompiledHtml, placeholder
from tests.people import ECZEMA, FORM, at, make, press, visit

pytestmark = pytest.mark.django_db


def test_a_value_is_escaped_where_it_is_put() -> None:
    compiled = CompiledHtml(f"<p>{placeholder('a')}</p>")
    assert compiled.render({"a": "<b>"}) == "<p>&lt;b&gt;</p>"


def test_a_placeholder_without_a_value_is_a_fault() -> None:
    with pytest.raises(KeyError):
        CompiledHtml(placeholder("a")).render({})


@pytest.fixture
def kept(monkeypatch) -> list[tuple[str, str]]:
    """What a process would keep of the pages that are asked for: what by, and the HTML."""
    found = []
    compile_anew = compiled_html.compile_fragment.__wrapped__

    def compiled(template: str, *names: str, **context: object) -> CompiledHtml:
        assert hash((template, names, *context.items()))
        fragment = compile_anew(template, *names, **context)
        found.append((repr((template, names, context)), "".join(fragment.text)))
        return fragment

    for module in (compiled_html, cards, urgent_notices):
        monkeypatch.setattr(module, "compile_fragment", compiled)
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
