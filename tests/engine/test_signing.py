"""A sign-off holds for the words that were signed, and for no others."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import tomli_w

from habits.engine import loading
from habits.engine.content import Content
from habits.engine.loading import FOLDER
from habits.engine.reader import Reader
from habits.engine.schema import Signoff
from habits.engine.signing import State, digest, signoff_status
from habits.engine.validation.signoffs import signoff_faults
from tests.content_files import raw_files

Raw = dict[str, dict[str, Any]]
Table = dict[str, Any]
EDITS = 500
# What nobody reads and nothing is decided by.
UNREAD = ("allergens_checked", "checked", "found_by", "review")


class Edited(Reader):
    """Reads what was read from the files before, and changed since."""

    def __init__(self, raw: Raw) -> None:
        super().__init__(FOLDER)
        self.raw = raw

    def table(self, name: str) -> dict[str, Any]:
        return self.raw[name]


def made_of(raw: Raw) -> Content:
    reader = Edited(raw)
    content = loading.read(reader)
    assert content, reader.faults
    assert not reader.faults
    return content


@pytest.fixture(scope="module")
def raw() -> Raw:
    return raw_files()


@pytest.fixture(scope="module")
def digests(content) -> dict[str, str]:
    return digests_of(content)


def digests_of(content: Content) -> dict[str, str]:
    return {key: digest(content, key) for key in content.items}


def now(content: Content, key: str) -> str:
    return digest(content, key)


def tables(raw: Raw) -> Iterator[tuple[str, str, Table]]:
    """The table of every item: its key, its file and itself."""
    lists = {
        "claims.toml": ("claim", "claims"),
        "cautions.toml": ("caution", "cautions"),
        "foods.toml": ("food", "foods"),
        "regions.toml": ("region", "regions"),
        "skin_descriptions.toml": ("description", "skin_descriptions"),
        "learn/glossary.toml": ("word", "terms"),
        "red_flags.toml": ("flag", "red_flags"),
    }
    for name, file in raw.items():
        if name in lists:
            kind, key = lists[name]
            yield from ((f"{kind}/{table['id']}", name, table) for table in file[key])
        elif name.startswith("tips/"):
            yield from ((f"tip/{table['id']}", name, table) for table in file["tips"])
        elif name.startswith("learn/"):
            yield f"topic/{file['id']}", name, file
    for table in raw["red_flags.toml"]["reasons"]:
        yield f"reason/{table['id']}", "red_flags.toml", table
    form = raw["questionnaire.toml"]
    for page in (*form["pages"], {"questions": form["retired"]}):
        for table in page["questions"]:
            yield f"question/{table['id']}", "questionnaire.toml", table


def signed(key: str, text: str, day: int = 1, **more: Any) -> Signoff:
    """Made up, as everyone who signs in these tests."""
    facts = {"name": "Ada Example", "profession": "Nurse", "register": "TEST 1"} | more
    return Signoff(item=key, text=text, day=date(2026, 12, day), **facts)


# Every changed word.

Place = tuple[Any, Any]


def sayings(table: Any, key: str = "") -> Iterator[Place]:
    """Where words stand that someone reads: what holds them, and under which key."""
    pairs = table.items() if isinstance(table, dict) else enumerate(table)
    for name, held in pairs:
        known = name if isinstance(table, dict) else key
        if known in UNREAD or known in NO_WORDS:
            continue
        if isinstance(held, (dict, list)):
            yield from sayings(held, known)
        elif isinstance(held, str) and re.search(r"\w", held):
            yield table, name


# Ids, conditions and words that only a few are allowed in place of: another kind of change.
NO_WORDS = frozenset({
    "id", "when", "done_when", "gap", "proven_for", "references", "rows", "article", "tips",
    "hides", "excludes_foods_with", "contains", "area", "kind", "fodmap", "live", "urgency",
    "parts", "replaces", "seen", "grade", "verdict", "page", "query", "zone", "role", "group",
    "refines", "now", "counts_as", "concern",
})  # fmt: skip


def another_word(text: str, chance: random.Random) -> str:
    """The text with one small change that a reader could see."""
    words = text.split()
    at = chance.randrange(len(words))
    word = words[at]
    changed = chance.choice(
        [
            lambda: [],
            lambda: ["not", word],
            lambda: [word, word],
            lambda: [word[::-1] if word != word[::-1] else word + "s"],
            lambda: [word.swapcase() if word != word.swapcase() else word + "!"],
            lambda: [word + ","],
            lambda: [word[:-1] + chr(ord(word[-1]) + 1)],
        ]
    )()
    return " ".join([*words[:at], *changed, *words[at + 1 :]])


@pytest.mark.slow
def test_500_edits_of_a_word_anywhere_void_500_sign_offs(raw, content, digests) -> None:
    chance = random.Random(2026)
    files = {key: name for key, name, _ in tables(raw)}
    keys = list(files)
    assert set(keys) == set(digests)
    voided, kinds = 0, set()
    for _ in range(EDITS):
        key = chance.choice(keys)
        edited = raw | {files[key]: copy.deepcopy(raw[files[key]])}
        table = next(table for name, _, table in tables(edited) if name == key)
        holder, name = chance.choice(list(sayings(table)))
        before = holder[name]
        holder[name] = another_word(before, chance)
        after = replace(made_of(edited), signoffs=(signed(key, digests[key]),))
        assert signoff_status(after, key).state is State.CHANGED, (key, name, before, holder[name])
        voided += 1
        kinds.add(key.partition("/")[0])
        # Words that stand nowhere near stay signed.
        far = chance.choice([k for k in keys if k.startswith(("word/", "region/")) and k != key])
        if not key.startswith(("word/", "region/")):
            assert now(after, far) == digests[far]
    assert voided == EDITS
    assert len(kinds) == 11


def test_an_edit_voids_what_shows_the_words_and_nothing_else(raw, digests) -> None:
    edited = copy.deepcopy(raw)
    caution = next(t for k, _, t in tables(edited) if k == "caution/alcohol_not_a_tip")
    caution["says"] += " Ask."
    after = digests_of(made_of(edited))
    # Its own words, the tip that it hides, and every food that it keeps from someone.
    shown = {"caution/alcohol_not_a_tip", "tip/alcohol"}
    voided = {key for key in digests if after[key] != digests[key]}
    assert voided == shown | {key for key in voided if key.startswith("food/")}
    assert "food/kombucha" in voided
    assert "food/oats" not in voided


RULES: dict[str, tuple[str, Callable[[Raw], Any]]] = {
    "who sees it": (
        "tip/sunscreen",
        lambda raw: item(raw, "tip/sunscreen")["when"]["any_of"]["safety"].pop(),
    ),
    "what an answer is called that shows it": (
        "tip/sunscreen",
        lambda raw: options(raw, "skin_concerns")["dark_marks"].update(label="Moles"),
    ),
    "a fact that shows it": (
        "flag/itch_sleep",
        lambda raw: raw["questionnaire.toml"]["facts"][0]["when"].pop(),
    ),
    "a study that it rests on": (
        "tip/sunscreen",
        lambda raw: source(raw, item(raw, "tip/sunscreen")["references"][0]).update(people="5"),
    ),
    "a caution that hides it": (
        "tip/alcohol",
        lambda raw: item(raw, "caution/alcohol_not_a_tip")["when"]["any_of"].update(
            habits=["alcohol"]
        ),
    ),
    "a caution that no longer hides it": (
        "tip/alcohol",
        lambda raw: item(raw, "caution/alcohol_not_a_tip").update(hides=[]),
    ),
    "what a caution excludes_foods_with": (
        "caution/alcohol_not_a_tip",
        lambda raw: item(raw, "caution/alcohol_not_a_tip").update(excludes_foods_with=["milk"]),
    ),
    "a sign that takes its place": (
        "flag/rash_unseen",
        lambda raw: item(raw, "flag/drug_rash").update(replaces=[]),
    ),
    "how soon to go": (
        "flag/drug_rash",
        lambda raw: item(raw, "flag/drug_rash").update(urgency="non-urgent"),
    ),
    "a figure behind a grade": (
        "tip/go_back",
        lambda raw: extraction(raw, "adapalene_bpo_acne")["with"].update(percent=39),
    ),
    "why a grade has no figures": (
        "tip/sunscreen",
        lambda raw: raw["figures.toml"]["reasons"].update(guideline="Because."),
    ),
    "a grade": (
        "tip/sunscreen",
        lambda raw: next(iter(item(raw, "tip/sunscreen")["concerns"].values())).update(
            grade="strong"
        ),
    ),
    "what a plan of it says to do": (
        "tip/sunscreen",
        lambda raw: plan(raw, "sunscreen")["barriers"][0].update(so="Burn."),
    ),
    "what a food holds": ("food/oats", lambda raw: item(raw, "food/oats").update(contains=[])),
    "who is asked": (
        "question/gut_signs",
        lambda raw: page_of(raw, "gut_signs").update(title="Something else"),
    ),
}


def item(raw: Raw, key: str) -> Table:
    return next(table for name, _, table in tables(raw) if name == key)


def options(raw: Raw, question: str) -> dict[str, Table]:
    return {option["id"]: option for option in item(raw, f"question/{question}")["options"]}


def extraction(raw: Raw, name: str) -> Table:
    return next(each for each in raw["figures.toml"]["extractions"] if each["id"] == name)


def plan(raw: Raw, tip: str) -> Table:
    return next(each for each in raw["plans.toml"]["plans"] if each["tip"] == tip)


def source(raw: Raw, name: str) -> Table:
    return next(each for each in raw["sources.toml"]["references"] if each["id"] == name)


def page_of(raw: Raw, question: str) -> Table:
    pages = raw["questionnaire.toml"]["pages"]
    return next(page for page in pages if question in {q["id"] for q in page["questions"]})


@pytest.mark.parametrize("rule", RULES)
def test_a_changed_rule_voids_too(raw, digests, rule) -> None:
    key, change = RULES[rule]
    edited = copy.deepcopy(raw)
    change(edited)
    assert edited != raw
    assert now(made_of(edited), key) != digests[key]


# What changes nothing that anyone reads.


def reflowed(value: Any, chance: random.Random) -> Any:
    """The same words with other white space, keys in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: reflowed(value[name], chance) for name in names}
    if isinstance(value, list):
        return [reflowed(held, chance) for held in value]
    if isinstance(value, str) and value.count(" ") > 3:
        return re.sub(r" ", lambda _: chance.choice([" ", "  ", "\n", "\n  ", "\t"]), value)
    return value


