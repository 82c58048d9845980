"""Content is read from its files, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .content import Content
from .file_names import ACCESS, CHANGES, FIGURES, FINDING, GLOSSARY, LICENCE, PLANS, SIGNOFFS
from .reader import ContentError, Reader
from .schema import (
    Absolute,
    Accessibility,
    Caution,
    Changes,
    Claim,
    Explainer,
    Figures,
    Finding,
    Foods,
    Glossary,
    Licence,
    Questionnaire,
    Reason,
    RedFlag,
    Region,
    Signoff,
    SkinDescription,
    Sources,
    Tip,
    TipPlan,
    Withdrawn,
)
from .schema.table import Table
from .validation import find_faults

# What is read from a file of its own, by its name in Content: one table, ...
WHOLE: Mapping[str, tuple[str, type[Table]]] = {
    "questionnaire": ("questionnaire.toml", Questionnaire),
    "sources": ("sources.toml", Sources),
    "accessibility": (ACCESS, Accessibility),
    "finding": (FINDING, Finding),
    "changes": (CHANGES, Changes),
    "licence": (LICENCE, Licence),
    "figures": (FIGURES, Figures),
}
# ... or a list of tables, under the same name in the file.
LISTED: Mapping[str, tuple[str, type[Table]]] = {
    "claims": ("claims.toml", Claim),
    "plans": (PLANS, TipPlan),
    "absolutes": ("absolutes.toml", Absolute),
    "withdrawn": ("withdrawn.toml", Withdrawn),
    "cautions": ("cautions.toml", Caution),
    "skin_descriptions": ("skin_descriptions.toml", SkinDescription),
    "regions": ("regions.toml", Region),
    "signoffs": (SIGNOFFS, Signoff),
}
# ... or two of them.
FLAGS: Mapping[str, type[Table]] = {"red_flags": RedFlag, "reasons": Reason}
FOLDER = Path(__file__).resolve().parent.parent / "content"


def load(folder: Path = FOLDER) -> Content:
    """Read and check the content files under `folder`.

    Raises ContentError with one line for each fault: file, item, what is wrong.
    """
    reader = Reader(folder)
    content = read(reader)
    if content is None or reader.faults:
        raise ContentError(reader.faults)
    if faults := list(find_faults(content)):
        raise ContentError(faults)
    return without_withdrawn(content)


def without_withdrawn(content: Content) -> Content:
    gone = {withdrawn.id for withdrawn in content.withdrawn}
    return replace(content, tips=tuple(tip for tip in content.tips if tip.id not in gone))


def read(reader: Reader) -> Content | None:
    """None when a file without which there is no content cannot be read."""
    whole: dict[str, Any] = {
        field: reader.whole(name, kind) for field, (name, kind) in WHOLE.items()
    }
    listed: dict[str, Any] = {
        field: reader.listed(name, field, kind) for field, (name, kind) in LISTED.items()
    }
    flags: dict[str, Any] = reader.lists("red_flags.toml", FLAGS)
    all_tips, all_explainers = tuple(tips(reader)), explainers(reader)
    foods = reader.whole("foods.toml", Foods)
    glossary = reader.whole(GLOSSARY, Glossary)
    if foods is None or glossary is None or None in whole.values():
        return None
    return Content(
        **whole,
        **listed,
        **flags,
        tips=all_tips,
        explainers=all_explainers,
        food_kinds=foods.kinds,
        foods=foods.foods,
        ingredients=foods.ingredients,
        terms=glossary.terms,
    )


def tips(reader: Reader) -> Iterator[Tip]:
    for path in sorted((reader.folder / "tips").glob("*.toml")):
        name = f"tips/{path.name}"
        for tip in reader.listed(name, "tips", Tip):
            vars(tip)["place"] = f"{name}: {tip.id}"
            yield tip


def explainers(reader: Reader) -> tuple[Explainer, ...]:
    return tuple(sorted(topics(reader), key=lambda explainer: explainer.place))


def topics(reader: Reader) -> Iterator[Explainer]:
    for path in sorted((reader.folder / "learn").glob("*.toml")):
        name = f"learn/{path.name}"
        if name == GLOSSARY:
            continue
        found = reader.whole(name, Explainer)
        if found and found.id != path.stem:
            reader.faults.append(f"{name}: id: {found.id} is not the name of the file")
        if found:
            yield found
