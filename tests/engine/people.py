"""People as the tests of the engine need them, and what their details say of their habits.

Both are typed by hand from what the questionnaire asks, not read from questionnaire.toml: so a
slip in that file cannot hide here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.engine.strategies import Answers

# Every page of the short way answered, with nothing that needs care. A skin that does not bother
# someone would pass over the page on itch, so this one looks dull.
HEALTHY: Answers = {
    "adult": ["yes"], "region": ["uk"], "urgent_now": ["none"], "skin_concerns": ["dull"],
    "skin_signs": ["none"], "itch": ["0"], "itch_sleep": ["never"], "skin_impact": ["not_at_all"],
    "skin_treatment": ["none"], "poo_form": ["soft"], "bloating_days": ["0"],
    "gut_signs": ["none"], "safety": ["none"], "habits": ["none"], "try_first": ["not_sure"],
}  # fmt: skip
MANY = ("urgent_now", "skin_concerns", "skin_signs", "gut_signs", "safety", "habits")

# Page -> its questions, for who skips one.
PAGES = {
    "skin": ["skin_concerns"],
    "skin-signs": ["skin_signs"],
    "skin-days": ["itch", "itch_sleep", "skin_impact", "skin_treatment"],
    "gut": ["poo_form", "bloating_days"],
    "gut-signs": ["gut_signs"],
    "safety": ["safety"],
    "habits": ["habits"],
    "first-step": ["try_first"],
}

Answer = tuple[str, str]


def answer(name: str) -> Answer:
    """'gut_signs.blood' as question and option."""
    question, option = name.split(".")
    return question, option


def someone(*names: str, skips: tuple[str, ...] = ()) -> Answers:
    """A healthy person but for these answers ('gut_signs.blood'), who skips these pages."""
    answers = {question: list(chosen) for question, chosen in HEALTHY.items()}
    for question, option in map(answer, names):
        kept = answers.get(question, []) if question in MANY else []
        if option in ("none", "rather_not_say"):
            kept = []
        # The one that stands for nothing gives way, and so do the healthy answers.
        answers[question] = [o for o in kept if o not in ("none", "dull")] + [option]
    for page in skips:
        for question in PAGES[page]:
            del answers[question]
    return answers


def each_of(cell: str) -> Iterator[tuple[str, ...]]:
    """'gut_signs.blood + safety.warfarin|ibs' as every way to answer so."""
    parts = []
    for part in cell.split(" + "):
        question, options = part.split(".")
        parts.append([f"{question}.{option}" for option in options.split("|")])
    yield from product(*parts)


# What each answer to a detail says of the ticks on the page of habits. A detail puts the ticks of
# PUT_RIGHT right, unless its answer is one of UNSURE.
SAYS: dict[str, dict[str, str]] = {
    "wash_with": {"soap": "harsh_wash", "scrub": "harsh_wash"},
    "moisturise_days": {
        "0": "little_moisturiser",
        "1_2": "little_moisturiser",
        "3_4": "little_moisturiser",
    },
    "fragrance": {"yes": "perfume"},
    # The products that are sold as natural hold scented oils more often than not.
    "natural_products": {"yes": "perfume"},
    "sun_protection": {"sometimes": "little_sun_care", "rarely": "little_sun_care"},
    "flares": {"new_product": "new_product"},
    "fibre_portions": {"0": "few_plants", "1_2": "few_plants", "3_4": "few_plants"},
    "probiotic": {"yes_daily": "probiotic", "sometimes": "probiotic"},
    "upf_days": {"3_4": "ready_made", "5_6": "ready_made", "7": "ready_made"},
    "sugary_drink_days": {"3_4": "sweet", "5_6": "sweet", "7": "sweet"},
    "sweetener_days": {"3_4": "diet_drinks", "5_6": "diet_drinks", "7": "diet_drinks"},
    "alcohol": {"above_guide": "alcohol", "well_above": "alcohol"},
    "alcohol_flush": {"yes": "alcohol_flush"},
    "antibiotics": {
        "taking_now": "antibiotics_now",
        "prescribed_recent": "antibiotics_recent",
        "not_prescribed": "antibiotics_now",
    },
    "disinfecting": {"daily": "cleaners", "many_times": "cleaners"},
    "sleep_hours": {"under_5": "short_sleep", "5_6": "short_sleep", "6_7": "short_sleep"},
    "sleep_regular": {"varies": "short_sleep", "shifts": "short_sleep"},
    "stress": {"quite_a_lot": "stressed", "very_much": "stressed"},
    "smoking": {"smoke": "smoke"},
}
PUT_RIGHT: dict[str, set[str]] = {
    "wash_with": {"harsh_wash"}, "moisturise_days": {"little_moisturiser"},
    "fragrance": {"perfume"}, "sun_protection": {"little_sun_care"},
    "fibre_portions": {"few_plants"}, "fermented_foods": {"few_ferments"},
    "probiotic": {"probiotic"}, "upf_days": {"ready_made"}, "sugary_drink_days": {"sweet"},
    "sweetener_days": {"diet_drinks"}, "alcohol": {"alcohol"}, "alcohol_flush": {"alcohol_flush"},
    "antibiotics": {"antibiotics_now", "antibiotics_recent"}, "disinfecting": {"cleaners"},
    "sleep_hours": {"short_sleep"}, "stress": {"stressed"}, "smoking": {"smoke"},
}  # fmt: skip
UNSURE = "not_sure"

# What an answer of the first edition may have meant, in the stricter meaning.
MEANT: dict[Answer, set[Answer]] = {
    ("safety", "pregnant"): {
        ("safety", "pregnant_now"),
        ("safety", "trying"),
        ("safety", "breastfeeding"),
    },
    ("safety", "bowel_disease"): {("safety", "crohns_colitis"), ("safety", "narrow_bowel")},
    ("skin_signs", "joint_pain"): {("skin_signs", "joint_stiff")},
    **{("itch_days", days): {("itch", "1")} for days in ("1_2", "3_4", "5_6", "7", "not_sure")},
    **{("itch_nights", nights): {("itch", "1")} for nights in ("1_2", "not_sure")},
    **{
        ("itch_nights", nights): {("itch", "1"), ("itch_sleep", "most_nights")}
        for nights in ("3_4", "5_6", "7")
    },
}


def habits_of(answers: Answers) -> set[str]:
    """The habits that someone has: ticked, less what a detail puts right, with what details say."""
    habits = set(answers.get("habits", [])) - {"none"}
    for question, ticks in PUT_RIGHT.items():
        if answers.get(question) and answers[question] != [UNSURE]:
            habits -= ticks
    for question, says in SAYS.items():
        habits |= {says[option] for option in answers.get(question, []) if option in says}
    return habits
