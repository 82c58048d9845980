"""What is wrong with the explainers and the glossary, across files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..content import Content
from ..file_names import GLOSSARY
from .unknown import unknown


def explainer_faults(content: Content) -> Iterator[str]:
    """Each explainer teaches the ledger rows that name it, all of them and no other."""
    references = content.reference_by_id
    for explainer in content.explainers:
        place = f"learn/{explainer.id}.toml"
        named = {n for n, row in content.sources.ledger.items() if row.explainer == explainer.id}
        for row in sorted(named ^ set(explainer.rows)):
            yield f"{place}: rows: {row} stands here or in sources.toml, not in both"
        if bool(explainer.rows) == bool(explainer.added_because):
            yield f"{place}: either articles or added_because"
        if not explainer.references:
            yield f"{place}: references: none"
        for reference in sorted(set(explainer.references) - set(references)):
            yield f"{place}: references: {unknown('reference', reference, references)}"


def glossary_faults(content: Content) -> Iterator[str]:
    words = [form.lower() for term in content.terms for form in (term.term, *term.forms)]
    for word, times in Counter(words).items():
        if times > 1:
            yield f"{GLOSSARY}: {word}: stands there {times} times"
