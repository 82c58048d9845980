"""A plan in the sealed record of its result: on SQLite and, when one is reachable, PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection

from habits.engine.loaded import get_content
from habits.models import Sealed
from habits.plan.acts import WeekAnswers, tick
from habits.store import plans, saved_results, sealing
from habits.store.failures import StorageUnavailable
from habits.store.plans import MOST, Plan
from habits.store.saved_results import Record
from tests.people import ECZEMA, FORM, Answers
from tests.plan.people import CREAM, FIBRE, SLEEP, begun
from tests.plan.test_model import ESCAPED, WIDE, fullest
from tests.store.test_parallel import at_once, shared

__all__ = ["shared"]

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
KEYS = project.SERVER_KEYS
TODAY = date.today()
# More than anyone ticks: every option of every question that is asked.
EVERYTHING: Answers = {
    q.id: sorted(q.plain) if q.kind == "many" else [max(q.offered_ids, key=len)]
    for q in FORM.current_questions.values()
}


def keep(plan: Plan | None, answers: Answers = ECZEMA) -> str:
    record = Record(answers, TODAY, plan=plan and plans.raw_of(plan))
    return saved_results.save_result(KEYS, sealing.new_secret(), record, TODAY)


def kept(code: str) -> Plan | None:
    return plans.read(saved_results.open_result(KEYS, code, TODAY).plan)


@pytest.mark.parametrize("words", [WIDE, ESCAPED], ids=["emoji", "quotes"])
def test_the_fullest_record_with_the_fullest_plan_opens_and_is_as_long_as_any(words) -> None:
    tips = get_content().fingerprints
    record = Record(EVERYTHING, TODAY, tips, 730, ends=TODAY, plan=plans.raw_of(fullest(words)))
    code = saved_results.save_result(KEYS, sealing.new_secret(), record, TODAY)
    assert saved_results.open_result(KEYS, code, TODAY) == record
    keep(None)
    assert len({len(bytes(row.blob)) for row in Sealed.objects.all()} - {8}) == 1


def test_a_small_record_is_plain_json_as_it_ever_was() -> None:
    assert json.loads(Record(ECZEMA, TODAY).to_json()).keys() == {"a", "d", "t", "k", "e", "x"}


def test_what_is_packed_and_broken_is_no_record() -> None:
    with pytest.raises(sealing.NotSealed):
        Record.from_json(b"x\x9cbroken")


def test_changed_answers_and_another_last_day_keep_the_plan() -> None:
    plan = begun(8)
    code = keep(plan)
    saved_results.replace_answers(KEYS, code, Record(ECZEMA | {"itch": ["9"]}, TODAY), TODAY)
    saved_results.set_period(KEYS, code, 30, TODAY)
    record = saved_results.open_result(KEYS, code, TODAY)
    assert (record.answers["itch"], record.days, plans.read(record.plan)) == (["9"], 30, plan)


def test_an_act_that_fails_changes_nothing() -> None:
    code = keep(begun(8))

    def fail(record: Record) -> Record:
        raise LookupError

    with pytest.raises(LookupError):
        saved_results.change_result(KEYS, code, fail, TODAY)
    assert kept(code) == begun(8)


def test_a_change_moves_the_last_day_as_an_opening_does() -> None:
    code = keep(begun(8))
    later = TODAY + timedelta(days=40)
    saved_results.change_result(KEYS, code, lambda record: record, later)
    assert {row.expires_on for row in Sealed.objects.filter(expires_on__lt="2999-01-01")} == {
        later + timedelta(days=365)
    }


def test_of_acts_at_the_same_moment_none_is_lost() -> None:
    tips = (CREAM, SLEEP, FIBRE)
    code = keep(begun(80, *tips))
    cells = [(week, tip) for week in range(8) for tip in tips]

    def act(number: int) -> None:
        week, tip = cells[number]

        def change(record: Record) -> Record:
            plan = plans.read(record.plan)
            assert plan is not None
            return replace(
                record,
                plan=plans.raw_of(tick(plan, week, WeekAnswers({tip: MOST}), WeekAnswers()).plan),
            )

        if number % 8 == 0:
            saved_results.set_period(KEYS, code, 30, TODAY)
        saved_results.change_result(KEYS, code, change, TODAY)

    at_once(len(cells), act)
    plan = kept(code)
    assert plan is not None
    assert [step.ticks for step in plan.steps] == [MOST * 8] * 3


def check_in(code: str, itch: str) -> str:
    new = Record(ECZEMA | {"itch": [itch]}, TODAY)
    return saved_results.save_check_in(
        KEYS, sealing.new_secret(), new, TODAY, code, lambda old, _: old.plan
    )


def test_of_check_ins_at_the_same_moment_one_takes_the_plan_and_none_loses_it() -> None:
    code, plan = keep(begun(28)), begun(28)
    made = at_once(6, lambda number: check_in(code, str(number)))
    assert [kept(each) for each in made].count(plan) == 1
    assert [kept(each) for each in made].count(None) == 5
    assert kept(code) is None


@pytest.mark.parametrize("statement", ["INSERT", "UPDATE"])
def test_a_check_in_that_cannot_be_saved_leaves_the_plan_and_no_result(statement) -> None:
    code, plan = keep(begun(28)), begun(28)
    rows = Sealed.objects.count()

    def refuse(execute, sql, *rest):
        if sql.startswith(statement):
            raise OperationalError("the disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse), pytest.raises(StorageUnavailable):
        check_in(code, "2")
    assert kept(code) == plan
    assert Sealed.objects.count() == rows
