"""What keeps someone from harm is said to them in words, and what led to it is said no more.

The people are those of tests/cases/harms.toml. Each phrase is looked for in all that their page
says: cards, cautions, tips, claims and foods.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import Struct

from habits.engine.assess import Result, assess
from habits.engine.schema import When
from tests.cases import cases

PEOPLE = {case.name.removeprefix("harms: "): case for case in cases() if "harms: " in case.name}

# The first words of a name -> what the page says, and what it does not say.
WORDS: dict[str, tuple[list[str], list[str]]] = {
    "H1: A woman who is pregnant, has spots": (
        ["Doxycycline, lymecycline and minocycline are not for pregnancy", "before your next dose",
         "Azelaic acid is gentler", "Go on with the rest until you have asked"],
        ["keep taking what you were told"],
    ),
    "H1: Someone who tries": (
        ["Call the person who prescribed your antibiotics today, before your next dose",
         "so ask first"],
        ["keep taking what you were told"],
    ),
    "H1: Someone who breastfeeds": (
        ["ask a pharmacist if yours fits", "not for months of acne treatment"], [],
    ),
    "H1: Someone pregnant": (
        ["call your midwife or doctor today, before the next dose"],
        ["keep taking what you were told"],
    ),
    "H1: A man": (
        ["before your next dose", "After acitretin, wait 3 years", "ask before you try for a baby"],
        ["keep taking what you were told"],
    ),
    "H1: A mother": (["before your next dose", "birth control"], ["Avoid liver"]),
    "H1: A woman who is pregnant and used": (
        ["no need to panic", "tiny amount reaches the baby", "tell your midwife"], [],
    ),
    "H2: ": (
        ["Do use any bowel screening kit or test that your health service or doctor sends"],
        ["skip gut tests and"],
    ),
    "H3": (["a blood test for coeliac disease, and CA125 if you have ovaries"], ["Add 1 spoonful"]),
    "H4: Someone with rosacea": (
        ["A few signs do point to the gut", "itchy blisters on elbows or knees",
         "tell a doctor about both", "49,475"],
        ["No one can tell from your skin", "no test can tell a healthy gut"],
    ),
    "H4: Someone with very itchy": (
        ["coeliac disease", "eat gluten in more than 1 meal", "before you stop"], [],
    ),
    "H4: Someone on an injection": (
        ["call the team that prescribes it", "injections that block IL-17"], [],
    ),
    "H5": (
        ["If your face swells", "sores in your mouth or eyes", "before your next dose",
         "headache with blurred sight", "-floxacin", "Take no tablets that stop loose poo",
         "do not stop because you feel better"],
        ["Never stop"],
    ),
    "H6": (["In large trials, other treatments worked for psoriasis"], []),
    "H7": (
        ["tell your clinic on day 1", "no miconazole mouth gel", "before you stop smoking",
         "natto", "you may need a blood test"],
        ["within 3 to 5 days"],
    ),
    "H8": (["Kimchi and miso soup can hold fish or shellfish"], []),
    "H9: Someone who loses": (["see a doctor before you change what you eat"], ["Add 1 spoonful"]),
    "H9: Someone with blood": (["Eat as you do now"], ["Add 1 spoonful", "fibre is harmful"]),
    "H10: Someone with eczema": (
        ["hide a strong steroid", "calomel", "ask a pharmacist within a day",
         "Do not stop a prescribed cream because of its scent"],
        ["do not stop all at once alone"],
    ),
    "H10: Someone with dark": (
        ["hydroquinone", "seal it in a bag", "Ask a doctor for a pee test"], [],
    ),
    "H11": (
        ["oats or ground flaxseed, not bran", "leave out bran",
         "can cause wind and loose poo"],
        [],
    ),
    "H12: Someone with quiet": (
        ["most people can eat plants as others do", "No diet is shown to keep it quiet"],
        ["They could block the bowel"],
    ),
    "H12: Someone with a narrow": (["Cooked, peeled and well-chewed is safer"], []),
    "H13": (
        ["G6PD deficiency", "boil them hard", "slow cooker"], [],
    ),
    "H14: Someone on clozapine": (
        ["tell your team on the first day", "is an emergency"], ["Eat 2 kiwi"],
    ),
    "H14: Someone with hard": (
        ["more fibre is not the answer", "No poo and no wind", "2 kiwi fruits a day"], [],
    ),
    "H15": (
        ["Keep glucose or a sugary drink for lows", "a swap from a sugary drink to water is fine",
         "never stop insulin", "-gliflozin"],
        [],
    ),
    "H16": (["Some probiotics held milk that the label did not name"], []),
    "H17: Someone with a weak": (["call your hospital team today"], []),
    "H17: Someone well": (
        ["replaced heart valve", "short bowel", "16 of 100 died with one, and 6 of 100 without"],
        [],
    ),
    "H18": (["Nobody prescribed them? Ask a pharmacist or doctor today"], []),
    "H19": (
        ["leave 2 to 3 hours between it and milk foods", "sitting up, with a full glass"], [],
    ),
    "H20": (
        ["stopping fully is best, not cutting down", "Patches and gum are allowed",
         "Varenicline, cytisine and bupropion are not", "cutting down is not enough"],
        [],
    ),
    "H21": (
        ["Stop the new product", "twice a day for 7 days", "patch tests", "black henna",
         "face, lips or tongue swell"],
        [],
    ),
}  # fmt: skip


def words(value: object) -> Iterator[str]:
    """Every text in what is shown, but for conditions and what the search knows it by."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, When):
        return
    elif isinstance(value, Struct):
        for name in set(value.__struct_fields__) - {"found_by"}:
            yield from words(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from words(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from words(item)


def page(result: Result) -> str:
    shown = [
        *(card.flag for card in result.care_cards),
        *result.priority_cautions,
        *result.cautions,
        *result.claims,
        *result.foods,
        *result.claim_cautions.values(),
        *((tip.tip, tip.cautions) for tip in result.tips),
    ]
    return " ".join(words(shown))


def test_each_person_is_held_to_words() -> None:
    for name in PEOPLE:
        assert len([start for start in WORDS if name.startswith(start)]) == 1, name
    faults = {name.split(":")[0] for name in PEOPLE}
    assert faults == {f"H{number}" for number in range(1, 22)}


@pytest.mark.parametrize("start", WORDS)
def test_what_keeps_someone_from_harm_is_said(start, content) -> None:
    [case] = [case for name, case in PEOPLE.items() if name.startswith(start)]
    said = page(assess(content, case.answers))
    says, never = WORDS[start]
    for phrase in says:
        assert phrase in said, phrase
    for phrase in never:
        assert phrase not in said, phrase


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_is_told_to_stop_a_medicine_but_those_to_be_stopped_at_once(name, content) -> None:
    said = page(assess(content, PEOPLE[name].answers)).lower()
    for phrase in ("stop your treatment", "stop taking your", "stop the antibiotic"):
        assert phrase not in said
