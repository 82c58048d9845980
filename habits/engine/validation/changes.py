"""What is wrong with the changes told to readers, across files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..content import Content
from ..file_names import CHANGES
from .ids import ID
from .unknown import unknown_item


def change_faults(content: Content) -> Iterator[str]:
    """What only the whole of the file, or of the content, can show to be wrong."""
    told = content.changes.changes
    if not told:
        yield f"{CHANGES}: no change at all"
    for above, below in pairwise(told):
        if above.day < below.day:
            yield f"{CHANGES}: {below.id}: is newer than {above.id}, which stands above it"
    known = content.items
    for change in told:
        place = f"{CHANGES}: {change.id}"
        if not ID.fullmatch(change.id):
            yield f"{place}: id: not small letters, digits and single _"
        if change.says != " ".join(change.says.split()) or not change.says.endswith((".", "?")):
            yield f"{place}: says: no whole sentence, or space that is not needed"
        for key in sorted(set(change.about) - set(known)):
            yield f"{place}: about: {unknown_item(content, key)}"
        if len(set(change.about)) < len(change.about):
            yield f"{place}: about: an item stands there twice"
