"""Faults of the content that no single file can show, each named by file, item and key."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content
from .absolutes import absolute_faults
from .accessibility import access_faults
from .cautions import caution_faults
from .changes import change_faults
from .conditions import condition_faults
from .dates import date_faults
from .figures import figure_faults
from .finding import finding_faults
from .foods import food_faults
from .ids import id_faults
from .learn import explainer_faults, glossary_faults
from .marks import role_faults, single_faults
from .plans import plan_faults
from .questionnaire import meaning_faults, questionnaire_faults, unread_faults
from .red_flags import flag_faults
from .regions import region_faults
from .signoffs import signoff_faults
from .sources import ledger_faults, reference_faults
from .tips import claim_faults, tip_faults, withdrawn_faults

# In the order in which faults are told.
CHECKS = (
    questionnaire_faults,
    region_faults,
    condition_faults,
    meaning_faults,
    unread_faults,
    flag_faults,
    tip_faults,
    claim_faults,
    absolute_faults,
    withdrawn_faults,
    caution_faults,
    food_faults,
    ledger_faults,
    explainer_faults,
    reference_faults,
    glossary_faults,
    access_faults,
    finding_faults,
    change_faults,
    signoff_faults,
    figure_faults,
    plan_faults,
    date_faults,
)


def find_faults(content: Content) -> Iterator[str]:
    """A line for everything that no single file can see is wrong."""
    form = content.questionnaire
    if faults := [*id_faults(content), *role_faults(form), *single_faults(content)]:
        # The rest cannot be looked at without them, and of two items with one id it sees only one.
        yield from faults
        return
    for faults_of in CHECKS:
        yield from faults_of(content)
