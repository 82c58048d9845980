"""A plan on the notes for an appointment, for its owner and for who has a link to them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habits.engine.assess import assess
from habits.engine.loaded import get_content
from habits.notes.sheet import form_words
from habits.plan.acts import Choice, WeekAnswers, choose, stop, tick
from habits.plan.notes import PlanNotes, plan_notes
from habits.results.trends import format_date
from habits.store import plans
from habits.store.plans import MOST, NOT, Plan, raw_of, without_own_words
from habits.store.saved_results import Record
from tests.every_page import keep, one_link
from tests.people import ECZEMA, Answers, at, press
from tests.plan.people import CREAM, FIBRE, SLEEP, begun, whole

OWN = "When Maria rings"


def notes(plan: Plan, answers: Answers = ECZEMA, **raw: object) -> PlanNotes | None:
    record = Record(answers, plan.start, plan=raw_of(plan) | raw)
    return plan_notes(get_content(), assess(get_content(), answers), record)


def with_own_words() -> Plan:
    choices = [Choice(CREAM, "", OWN), Choice(SLEEP, "bed")]
    return choose(None, choices, date.today()).plan


def test_it_says_when_what_and_how_the_weeks_went() -> None:
    found = notes(whole(9, "8", "7", "", "6", tips=(CREAM, SLEEP)))
    assert found
    does = get_content().plan_of[CREAM].does
    assert found.steps[0] == f"When I brush my teeth at night, {does}. Most days in 3 weeks"
    assert len(found.steps) == 2
    start = format_date(date.today() - timedelta(weeks=9))
    assert found.weeks == [
        f"Worst itch, 0 to 10: 4 on {start}. Week by week from {start}: 8, 7, –, 6"
    ]


def test_the_same_words_of_several_weeks_stand_once() -> None:
    plan = begun(60, CREAM)
    for week, said in enumerate(["never", "never", "", "most_nights"]):
        answers = {"itch_sleep": said} if said else {}
        plan = tick(
            plan, week, WeekAnswers({CREAM: NOT if week else MOST}, answers), WeekAnswers()
        ).plan
    found = notes(plan)
    assert found
    assert found.weeks[-1].endswith(": never (2 weeks), –, most nights")
    assert found.steps[0].endswith(". Most days in 1 week, not in 3")


def test_of_a_whole_year_the_last_weeks_are_told() -> None:
    found = notes(whole(52, *["3"] * 51, "9"))
    assert found
    assert found.weeks[0].count("3, ") == 12


def test_a_week_that_nobody_told_of_is_no_week() -> None:
    found = notes(begun(8))
    assert found
    assert found.weeks == []


def test_what_was_stopped_says_so() -> None:
    found = notes(stop(begun(8, CREAM, SLEEP), CREAM).plan)
    assert found
    assert [step.endswith(". Stopped") for step in found.steps] == [False, True]


def test_what_may_not_be_named_any_more_is_not_named() -> None:
    found = notes(begun(8, CREAM, FIBRE), ECZEMA | {"safety": ["eating_disorder"]})
    assert found
    does = get_content().plan_of[FIBRE].does
    assert len(found.steps) == 1
    assert does not in found.steps[0]


def test_there_is_none_without_a_plan_of_a_later_one_and_in_an_emergency() -> None:
    record = Record(ECZEMA, date.today())
    assert plan_notes(get_content(), assess(get_content(), ECZEMA), record) is None
    assert notes(begun(8), v=2) is None
    assert notes(begun(8), ECZEMA | {"urgent_now": ["very_ill"]}) is None


def test_a_link_holds_no_own_words_and_still_says_what_is_done() -> None:
    record = Record(ECZEMA, date.today(), plan=raw_of(with_own_words()))
    shown = Record.from_shown(record.shown())
    assert OWN not in str(record.shown())
    assert plans.read(shown.plan)
    assessed = assess(get_content(), ECZEMA)
    own, others = (plan_notes(get_content(), assessed, each) for each in (record, shown))
    assert own
    assert others
    assert own.steps[0].startswith(f"{OWN}, ")
    does = get_content().plan_of[CREAM].does
    assert others.steps == [does[:1].upper() + does[1:], own.steps[1]]


@settings(max_examples=500)
@given(st.text(min_size=1, max_size=40), st.booleans())
def test_own_words_are_left_out_whatever_they_are(words, on) -> None:
    step = {"i": CREAM, "w": f"<{words}>", "t": "m.s"} | ({} if on else {"o": False})
    raw = {"v": 1, "d": "2026-11-01", "s": [step, {"i": SLEEP, "c": "bed"}], "n": {}}
    shown = without_own_words(raw)
    assert f"<{words}>" not in [value for each in shown["s"] for value in each.values()]
    assert "w" in step
    assert plans.read(shown)


def test_words_for_a_form_hold_what_is_tried() -> None:
    texts = form_words(Record(ECZEMA, date.today(), plan=raw_of(begun(8, CREAM))))
    for most, text in texts:
        assert len(text) <= most
        does = get_content().plan_of[CREAM].does
        assert f"\nTried: {does[:1].upper()}{does[1:]}" in text


@pytest.mark.django_db
def test_a_plan_that_changes_shows_in_the_link_at_once(client) -> None:
    code = keep(21, ECZEMA)
    press(client, code, "result-share", **one_link())
    html = client.get(at(client, code, "result-share")).content.decode()
    link = html.split("/notes/#")[1][:32]

    def read() -> str:
        return client.post("/notes/open/", {"code": link}, follow=True).content.decode()

    assert "What I try" not in read()
    press(client, code, "plan-make", **{f"when-{CREAM}": "-own", f"own-{CREAM}": OWN})
    assert "What I try" in read()
    assert OWN not in read()
    assert OWN in client.get(at(client, code, "result-print")).content.decode()
    press(client, code, "plan-delete", begun=date.today().isoformat(), confirm="1")
    assert "What I try" not in read()
