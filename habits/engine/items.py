"""Everything we say that has a name of its own, by kind and id: "tip/sunscreen"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .schema import (
    Caution,
    Claim,
    Explainer,
    Food,
    Question,
    Reason,
    RedFlag,
    Region,
    SkinDescription,
    Term,
    Tip,
)

if TYPE_CHECKING:
    from .content import Content

Item = (
    Tip
    | Claim
    | RedFlag
    | Caution
    | Food
    | Explainer
    | Region
    | Question
    | SkinDescription
    | Reason
    | Term
)

# In the order of a list for reviewers.
KINDS: dict[str, Callable[[Content], Iterable[Item]]] = {
    "tip": lambda content: content.tips,
    "claim": lambda content: content.claims,
    "flag": lambda content: content.red_flags,
    "caution": lambda content: content.cautions,
    "food": lambda content: content.foods,
    "topic": lambda content: content.explainers,
    "question": lambda content: content.questionnaire.by_question.values(),
    "region": lambda content: content.regions,
    "reason": lambda content: content.reasons,
    "description": lambda content: content.skin_descriptions,
    "word": lambda content: content.terms,
}
NEAREST = 3


class UnknownItem(LookupError):
    """No item, or more than one, has the name; the text says which it may be."""


def items_of(content: Content) -> dict[str, Item]:
    """Every item by its key, kind by kind, each in the order of the content."""
    return {f"{kind}/{item.id}": item for kind, of in KINDS.items() for item in of(content)}


def find_key(content: Content, name: str) -> str:
    """The key of the item that is meant by a key, or by an id that only one item has.

    Raises UnknownItem, with the names that come nearest.
    """
    keys = list(content.items)
    wanted = name.strip()
    for spelt in (wanted, wanted.replace("-", "_")):
        if spelt in keys:
            return spelt
        found = [key for key in keys if key.partition("/")[2] == spelt]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownItem(f"{wanted} is the id of {len(found)} items: {', '.join(found)}")
    nearest = nearest_to(wanted, keys)
    hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
    raise UnknownItem(f"There is no item {wanted}.{hint}")


def nearest_to(name: str, keys: list[str]) -> list[str]:
    """The keys whose ids look most like the one typed: those of its kind, or else of any."""
    kind, _, wanted = name.lower().replace("-", "_").rpartition("/")
    own = [key for key in keys if key.startswith(f"{kind}/")]
    for among in (own, keys):
        by_id = {key.partition("/")[2]: key for key in reversed(among)}
        if close := get_close_matches(wanted, by_id, n=NEAREST):
            return [by_id[id_] for id_ in close]
    return []
