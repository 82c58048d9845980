"""How sure research is: part of tips and claims."""

from __future__ import annotations

from typing import Literal

from .table import Table

# Of doing what a tip says.
Grade = Literal["strong", "moderate", "limited", "insufficient"]
# On a claim: studies can speak against one.
Verdict = Literal["strong", "moderate", "limited", "insufficient", "contradicted"]
# Best first. The order decides which tip comes first, never whether it is shown.
GRADES: tuple[Grade, ...] = ("strong", "moderate", "limited", "insufficient")
VERDICTS: tuple[Verdict, ...] = (*GRADES, "contradicted")


class Evidence(Table, frozen=True, kw_only=True, eq=True):
    """How sure research is that doing what a tip's title says helps.

    `line` stands beside the grade; `verdict` is the longer word on the studies, shown folded.
    Compared by what it says: concerns with the same evidence stand together.
    """

    grade: Grade
    line: str
    verdict: str = ""
