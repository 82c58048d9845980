"""What changed for readers: dated, named once, in order."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec
import pytest

from habits.engine.schema import Change, Changes
from habits.engine.validation.changes import change_faults

FEED = UUID("00000000-0000-4000-8000-000000000000")
NEWER = Change(id="newer", day=date(2026, 12, 2), says="It is new.", about=("tip/sunscreen",))
OLDER = Change(id="older", day=date(2026, 12, 1), says="Is it old? It is.")


def faults(content, *changes: Change) -> list[str]:
    told = Changes(feed=FEED, changes=changes)
    return list(change_faults(replace(content, changes=told)))


def with_one(content, **more: object) -> list[str]:
    return faults(content, msgspec.structs.replace(NEWER, **more))


def test_sound_changes_have_no_fault(content) -> None:
    assert faults(content, NEWER, OLDER) == []
    assert content.changes.changes


def test_each_fault_is_named_with_the_change(content) -> None:
    assert faults(content) == ["changes.toml: no change at all"]
    assert faults(content, OLDER, NEWER) == [
        "changes.toml: newer: is newer than older, which stands above it"
    ]
    assert with_one(content, about=("tip/moon",)) == [
        "changes.toml: newer: about: unknown item tip/moon"
    ]
    assert with_one(content, about=("tip/sun_screen",)) == [
        "changes.toml: newer: about: unknown item tip/sun_screen: did you mean sunscreen?"
    ]
    (fault,) = with_one(content, about=("sign/bite",))
    assert "unknown item sign/bite: it begins with one of tip/, claim/, flag/, caution/," in fault
    twice = ("tip/sunscreen", "tip/sunscreen")
    assert with_one(content, about=twice) == [
        "changes.toml: newer: about: an item stands there twice"
    ]


@pytest.mark.parametrize("bad", ["Newer", "new-er", "_new", "new__er", "", "new er"])
def test_an_id_is_small_letters_digits_and_underscores(content, bad) -> None:
    (fault,) = with_one(content, id=bad)
    assert "id: not small letters" in fault


@pytest.mark.parametrize("bad", ["", "No end", " It is new.", "It is  new.", "It is\nnew."])
def test_a_change_is_told_in_whole_sentences(content, bad) -> None:
    (fault,) = with_one(content, says=bad)
    assert "says: no whole sentence" in fault


def test_a_change_has_the_same_name_for_good_and_no_other_has_it() -> None:
    told = Changes(feed=FEED, changes=(NEWER, OLDER))
    # Worked out apart from the program, as RFC 9562 says: version 5, in the space of the feed.
    assert told.name_of(NEWER) == "urn:uuid:" + NAME
    assert told.name_of(NEWER) != told.name_of(OLDER)
    reworded = msgspec.structs.replace(NEWER, says="It is new now.", day=date(2027, 1, 1))
    assert told.name_of(reworded) == told.name_of(NEWER)


NAME = "f9cdd9a2-25e4-5864-9fe8-e4ee84337a2c"


def test_changes_stand_by_day_and_by_item() -> None:
    third = Change(id="third", day=date(2026, 12, 1), says="It is third.")
    told = Changes(feed=FEED, changes=(NEWER, OLDER, third))
    assert told.by_day == [(NEWER.day, [NEWER]), (OLDER.day, [OLDER, third])]
    assert told.newest == NEWER.day
    assert told.about("tip/sunscreen") == (NEWER,)
    assert told.about("tip/sun") == ()


def test_the_headline_is_the_first_sentence() -> None:
    assert NEWER.headline == "It is new."
    assert OLDER.headline == "Is it old?"
