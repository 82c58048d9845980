"""How short the pages for everyone are on a phone; the figures of each are printed."""

from __future__ import annotations

import pytest

from tests.harness.audits.screens import Look, looks, print_looks, too_long

pytestmark = pytest.mark.browser

# Pages that show tips or foods, and so the notice and the prompt.
WITH_TIPS = {"tips", "tip", "claims", "foods", "food", "new-foods"}


@pytest.fixture(scope="module")
def seen(chromium, address) -> list[Look]:
    found = looks(chromium, address)
    print_looks(found)
    return found


def test_every_page_is_short_and_useful_at_once(seen) -> None:
    assert len(seen) > 60
    assert {look.address: faults for look in seen if (faults := too_long(look))} == {}


def test_notice_and_prompt_stand_on_top_and_whole_at_the_foot(seen) -> None:
    told = [look for look in seen if look.route in WITH_TIPS]
    assert {look.route for look in told} == WITH_TIPS
    assert [look.address for look in told if not look.lines] == []
    assert [look.address for look in told if not (look.prompted and look.whole)] == []
