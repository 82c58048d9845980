"""Results over time: what the person said, by date, and nothing more."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from habits.engine.loaded import get_content
from habits.results.trends import EDGE, HEIGHT, WIDTH, Chart, compare, course, food_questions, rows
from habits.store.saved_results import Record
from tests.people import ECZEMA, FORM, Answers

DAYS = ("0", "1_2", "3_4", "5_6", "7")
# The answers of each measure, from the least to the most.
ANSWERS = {
    "itch": [str(number) for number in range(11)],
    "itch_sleep": ["never", "some_nights", "most_nights"],
    "bloating_days": [*DAYS],
}
CONTENT = get_content()
FIRST = date(2026, 1, 1)
VERDICTS = re.compile(
    r"\b(better|worse|worst|best|improv\w*|wors\w*|good|bad|well|great|sadly|success\w*|progress"
    r"|score|target|streak|goal|because|caus\w*|help\w*|thanks|due|recover\w*|heal\w*|rose|fell)\b",
    re.I,
)


def record(weeks: int, **answers: str) -> Record:
    """A result of someone with eczema, some weeks after the first."""
    given = {question: [option] for question, option in answers.items()}
    return Record(ECZEMA | given, FIRST + timedelta(weeks=weeks))


def series(measure: str, *options: str) -> list[Record]:
    """A result every four weeks, each with one of these answers."""
    return [record(4 * n, **{measure: option}) for n, option in enumerate(options)]


def charts(records: list[Record]) -> dict[str, Chart]:
    return {chart.id: chart for chart in course(FORM, records)}


def label(measure: str, option: str) -> str:
    return FORM.by_question[measure].by_id[option].label


def test_one_result_is_no_course() -> None:
    assert charts([]) == {}
    assert charts(series("bloating_days", "7")) == {}


def test_two_results_are_a_table_without_a_drawing() -> None:
    chart = charts(series("bloating_days", "7", "1_2"))["bloating_days"]
    assert [point.label for point in chart.points] == [
        label("bloating_days", "7"),
        label("bloating_days", "1_2"),
    ]
    assert [point.day for point in chart.points] == [FIRST, FIRST + timedelta(weeks=4)]
    assert not chart.drawn
    assert chart.lines == []


def test_three_results_are_a_table_and_a_line() -> None:
    chart = charts(series("bloating_days", "7", "3_4", "0"))["bloating_days"]
    assert len(chart.points) == 3
    assert chart.drawn
    assert [len(line) for line in chart.lines] == [3]
    assert chart.lines[0] == chart.spots


@pytest.mark.parametrize("measure", [question.id for question in FORM.charted])
def test_every_measure_is_charted_on_the_scale_it_asks(measure) -> None:
    answers = ANSWERS[measure]
    assert set(FORM.by_question[measure].by_id) - {"not_sure"} == set(answers)
    chart = charts(series(measure, *answers))[measure]
    heights = [spot.y for spot in chart.spots]
    assert len(set(heights)) == len(heights) == len(answers)
    assert heights == sorted(heights, reverse=True)
    # From one end of the drawing to the other.
    assert (heights[0], heights[-1]) == (HEIGHT - EDGE, EDGE)


def test_a_measure_that_was_answered_once_or_never_has_no_chart() -> None:
    found = charts([record(0), record(4, bloating_days="7"), record(8)])
    assert "bloating_days" not in found
    assert "upf_days" not in found
    assert "itch" in found


def test_results_without_the_answer_are_left_out_and_the_others_stand() -> None:
    records = [record(0, bloating_days="7"), record(4), record(8, bloating_days="0")]
    assert [p.day for p in charts(records)["bloating_days"].points] == [
        records[0].made,
        records[2].made,
    ]


def test_not_sure_is_in_the_table_and_a_gap_in_the_line() -> None:
    chart = charts(series("bloating_days", "7", "5_6", "not_sure", "1_2", "0"))["bloating_days"]
    assert [point.value for point in chart.points] == [7, 5.5, None, 1.5, 0]
    assert chart.points[2].label == label("bloating_days", "not_sure")
    assert [len(line) for line in chart.lines] == [2, 2]
    assert len(chart.spots) == 4
    # Nothing is drawn in the gap.
    gap = sorted(spot.x for spot in chart.spots)
    assert not any(gap[1] < spot.x < gap[2] for line in chart.lines for spot in line)


def test_a_lone_answer_between_gaps_is_a_spot_without_a_line() -> None:
    answers = ("7", "7", "not_sure", "0", "not_sure", "7", "7")
    chart = charts(series("bloating_days", *answers))["bloating_days"]
    assert [len(line) for line in chart.lines] == [2, 2]
    assert len(chart.spots) == 5


def test_not_sure_does_not_count_towards_a_line() -> None:
    chart = charts(series("bloating_days", "7", "not_sure", "0"))["bloating_days"]
    assert not chart.drawn
    assert len(chart.points) == 3


def test_the_scale_goes_from_0_to_7_days_for_everyone() -> None:
    low = charts(series("bloating_days", "0", "0", "0"))["bloating_days"]
    high = charts(series("bloating_days", "7", "7", "7"))["bloating_days"]
    assert {spot.y for spot in low.spots} == {HEIGHT - EDGE}
    assert {spot.y for spot in high.spots} == {EDGE}


def test_every_spot_is_inside_the_drawing_and_stands_at_its_date() -> None:
    weeks = [0, 1, 2, 10, 50]
    records = [record(w, bloating_days=o) for w, o in zip(weeks, DAYS, strict=True)]
    spots = charts(records)["bloating_days"].spots
    assert all(0 < spot.x < WIDTH and 0 < spot.y < HEIGHT for spot in spots)
    left, right = spots[0].x, spots[-1].x
    for spot, week in zip(spots, weeks, strict=True):
        assert spot.x == pytest.approx(left + (right - left) * week / 50, abs=0.1)


def test_three_results_of_two_days_are_a_table_without_a_line() -> None:
    records = [
        record(week, bloating_days=option) for week, option in ((0, "7"), (0, "0"), (4, "7"))
    ]
    chart = charts(records)["bloating_days"]
    assert len(chart.points) == 3
    assert not chart.drawn


def test_the_table_has_a_row_for_each_result_and_a_gap_for_what_it_does_not_say() -> None:
    unsaid = Record(
        {k: v for k, v in ECZEMA.items() if k not in {question.id for question in FORM.charted}},
        FIRST,
    )
    records = [record(0, bloating_days="7"), unsaid, record(4), record(8, bloating_days="0")]
    # Two of them on one day.
    assert records[0].made == unsaid.made
    found = course(FORM, records)
    measures = [chart.id for chart in found]
    table = rows(FORM, found, records)
    assert [row.day for row in table] == [records[0].made, records[2].made, records[3].made]
    at = measures.index("bloating_days")
    assert [row.labels[at] for row in table] == [
        label("bloating_days", "7"),
        "",
        label("bloating_days", "0"),
    ]
    assert all(len(row.labels) == len(measures) and any(row.labels) for row in table)


def test_results_of_one_day_are_a_table_without_a_line() -> None:
    records = [record(0, bloating_days=option) for option in ("7", "3_4", "0")]
    chart = charts(records)["bloating_days"]
    assert not chart.drawn
    assert len(chart.points) == 3
    assert "every day, then no days" in chart.finding
    assert chart.finding.count("1 January 2026") == 1


@pytest.mark.parametrize(
    ("measure", "options"),
    [
        ("itch", ("10", "4", "0")),
        ("itch", ("0", "1", "7")),
        ("itch_sleep", ("most_nights", "some_nights", "never")),
        ("itch_sleep", ("never", "never", "most_nights")),
        ("bloating_days", ("7", "3_4", "0")),
        ("bloating_days", ("not_sure", "7", "7")),
    ],
)
def test_the_finding_names_both_answers_and_dates_and_gives_no_verdict(measure, options) -> None:
    chart = charts(series(measure, *options))[measure]
    finding = chart.finding
    name = FORM.by_question[measure].name
    assert finding.startswith(f"{name}: ")
    for option in (options[0], options[-1]):
        assert label(measure, option).lower().removeprefix("i'm ") in finding.lower()
    assert "1 January 2026" in finding
    assert "26 February 2026" in finding
    # "Worst itch" is what was asked.
    assert not VERDICTS.search(finding.removeprefix(name))
    assert "%" not in finding


# Food is not counted for someone whom counting could harm.


COUNTED_FOOD = ("upf_days", "sugary_drink_days", "sweetener_days")


def with_food(safety: list[str] | None, weeks: int) -> Record:
    answers: Answers = {key: value for key, value in ECZEMA.items() if key != "safety"}
    answers |= {measure: ["3_4"] for measure in (*COUNTED_FOOD, "bloating_days")}
    answers |= {"fibre_portions": ["1_2"], "plant_kinds": ["under_10"]}
    if safety is not None:
        answers["safety"] = safety
    return Record(answers, FIRST + timedelta(weeks=weeks))


SENSITIVE = [["eating_disorder"], ["eating_disorder", "milk"], ["rather_not_say"], None]


def test_food_is_charted_for_nobody() -> None:
    records = [with_food(["none"], 0), with_food(["milk"], 4)]
    assert set(charts(records)) == {"itch", "itch_sleep", "bloating_days"}


def test_food_is_compared_for_someone_without_an_eating_disorder() -> None:
    records = [with_food(["none"], 0), with_food(["milk"], 4)]
    asked = frozenset({*COUNTED_FOOD, "fibre_portions", "plant_kinds"})
    assert asked <= food_questions(FORM)
    assert {d.name for d in compare(CONTENT, *records)} >= names(asked)


def names(questions: frozenset[str]) -> set[str]:
    return {FORM.by_question[question].name for question in questions}


@pytest.mark.parametrize("safety", SENSITIVE)
def test_no_food_is_compared_after_an_eating_disorder_or_silence(safety) -> None:
    records = [with_food(["none"], 0), with_food(safety, 4)]
    assert not {d.name for d in compare(CONTENT, *records)} & names(food_questions(FORM))


def test_an_eating_disorder_told_once_hides_food_for_good() -> None:
    # "I have or had": to leave the box open later does not undo it.
    records = [with_food(["eating_disorder"], 0), with_food(["none"], 4)]
    assert not {d.name for d in compare(CONTENT, *records)} & names(food_questions(FORM))


# What is kept outlives the questionnaire it was made with.


def test_answers_that_the_questionnaire_no_longer_knows_are_passed_over() -> None:
    old = Record({**ECZEMA, "itch": ["often"], "moon": ["full"]}, FIRST)
    found = charts([old, record(4), record(8)])
    assert len(found["itch"].points) == 2
    assert all(d.name for d in compare(CONTENT, old, record(4)))


def test_answers_of_pages_passed_over_do_not_count() -> None:
    calm = [
        Record(ECZEMA | {"skin_concerns": ["none"]}, FIRST + timedelta(weeks=week))
        for week in range(3)
    ]
    assert not {"itch", "itch_sleep"} & set(charts(calm))


# Side by side.


def test_comparing_shows_every_question_that_either_answers_in_order() -> None:
    before = record(0, bloating_days="7", sleep_hours="5_6")
    after = Record(
        {
            k: v
            for k, v in record(4, bloating_days="1_2", stress="a_little").answers.items()
            if k != "sleep_hours"
        },
        FIRST + timedelta(weeks=4),
    )
    rows = {row.name: row for row in compare(CONTENT, before, after)}
    assert list(rows) == [
        q.name for q in FORM.by_question.values() if q.id in before.answers | after.answers
    ]
    days = rows[FORM.by_question["bloating_days"].name]
    assert days.before == [label("bloating_days", "7")]
    assert days.after == [label("bloating_days", "1_2")]
    assert days.changed
    sleep = rows[FORM.by_question["sleep_hours"].name]
    assert (sleep.before, sleep.after) == ([label("sleep_hours", "5_6")], [])
    stress = rows[FORM.by_question["stress"].name]
    assert (stress.before, stress.after) == ([], [label("stress", "a_little")])
    assert not rows[FORM.by_question["itch"].name].changed


def test_the_order_in_which_boxes_were_ticked_is_no_change() -> None:
    one = Record(ECZEMA | {"prebiotic_foods": ["oats", "bananas"]}, FIRST)
    two = Record(ECZEMA | {"prebiotic_foods": ["bananas", "oats"]}, FIRST)
    assert not any(row.changed for row in compare(CONTENT, one, two))