def test_other_line_breaks_spaces_and_order_void_nothing(raw, digests, tmp_path) -> None:
    chance = random.Random(2026)
    for name, file in raw.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        written = tomli_w.dumps(reflowed(file, chance), multiline_strings=True, indent=7)
        path.write_text(f"# Laid out anew.\n\n{written}", encoding="utf-8")
        assert path.read_text(encoding="utf-8") != (FOLDER / name).read_text(encoding="utf-8")
    reader = Reader(tmp_path)
    after = loading.read(reader)
    assert not reader.faults
    assert digests_of(after) == digests


@pytest.mark.parametrize("unread", UNREAD)
def test_dates_of_checks_and_words_for_the_search_void_nothing(raw, digests, unread) -> None:
    edited = copy.deepcopy(raw)
    found = [table for _, _, table in tables(edited) if unread in table]
    assert found
    for table in found:
        is_day = isinstance(table[unread], date)
        table[unread] = date(2030, 1, 1) if is_day else [*table[unread], "another"]
    assert digests_of(made_of(edited)) == digests


def test_a_key_that_says_what_it_says_when_left_out_voids_nothing(raw, digests) -> None:
    edited = copy.deepcopy(raw)
    item(edited, "tip/sunscreen").update(pinned=False, articles=[])
    assert now(made_of(edited), "tip/sunscreen") == digests["tip/sunscreen"]


