"""The pages of a plan, as someone goes through them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar
from msgspec.structs import replace as struct_replace

from habits.engine.loaded import get_content
from habits.engine.loading import without_withdrawn
from habits.engine.schema import Withdrawn
from habits.plan import acts, editing, opened_plan, plan_page
from habits.plan.acts import Choice, WeekAnswers, tick
from habits.results import presenter
from habits.store import plans, saved_results, sealing
from habits.store.plans import MOST, SOME
from habits.store.saved_results import Record
from tests.people import ECZEMA, Answers, at
from tests.plan.people import CREAM, FIBRE, SLEEP, added, begun, whole

pytestmark = pytest.mark.django_db
TODAY = date.today()

FOUR = {
    f"when-{CREAM}": "dress",
    f"when-{SLEEP}": "bed",
    f"when-{FIBRE}": "lunch",
    "when-plant_diversity": "list",
}
DISORDER = ECZEMA | {"safety": ["eating_disorder"]}


def keep(answers: Answers = ECZEMA, made: date = TODAY, plan: plans.Plan | None = None) -> str:
    record = Record(answers, made, plan=plan and plans.raw_of(plan))
    return saved_results.save_result(settings.SERVER_KEYS, sealing.new_secret(), record, TODAY)


def kept(code: str) -> plans.Plan | None:
    return plans.read(saved_results.open_result(settings.SERVER_KEYS, code, TODAY).plan)


def page(client: Client, code: str, name: str = "plan") -> str:
    response = client.get(at(client, code, name), follow=True)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return unescape(response.content.decode())


def send(client: Client, code: str, name: str, /, **data: str) -> str:
    response = client.post(at(client, code, name), data, follow=True)
    assert response.redirect_chain, "a form leads on to a page"
    assert response.status_code == 200
    return unescape(response.content.decode())


def say(client: Client, code: str, **data: str) -> str:
    """Send the page of a week with what it held when it was loaded, and more."""
    html = page(client, code)
    held = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))
    held.pop("csrfmiddlewaretoken", None)
    return send(client, code, "plan", **held, **{"save": "1"}, **data)


def delete(client: Client, code: str) -> str:
    html = page(client, code, "plan-delete")
    begun = re.search(r'name="begun" value="([^"]*)"', html)[1]
    return send(client, code, "plan-delete", begun=begun, confirm="1")


# Making it.


def test_a_result_leads_to_a_plan_of_one_to_three_of_its_tips(client) -> None:
    code = keep()
    html = page(client, code, "result")
    assert "My plan" in html
    html = page(client, code)
    assert f'name="when-{CREAM}"' in html
    assert 'id="not-medical-advice"' in html
    assert 'id="see-someone"' in html
    html = send(
        client,
        code,
        "plan-make",
        **{f"when-{CREAM}": "teeth_night", f"own-{SLEEP}": "After the news"},
    )
    assert "When I brush my teeth at night, I put moisturiser on" in html
    assert "<bdi>After the news</bdi>, I put my phone out of reach" in html
    plan = kept(code)
    assert plan.start in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1))
    assert [(s.tip, s.cue, s.words) for s in plan.steps] == [
        (CREAM, "teeth_night", ""),
        (SLEEP, "", "After the news"),
    ]
    assert "My plan" in page(client, code, "result")


def test_three_tips_take_at_most_8_presses_from_the_result(client) -> None:
    html = page(client, keep())
    # The link; of three tips the first is unfolded: 2 folds and 3 answers; the button.
    assert html.count("<details open>") == 1
    assert 1 + 2 + 3 + 1 <= 8


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, "Select when you will do at least 1 tip"),
        ({f"when-{CREAM}": "-own"}, "Give your own words"),
        ({f"own-{CREAM}": "w" * 81}, "Give at most 80 letters"),
        ({f"own-{CREAM}": "😀" * 80}, "Give fewer of these letters or emoji"),
        ({f"when-{CREAM}": "on_the_moon"}, "Select one of the answers"),
        (FOUR, "Select at most 3 tips"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_sent(client, data, wrong) -> None:
    code = keep()
    html = send(client, code, "plan-make", **data)
    assert wrong in html
    assert "<title>Error: " in html
    for name, value in data.items():
        if value not in ("on_the_moon", "-own"):
            assert f'value="{value}"' in html, name
    assert kept(code) is None


def test_control_characters_are_no_words(client) -> None:
    code = keep()
    send(client, code, "plan-make", **{f"own-{CREAM}": "At\x00 home\u202e\u0007"})
    assert kept(code).steps[0].words == "At home"


@pytest.mark.parametrize("letter", "wéжعनกឯ漢한ᏣꙮＷ")
def test_own_words_have_80_letters_in_any_script(client, letter) -> None:
    code = keep()
    send(client, code, "plan-make", **{f"own-{CREAM}": letter * plans.LONGEST_WORDS})
    assert kept(code).steps[0].words == letter * plans.LONGEST_WORDS


def test_a_tip_of_another_person_cannot_be_planned(client) -> None:
    code = keep()
    send(client, code, "plan-make", **{"when-psoriasis_first": "teeth_night"})
    assert kept(code) is None


@pytest.mark.parametrize("safety", [["eating_disorder"], ["rather_not_say"], None])
def test_food_is_offered_to_nobody_with_an_eating_disorder_or_who_did_not_say(
    client, content, safety
) -> None:
    answers = {k: v for k, v in ECZEMA.items() if k != "safety"}
    html = page(client, keep(answers | ({"safety": safety} if safety else {})))
    offered = set(re.findall(r'name="when-(\w+)"', html))
    assert CREAM in offered
    assert not offered & ({tip.id for tip in content.tips if tip.area == "food"})


def test_there_is_no_plan_before_urgent_help(client) -> None:
    code = keep(ECZEMA | {"skin_signs": ["eye_pain"]})
    assert "/plan/" not in page(client, code, "result")
    assert "Your tips" in page(client, code)


def test_in_an_emergency_there_is_who_to_call_and_no_plan(client) -> None:
    code = keep(ECZEMA | {"urgent_now": ["skin_dark_painful"]}, plan=begun(10))
    assert "Get help now" in page(client, code)
    assert "moisturiser" not in page(client, code)


# Week by week.


@pytest.mark.parametrize("days_ago", [0, 4])
def test_before_its_sixth_day_a_week_is_not_asked_about(client, days_ago) -> None:
    html = page(client, keep(plan=begun(days_ago)))
    assert "you can say how the first week went" in html
    assert 'name="week"' not in html


def test_a_week_is_ticked_with_two_presses(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    html = say(client, code, all=MOST)
    assert "Saved." in html
    assert [step.tick(0) for step in kept(code).steps] == [MOST, MOST]


def test_the_row_for_all_means_the_tips_that_stood_on_the_page(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    # Loaded before another device put the second tip into the plan.
    held = {"week": "0", "begun": kept(code).start.isoformat(), f"was-{CREAM}": ""}
    send(client, code, "plan", **held, all=MOST)
    assert [step.tick(0) for step in kept(code).steps] == [MOST, "."]


def test_ticks_itch_and_sleep_are_kept_and_shown_again(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    html = say(client, code, **{f"tick-{CREAM}": SOME, "itch": "7", "itch_sleep": "some_nights"})
    plan = kept(code)
    assert [step.tick(0) for step in plan.steps] == [SOME, "."]
    assert plan.said(0) == {"itch": "7", "itch_sleep": "some_nights"}
    assert re.search(r'name="itch" value="7" id="itch_7" checked', html)
    assert f'name="was-{CREAM}" value="s"' in html


def test_no_week_is_asked_about_itch_where_the_skin_is_no_concern(client) -> None:
    html = page(client, keep(ECZEMA | {"skin_concerns": ["none"]}, plan=begun(8, SLEEP)))
    assert 'name="itch"' not in html


def test_forgotten_weeks_are_not_asked_for(client) -> None:
    code = keep(plan=begun(36))
    html = page(client, code)
    assert 'name="week" value="4"' in html
    html = send(
        client,
        code,
        "plan",
        week="1",
        begun=kept(code).start.isoformat(),
        **{f"tick-{CREAM}": MOST, f"was-{CREAM}": ""},
    )
    assert "That week can no longer be ticked" in html
    assert kept(code).steps[0].ticks == ""


def test_what_is_told_to_have_changed_nothing_stopped_nothing_either(client) -> None:
    code = keep(plan=begun(36))
    held = {"week": "1", "begun": kept(code).start.isoformat(), f"was-{CREAM}": ""}
    html = send(client, code, "plan", **held, **{f"tick-{CREAM}": MOST, "stop": CREAM})
    assert "Nothing was changed" in html
    assert kept(code).steps[0].on


def test_a_press_stops_a_tip_and_keeps_what_was_ticked_before_it(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    html = say(client, code, **{f"tick-{CREAM}": MOST, "stop": CREAM})
    plan = kept(code)
    assert [step.tip for step in plan.on] == [SLEEP]
    assert plan.step_of(CREAM).tick(0) == MOST
    assert "Take it up again" in html
    assert not re.search(r"\b(fail|give up|gave up|missed|streak|well done)\b", html, re.I)
    html = say(client, code, take_up=CREAM)
    assert [step.tip for step in kept(code).on] == [CREAM, SLEEP]


def test_a_tip_is_done_at_another_time(client) -> None:
    code = keep(plan=begun(8))
    where = at(client, code, "plan") + "0/"
    assert "What could get in the way?" in client.get(where).content.decode()
    shown = {"begun": kept(code).start.isoformat(), "was-cue": "teeth_night", "was-own": ""}
    client.post(where, shown | {f"when-{CREAM}": "-own", f"own-{CREAM}": "After lunch"})
    assert kept(code).steps[0].words == "After lunch"
    client.post(where, shown | {f"when-{CREAM}": "dress"})
    assert kept(code).steps[0].words == "After lunch", "the page showed what is no longer so"


def test_the_place_of_a_tip_that_is_not_there_leads_to_the_plan(client) -> None:
    code = keep(plan=begun(8))
    response = client.get(at(client, code, "plan") + "7/")
    assert response.headers["Location"] == at(client, code, "plan")


def test_no_address_tells_of_a_tip_or_an_answer(client) -> None:
    code = keep(plan=begun(30))
    say(client, code, **{f"tick-{CREAM}": MOST, "itch": "7"})
    html = page(client, code)
    addresses = re.findall(r'(?:href|action)="(/results/[^"]*)"', html)
    assert len(addresses) > 5
    assert not [a for a in addresses if re.search(rf"{CREAM}|gentle|itch|{code}", a)]


# Two devices at once.


def test_a_second_device_is_told_when_it_says_something_else(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    stale = {
        "week": "0",
        "begun": kept(code).start.isoformat(),
        f"was-{CREAM}": "",
        f"was-{SLEEP}": "",
        "was-itch": "",
    }
    say(client, code, **{f"tick-{CREAM}": MOST, "itch": "3"})
    other = Client()
    html = send(other, code, "plan", **stale, **{f"tick-{SLEEP}": SOME})
    assert "Saved." in html
    html = send(other, code, "plan", **stale, **{f"tick-{CREAM}": SOME, "itch": "9"})
    assert "Another device said something else" in html
    assert [step.tick(0) for step in kept(code).steps] == [MOST, SOME]
    assert kept(code).said(0) == {"itch": "3"}


def test_what_was_ticked_of_a_tip_that_another_device_stopped_is_kept(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    held = {"week": "0", "begun": kept(code).start.isoformat(), f"was-{CREAM}": ""}
    say(Client(), code, stop=CREAM)
    html = send(client, code, "plan", **held, **{f"tick-{CREAM}": MOST})
    assert "Saved." in html
    assert (kept(code).step_of(CREAM).tick(0), kept(code).step_of(CREAM).on) == (MOST, False)


def test_another_time_for_a_tip_that_another_device_stopped_is_told_to_be_lost(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    where, held = at(client, code, "plan") + "0/", {"begun": kept(code).start.isoformat()}
    say(Client(), code, stop=CREAM)
    response = client.post(where, held | {f"when-{CREAM}": "dress"}, follow=True)
    assert "Another device said something else" in response.content.decode()


def test_a_page_that_asks_to_delete_a_plan_deletes_no_later_one(client) -> None:
    code = keep(plan=begun(8))
    old = {"begun": kept(code).start.isoformat(), "confirm": "1"}
    send(Client(), code, "plan-delete", **old)
    send(Client(), code, "plan-make", **{f"when-{CREAM}": "dress"})
    assert "begun anew on another device" in send(client, code, "plan-delete", **old)
    assert kept(code) is not None


def test_a_plan_that_was_deleted_or_begun_anew_elsewhere_is_told(client) -> None:
    code = keep(plan=begun(8))
    stale = {"week": "0", "begun": "2020-01-01", f"tick-{CREAM}": MOST, f"was-{CREAM}": ""}
    assert "begun anew on another device" in send(client, code, "plan", **stale)
    assert kept(code).steps[0].ticks == ""
    delete(client, code)
    assert kept(code) is None
    assert "Your plan was deleted on another device" in send(client, code, "plan", **stale)
    assert kept(code) is None
    # Back leads to what was told before.
    html = client.get(at(client, code, "plan") + "?told=saved", follow=True).content.decode()
    assert "Make a plan" in html
    assert "Saved." not in html


def test_with_three_tips_there_is_no_room_for_another(client) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP, FIBRE))
    assert "Add a tip" not in page(client, code)
    assert "There is room for 3 tips at a time" in page(client, code, "plan-make")
    html = send(client, code, "plan-make", **{"when-plant_diversity": "list"})
    assert "There is room for 3 tips at a time" in html
    assert len(kept(code).on) == 3


def test_a_plan_that_had_all_the_tips_it_takes_says_so(client) -> None:
    plan = whole(1, "5")
    others = [tip.tip for tip in get_content().plans if tip.tip not in (CREAM, FIBRE)]
    for tip in others[: plans.MOST_STEPS - 1]:
        plan = acts.choose(plan, [Choice(tip, "x")], plan.start).plan
        plan = acts.stop(tick(plan, 0, WeekAnswers({tip: MOST}), WeekAnswers()).plan, tip).plan
    code = keep(plan=plan)
    assert "Add a tip" not in page(client, code)
    told = "A plan takes 8 tips in all, with those that you stopped. Nothing was changed."
    assert told in send(client, code, "plan-make", **{f"when-{FIBRE}": "lunch"})
    assert kept(code) == plan


def test_two_plans_made_at_once_are_one(client) -> None:
    code = keep()
    send(client, code, "plan-make", **{f"when-{CREAM}": "dress"})
    send(Client(), code, "plan-make", **{f"when-{SLEEP}": "bed"})
    assert [step.tip for step in kept(code).on] == [CREAM, SLEEP]


# What changes under way.


def test_a_tip_that_is_withdrawn_under_way_is_told_and_asked_no_more(
    client, monkeypatch, content
) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP))
    gone = Withdrawn(id=CREAM, title="Moist", why="We learned more.", do="Stop.", day=TODAY)
    less = without_withdrawn(replace(content, withdrawn=(gone,)))
    for module in (opened_plan, plan_page, presenter):
        monkeypatch.setattr(module, "get_content", lambda: less)
    html = page(client, code)
    assert "We took back a tip of your plan" in html
    assert "We learned more." in html
    assert f'name="tick-{CREAM}"' not in html
    assert f'name="tick-{SLEEP}"' in html
    # What was said of it stays, and it takes no room.
    assert kept(code).step_of(CREAM) is not None


def test_a_tip_that_nobody_can_plan_any_more_is_told_and_takes_no_room(
    client, monkeypatch, content
) -> None:
    code = keep(plan=begun(8, CREAM, SLEEP, FIBRE))
    less = replace(content, plans=tuple(plan for plan in content.plans if plan.tip != CREAM))
    for module in (opened_plan, plan_page, editing, presenter):
        monkeypatch.setattr(module, "get_content", lambda: less)
    html = page(client, code)
    assert "For a tip of your plan we no longer make plans" in html
    assert "may not be safe" not in html
    send(client, code, "plan-make", **{"when-plant_diversity": "list"})
    assert [step.tip for step in kept(code).on] == [SLEEP, FIBRE, "plant_diversity"]


def test_a_stopped_tip_whose_words_had_to_go_can_be_chosen_again(client) -> None:
    (step,) = begun(8).steps
    gone = struct_replace(step, on=False, cue="")
    code = keep(plan=struct_replace(begun(8, SLEEP), steps=(*begun(8, SLEEP).steps, gone)))
    send(client, code, "plan-make", **{f"when-{CREAM}": "dress"})
    assert [step.tip for step in kept(code).on] == [SLEEP, CREAM]


def test_an_eating_disorder_that_is_told_later_takes_food_out_and_names_none(client) -> None:
    plan = tick(
        begun(8, CREAM, FIBRE), 0, WeekAnswers({CREAM: MOST, FIBRE: MOST}), WeekAnswers()
    ).plan
    code = keep(plan=plan)
    new = Record(DISORDER, TODAY)
    saved_results.replace_answers(settings.SERVER_KEYS, code, new, TODAY)
    assert kept(code) == plan
    html = page(client, code)
    assert "a tip of your plan may not be safe for you" in html
    assert not re.search(r"spoonful|fibre|plant food", html, re.I)
    # Nor can it be ticked any more, or taken up again.
    say(client, code, all=SOME, take_up=FIBRE)
    assert kept(code).step_of(FIBRE).ticks == MOST


def test_food_that_was_stopped_before_cannot_be_taken_up_after_an_eating_disorder(client) -> None:
    code = keep(DISORDER, plan=acts.stop(begun(8, CREAM, FIBRE), FIBRE).plan)
    assert "Take it up again" not in page(client, code)
    say(client, code, take_up=FIBRE)
    assert [step.tip for step in kept(code).on] == [CREAM]


def test_an_eating_disorder_on_another_result_of_the_list_takes_food_out_too(client) -> None:
    code, later = keep(plan=begun(8, CREAM, FIBRE)), keep(DISORDER)
    for each in (code, later):
        client.post(at(client, each, "result-add"), {"add": "1"})
    for name in ("plan", "result-print"):
        assert not re.search(r"spoonful|plant food", page(client, code, name)), name


def test_a_plan_of_a_later_version_is_kept_and_not_shown(client) -> None:
    raw = plans.raw_of(begun(8)) | {"v": 2, "later": True}
    code = saved_results.save_result(
        settings.SERVER_KEYS, sealing.new_secret(), Record(ECZEMA, TODAY, plan=raw), TODAY
    )
    response = client.get(at(client, code, "plan"))
    assert response.status_code == 409
    assert "newer version" in response.content.decode()
    client.post(at(client, code, "result-keep"), {"days": "30"})
    assert saved_results.open_result(settings.SERVER_KEYS, code, TODAY).plan == raw


# After four weeks.


def test_after_four_weeks_it_asks_to_check_in_and_says_what_cannot_be_told(client) -> None:
    plan = whole(4, "8", "6", "3", "2")
    html = page(client, keep(ECZEMA | {"itch": ["9"]}, plan.start, plan))
    assert "Check in again" in html
    assert "We cannot tell from this." in html
    assert "You have 1 from the 12 weeks before" in html
    assert "/learn/before-and-after/" in html
    assert not re.search(r"\b(it helped|works|worked|improv\w*|better|success)\b", html, re.I)


def test_before_four_weeks_nothing_is_told_of_a_change(client) -> None:
    html = page(client, keep(plan=whole(3, "8", "6", "3")))
    assert "cannot tell from this" not in html
    assert "Check in again" not in html


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (["2", "1", "2", "1"], "What made that change, we cannot tell"),
        (["6", "6", "7", "6"], "under 3 points of 10"),
        (["8", "1", "2", "1"], "were alike"),
        (["1", "1", "1"], "and 3 since"),
    ],
)
def test_a_tip_added_after_four_weeks_is_told_by_the_weeks_on_each_side(
    client, later, told
) -> None:
    plan = whole(9, "8", "7", "8", "8")
    plan = added(plan, 4, *later)
    html = page(client, keep(ECZEMA | {"itch": ["8"]}, plan.start, plan))
    assert told in html


def test_a_change_is_told_as_no_larger_than_it_is(client) -> None:
    plan = added(whole(9, "8", "7", "8", "7"), 4, "4", "5", "4", "5")
    html = page(client, keep(ECZEMA | {"itch": []}, plan.start, plan))
    told = re.search(r"about (\S+) before [\w ]+, and (\S+) since", html)
    assert (told[1], told[2]) == ("8", "5")


def test_a_plan_that_has_had_its_weeks_is_offered_nothing_more_for_them(client) -> None:
    html = page(client, keep(plan=begun(7 * plans.WEEKS + 30, CREAM)))
    assert "This plan has had its 52 weeks" in html
    assert "Add a tip" not in html
    assert "Remind me weekly" not in html
    assert "Delete this plan" in html


def test_the_weeks_are_a_table_and_a_line_with_what_was_done_beneath(client) -> None:
    plan = whole(5, "8", "6", "", "2")
    html = page(client, keep(ECZEMA | {"itch": ["9"]}, plan.start, plan))
    course = html.split('id="course"')[1].split("</details>")[0]
    # From the result before it to the last week said, with a gap.
    assert course.count('class="chart-spot"') == 4
    assert course.count("<polyline") == 1
    assert course.count("chart-tick--full") == 3
    rows = course.split("<tbody>")[1].split("<tr>")[1:]
    assert len(rows) == 3
    assert "Most days" in rows[0]


def test_check_ins_on_the_list_stand_in_the_course(client) -> None:
    plan = whole(5, "8")
    code = keep(plan=plan, made=plan.start)
    later = keep(ECZEMA | {"itch": ["1"]}, made=plan.first_day(4))
    for each in (code, later):
        client.post(at(client, each, "result-add"), {"add": "1"})
    course = page(client, code).split('id="course"')[1].split("</details>")[0]
    assert course.count('class="chart-spot"') == 3


@pytest.mark.parametrize("said", [0, 2, 4])
def test_none_some_and_all_weeks_each_have_a_page(client, said) -> None:
    html = page(client, keep(plan=whole(4, *["5"] * said)))
    assert ('id="course"' in html) == bool(said)
    assert 'name="week" value="3"' in html


# The reminder, the download, the end.


def test_the_reminder_is_weekly_four_times_neutral_and_keeps_no_time_busy(client) -> None:
    plan = begun(8)
    response = client.get(at(client, keep(plan=plan), "plan-reminder"))
    assert response.headers["Cache-Control"] == "no-store"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["RRULE"] == {"FREQ": ["WEEKLY"], "COUNT": [4]}
    assert event["TRANSP"] == "TRANSPARENT"
    assert event.start == plan.first_day(2)
    words = [str(value) for part in event.walk() for value in part.values()]
    telling = r"skin|gut|itch|eczema|health|food|sleep|moistur|plan|week|medic|result|code|#"
    assert [w for w in words if re.search(telling, w, re.I) and "WEEKLY" not in w] == []


def test_the_download_takes_the_plan_along_in_words(client) -> None:
    plan = tick(begun(8), 0, WeekAnswers({CREAM: MOST}, {"itch": "7"}), WeekAnswers()).plan
    data = json.loads(client.get(at(client, keep(plan=plan), "result-export")).content)
    assert data["plan"] == {
        "begun": plan.start.isoformat(),
        "tips": [
            {
                "id": CREAM,
                "when": "When I brush my teeth at night",
                "does": "I put moisturiser on",
                "in_the_plan": True,
                "weeks": {"1": "Most days"},
            },
        ],
        "weeks": {"1": {"itch": "7"}},
    }


def test_deleting_the_result_deletes_the_plan(client) -> None:
    code = keep(plan=begun(8))
    client.post(at(client, code, "result-delete"), {"confirm": "1"})
    with pytest.raises(sealing.NotSealed):
        kept(code)


def test_a_record_of_before_there_were_plans_opens_and_takes_one(client) -> None:
    raw = {"a": ECZEMA, "d": "2026-11-01", "t": {}, "k": 365, "e": 2, "x": None}
    assert Record.from_json(json.dumps(raw).encode()).plan is None
    code = keep()
    send(client, code, "plan-make", **{f"when-{CREAM}": "dress"})
    assert kept(code).steps[0].cue == "dress"
