"""Plans that several tests use."""

from __future__ import annotations

from datetime import date, timedelta

from habits.plan.acts import Choice, WeekAnswers, choose, tick
from habits.store.plans import MOST, Plan

CREAM, FIBRE, SLEEP = "gentle_skincare", "fibre_prebiotic", "sleep"


def begun(days_ago: int, *tips: str) -> Plan:
    """A plan of so many days, with nothing said."""
    choices = [Choice(tip, "teeth_night") for tip in tips or (CREAM,)]
    return choose(None, choices, date.today() - timedelta(days=days_ago)).plan


def whole(weeks: int, *itch: str, tips: tuple[str, ...] = (CREAM,)) -> Plan:
    """A plan of so many weeks, with the itch of each; "" for a week that was forgotten."""
    plan = begun(weeks * 7, *tips)
    for week, worst in enumerate(itch):
        if worst:
            ticks = dict.fromkeys(tips, MOST)
            plan = tick(plan, week, WeekAnswers(ticks, {"itch": worst}), WeekAnswers()).plan
    return plan


def added(plan: Plan, week: int, *itch: str) -> Plan:
    """The plan with one more tip from that week on, and the itch of the weeks since."""
    plan = choose(plan, [Choice(SLEEP, "bed")], plan.first_day(week)).plan
    for number, worst in enumerate(itch, start=week):
        plan = tick(plan, number, WeekAnswers({}, {"itch": worst}), WeekAnswers()).plan
    return plan
