"""Words for a form: never too long, never cut, never more than was said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habits.engine.assess import assess, red_flags
from habits.engine.loaded import get_content
from habits.notes.plain_text import LIMITS, Part, length, own_words, parts_of, printed, text_of
from tests.engine.strategies import Answers, any_answers
from tests.kinds import KINDS, WELL

CONTENT = get_content()
FORM = CONTENT.questionnaire


@st.composite
def many_answers(draw) -> Answers:
    """Anyone, and whoever ticks so much that no form has room for it."""
    answers = draw(any_answers(FORM, retired=True))
    for question in draw(st.sets(st.sampled_from([*FORM.by_question.values()]), max_size=8)):
        if question.kind == "many":
            plain = [option.id for option in question.options if not option.exclusive]
            answers[question.id] = plain[draw(st.integers(0, 5)) :]
    return answers


def items_of(text: str) -> list[str]:
    return [item for line in text.splitlines() for item in line.partition(": ")[2].split("; ")]


def said_by(answers: Answers) -> set[str]:
    """The words of everything that was chosen, in each form that the text may have it in."""
    found = set()
    for name, chosen in answers.items():
        asked = FORM.by_question[name]
        for label in (asked.by_id[option].label for option in chosen):
            found |= {label, f"{label} in the guide for my country"}
            found.add(f"{own_words(asked.name)}: {label}")
    return found


@pytest.mark.slow
@settings(max_examples=500)
@given(many_answers(), st.sampled_from(LIMITS))
def test_the_text_fits_and_holds_whole_answers_that_were_given_and_nothing_else(
    answers, most
) -> None:
    result = red_flags(CONTENT, answers)
    text = text_of(parts_of(CONTENT, answers, 2), most)
    assert length(text) <= most
    # As a browser sends it, and as most forms count it.
    assert len(text.replace("\n", "\r\n")) <= most
    unanswered = {page.title for page in result.skipped}
    told = {item for item in items_of(text) if not re.fullmatch(r"and \d+ more", item)}
    assert told <= said_by(answers) | unanswered
    assert text == text.strip()
    assert "\n\n" not in text


@pytest.mark.slow
@settings(max_examples=500)
@given(many_answers(), st.sampled_from(LIMITS))
def test_an_emergency_stands_before_anything_else(answers, most) -> None:
    result = assess(CONTENT, answers)
    text = text_of(parts_of(CONTENT, answers, 2), most)
    assert text.startswith("Emergency signs: ") is (result.emergency and bool(text))
    if not result.emergency:
        return
    match = result.care_cards[0].matches[0]
    label = match.options[0].label
    assert label in text.splitlines()[0]


@pytest.mark.slow
@settings(max_examples=500)
@given(many_answers(), st.sampled_from(LIMITS))
def test_what_is_left_out_is_counted(answers, most) -> None:
    parts = {part.title: part.items for part in parts_of(CONTENT, answers, 2)}
    for line in text_of(parts_of(CONTENT, answers, 2), most).splitlines():
        title, _, rest = line.partition(": ")
        shown, more = rest, re.search(r"; and (\d+) more$", rest)
        if more:
            shown = rest[: more.start()]
        count = len(shown.split("; "))
        assert shown.split("; ") == list(parts[title][:count])
        assert count + int(more[1] if more else 0) == len(parts[title])


def test_no_label_holds_what_parts_the_answers() -> None:
    labels = [option.label for q in FORM.by_question.values() for option in q.options]
    assert [label for label in labels if "; " in label or "\n" in label] == []


@pytest.mark.parametrize("most", LIMITS)
def test_signs_complaint_treatment_and_health_all_have_a_share_of_the_room(most) -> None:
    everything = {
        question.id: [o.id for o in question.offered if not o.exclusive]
        for question in FORM.current_questions.values()
        if question.kind == "many"
    }
    answers = everything | {"adult": ["yes"], "urgent_now": ["none"], "skin_treatment": ["stopped"]}
    answers["skin_signs"] = ["scarring", "rash_unseen", "lasting_sore", "changing_mole"]
    answers["safety"] = ["warfarin", "diabetes", "kidney", "ibs", "coeliac"]
    answers["gut_signs"] = ["heartburn"]
    assert not assess(CONTENT, answers).emergency
    text = text_of(parts_of(CONTENT, answers, 2), most)
    titles = [line.partition(":")[0] for line in text.splitlines()]
    wanted = ["Signs to check", "What bothers me", "Treatment so far", "Health and medicines"]
    assert [title for title in titles if title in wanted] == wanted


def test_medicines_have_room_before_habits() -> None:
    """What can be left out is left out first."""
    answers = KINDS["psoriasis, and many medicines"]
    text = text_of(parts_of(CONTENT, answers, 2), 500)
    assert "Warfarin" in text
    longer = text_of(parts_of(CONTENT, answers, 2), 1000)
    assert len(longer) > len(text)
    assert "I smoke" in longer


def test_an_emergency_alone_takes_the_room_that_it_needs() -> None:
    urgent = [
        option.id for option in FORM.by_question["urgent_now"].offered if not option.exclusive
    ]
    answers = WELL | {"urgent_now": urgent, "skin_concerns": ["eczema"]}
    parts = parts_of(CONTENT, answers, 2)
    assert len(parts[0].items) >= len(urgent)
    text = text_of(parts, 500)
    assert text.startswith("Emergency signs: ")
    assert len(text) > 350
    assert re.search(r"; and \d+ more", text.splitlines()[0])


def test_all_emergencies_that_fit_stand_there_before_any_other_answer_has_room() -> None:
    urgent = [option.id for option in FORM.by_question["urgent_now"].offered][:8]
    answers = WELL | {"urgent_now": urgent, "skin_concerns": ["eczema"], "safety": ["warfarin"]}
    answers |= {"skin_signs": ["lasting_sore", "changing_mole"], "skin_treatment": ["not_helping"]}
    first = parts_of(CONTENT, answers, 2)[0]
    assert 400 < len("; ".join(first.items)) < 480
    line = text_of(parts_of(CONTENT, answers, 2), 500).splitlines()[0]
    assert line == f"Emergency signs: {'; '.join(first.items)}"


def test_nothing_answered_is_nothing_to_send_but_that_signs_were_not_answered() -> None:
    assert text_of([], 500) == ""
    text = text_of(parts_of(CONTENT, {"adult": ["yes"], "urgent_now": ["none"]}, 2), 500)
    assert text == "Warning signs not answered: Signs to check; Gut signs to check"


def test_health_and_the_last_days_have_room_before_what_was_tried_and_habits() -> None:
    answers = KINDS["psoriasis, and many medicines"] | {
        "itch": ["8"],
        "itch_sleep": ["most_nights"],
    }
    tried = ["I put moisturiser on. Most days in 40 weeks, some days in 9, not in 3"] * 3
    text = text_of(parts_of(CONTENT, answers, 2, tried), 500)
    health = next(line for line in text.splitlines() if line.startswith("Health"))
    assert " more" not in health
    assert "Tried: I put" in text
    habits = [option.id for option in FORM.by_question["habits"].offered if not option.exclusive]
    eczema = {"skin_concerns": ["eczema"], "itch": ["8"], "itch_sleep": ["most_nights"]}
    text = text_of(parts_of(CONTENT, WELL | eczema | {"habits": habits}, 2), 500)
    assert "Itch at night: Most nights" in text


def test_the_names_of_the_questions_read_as_said_by_the_person() -> None:
    names = [own_words(question.name) for question in printed(FORM) if question.kind == "one"]
    assert [name for name in names if re.search(r"\byou", name, re.IGNORECASE)] == []
    assert "How much my skin upset or limited me" in names
    # Where "you" does something, "me" would be wrong.
    assert [name for name in names if re.search(r"\bme \w", name) and " me awake" not in name] == []


def test_characters_are_counted_as_the_strictest_form_counts_them() -> None:
    assert length("ab\nc") == 5
    assert length("a\U0001f600") == 3
    part = Part("A", ("b" * 10, "c" * 20))
    whole, first = f"A: {'b' * 10}; {'c' * 20}", f"A: {'b' * 10}; and 1 more"
    assert text_of([part], len(whole)) == whole
    assert text_of([part], len(whole) - 1) == first
    assert text_of([part], len(first)) == first
    assert text_of([part], len(first) - 1) == ""
