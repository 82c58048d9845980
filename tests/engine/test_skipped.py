"""A page that was skipped is never taken for good news, nor made into bad news."""

from __future__ import annotations

from itertools import combinations
from unittest import mock

import pytest

from habits.engine.assess import Result, assess, red_flags, urgency
from habits.engine.loaded import get_content
from tests.engine.people import PAGES, someone
from tests.engine.strategies import adult_answers, tried_with

CONTENT = get_content()
FORM = CONTENT.questionnaire
SIGNS = ("skin-signs", "gut-signs")


def rows(result: Result, *, conditional: bool) -> dict[str, str]:
    return {
        card.flag.id: card.flag.urgency
        for card in result.care_cards
        if card.conditional is conditional
    }


URGENT, SOON = "urgent", "non-urgent"
# The half that is known, the page that was skipped, and what may be so: the whole of it.
HALVES = [
    (["safety.pregnant_now"], "skin-days", {"pregnancy_itch": URGENT}),
    (["safety.pregnant_now"], "skin", {"pregnancy_itch": URGENT, "pregnancy_rash": URGENT}),
    (["safety.pregnant_now"], "skin-signs", {"pregnancy_itch": URGENT, "pregnancy_rash": URGENT}),
    (["itch.1"], "safety", {"pregnancy_itch": URGENT}),
    (["itch.10"], "safety", {"pregnancy_itch": URGENT}),
    (["skin_concerns.dry_itchy"], "safety", {"pregnancy_itch": URGENT}),
    (["skin_concerns.rash"], "safety", {"pregnancy_rash": URGENT}),
    (["skin_concerns.hives"], "safety", {"pregnancy_rash": URGENT}),
    (["skin_signs.itchy_blisters"], "safety", {"pregnancy_rash": URGENT}),
    (["skin_signs.itch_all_over"], "safety", {"pregnancy_itch": URGENT}),
    (["safety.clozapine"], "gut", {"clozapine": URGENT}),
    (["poo_form.hard"], "safety", {"clozapine": URGENT}),
    (["safety.warfarin"], "gut-signs", {"bleeding_thinner": URGENT}),
    (["safety.blood_thinner"], "gut-signs", {"bleeding_thinner": URGENT}),
    (["gut_signs.blood"], "safety", {"bleeding_thinner": URGENT, "ibd_flare": URGENT}),
    (["gut_signs.blood"], "gut", {"bloody_diarrhoea": URGENT}),
    (["poo_form.loose"], "gut-signs", {"bloody_diarrhoea": URGENT}),
    (["safety.crohns_colitis"], "gut-signs", {"ibd_flare": URGENT, "ibd_check": SOON}),
    (["gut_signs.night_poo"], "safety", {"ibd_check": SOON}),
    (["gut_signs.change_3_weeks"], "safety", {"ibd_check": SOON}),
    (["poo_form.loose"], "habits", {"antibiotic_diarrhoea": SOON}),
    (["habits.antibiotics_now"], "gut", {"antibiotic_diarrhoea": SOON}),
    (
        ["poo_form.loose", "habits.antibiotics_recent"],
        "gut-signs",
        {"bloody_diarrhoea": URGENT, "antibiotic_diarrhoea_today": URGENT},
    ),
    (
        ["poo_form.loose", "habits.antibiotics_now"],
        "safety",
        {"antibiotic_diarrhoea_today": URGENT},
    ),
    (
        ["poo_form.loose", "gut_signs.cannot_keep"],
        "habits",
        {"antibiotic_diarrhoea_today": URGENT, "antibiotic_diarrhoea": SOON},
    ),
    (["safety.isotretinoin"], "skin-days", {"isotretinoin_mood": SOON}),
    (["skin_impact.very_much"], "safety", {"isotretinoin_mood": SOON}),
    # A half that is known to be missing is not left open.
    (["safety.trying"], "skin-days", {}),
    (["safety.breastfeeding"], "skin-signs", {}),
    (["safety.clozapine"], "habits", {}),
    (["safety.harms_unborn"], "skin-days", {}),
    (["habits.smoke"], "safety", {}),
    # Skin that does not bother someone passes over the page on itch: it was not skipped.
    (["safety.pregnant_now", "skin_concerns.none"], "skin-days", {}),
    # What would be an emergency is said in the card of the half that is known.
    (["gut_signs.black_poo"], "safety", {}),
    (["skin_signs.band_blisters"], "gut", {}),
]


@pytest.mark.parametrize(("known", "page", "expected"), HALVES)
def test_a_half_that_is_known_stands_as_a_row_on_condition(known, page, expected) -> None:
    result = assess(CONTENT, someone(*known, skips=(page,)))
    whole = assess(CONTENT, someone(*known))
    assert rows(result, conditional=True) == expected
    # Each page skipped takes its own signs away, and adds none that is told as the person's own.
    assert rows(result, conditional=False).items() <= rows(whole, conditional=False).items()
    assert result.urgency == next(iter(rows(result, conditional=False).values()), None)


@pytest.mark.parametrize(("known", "page", "expected"), HALVES)
def test_a_row_on_condition_is_gone_when_the_page_is_answered(known, page, expected) -> None:
    assert not rows(assess(CONTENT, someone(*known)), conditional=True)


