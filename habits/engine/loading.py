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
    questionnaire = reader.whole("questionnaire.toml", Questionnaire)
    foods = reader.whole("foods.toml", Foods)
    sources = reader.whole("sources.toml", Sources)
    tips = [
        tip
        for path in sorted((reader.folder / "tips").glob("*.toml"))
        for tip in reader.listed(f"tips/{path.name}", "tips", Tip)
    ]
    flags = reader.table("red_flags.toml")
    red_flags = tuple(reader.each("red_flags.toml", flags.get("red_flags"), RedFlag))
    reasons = tuple(reader.each("red_flags.toml", flags.get("reasons"), Reason))
    withdrawn = reader.listed("withdrawn.toml", "withdrawn", Withdrawn)
    signoffs = reader.listed(SIGNOFFS, "signoffs", Signoff)
    plans = reader.listed(PLANS, "plans", TipPlan)
    claims = reader.listed("claims.toml", "claims", Claim)
    absolutes = reader.listed("absolutes.toml", "absolutes", Absolute)
    cautions = reader.listed("cautions.toml", "cautions", Caution)
    descriptions = reader.listed("skin_descriptions.toml", "skin_descriptions", SkinDescription)
    regions = reader.listed("regions.toml", "regions", Region)
    glossary = reader.whole(GLOSSARY, Glossary)
    access = reader.whole(ACCESS, Accessibility)
    finding = reader.whole(FINDING, Finding)
    changes = reader.whole(CHANGES, Changes)
    licence = reader.whole(LICENCE, Licence)
    figures = reader.whole(FIGURES, Figures)
    if not (questionnaire and foods and sources and glossary and access and finding and figures):
        return None
    if not (changes and licence):
        return None
    return Content(
        questionnaire=questionnaire,
        tips=tuple(tips),
        claims=claims,
        plans=plans,
        absolutes=absolutes,
        withdrawn=withdrawn,
        red_flags=red_flags,
        reasons=reasons,
        cautions=cautions,
        food_kinds=foods.kinds,
        foods=foods.foods,
        ingredients=foods.ingredients,
        skin_descriptions=descriptions,
        regions=regions,
        sources=sources,
        accessibility=access,
        figures=figures,
        explainers=tuple(sorted(explainers(reader), key=lambda explainer: explainer.place)),
        terms=glossary.terms,
        finding=finding,
        changes=changes,
        signoffs=signoffs,
        licence=licence,
    )


def explainers(reader: Reader) -> Iterator[Explainer]:
    for path in sorted((reader.folder / "learn").glob("*.toml")):
        name = f"learn/{path.name}"
        if name == GLOSSARY:
            continue
        found = reader.whole(name, Explainer)
        if found and found.id != path.stem:
            reader.faults.append(f"{name}: id: {found.id} is not the name of the file")
        if found:
            yield found
