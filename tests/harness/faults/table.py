"""What a test wanted and what it got, as rows of one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One figure. `passed` is None when the test could not run here; `reached` then says why."""

    test: str
    figure: str
    reached: str
    passed: bool | None

    @property
    def verdict(self) -> str:
        return {True: "pass", False: "FAIL", None: "skip"}[self.passed]


def print_table(rows: Iterable[Row]) -> None:
    lines = [("test", "figure to reach", "figure reached", "")]
    lines += [(*row[:3], row.verdict) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        print("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
