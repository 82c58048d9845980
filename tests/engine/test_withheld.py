"""Whatever a caution withholds, an agreed case would notice if it no longer did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from habits.engine.answers import EDITION
from habits.engine.assess import assess
from habits.engine.content import Content
from habits.engine.schema import Caution
from tests.cases import Case, cases, found, wanted

NOTHING: dict[str, Any] = {
    "excludes_foods_with": frozenset(),
    "hides": (),
    "hides_all_foods": False,
}
# What another line withholds from the same people as well: no case can tell these lines alone.
DOUBLED = {
    ("probiotic_high_risk", "excludes_foods_with"): "all that is live is fermented, hidden there",
    ("eating_disorder", "hides_all_foods"): "the tips of both kinds of food are hidden there",
    ("gut_signs_first", "hides_all_foods"): "the tips of both kinds of food are hidden there",
    ("swallowing_first", "hides"): "gut_signs_first hides it",
    ("swallowing_first", "hides_all_foods"): "gut_signs_first hides them",
}


def withholding(content: Content) -> Iterator[tuple[Caution, str, Any]]:
    """Each caution, key and item by which something is withheld."""
    for caution in content.cautions:
        for key in NOTHING:
            value = getattr(caution, key)
            for item in [True] if value is True else sorted(value or ()):
                yield caution, key, item


def without(content: Content, caution: Caution, key: str, item: Any) -> Content:
    """The content without one item that a caution withholds."""
    value = getattr(caution, key)
    less = False if value is True else type(value)(each for each in value if each != item)
    return replace(
        content,
        cautions=tuple(
            msgspec.structs.replace(each, **{key: less}) if each.id == caution.id else each
            for each in content.cautions
        ),
    )


def with_one_line(content: Content, caution: Caution, key: str) -> Content:
    """The content in which this line of this caution is all that withholds anything."""
    left = {caution.id: NOTHING | {key: getattr(caution, key)}}
    return replace(
        content,
        cautions=tuple(
            msgspec.structs.replace(each, **left.get(each.id, NOTHING)) for each in content.cautions
        ),
    )


@pytest.fixture(scope="module")
def said_by(content) -> dict[str, list[Case]]:
    """Caution -> cases of today in which an answer brings it up, not silence."""
    told: dict[str, list[Case]] = {caution.id: [] for caution in content.cautions}
    for case in cases():
        if case.edition == EDITION:
            for caution in assess(content, case.answers).stated_cautions:
                told[caution.id].append(case)
    return told


def is_noticed(before: Content, after: Content, said: list[Case]) -> bool:
    return any(found(before, case) != found(after, case) for case in said)


def test_an_agreed_case_notices_whatever_a_caution_no_longer_withholds(content, said_by) -> None:
    missing = [
        (caution, f"{key} = {item} alone, where the answers would bring it up otherwise")
        for caution, key, item in withholding(content)
        if (caution.id, key) not in DOUBLED
        and not is_noticed(content, without(content, caution, key, item), said_by[caution.id])
    ]
    if missing:
        pytest.fail(wanted(missing), pytrace=False)


def test_a_line_that_another_doubles_would_withhold_it_alone(content, said_by) -> None:
    doubled = [each for each in withholding(content) if (each[0].id, each[1]) in DOUBLED]
    gone = DOUBLED.keys() - {(caution.id, key) for caution, key, _ in doubled}
    assert not gone, f"cautions.toml no longer withholds by {gone}: is that meant? See DOUBLED"
    for caution, key, item in doubled:
        said = said_by[caution.id]
        line = f"{caution.id}: {key} {item}"
        seen = is_noticed(content, without(content, caution, key, item), said)
        assert not seen, f"{line}: a case tells it alone, so take it out of DOUBLED"
        alone = with_one_line(content, caution, key)
        assert is_noticed(alone, without(alone, caution, key, item), said), f"{line}: no case"
