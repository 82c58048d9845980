"""A content fault stops the deploy and names the line to mend."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.checks import WARNING, run_checks
from django.core.management import CommandError, call_command

from habits import checks
from habits.engine import reader
from habits.engine.loading import FOLDER, load
from habits.engine.reader import ContentError
from tests.content_files import parsed

DAY = timedelta(days=1)

# file, what stands there, what we break it to, what the fault must name
# ruff: noqa: E501  a fault a line
FAULTS = [
    ("questionnaire.toml", 'kind = "one"', 'kind = "two"', ["questionnaire.toml", "kind", "two"]),
    ("questionnaire.toml", 'id = "skin"\nprinted', 'id = "you"\nprinted', ["you", "2 times"]),
    ("questionnaire.toml", 'concern = "acne"', 'concern = "warts"', ["questionnaire.toml: skin_concerns.acne", "unknown concern warts"]),
    ("questionnaire.toml", "[concerns]", "[concerns", ["questionnaire.toml", "not TOML", "line"]),
    ("questionnaire.toml", 'role = "region"\n', "", ["questionnaire.toml", "role region", "0 questions"]),
    ("questionnaire.toml", 'role = "region"', 'role = "adult"', ["questionnaire.toml", "role adult", "2 questions"]),
    ("cautions.toml", "under_age = true", "", ["cautions.toml", "under_age", "0 have it"]),
    ("cautions.toml", "under_age = true", "food_worry = true", ["cautions.toml", "food_worry", "2 have it"]),
    ("regions.toml", "anywhere = true", "", ["regions.toml", "anywhere", "0 have it"]),
    ("questionnaire.toml", ", turns_away = true", "", ["questionnaire.toml", "adult", "turns anyone away"]),
    ("questionnaire.toml", 'sleep_hours = ["under_5", "5_6"]', 'sleep_hours = ["none"]', ["facts: itch_steals_sleep", "sleep_hours.none"]),
    ("questionnaire.toml", 'id = "mole_or_sore"', 'id = "low_on_isotretinoin"', ["low_on_isotretinoin", "2 times"]),
    ("tips/food.toml", 'area = "food"', 'area = "fod"', ["tips/food.toml", "fibre_prebiotic", "area"]),
    ("tips/food.toml", "may_do", "may_doo", ["tips/food.toml", "fibre_prebiotic", "may_doo"]),
    ("tips/food.toml", '"reynolds_a2019"', '"nobody1999"', ["fibre_prebiotic", "unknown reference nobody1999: references stand in sources.toml"]),
    ("tips/food.toml", '"reynolds_a2019"', '"reynolds_b2019"', ["unknown reference reynolds_b2019: did you mean reynolds_a2019? references stand in sources.toml"]),
    ("tips/food.toml", 'fibre_portions = ["0"', 'fibre_portion = ["0"', ["fibre_prebiotic", "unknown question fibre_portion: did you mean fibre_portions?"]),
    ("tips/food.toml", 'portions = ["0", "1_2"', 'portions = ["0", "1-2"', ["tips/food.toml: fibre_prebiotic: gap", "1-2: did you mean 1_2?"]),
    ("tips/food.toml", "[tips.concerns.acne]", "[tips.concerns.spots]", ["fibre_prebiotic", "spots"]),
    ("tips/food.toml", 'rows = ["B21"]', 'rows = ["B20"]', ["fibre_prebiotic", "B20"]),
    ("tips/food.toml", "review = 2027-11-26", "review = 2026-11-22", ["fibre_prebiotic", "review"]),
    ("tips/food.toml", "review = 2027-11-26", 'review = "soon"', ["fibre_prebiotic", "review"]),
    ("tips/food.toml", "steps = [", 'steps = ["a", "b", "c",', ["fibre_prebiotic", "steps"]),
    ("figures.toml", 'source = "gollnick2009"', 'source = "nobody1999"', ["adapalene_bpo_acne", "nobody1999"]),
    ("figures.toml", 'source = "gollnick2009"', 'source = "jha2013"', ["adapalene_bpo_acne", "jha2013 is no reference of acne_first.acne"]),
    ("figures.toml", '"acne_first.acne", ', '"acne_first.warts", ', ["unknown grade acne_first.warts: did you mean"]),
    ("figures.toml", 'grades = ["hormone_acne.acne"]', "grades = []", ["spironolactone_acne", "grades: none"]),
    ("figures.toml", "events = 131", "events = 161", ["spironolactone_acne: with", "161 events in 160 people"]),
    ("figures.toml", "events = 131", "events = 100", ["spironolactone_acne: with", "100 of 160 are not 82 percent"]),
    ("figures.toml", "events = 131", "events = -1", ["spironolactone_acne: with", "events is below 0"]),
    ("figures.toml", "total = 160", "total = 0", ["spironolactone_acne: with", "total is 0"]),
    ("figures.toml", "people = 1621", "people = 1620", ["sunscreen_melanoma", "1620, and 1621 in the two groups"]),
    ("figures.toml", "percent = 38", "percent = 138", ["adapalene_bpo_acne: with", "above 100"]),
    ("figures.toml", "low = 1.50", "low = 8.50", ["spironolactone_acne: effect", "low is above high"]),
    ("figures.toml", "value = 2.72", "value = 5.72", ["spironolactone_acne: effect", "5.72 is not between 1.5 and 4.93"]),
    ("figures.toml", "low = 1.50", "", ["spironolactone_acne: effect", "both low and high"]),
    ("figures.toml", "low = 1.50", "low = -1.50", ["spironolactone_acne: effect", "a ratio is above 0"]),
    ("figures.toml", "high = 4.93", "high = 4.93\nlevel = 9", ["spironolactone_acne: effect", "level"]),
    ("figures.toml", 'measure = "OR"', 'measure = "NNT"', ["spironolactone_acne", "measure", "NNT"]),
    ("figures.toml", 'read = "notes"', 'read = "memory"', ["adapalene_bpo_acne", "read", "memory"]),
    ("figures.toml", "rate_of = 100_000", "", ["sunscreen_scc: with", "rate without rate_of"]),
    ("figures.toml", 'unit = "spots"', "", ["pills_acne", "unit: missing"]),
    ("figures.toml", "percent = 38", "", ["adapalene_bpo_acne", "nothing to show"]),
    ("figures.toml", "percent = 38", "average = 38", ["adapalene_bpo_acne", "unit: missing"]),
    ("figures.toml", "percent = 38", "percent = 38\nerror = 1", ["adapalene_bpo_acne: with", "error without average"]),
    ("figures.toml", "times = 10\n", "times = 0\n", ["psoriasis_both", "times"]),
    ("figures.toml", "[extractions.effect]", "[extractions.baseline]\npercent = 40\nsource = \"nobody1999\"\nwhere = \"\"\n[extractions.effect]", ["spironolactone_acne: baseline", "nobody1999"]),
    ("figures.toml", "percent = 38\n", "percent = 38\n[extractions.baseline]\npercent = 40\nsource = \"jha2013\"\nwhere = \"\"\n", ["adapalene_bpo_acne: baseline", "without a ratio"]),
    ("figures.toml", 'id = "bpo_acne"', 'id = "adapalene_bpo_acne"', ["adapalene_bpo_acne", "2 times"]),
    ("figures.toml", '"fakes.general", ', "", ["fakes.general: moderate", "neither figures nor a reason"]),
    ("figures.toml", '"fakes.general", ', '"acne_first.acne", "fakes.general", ', ["acne_first.acne", "has figures, and a reason for none"]),
    ("figures.toml", '"fakes.general", ', '"fakes.general", "smoking.ageing", ', ["smoking.ageing", "2 reasons"]),
    ("figures.toml", "guideline = ", "# guideline = ", ["reasons", "no words for guideline"]),
    ("claims.toml", "we_know = ", "# we_know = ", ["gut_skin_link", "we_know"]),
    ("claims.toml", 'when = "everyone"', 'when = "every"', ["gut_skin_link", "when"]),
    ("claims.toml", 'when = "everyone"', "when.all_of = {}", ["gut_skin_link", "names no question"]),
    ("tips/food.toml", 'grade = "strong"', 'grade = "contradicted"', ["fibre_prebiotic", "contradicted"]),
    ("tips/food.toml", 'references = ["reynolds_a2019"', 'references = [] # ["', ["fibre_prebiotic", "references", "none"]),
    ("tips/food.toml", 'gap.fibre_portions', 'done_when.any_of.plant_kinds = ["30_plus"]\ngap.fibre_portions', ["fibre_prebiotic", "done_when", "without proven_for"]),
    ("tips/skin_care.toml", 'done_when.any_of.moisturise_days = ["7"]', 'done_when.any_of.moisturise_days = ["8"]', ["tips/skin_care.toml: gentle_skincare: done_when", "moisturise_days.8"]),
    ("tips/skin_care.toml", 'proven_for = ["eczema"', 'proven_for = ["exzema"', ["gentle_skincare", "proven_for", "exzema: did you mean eczema?"]),
    ("tips/treatment.toml", "[tips.concerns.acne]\ngrade = \"moderate\"", "[tips.nothing.acne]\ngrade = \"moderate\"", ["hormone_acne", "nothing"]),
    ("tips/care.toml", "We found no study of stopping.", "No study looked at stopping.", ["smoking", "No study", "leaves no room"]),
    ("claims.toml", "We found no trial of stopping.", "No one has tested it.", ["dairy", "No one", "leaves no room"]),
    ("claims.toml", 'tips = ["skin_and_gut"]', 'tips = ["skin_or_gut"]', ["gut_skin_link", "unknown tip skin_or_gut: did you mean skin_and_gut?"]),
    ("claims.toml", '"widhiati2021", ', '"nobody1999", ', ["gut_skin_link", "nobody1999"]),
    ("claims.toml", 'references = ["widhiati2021"', 'references = [] # ["', ["gut_skin_link", "references", "none"]),
    ("claims.toml", 'verdict = "contradicted"', 'verdict = "wrong"', ["gut_skin_link", "verdict", "wrong"]),
    ("claims.toml", 'rows = ["B05"]', 'rows = ["B06"]', ["gut_skin_link", "B06"]),
    ("claims.toml", 'article = "betr"', 'article = "blog"', ["gut_skin_link", "unknown article blog"]),
    ("claims.toml", 'article = "betr"', 'article = "rescripted"', ["gut_skin_link", "B05 is no row of rescripted"]),
    ("claims.toml", 'id = "leaky_gut"', 'id = "sleep"', ["tips and claims", "sleep", "2 times"]),
    ("claims.toml", 'id = "leaky_gut"', 'id = "hormones"', ["tips and claims", "hormones", "2 times"]),
    ("absolutes.toml", "All were women", "All were men", ["All were men", "nothing says so"]),
    ("absolutes.toml", 'reference = "li2017"', 'reference = "nobody1999"', ["All were women", "unknown reference nobody1999"]),
    ("absolutes.toml", 'reference = "li2017"', 'reference = "tun2018"', ["All were women", "tips/drinks.toml: alcohol", "does not rest on tun2018"]),
    ("absolutes.toml", 'reference = "li2017"\n', "", ["All were women", "reference"]),
    ("absolutes.toml", 'reference = "li2017"', 'reference = ""', ["All were women", "unknown reference"]),
    ("learn/dysbiosis.toml", "There is no agreed line.", "No one has drawn a line.", ["learn/dysbiosis.toml", "No one", "leaves no room"]),
    ("learn/dysbiosis.toml", 'short = "Some say', 'short = "No study shows it. Some say', ["learn/dysbiosis.toml: short", "No study", "leaves no room"]),
    ("learn/what-is-not-known.toml", '"What a healthy mix', '"Nobody knows what a healthy mix', ["learn/what-is-not-known.toml", "Nobody", "leaves no room"]),
    ("sources.toml", "Armour is a picture.", "No study shows that it is more than a picture.", ["ledger.B02", "No study", "leaves no room"]),
    ("sources.toml", 'declined_because = "It sells products.', 'declined_because = "Nothing proves it.', ["ledger.B27", "Nothing", "leaves no room"]),
    ("claims.toml", "we_know = ", 'steps = ["Do this."]\nwe_know = ', ["claims.toml: gut_skin_link", "steps"]),
    ("claims.toml", "we_know = ", 'first = "Do this."\nwe_know = ', ["claims.toml: gut_skin_link", "first"]),
    ("foods.toml", "allergens_checked = 2026-11-26\n", "", ["garlic", "allergens_checked"]),
    ("red_flags.toml", 'urgency = "urgent"', 'urgency = "asap"', ["red_flags.toml", "urgency", "asap", "emergency, non-urgent, urgent"]),
    ("tips/rest.toml", 'grade = "insufficient"', 'grade = "weak"', ["tips", "sleep", "weak", "insufficient, limited, moderate, strong"]),
    ("red_flags.toml", 'fact = ["itch_', 'fact = ["inch_', ["itch_sleep", "inch_steals_sleep"]),
    ("cautions.toml", 'hides = ["alcohol"]', 'hides = ["beer"]', ["alcohol_not_a_tip", "beer"]),
    ("cautions.toml", 'excludes_foods_with = ["gluten"]', 'excludes_foods_with = ["glue"]', ["coeliac", "glue"]),
    ("foods.toml", 'id = "garlic"', 'id = "ginger"', ["foods.toml", "ginger"]),
    ("foods.toml", 'fodmap = "high"', 'fodmap = "some"', ["foods.toml", "garlic", "fodmap"]),
    ("regions.toml", 'id = "uk"', 'id = "gb"', ["regions.toml: gb: no option of the question region"]),
    ("regions.toml", 'id = "uk"', 'id = "gb"', ["regions.toml: uk: missing", "option of the question region"]),
    ("questionnaire.toml", 'care = "Getting', 'cure = "Getting', ["questionnaire.toml", "areas", "cure"]),
    ("questionnaire.toml", 'rest = "Sleep and stress"', "", ["areas", "rest", "missing"]),
    ("questionnaire.toml", 'group = "pregnancy"', 'group = "babies"', ["safety.pregnant_now", "unknown group babies"]),
    ("questionnaire.toml", 'area = "skin_care"', 'area = "skin"', ["skin-routine", "unknown area skin"]),
    ("questionnaire.toml", 'rest = "Rest and medicines"', "", ["medicines-cleaning", "unknown area rest"]),
    ("questionnaire.toml", 'habits = ["ready_made"]', 'habits = ["ready"]', ["upf_days", "refines", "habits.ready"]),
    ("questionnaire.toml", 'refines = { habits = ["sweet"] }', 'refines = { habit = ["sweet"] }', ["sugary_drink_days", "refines", "unknown question habit"]),
    ("questionnaire.toml", 'refines = { habits = ["sweet"] }', "refines = { habits = [] }", ["sugary_drink_days", "refines", "names no option"]),
    ("questionnaire.toml", 'counts_as = { habits = ["harsh_wash"] }', 'counts_as = { habits = ["soap"] }', ["wash_with.soap", "counts_as", "habits.soap"]),
    ("questionnaire.toml", 'counts_as = { habits = ["harsh_wash"] }', 'counts_as = { wash = ["harsh_wash"] }', ["wash_with.soap", "counts_as", "unknown question wash"]),
    ("questionnaire.toml", 'counts_as = { skin_signs = ["joint_stiff"] }', 'counts_as = { skin_signs = ["joints"] }', ["skin_signs.joint_pain", "counts_as", "skin_signs.joints"]),
    ("questionnaire.toml", ', counts_as = { skin_signs = ["joint_stiff"] }', "", ["skin_signs.joint_pain", "retired", "counts as nothing"]),
    ("questionnaire.toml", 'counts_as = { itch = ["1"] }', 'counts_as = { itch = ["11"] }', ["itch_sleep.some_nights", "counts_as", "itch.11"]),
    ("questionnaire.toml", 'now = "itch"', 'now = "itching"', ["itch_days", "now", "unknown question itching"]),
    ("questionnaire.toml", 'id = "gut-signs"\n', 'id = "gut-signs"\nhide_when.any_of.safety = ["ibs"]\n', ["gut-signs", "hide_when", "everyone is asked"]),
    ("questionnaire.toml", 'when.any_of.safety = ["eating_disorder"]', 'when.any_of.safety = ["eating"]', ["plants", "unknown option safety.eating"]),
    ("red_flags.toml", 'itch_sleep = ["most_nights"]', 'sleep_hours = ["under_5"]', ["itch_sleep", "rests on sleep_hours", "not everyone"]),
    ("red_flags.toml", 'habits = ["short_sleep"]', 'sleep_hours = ["under_5"]', ["red_flags.toml: sleep", "rests on sleep_hours", "not everyone"]),
    ("cautions.toml", 'habits = ["antibiotics_now"]', 'antibiotics = ["taking_now"]', ["antibiotics_pregnancy", "rests on antibiotics", "not everyone"]),
    ("cautions.toml", 'all_of.safety = ["weak_immunity"]', 'all_of.probiotic = ["sometimes"]', ["probiotic_now", "rests on probiotic", "not everyone"]),
    ("red_flags.toml", 'skin_signs = ["tick_ring"]', 'skin_signs = ["lasting_sore"]', ["skin_signs.tick_ring", "nothing looks at this answer"]),
    ("questionnaire.toml", '[[pages.questions]]\nid = "stress"\n', '[[pages.questions]]\nid = "mood"\nkind = "one"\ntext = "How?"\nname = "Mood"\noptions = [{ id = "low", label = "Low", quote = "low" }]\n\n[[pages.questions]]\nid = "stress"\n', ["questionnaire.toml: mood", "nothing looks at its answers"]),
    ("red_flags.toml", 'replaces = ["itch_sleep"]', 'replaces = ["itchy_sleep"]', ["itch_all_over", "replaces", "unknown flag itchy_sleep: did you mean itch_sleep?"]),
    ("red_flags.toml", 'replaces = ["itch_sleep"]', 'replaces = ["sepsis"]', ["itch_all_over", "replaces", "sepsis is more urgent"]),
    ("red_flags.toml", 'replaces = ["low_mood"]', 'replaces = ["eye"]', ["isotretinoin_mood", "replaces", "eye is more urgent"]),
    ("red_flags.toml", 'seen = "seen"', 'seen = "heard"', ["red_flags.toml", "anaphylaxis", "seen"]),
    ("regions.toml", "checked = 2026-11-26\n", "", ["regions.toml", "uk", "emergency", "checked"]),
    ("regions.toml", "review = 2027-02-26\n", "", ["regions.toml", "uk", "emergency", "review"]),
    ("regions.toml", "review = 2027-05-26\n", "", ["regions.toml", "uk", "alcohol", "review"]),
    ("regions.toml", "review = 2027-02-26", "review = 2026-02-26", ["regions.toml: uk.emergency", "review is not after checked"]),
    ("regions.toml", "review = 2027-05-26", "review = 2026-11-26", ["uk.alcohol", "review is not after checked"]),
    ("regions.toml", "[regions.crisis]", "[regions.crises]", ["regions.toml", "uk", "crises"]),
    ("regions.toml", "Europe/London", "Europe/Londinium", ["regions.toml", "uk", "Europe/Londinium"]),
    ("regions.toml", "Europe/London", "../London", ["regions.toml", "uk", "../London"]),
    ("regions.toml", 'number = "999"', 'number = "nine"', ["uk.emergency", "nine cannot be called"]),
    ("regions.toml", 'number = "999"', 'number = "998"', ["uk.emergency", "998 is not what"]),
    ("regions.toml", 'number = "999"', 'number = "99"', ["uk.emergency", "99 is not what"]),
    ("regions.toml", 'text = "Or text SHOUT to 85258."\n', "", ["regions.toml: uk: crisis.text:", 'the word "text"']),
    ("regions.toml", "Or text SHOUT to 85258.", "Or SHOUT to 85258.", ["regions.toml: uk: crisis.text:", 'the word "text"']),
    ("regions.toml", 'line = "14 units a week:', 'line = "Up to 14 units a week:', ["regions.toml: uk: alcohol.line:", '"14 units a week"', '"7 drinks a week"']),
    ("foods.toml", 'rows = ["R26"]', 'rows = ["R35"]', ["garlic", "R35"]),
    ("foods.toml", 'rows = ["R26"]', 'rows = ["R99"]', ["garlic", "R99"]),
    ("foods.toml", 'rows = ["R26"]', "", ["garlic", "rows or added_because"]),
    ("foods.toml", '[[ingredients]]\nid = "salt"', '[[ingredients]]\nid = "potassium"', ["potassium", "2 times"]),
    ("foods.toml", '[[ingredients]]\nid = "salt"', '[[ingredients]]\nid = "live"', ["artichoke", "salt", "ingredient"]),
    ("learn/dysbiosis.toml", 'rows = ["B08"]', "", ["learn/dysbiosis.toml", "B08"]),
    ("learn/dysbiosis.toml", 'rows = ["B08"]', 'rows = ["B08", "B09"]', ["learn/dysbiosis.toml", "B09"]),
    ("learn/dysbiosis.toml", '"lacy2024"', '"nobody1999"', ["learn/dysbiosis.toml", "nobody1999"]),
    ("learn/gut-skin-axis.toml", '"depessemier2021", ', "", ["sources.toml: depessemier2021", "nothing rests on it"]),
    ("learn/dysbiosis.toml", "text = [", "txt = [", ["learn/dysbiosis.toml", "txt"]),
    ("learn/dysbiosis.toml", "text = [", "text = ", ["learn/dysbiosis.toml", "not TOML", "line"]),
    ("learn/dysbiosis.toml", 'id = "dysbiosis"', 'id = "balance"', ["learn/dysbiosis.toml", "balance", "name of the file"]),
    ("learn/dysbiosis.toml", "review = 2027-11-26", "review = 2026-11-22", ["dysbiosis", "review"]),
    ("learn/probiotic-label.toml", "added_because", "# added_because", ["probiotic-label", "articles or added_because"]),
    ("learn/probiotic-label.toml", "references = [", "references = []\n# [", ["probiotic-label", "references", "none"]),
    ("learn/glossary.toml", 'term = "Fibre"', 'term = "Microbes"', ["learn/glossary.toml", "microbes", "2 times"]),
    ("learn/glossary.toml", 'id = "fibre"', 'id = "microbes"', ["learn/glossary.toml", "microbes", "2 times"]),
    ("sources.toml", 'doi = "10.', 'doi = "11.', ["sources.toml", "is no doi"]),
    ("sources.toml", 'pmid = "', 'pmid = "PMC', ["sources.toml", "is no pmid"]),
    ("sources.toml", 'url = "https://', 'url = "', ["sources.toml", "is no url"]),
    ("sources.toml", 'explainer = "hormones"', 'explainer = "moods"', ["sources.toml", "ledger", "explainer: unknown explainer moods"]),
    ("sources.toml", "[ledger.B07]", "[ledger.B77]", ["B07", "missing"]),
    ("accessibility.toml", 'number = "1.4.10"', 'number = "1.4.1"', ["accessibility.toml", "1.4.10", "missing"]),
    ("accessibility.toml", 'number = "3.3.4"', 'number = "3.3.3"', ["accessibility.toml", "3.3.3", "2 times"]),
    ("accessibility.toml", 'level = "AA"', 'level = "A"', ["accessibility.toml", "1.2.4", "not of level A"]),
    ("accessibility.toml", 'level = "AA"', 'level = "B"', ["accessibility.toml", "level"]),
    ("red_flags.toml", '"severe tummy pain"', '"Severe tummy pain"', ["severe_pain", "found_by", "Severe tummy", "lower case"]),
    ("tips/food.toml", '"roughage", ', '"roughage", "roughage", ', ["tips/food.toml: fibre_prebiotic", "found_by", "roughage", "more than once"]),
    ("foods.toml", '"gimchi"', '"kimchi"', ["kimchi", "found_by", "the title finds it"]),
    ("foods.toml", '"gimchi"', '"Kìmchi"', ["kimchi", "found_by", "the title finds it"]),
    ("foods.toml", '"gimchi"', '"…"', ["kimchi", "found_by", "no word"]),
    ("foods.toml", '"gimchi"', ", ".join(f'"cabbage {n}"' for n in range(20)), ["kimchi", "found_by", "more than 20"]),
    ("learn/dysbiosis.toml", '"candida"', '"Candida"', ["learn/dysbiosis.toml", "found_by", "Candida"]),
    ("learn/glossary.toml", '"dht"', '"DHT"', ["learn/glossary.toml", "androgens", "found_by", "DHT"]),
    ("claims.toml", '"zonulin"', '"Zonulin"', ["claims.toml", "leaky_gut", "found_by", "Zonulin"]),
    ("questionnaire.toml", 'quote = "you take warfarin"', 'quote = "you take warfarin", found_by = ["Thinner"]', ["safety.warfarin", "found_by", "Thinner"]),
    ("questionnaire.toml", 'quote = "you have a milk allergy"', 'quote = "you have a milk allergy", found_by = ["dairy"]', ["safety.milk", "found_by", "finds nothing"]),
    ("finding.toml", '"belly", ', '"belly", "poo", ', ["finding.toml", "families", "poo", "more than once"]),
    ("finding.toml", '"belly", ', '"big belly", ', ["finding.toml", "families", "big belly", "one word"]),
    ("finding.toml", '"scale", "scaly"', '"scale"', ["finding.toml", "families", "scale", "two words"]),
    ("finding.toml", 'id = "privacy"', 'id = "help"', ["finding.toml", "help", "2 times"]),
    ("finding.toml", '"wcag"', '"WCAG"', ["finding.toml", "accessibility", "found_by", "WCAG"]),
    ("withdrawn.toml", "# [[withdrawn]]", "[[withdraw]]", ["withdrawn.toml", "withdraw", "[[withdrawn]]"]),
    ("signoffs.toml", "# [[signoffs]]", "[[signoff]]", ["signoffs.toml", "signoff", "[[signoffs]]"]),
    ("red_flags.toml", "[[red_flags]]", "[[red_flag]]", ["red_flags.toml: red_flag:", "[[red_flags]]"]),
    ("red_flags.toml", "[[reasons]]", "[[reason]]", ["red_flags.toml: reason:", "[[reasons]]"]),
    ("plans.toml", "[[plans]]", "[[plan]]", ["plans.toml", "plan", "[[plans]]"]),
    ("accessibility.toml", "flashes.\"\nlooked = true", "flashes.\"", ["accessibility.toml", "2.3.1", "nothing shows it"]),
    ("questionnaire.toml", 'error = "Select', '# error = "Select', ["questionnaire.toml", "error: missing"]),
    ("questionnaire.toml", 'quote = "your skin did not itch" }', 'quote = "your skin did not itch", exclusive = true }', ["questionnaire.toml: itch", "only one can be chosen"]),
    ("questionnaire.toml", 'id = "skin_impact"\n', 'id = "skin_impact"\ncharted = true\n', ["skin_impact", "charted, but no option has a value"]),
    ("questionnaire.toml", 'id = "skin_impact"\n', 'id = "skin_impact"\nweekly = true\n', ["questionnaire.toml: weekly", "3 have it"]),
    ("questionnaire.toml", 'weekly = true\nkind = "one"', 'weekly = true\nkind = "many"', ["questionnaire.toml: itch", "weekly", "more than one"]),
    ("questionnaire.toml", "weekly = true\n", "", ["questionnaire.toml: weekly", "a scale to 10"]),
    ("plans.toml", 'tip = "gentle_skincare"', 'tip = "sunscreen"', ["plans.toml: sunscreen", "2 plans"]),
    ("plans.toml", 'tip = "gentle_skincare"', 'tip = "gentle"', ["plans.toml: gentle", "unknown tip gentle"]),
    ("plans.toml", 'tip = "gentle_skincare"', 'tip = "gentle_skincare_of_the_face"', ["plans.toml: gentle_skincare_of_the_face: ", "more than 24 letters"]),
    ("plans.toml", "cues = [", "cues = [\n  { id = \"a\", when = \"When\" }, { id = \"b\", when = \"When\" },", ["plans.toml: gentle_skincare", "5 cues, and 1 to 4"]),
    ("plans.toml", 'id = "after_wash"', 'id = "teeth_night"', ["plans.toml: gentle_skincare", "teeth_night", "an id twice"]),
    ("plans.toml", 'id = "after_wash"', 'id = "after_the_bath_or_shower_"', ["plans.toml: gentle_skincare", "after_the_bath_or_shower_", "over 24 letters"]),
    ("plans.toml", 'id = "after_wash"', 'id = "-own"', ["plans.toml: gentle_skincare", "-own", "small letters"]),
    ("foods.toml", 'question = "prebiotic_foods"', 'question = "prebiotics"', ["foods.toml: prebiotic", "unknown question prebiotics"]),
    ("foods.toml", 'tip = "fibre_prebiotic"', 'tip = "fibre"', ["foods.toml: prebiotic", "unknown tip fibre"]),
    ("cautions.toml", 'when.any_of.safety = ["alcohol_dependence"]\nsource', "source", ["alcohol_not_a_tip", "without when"]),
    ("figures.toml", "[extractions.effect]", "[extractions.baseline]\npercent = 140\nsource = \"jha2013\"\nwhere = \"\"\n[extractions.effect]", ["spironolactone_acne: baseline", "not between 0 and 100"]),
    ("sources.toml", 'dispositions = ["explainer"]\n', "dispositions = []\n", ["ledger.B03", "dispositions: none"]),
    ("sources.toml", 'dispositions = ["explainer"]\n', 'dispositions = ["explainer", "tip"]\n', ["ledger.B03", "tip without its key"]),
    ("sources.toml", 'dispositions = ["explainer"]\n', 'dispositions = ["tip"]\n', ["ledger.B03", "explainer is missing"]),
    ("sources.toml", 'claims = ["gut_skin_link"]', 'claims = ["gut_link"]', ["ledger.B05", "claims: unknown claim gut_link: did you mean gut_skin_link?"]),
    ("sources.toml", 'references = ["sender2016"]', 'references = ["nobody1999"]', ["ledger.B01", "references: unknown reference nobody1999"]),
    ("sources.toml", 'dispositions = ["explainer"]\n', 'dispositions = ["explainer", "claim"]\nclaims = ["gut_skin_link"]\n', ["ledger.B03", "no tip or claim says"]),
    ("tips/food.toml", "gap.fibre_portions", 'gap.plant_kinds = ["30_plus"]\ngap.fibre_portions', ["fibre_prebiotic", "gap: names more than one question"]),
    ("tips/food.toml", "may_do = ", 'added_because = "So."\nmay_do = ', ["fibre_prebiotic", "either articles or added_because"]),
    ("withdrawn.toml", "# [[withdrawn]]", '[[withdrawn]]\nid = "gone"\ntitle = "Gone"\nwhy = "It was."\ndo = "Nothing."\nday = 2026-11-22', ["withdrawn.toml: gone", "unknown tip gone"]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def each_text_parsed_once(monkeypatch) -> None:
    """Of hundreds of copies all files but one are the same, and parsing is most of the time."""
    monkeypatch.setattr(reader.tomllib, "loads", parsed)


def broken_copy(folder: Path, file: str, old: str, new: str) -> Path:
    copy = folder / "content"
    shutil.copytree(FOLDER, copy)
    change(copy / file, old, new)
    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "named"), FAULTS, ids=[f"{f[0]} {f[2]}"[:50] for f in FAULTS]
)
def test_a_fault_is_named_by_file_item_and_key(tmp_path, file, old, new, named) -> None:
    with pytest.raises(ContentError) as error:
        load(broken_copy(tmp_path, file, old, new))
    assert any(all(word in fault for word in named) for fault in error.value.faults), error.value


@pytest.mark.parametrize(("file", "tip"), [("care", "antibiotics"), ("treatment", "hormone_acne")])
def test_a_tip_that_is_graded_for_nothing_is_a_fault(tmp_path, file, tip) -> None:
    """One is graded for health as a whole alone, the other for a single concern alone."""
    tips = (FOLDER / "tips" / f"{file}.toml").read_text(encoding="utf-8")
    own = tips.split(f'id = "{tip}"')[1].split("[[tips]]")[0]
    [graded] = re.findall(r"\[tips\.(?:general|concerns\.\w+)\]\n(?:\w+ = .*\n)+", own)
    with pytest.raises(ContentError) as error:
        load(broken_copy(tmp_path, f"tips/{file}.toml", graded, ""))
    assert (
        f"tips/{file}.toml: {tip}: graded for no concern and not for health" in error.value.faults
    )


@pytest.mark.parametrize(
    ("key", "named"), [("cues", "0 cues, and 1 to 4 can be"), ("barriers", "nothing could get in")]
)
def test_a_plan_without_a_cue_or_a_barrier_is_a_fault(tmp_path, key, named) -> None:
    plans = (FOLDER / "plans.toml").read_text(encoding="utf-8")
    first = re.search(rf"{key} = \[\n(?:  .*\n)+\]", plans)
    with pytest.raises(ContentError) as error:
        load(broken_copy(tmp_path, "plans.toml", first[0], f"{key} = []"))
    assert any(named in fault for fault in error.value.faults), error.value


def test_a_smallest_change_that_matters_is_told_in_a_unit(tmp_path) -> None:
    figures = (FOLDER / "figures.toml").read_text(encoding="utf-8")
    told = re.search(r'unit = "\w+"\nminimal = .*\n', figures)
    with pytest.raises(ContentError) as error:
        load(broken_copy(tmp_path, "figures.toml", told[0], "minimal = 8.7\n"))
    assert any("minimal: without a unit" in fault for fault in error.value.faults), error.value


def test_an_id_that_is_used_twice_is_told_without_what_follows_from_it(tmp_path) -> None:
    """`manage.py check` sorts what it tells: the cause would stand anywhere."""
    with pytest.raises(ContentError) as error:
        load(broken_copy(tmp_path, "foods.toml", 'id = "garlic"', 'id = "kimchi"'))
    assert error.value.faults == ["foods.toml: kimchi: the id is used 2 times"]


def test_several_faults_are_told_at_once(tmp_path) -> None:
    copy = broken_copy(tmp_path, "foods.toml", 'fodmap = "high"', 'fodmap = "some"')
    (copy / "regions.toml").unlink()
    with pytest.raises(ContentError) as error:
        load(copy)
    assert len(error.value.faults) >= 2


def test_check_fails_on_a_content_fault(tmp_path, monkeypatch) -> None:
    copy = broken_copy(tmp_path, "sources.toml", "[ledger.R01]", "[ledger.R99]")
    monkeypatch.setattr(checks, "FOLDER", copy)
    with pytest.raises(CommandError, match=r"ledger\.R01: missing"):
        call_command("check")


def test_check_passes_on_the_content_we_ship() -> None:
    """But for reviews that are overdue, which depend on the day: a test must not turn red in May."""
    assert [told for told in run_checks() if told.id != "habits.W001"] == []


def test_an_overdue_review_is_a_warning(content) -> None:
    assert not checks.overdue(content, date(2026, 12, 1))
    late = checks.overdue(content, date(2030, 1, 1))
    assert {told.id for told in late} == {"habits.W001"}
    assert [told.level for told in late] == [WARNING] * len(content.reviewed)


def test_nothing_that_is_reviewed_hides_behind_something_of_the_same_name(content) -> None:
    """A caution and a red flag may share an id; each has a review of its own."""
    dated = [
        content.accessibility,
        *content.tips,
        *content.claims,
        *content.red_flags,
        *content.cautions,
        *content.foods,
        *content.explainers,
        *(part for region in content.regions for _, part in region.dated),
    ]
    assert len(checks.overdue(content, date(2030, 1, 1))) == len(dated)
    listed = list(content.reviewed.values())
    assert [item for item in dated if item not in listed] == []


def test_a_telephone_number_that_is_overdue_is_among_them(content) -> None:
    """A wrong number is found only by whoever calls it."""
    told = [warning.msg for warning in checks.overdue(content, date(2030, 1, 1))]
    for region in content.regions:
        for name, part in region.dated:
            assert f"regions.toml: {name}: the review was due on {part.review}" in told
    [first] = {content.region_by_id["uk"].emergency.review}
    on_the_day, after = checks.overdue(content, first), checks.overdue(content, first + DAY)
    assert not [
        warning for warning in on_the_day if warning.msg.startswith("regions.toml: uk.emergency")
    ]
    assert [warning for warning in after if warning.msg.startswith("regions.toml: uk.emergency")]


def test_a_food_is_looked_at_anew_a_year_later(content) -> None:
    """It has no review date of its own: what it can hold is looked at as often as a tip."""
    [garlic] = [food for food in content.foods if food.id == "garlic"]
    late = [warning.msg for warning in checks.overdue(content, garlic.review + DAY)]
    place = "foods.toml: garlic: allergens_checked"
    assert f"{place}: the review was due on {garlic.review}" in late


def test_what_was_checked_on_a_day_to_come_is_a_warning(tmp_path) -> None:
    """A number of a region, a tip, a food: each is named with what to do."""
    slips = [
        ("regions.toml", "\nchecked = 2026-11-26", "\nchecked = 2027-01-27"),
        ("tips/food.toml", "\nchecked = 2026-11-26", "\nchecked = 2027-01-27"),
        ("foods.toml", "\nallergens_checked = 2026-11-26", "\nallergens_checked = 2027-01-27"),
    ]
    copy = broken_copy(tmp_path, *slips[0])
    for file, old, new in slips[1:]:
        change(copy / file, old, new)
    early = checks.ahead(load(copy), date(2026, 12, 1))
    remedy = "checked on 2027-01-27, which has not come yet: write the day someone last looked"
    assert {(told.id, told.level) for told in early} == {("habits.W003", WARNING)}
    assert [told.msg for told in early] == [
        f"{place}: {remedy}"
        for place in (
            "tips/food.toml: fibre_prebiotic",
            "foods.toml: garlic: allergens_checked",
            "regions.toml: uk.emergency",
        )
    ]


def test_everyone_is_asked_what_was_agreed_and_each_area_its_own(content) -> None:
    form = content.questionnaire
    short = [page.id for page in form.short_way]
    assert short == [
        "you",
        "urgent",
        "skin",
        "skin-signs",
        "skin-days",
        "gut",
        "gut-signs",
        "safety",
        "habits",
        "first-step",
    ]
    assert sum(len(page.questions) for page in form.short_way) == 15
    assert {area: [page.id for page in form.pages_of(area)] for area in form.more} == {
        "skin_care": ["skin-routine"],
        "food": ["plants", "prebiotic-foods", "ferments"],
        "drinks": ["limits"],
        "rest": ["medicines-cleaning", "rest"],
    }
    assert [question.id for question in form.retired] == ["itch_days", "itch_nights"]
    for region in content.regions:
        names = ["emergency", "urgent", "crisis", "alcohol"]
        names += ["group"] if region.group else []
        parts = [f"{region.id}.{name}" for name in names]
        assert [name for name, _ in region.dated] == parts
        assert {f"regions.toml: {part}" for part in parts} <= set(content.reviewed)


def test_every_tip_and_claim_in_use_says_what_an_article_says_or_why_we_added_it(content) -> None:
    for tip in (*content.tips, *content.claims):
        rows = [row for statement in tip.articles for row in statement.rows]
        assert rows or tip.added_because
        for row in rows:
            assert not content.sources.ledger[row].declined_because, f"{tip.id} repeats {row}"


def test_no_reference_that_was_not_read_has_a_link(content) -> None:
    for reference in content.sources.references:
        assert reference.seen == "seen" or not reference.link


def test_no_tip_and_claim_share_an_id(content) -> None:
    """A caution names both with one word."""
    assert not {tip.id for tip in content.tips} & {claim.id for claim in content.claims}
