"""The short versions of `make soak`: kills, power cuts, a broken database, malformed requests."""

from __future__ import annotations

import pytest

from tests.harness.soak import plan

pytestmark = pytest.mark.slow

SHORT = plan(short=True)


@pytest.mark.parametrize("name", SHORT)
def test_no_fault_loses_what_was_acknowledged(name, tmp_path) -> None:
    rows = SHORT[name](tmp_path)
    failed = [f"{row.test}: {row.reached}, not {row.figure}" for row in rows if row.passed is False]
    assert not failed, "\n".join(failed)
    skipped = [f"{row.test}: {row.reached}" for row in rows if row.passed is None]
    if len(skipped) == len(rows):
        pytest.skip("; ".join(skipped))
