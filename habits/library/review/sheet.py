"""What someone needs who reviews one item: all that is signed, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ...engine.content import Content
from ...engine.signing import SignoffStatus, State, digest, signoff_status
from .parts import Part, Shown, parts


class Sheet(NamedTuple):
    """An item for review. `parts` holds every word that `text`, its hash, is made from."""

    key: str
    title: str
    signoff: SignoffStatus
    text: str
    parts: list[Part]
    # A block for signoffs.toml, to be filled in.
    block: str

    @property
    def kind(self) -> str:
        return self.key.partition("/")[0]

    @property
    def drawing(self) -> str:
        """The template of its drawing, which readers see too; the hash holds its words alone."""
        folder = {"tip": "tips", "food": "foods"}.get(self.kind)
        return f"drawings/{folder}/{self.key.partition('/')[2]}.svg" if folder else ""

    @property
    def state(self) -> str:
        return describe_status(self.signoff)


def sheet(content: Content, key: str, cases: Sequence[Shown], today: date) -> Sheet:
    """The sheet of an item by its key. KeyError when there is none."""
    item = content.items[key]
    text = digest(content, key)
    return Sheet(
        key,
        name_of(item),
        signoff_status(content, key),
        text,
        [part for part in parts(content, key, cases) if part.lines],
        block(key, text, today),
    )


def name_of(item: Any) -> str:
    """What an item is called in a list."""
    names = ("title", "claim", "name", "term", "text", "who", "says")
    found: str = next(getattr(item, name) for name in names if hasattr(item, name))
    return found


def block(key: str, text: str, today: date) -> str:
    return (
        f'[[signoffs]]\nitem = "{key}"\ntext = "{text}"\n'
        f'name = ""\nprofession = ""\nregister = ""\nday = {today}\n'
    )


def describe_status(found: SignoffStatus) -> str:
    """Who signed it, with profession, register and day, and if it was changed since."""
    who = [f"{s.name}, {s.profession} ({s.register}), on {s.day:%-d %B %Y}" for s in found.by]
    return {
        State.SIGNED: f"Signed by {'; '.join(who)}",
        State.CHANGED: f"Changed since it was signed by {'; '.join(who)}",
        State.UNSIGNED: "Not signed",
    }[found.state]
