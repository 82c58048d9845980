"""A check-in takes the plan along, so that it is held against the newest answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from habits.plan.acts import WeekAnswers, tick
from habits.store import plans, saved_results, sealing
from habits.store.plans import MOST, MOST_BYTES, Plan
from habits.store.saved_results import Record
from tests.people import ECZEMA, Answers, at, give, show_tips
from tests.plan.people import CREAM, FIBRE, begun, whole
from tests.plan.test_model import ESCAPED, WIDE, fullest

pytestmark = pytest.mark.django_db
KEYS, TODAY = settings.SERVER_KEYS, date.today()
MONTH_AGO = TODAY - timedelta(days=28)
BETTER = ECZEMA | {"itch": ["2"]}


def keep(plan: Plan | None, answers: Answers = ECZEMA, made: date = MONTH_AGO) -> str:
    record = Record(answers, made, plan=plan and plans.raw_of(plan))
    return saved_results.save_result(KEYS, sealing.new_secret(), record, TODAY)


def record_of(code: str) -> Record:
    return saved_results.open_result(KEYS, code, TODAY)


def kept(code: str) -> Plan | None:
    return plans.read(record_of(code).plan)


def checked_in(client: Client, code: str, answers: Answers = BETTER) -> str:
    """The code of the result that a check-in made."""
    client.post(at(client, code, "result-again"), {"again": "1"})
    give(client, answers)
    return made_by(show_tips(client))


def made_by(response) -> str:
    return re.search(r'id="saved-link" href="/results/#(\w+)"', response.content.decode())[1]


def seen(client: Client, code: str) -> str:
    return unescape(client.get(at(client, code, "plan"), follow=True).content.decode())


def test_after_a_check_in_the_plan_and_its_weeks_are_with_the_new_result(client) -> None:
    old = keep(whole(4, "8", "6", "", "5"))
    new = checked_in(client, old)
    assert new != old
    assert [step.tip for step in kept(new).on] == [CREAM]
    assert kept(new).steps[0].ticks == "mm.m"
    html = seen(client, new)
    assert "My plan" in html
    # What was answered before the plan stands in its course, though that result is another one.
    assert "You have 1 from the 12 weeks before" in html
    assert kept(old) is None


def test_the_old_result_says_on_any_device_where_the_plan_went_and_leads_to_no_other(
    client,
) -> None:
    old = keep(whole(4, "8"))
    new = checked_in(client, old)
    html = seen(Client(), old)
    assert "Your plan is with a newer result" in html
    assert new not in html
    other = Client()
    answer = other.post(at(other, old, "plan"), {"week": "4", "all": MOST}, follow=True)
    html = unescape(answer.content.decode())
    assert "Your plan is with a newer result" in html
    assert "deleted" not in html


def test_the_plan_is_held_against_the_newest_answers(client) -> None:
    old = keep(begun(28, CREAM, FIBRE))
    new = checked_in(client, old, BETTER | {"safety": ["eating_disorder"]})
    assert "a tip of your plan may not be safe for you" in seen(client, new)


def test_with_urgent_help_first_no_weeks_are_told_of(client) -> None:
    new = checked_in(client, keep(whole(4, "8")), BETTER | {"skin_signs": ["eye_pain"]})
    html = seen(client, new)
    assert "A plan can wait" in html
    assert "cannot tell from this" not in html


def test_answers_corrected_after_a_check_in_take_the_plan_along_once_more(client) -> None:
    old = keep(begun(28))
    client.post(at(client, old, "result-again"), {"again": "1"})
    give(client, BETTER | {"itch": ["9"]})
    first = made_by(client.post("/check/answers/", {"continue": "1"}, follow=True))
    assert kept(first) is not None
    # Back, before the browser has shown all of the page.
    skin = {name: BETTER[name] for name in ("itch", "itch_sleep")}
    client.post("/check/skin-days/", {**skin, "continue": "1"})
    second = made_by(show_tips(client))
    assert kept(first) is None
    assert [step.tip for step in kept(second).on] == [CREAM]
    assert "itch" not in kept(second).notes, "what was corrected is said of no week"


def test_the_same_answers_sent_again_leave_the_plan_where_it_went(client) -> None:
    client.post(at(client, keep(begun(28)), "result-again"), {"again": "1"})
    give(client, BETTER)
    first = made_by(client.post("/check/answers/", {"continue": "1"}, follow=True))
    client.post("/check/you/", {"adult": "yes", "region": "uk", "continue": "1"})
    assert made_by(client.post("/check/answers/", {"continue": "1"}, follow=True)) == first
    assert kept(first) is not None


def test_what_was_answered_between_check_ins_is_said_of_its_week() -> None:
    plan = tick(begun(60), 3, WeekAnswers({}, {"itch": "7"}), WeekAnswers()).plan
    then = plan.first_day(4)
    on = plans.gone_on(plan, then, {"itch": "5", "itch_sleep": "never"}, TODAY)
    assert on.said(3) == {"itch": "7", "itch_sleep": "never"}
    assert not on.before


def test_the_first_answers_of_before_stay_through_every_check_in() -> None:
    plan = begun(60)
    first = plans.gone_on(plan, plan.start, {"itch": "8"}, TODAY)
    assert (first.before.day, first.before.said) == (plan.start, {"itch": "8"})
    later = plans.gone_on(first, plan.start - timedelta(days=3), {"itch": "1"}, TODAY)
    assert later.before == first.before


@pytest.mark.parametrize("words", [WIDE, ESCAPED], ids=["emoji", "quotes"])
def test_the_fullest_plan_goes_on_within_its_size(words) -> None:
    plan = fullest(words)
    said = {name: max(notes.options, key=len) for name, notes in plan.notes.items()}
    on = plans.gone_on(plan, plan.start, said, TODAY)
    assert plans.size(plans.raw_of(on)) <= MOST_BYTES
    assert plans.read(plans.raw_of(on)) == on


def test_a_plan_that_cannot_be_read_stays_where_it_is(client) -> None:
    raw = plans.raw_of(begun(28)) | {"v": 2}
    old = saved_results.save_result(
        KEYS, sealing.new_secret(), Record(ECZEMA, MONTH_AGO, plan=raw), TODAY
    )
    new = checked_in(client, old)
    assert record_of(old).plan == raw
    assert record_of(new).plan is None


def test_a_check_in_that_was_made_before_takes_no_plan_from_the_old_result() -> None:
    old, nonce = keep(begun(28)), b"n" * sealing.NONCE_BYTES
    new = Record(BETTER, TODAY)
    first = saved_results.save_result(KEYS, nonce, new, TODAY)
    again = saved_results.save_check_in(KEYS, nonce, new, TODAY, old, lambda record, _: record.plan)
    assert again == first
    assert kept(old) == begun(28)


def test_when_the_old_result_is_gone_a_check_in_is_saved_all_the_same() -> None:
    gone, new = sealing.code_of(sealing.new_secret()), Record(BETTER, TODAY)
    code = saved_results.save_check_in(
        KEYS, sealing.new_secret(), new, TODAY, gone, lambda record, _: record.plan
    )
    assert record_of(code) == new


def test_a_check_in_is_asked_for_again_after_4_weeks(client) -> None:
    new = checked_in(client, keep(whole(4, "8")))
    assert "Check in again" not in seen(client, new)
    saved_results.change_result(
        KEYS, new, lambda record: replace(record, made=TODAY - timedelta(days=28)), TODAY
    )
    assert "Check in again" in seen(client, new)


def test_who_deletes_a_result_with_a_plan_is_told_that_it_goes_too(client) -> None:
    for plan, told in ((begun(8), True), (None, False)):
        html = client.get(at(client, keep(plan), "result-delete")).content.decode()
        assert ("Your plan goes with it" in html) is told
