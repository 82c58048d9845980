"""Six kinds of people who come here, by what they answer on the short way."""

from __future__ import annotations

from tests.people import Answers

WELL: Answers = {
    "adult": ["yes"], "region": ["uk"], "urgent_now": ["none"], "skin_signs": ["none"],
    "itch": ["3"], "itch_sleep": ["never"], "skin_impact": ["a_little"],
    "skin_treatment": ["none"], "poo_form": ["soft"], "bloating_days": ["1_2"],
    "gut_signs": ["none"], "safety": ["none"], "try_first": ["not_sure"],
}  # fmt: skip

KINDS: dict[str, Answers] = {
    "eczema on the hands, at night": WELL | {
        "skin_concerns": ["eczema", "dry_itchy"], "itch": ["7"], "itch_sleep": ["most_nights"],
        "skin_impact": ["a_lot"], "skin_treatment": ["not_helping"],
        "habits": ["harsh_wash", "little_moisturiser", "stressed"], "try_first": ["skin_care"],
    },
    "rosacea and a bloated tummy": WELL | {
        "skin_concerns": ["rosacea", "redness_burning"], "poo_form": ["changes"],
        "bloating_days": ["5_6"], "safety": ["ibs"],
        "habits": ["little_sun_care", "ready_made", "alcohol_flush"], "try_first": ["food"],
    },
    "pregnant, and itchy": WELL | {
        "skin_concerns": ["dry_itchy"], "itch": ["6"], "itch_sleep": ["some_nights"],
        "safety": ["pregnant_now"], "habits": ["little_moisturiser", "few_plants"],
        "try_first": ["skin_care"],
    },
    "dark marks after spots, in the United States": WELL | {
        "region": ["us"], "skin_concerns": ["breakouts", "dark_marks"], "itch": ["0"],
        "skin_signs": ["scarring"], "habits": ["perfume", "little_sun_care", "sweet"],
        "try_first": ["skin_care"],
    },
    "psoriasis, and many medicines": WELL | {
        "skin_concerns": ["psoriasis"], "skin_signs": ["joint_stiff"], "poo_form": ["hard"],
        "safety": ["weak_immunity", "harms_unborn", "warfarin", "diabetes"],
        "skin_treatment": ["helping"], "habits": ["few_plants", "smoke"],
        "try_first": ["food"],
    },
    "a gut that worries, and no skin problem": WELL | {
        "skin_concerns": ["none"], "poo_form": ["loose"], "bloating_days": ["7"],
        "gut_signs": ["blood", "change_3_weeks"], "habits": ["antibiotics_recent", "paid_tests"],
        "try_first": ["food"],
    },
}  # fmt: skip
