"""Faults of the content that no single file can show, each named by file, item and key."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content, HasId
from ..file_names import CHANGES, FIGURES, FINDING, GLOSSARY
from .absolutes import absolute_faults, sayings
from .accessibility import access_faults
from .cautions import caution_faults
from .changes import change_faults
from .conditions import condition_faults
from .figures import figure_faults
from .finding import finding_faults
from .foods import food_faults
from .ids import repeated
from .learn import explainer_faults, glossary_faults
from .marks import role_faults, single_faults
from .plans import plan_faults
from .questionnaire import meaning_faults, questionnaire_faults
from .red_flags import flag_faults
from .regions import region_faults
from .signoffs import signoff_faults
from .sources import ledger_faults, reference_faults
from .tips import claim_faults, tip_faults, withdrawn_faults


def find_faults(content: Content) -> Iterator[str]:
    """A line for everything that no single file can see is wrong."""
    if faults := [*role_faults(content.questionnaire), *single_faults(content)]:
        # The rest cannot be looked at without them.
        yield from faults
        return
    yield from questionnaire_faults(content)
    yield from region_faults(content)
    yield from condition_faults(content)
    yield from meaning_faults(content)
    yield from flag_faults(content)
    yield from tip_faults(content)
    yield from claim_faults(content)
    yield from absolute_faults(sayings(content), content.absolutes, content.reference_by_id)
    yield from withdrawn_faults(content)
    yield from caution_faults(content)
    yield from food_faults(content)
    yield from ledger_faults(content)
    yield from explainer_faults(content)
    yield from reference_faults(content)
    yield from glossary_faults(content)
    yield from access_faults(content.accessibility)
    yield from finding_faults(content)
    yield from change_faults(content)
    yield from signoff_faults(content)
    yield from figure_faults(content)
    yield from plan_faults(content)
    named_by_cautions: list[HasId] = [*content.tips, *content.claims]
    for name, items in (
        ("tips and claims", named_by_cautions),
        ("withdrawn.toml", content.withdrawn),
        ("red_flags.toml", content.red_flags),
        ("red_flags.toml", content.reasons),
        ("cautions.toml", content.cautions),
        ("foods.toml", content.foods),
        ("foods.toml", content.ingredients),
        ("skin_descriptions.toml", content.skin_descriptions),
        ("regions.toml", content.regions),
        ("sources.toml", content.sources.references),
        (GLOSSARY, content.terms),
        (FINDING, content.finding.places),
        (CHANGES, content.changes.changes),
        (FIGURES, content.figures.extractions),
    ):
        yield from repeated(name, items)
    for name, item in content.reviewed.items():
        if item.review <= item.checked:
            yield f"{name}: review is not after checked"
