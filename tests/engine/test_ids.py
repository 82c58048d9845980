"""No Python of ours names an id of the content: what it must know stands in the schema as a mark.

So an id can be changed, and a question or caution taken away, without a line of code.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from habits.engine.content import Content

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ("gutskin", "habits") for path in (ROOT / folder).rglob("*.py"))
# Words that are ids and something else as well, and what else they are in the code.
ALSO = {
    "treatment": "a role", "you": "a word that notes turn",
    "adult": "a role", "region": "a role, and a word in addresses", "habits": "our app",
    "urgent": "an urgency", "yes": "a word in addresses and settings", "no": "a word in settings",
    "sometimes": "what a food holds alive", "foods": "a section of the library",
    "food": "an area, and a name of an address", "drinks": "an area", "rest": "an area, and a name",
    "skin_care": "an area", "worry": "what a page of foods says first",
    "stopped": "a name of an address", "general": "a part of a tip", "fermented": "a kind",
 "changes": "a part of a page", "none": "SameSite and Sec-Fetch-Site",
    "fodmap_high": "a property", "skin": "a part of the body",
    "gut": "a part of the body", "pregnancy": "a part of the body",
    "gluten": "a property", "milk": "a property", "soy": "a property", "fish": "a property",
    "nuts_or_seeds": "a property", "tyramine": "a property", "alcohol": "a property and a guide",
    "salt": "a property", "potassium": "a property", "raw_or_skins": "a property",
}  # fmt: skip


def ids_of(content: Content) -> set[str]:
    form = content.questionnaire
    named = [
        *form.pages, *form.by_question.values(), *form.facts, *content.tips, *content.claims,
        *content.red_flags, *content.cautions, *content.foods, *content.reasons,
        *content.skin_descriptions, *content.regions, *content.ingredients, *content.explainers,
        *(option for question in form.by_question.values() for option in question.options),
    ]  # fmt: skip
    # Numbers are in every program.
    return {item.id for item in named if not item.id.isdigit()}


def literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_names_an_id_of_the_content(path, content) -> None:
    both = (ids_of(content) - set(ALSO)) & set(literals(path))
    assert both == set(), "another id, or what else the word is in ALSO"


@pytest.mark.slow
def test_every_exception_is_still_needed(content) -> None:
    used = {word for path in SOURCES for word in literals(path)}
    assert set(ALSO) <= used & ids_of(content)
