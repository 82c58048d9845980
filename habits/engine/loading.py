"""Content is read from its files, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

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
from .validation import find_faults

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
    questionnaire = reader.one(
        "questionnaire.toml", reader.table("questionnaire.toml"), Questionnaire
    )
    foods = reader.one("foods.toml", reader.table("foods.toml"), Foods)
    sources = reader.one("sources.toml", reader.table("sources.toml"), Sources)
    flags = reader.table("red_flags.toml")
    tips: list[Tip] = []
    for path in sorted((reader.folder / "tips").glob("*.toml")):
        name = f"tips/{path.name}"
        tips += reader.each(name, reader.table(name).get("tips"), Tip)

    def listed(name: str, key: str, kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(reader.each(name, reader.table(name).get(key), kind))

    rest = {
        "red_flags": tuple(reader.each("red_flags.toml", flags.get("red_flags"), RedFlag)),
        "reasons": tuple(reader.each("red_flags.toml", flags.get("reasons"), Reason)),
        "withdrawn": listed("withdrawn.toml", "withdrawn", Withdrawn),
        "signoffs": listed(SIGNOFFS, "signoffs", Signoff),
        "plans": listed(PLANS, "plans", TipPlan),
        "claims": listed("claims.toml", "claims", Claim),
        "absolutes": listed("absolutes.toml", "absolutes", Absolute),
        "cautions": listed("cautions.toml", "cautions", Caution),
        "skin_descriptions": listed("skin_descriptions.toml", "skin_descriptions", SkinDescription),
        "regions": listed("regions.toml", "regions", Region),
    }
    glossary = reader.one(GLOSSARY, reader.table(GLOSSARY), Glossary)
    access = reader.one(ACCESS, reader.table(ACCESS), Accessibility)
    finding = reader.one(FINDING, reader.table(FINDING), Finding)
    changes = reader.one(CHANGES, reader.table(CHANGES), Changes)
    licence = reader.one(LICENCE, reader.table(LICENCE), Licence)
    figures = reader.one(FIGURES, reader.table(FIGURES), Figures)
    if not (questionnaire and foods and sources and glossary and access and finding and figures):
        return None
    if not (changes and licence):
        return None
    return Content(
        questionnaire=questionnaire,
        tips=tuple(tips),
        food_kinds=foods.kinds,
        foods=foods.foods,
        ingredients=foods.ingredients,
        sources=sources,
        explainers=tuple(sorted(explainers(reader), key=lambda explainer: explainer.place)),
        terms=glossary.terms,
        finding=finding,
        changes=changes,
        licence=licence,
        accessibility=access,
        figures=figures,
        **rest,
    )


def explainers(reader: Reader) -> Iterator[Explainer]:
    for path in sorted((reader.folder / "learn").glob("*.toml")):
        name = f"learn/{path.name}"
        if name == GLOSSARY:
            continue
        found = reader.one(name, reader.table(name), Explainer)
        if found and found.id != path.stem:
            reader.faults.append(f"{name}: id: {found.id} is not the name of the file")
        if found:
            yield found
