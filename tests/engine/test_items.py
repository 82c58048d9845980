"""Every item has one key, and a name that somebody types leads to it or to what comes near."""

import pytest

from habits.engine.items import UnknownItem, find_key


def test_every_kind_of_item_has_keys(content) -> None:
    found = content.items
    assert {key.partition("/")[0] for key in found} == set(content.items_by_kind)
    assert len(found) == sum(len(items) for items in content.items_by_kind.values())


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("tip/sunscreen", "tip/sunscreen"),
        ("sunscreen", "tip/sunscreen"),
        (" sunscreen ", "tip/sunscreen"),
        ("gentle-skincare", "tip/gentle_skincare"),
        ("tip/gentle-skincare", "tip/gentle_skincare"),
        # Topics are spelt with a dash.
        ("what-is-not-known", "topic/what-is-not-known"),
    ],
)
def test_a_key_or_an_id_leads_to_its_item(content, typed, key) -> None:
    assert find_key(content, typed) == key


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("sunscren", "There is no item sunscren. Did you mean tip/sunscreen"),
        ("tip/Sunscren", "There is no item tip/Sunscren. Did you mean tip/sunscreen?"),
        ("claim/sunscreen", "There is no item claim/sunscreen. Did you mean tip/sunscreen"),
        ("moon/sunscreen", "Did you mean tip/sunscreen"),
        ("xyzzy", "There is no item xyzzy."),
        ("", "There is no item ."),
        ("alcohol", "alcohol is the id of 2 items: tip/alcohol, question/alcohol"),
    ],
)
def test_a_name_that_is_no_items_is_told_with_the_nearest(content, typed, says) -> None:
    with pytest.raises(UnknownItem) as unknown:
        find_key(content, typed)
    assert says in str(unknown.value)