# How an item stands.

KEY = "tip/sunscreen"


def test_nobody_has_signed_anything(content) -> None:
    assert content.signoffs == ()
    assert {signoff_status(content, key).state for key in content.items} == {State.UNSIGNED}


def test_the_words_signed_are_signed_whoever_signed_others_before(content, digests) -> None:
    old = signed(KEY, "0" * 64, day=1)
    first, second = signed(KEY, digests[KEY], day=2), signed(KEY, digests[KEY], day=3)
    found = signoff_status(replace(content, signoffs=(old, first, second)), KEY)
    assert found == (State.SIGNED, (second, first))


def test_words_that_changed_since_say_who_signed_the_ones_before(content) -> None:
    older, newer = signed(KEY, "0" * 64, day=1), signed(KEY, "1" * 64, day=2)
    found = signoff_status(replace(content, signoffs=(older, newer)), KEY)
    assert found == (State.CHANGED, (newer, older))


def test_a_sign_off_of_one_item_is_none_of_another_with_the_same_id(content, digests) -> None:
    signoff = signed("tip/alcohol", digests["tip/alcohol"])
    now = replace(content, signoffs=(signoff,))
    assert signoff_status(now, "tip/alcohol").state is State.SIGNED
    assert signoff_status(now, "question/alcohol").state is State.UNSIGNED


def test_a_hash_copied_from_another_item_signs_nothing(content, digests) -> None:
    now = replace(content, signoffs=(signed(KEY, digests["tip/alcohol"]),))
    assert signoff_status(now, KEY).state is State.CHANGED


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ({"item": "tip/moon"}, "tip/moon: unknown item"),
        ({"item": "sunscreen"}, "sunscreen: unknown item"),
        ({"text": "abc"}, "text: not the 64"),
        ({"text": "A" * 64}, "text: not the 64"),
        ({"name": " "}, "name: empty"),
        ({"profession": ""}, "profession: empty"),
        ({"register": ""}, "register: empty"),
    ],
)
def test_a_sign_off_that_cannot_count_is_a_fault(content, bad, fault) -> None:
    whole = {"name": "Ada", "profession": "Nurse", "register": "TEST 1", "item": KEY}
    signoff = Signoff(**{"text": "a" * 64, "day": date(2026, 12, 1)} | whole | bad)
    (found,) = signoff_faults(replace(content, signoffs=(signoff,)))
    assert found.startswith("signoffs.toml: ")
    assert fault in found


def test_signing_the_same_words_twice_is_a_fault(content) -> None:
    once, again = signed(KEY, "a" * 64, day=1), signed(KEY, "a" * 64, day=2)
    (found,) = signoff_faults(replace(content, signoffs=(once, again)))
    assert found == f"signoffs.toml: {KEY}: TEST 1 signed these words twice"
    other = signed(KEY, "a" * 64, register="TEST 2")
    assert not list(signoff_faults(replace(content, signoffs=(once, other))))
