"""What changed since a result was made."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.conf import settings as project
from django.test import Client

from habits.store import saved_results
from tests.people import ECZEMA, Answers, at, make
from tests.results.helpers import BY_HANDLE, code_in, keep, post, text

pytestmark = pytest.mark.django_db


def tips_of(answers: Answers) -> dict[str, str]:
    """The tips as they are today, with their fingerprints, as a new result keeps them."""
    code = code_in(make(Client(), answers))
    return saved_results.open_result(project.SERVER_KEYS, code, date.today()).tips


def opened_with(client: Client, tips: dict[str, str]) -> str:
    return unescape(text(post(client, "result-open", code=keep(tips=tips))))


def test_an_unchanged_result_speaks_of_no_change(client) -> None:
    assert "What changed since" not in opened_with(client, tips_of(ECZEMA))


def test_a_result_says_which_tips_are_new_reworded_and_taken_away(client, content) -> None:
    tips = tips_of(ECZEMA)
    added, changed, *_ = tips
    title = {tip.id: tip.title for tip in content.tips}
    before = {**tips, changed: "00000000", "gone_tip": "11111111", "lost_tip": "22222222"}
    del before[added]
    note = opened_with(client, before).split('id="changes"')[1].split("</section>")[0]
    assert f"New: {title[added]}<" in note
    assert f"Reworded: {title[changed]}<" in note
    # What was taken away is read without a press.
    assert "2 tips were taken away" in note.split("</summary>")[0]
    assert note.count("<li>") == 2
    assert "gone_tip" not in note


def test_one_tip_taken_away_is_told_as_one(client) -> None:
    assert "1 tip was taken away" in opened_with(client, {**tips_of(ECZEMA), "gone_tip": "1"})


def test_a_withdrawn_tip_is_shown_no_more(client) -> None:
    assert "gone-tip" not in opened_with(client, {**tips_of(ECZEMA), "gone_tip": "1"})


OLD: Answers = {
    **ECZEMA,
    "moon_phase": ["full", "new"],
    "itch": ["often"],
    "skin_concerns": ["eczema", "scales"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_HANDLE)
@pytest.mark.parametrize(
    "answers",
    [OLD, ECZEMA | {"region": ["atlantis"]}, ECZEMA | {"region": []}, {"moon_phase": ["full"]}, {}],
)
def test_a_result_of_an_older_questionnaire_still_works(client, name, answers) -> None:
    address = at(client, keep(answers), name)
    assert client.post(address, follow=True).status_code in (200, 405)
    assert client.get(address).status_code in (200, 405, 404)


def test_an_older_result_keeps_the_answers_that_we_still_ask(client) -> None:
    html = text(post(client, "result-open", code=keep(OLD)))
    assert 'id="tip-gentle-skincare"' in html
    assert "you have eczema" in html
    assert "moon" not in html
