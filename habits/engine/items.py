"""An item by the name that someone typed."""

from __future__ import annotations

from difflib import get_close_matches

from .content import Content

NEAREST = 3


class UnknownItem(LookupError):
    """No item, or more than one, has the name; the text says which it may be."""


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
