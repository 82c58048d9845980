"""A class mirrors a table of claims.toml."""

from __future__ import annotations

from datetime import date

from .conditions import Condition
from .evidence import Verdict
from .sources import Statement
from .table import Named


class Claim(Named, frozen=True, kw_only=True):
    """What people say, and our verdict on it. What to do stands in `instead`, without a grade."""

    # As it is said, for quotation marks.
    claim: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    verdict: Verdict
    # One sentence that stands beside the verdict.
    line: str
    we_know: str
    instead: str
    # Tips that do what `instead` says.
    tips: tuple[str, ...] = ()
    when: Condition
    articles: tuple[Statement, ...] = ()
    # Said in place of the articles when neither says it.
    added_because: str = ""
    references: tuple[str, ...]
    checked: date
    review: date