def test_someone_who_would_rather_not_say_left_their_health_open() -> None:
    refused = assess(CONTENT, someone("itch.4", "safety.rather_not_say"))
    skipped = assess(CONTENT, someone("itch.4", skips=("safety",)))
    assert rows(refused, conditional=True) == {"pregnancy_itch": "urgent"}
    assert rows(skipped, conditional=True) == {"pregnancy_itch": "urgent"}


@pytest.mark.parametrize(
    ("antibiotics", "row"),
    [
        ("none", None),
        ("taking_now", ("antibiotic_diarrhoea", False)),
        ("prescribed_recent", ("antibiotic_diarrhoea", False)),
    ],
)
def test_a_detail_settles_what_the_page_of_habits_left_open(antibiotics, row) -> None:
    answers = someone("poo_form.loose", skips=("habits",)) | {"antibiotics": [antibiotics]}
    cards = assess(CONTENT, answers).care_cards
    assert [(card.flag.id, card.conditional) for card in cards] == ([row] if row else [])


def test_a_row_on_condition_tells_the_half_that_is_known() -> None:
    result = assess(CONTENT, someone("safety.pregnant_now", skips=("skin-days",)))
    [card] = result.care_cards
    assert [(m.question.id, [o.id for o in m.options]) for m in card.matches] == [
        ("safety", ["pregnant_now"])
    ]


def test_rows_on_condition_stand_behind_those_of_the_same_urgency() -> None:
    result = assess(CONTENT, someone("safety.pregnant_now", "gut_signs.lump", skips=("skin-days",)))
    assert [(c.flag.id, c.conditional) for c in result.care_cards] == [
        ("pregnancy_itch", True),
        ("lump", False),
    ]
    assert result.urgency == "non-urgent"
    answers = someone("safety.pregnant_now", "gut_signs.black_poo", skips=("skin-days",))
    result = assess(CONTENT, answers)
    assert [(c.flag.id, c.conditional) for c in result.care_cards] == [
        ("black_poo", False),
        ("pregnancy_itch", True),
    ]


def test_a_row_on_condition_replaces_none_that_is_sure() -> None:
    """ibd_flare says more than blood_in_poo, but only for who has colitis."""
    result = assess(CONTENT, someone("gut_signs.blood", skips=("safety",)))
    assert rows(result, conditional=False) == {"blood_in_poo": "non-urgent"}
    assert "ibd_flare" in rows(result, conditional=True)


def test_a_row_that_is_sure_replaces_one_that_says_less() -> None:
    for known, shown in (
        (["safety.crohns_colitis", "gut_signs.blood"], {"ibd_flare"}),
        (["gut_signs.blood", "poo_form.loose"], {"bloody_diarrhoea"}),
        (["safety.pregnant_now", "itch.5", "itch_sleep.most_nights"], {"pregnancy_itch"}),
        (["safety.pregnant_now", "skin_signs.itch_all_over"], {"pregnancy_itch"}),
        (["safety.isotretinoin", "skin_impact.very_much"], {"isotretinoin_mood"}),
        (["skin_signs.rash_fever", "skin_signs.rash_unseen"], {"rash_fever"}),
        (["gut_signs.yellow_skin", "skin_signs.itch_all_over"], {"jaundice"}),
        # What is replaced itself replaces nothing: nights without sleep are told by no other row.
        (
            [
                "gut_signs.yellow_skin",
                "skin_signs.itch_all_over",
                "itch.5",
                "itch_sleep.most_nights",
            ],
            {"jaundice", "itch_sleep"},
        ),
    ):
        assert set(rows(assess(CONTENT, someone(*known)), conditional=False)) == shown


@pytest.mark.parametrize(
    "skips", [pages for length in (0, 1, 2) for pages in combinations(PAGES, length)]
)
def test_pages_of_signs_that_were_skipped_are_named_and_never_read_as_no_signs(skips) -> None:
    result = assess(CONTENT, someone(skips=skips))
    assert {page.id for page in result.skipped} == {page for page in skips if page in SIGNS}
    assert result.no_signs is not bool(result.skipped)
    assert result.urgency is None
    assert not result.care_cards, "nothing is known of which a half could be open"


@pytest.mark.parametrize(
    "name",
    ["gut_signs.lump", "skin_treatment.stopped", "safety.eating_disorder", "skin_signs.scarring"],
)
def test_one_card_is_enough_for_not_being_without_signs(name) -> None:
    assert not assess(CONTENT, someone(name)).no_signs


def test_a_row_on_condition_is_enough_for_not_being_without_signs() -> None:
    assert not assess(CONTENT, someone("safety.pregnant_now", skips=("skin-days",))).no_signs


@tried_with(adult_answers(FORM))
def test_rows_on_condition_change_nothing_that_is_sure(answers) -> None:
    result = red_flags(CONTENT, answers)
    sure = [card for card in result.care_cards if not card.conditional]
    perhaps = [card for card in result.care_cards if card.conditional]
    assert result.urgency == (sure[0].flag.urgency if sure else None)
    assert not [card for card in perhaps if card.flag.urgency == "emergency"]
    assert all(card.matches for card in perhaps), "a half must be known"
    assert not {c.flag.id for c in sure} & {c.flag.id for c in perhaps}
    if perhaps:
        with mock.patch.object(urgency, "could_hold", return_value=False):
            assert list(red_flags(CONTENT, answers).care_cards) == sure
        assert not result.emergency
    unanswered = {page for page in SIGNS if not answers.get(PAGES[page][0])}
    assert {page.id for page in result.skipped} == unanswered
    assert result.no_signs is not bool(result.care_cards or unanswered)
