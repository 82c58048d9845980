"""What can be wrong with the figures of the content, and which grades need some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..content import Content
from ..figures import RATIOS, share
from ..file_names import FIGURES
from ..schema import Effect, Extraction, Grade, Group, Verdict
from ..schema.figures import HEALTH
from .unknown import unknown

# Grades that say that something was seen: they owe the reader figures, or a reason for none.
OWING: frozenset[Grade | Verdict] = frozenset({"strong", "moderate", "limited"})
LEVELS = (90, 95, 99)


class Graded(dict[str, tuple[Grade | Verdict, tuple[str, ...]]]):
    """Each grade by its name in figures.toml, with the references that it may rest on."""


def graded(content: Content) -> Graded:
    found = Graded()
    for tip in content.tips:
        if tip.general:
            found[f"{tip.id}.{HEALTH}"] = (tip.general.grade, tip.references)
        for concern, evidence in tip.concerns.items():
            found[f"{tip.id}.{concern}"] = (evidence.grade, tip.references)
    for claim in content.claims:
        found[claim.id] = (claim.verdict, claim.references)
    return found


def figure_faults(content: Content) -> Iterator[str]:
    """A line for each figure that cannot be so, and for each grade that owes one and has none."""
    grades, figures = graded(content), content.figures
    for extraction in figures.extractions:
        place = f"{FIGURES}: {extraction.id}"
        yield from source_faults(content, grades, place, extraction)
        yield from group_faults(place, extraction)
        if extraction.effect:
            yield from effect_faults(f"{place}: effect", extraction.effect)
        yield from shown_faults(place, extraction)
    for absence in figures.without:
        if absence.why not in figures.reasons:
            yield f"{FIGURES}: reasons: no words for {absence.why}"
    yield from owing_faults(content, grades)


def source_faults(
    content: Content, grades: Graded, place: str, extraction: Extraction
) -> Iterator[str]:
    known = content.reference_by_id
    if (source := extraction.source) not in known:
        yield f"{place}: source: {unknown('reference', source, known)}"
    if extraction.baseline and (source := extraction.baseline.source) not in known:
        yield f"{place}: baseline: {unknown('reference', source, known)}"
    if not extraction.grades:
        yield f"{place}: grades: none"
    for name in extraction.grades:
        _, references = grades.get(name, ("", ()))
        if name in grades and extraction.source not in references:
            yield f"{place}: source: {extraction.source} is no reference of {name}"


def owing_faults(content: Content, grades: Graded) -> Iterator[str]:
    figures = content.figures
    shown = {name for extraction in figures.extractions for name in extraction.grades}
    excused = Counter(name for absence in figures.without for name in absence.grades)
    for name in sorted({*shown, *excused} - set(grades)):
        yield f"{FIGURES}: grades: {unknown('grade', name, grades)}"
    for name, (grade, _) in grades.items():
        if grade in OWING and name not in shown and not excused[name]:
            yield f"{FIGURES}: {name}: {grade}, and neither figures nor a reason for none"
        if name in shown and excused[name]:
            yield f"{FIGURES}: {name}: has figures, and a reason for none"
        if excused[name] > 1:
            yield f"{FIGURES}: {name}: has {excused[name]} reasons for no figures"


def group_faults(place: str, extraction: Extraction) -> Iterator[str]:
    totals = 0
    for name, group in (("with", extraction.with_), ("without", extraction.without)):
        at = f"{place}: {name}"
        totals += group.total or 0
        for key in ("events", "total", "percent", "rate"):
            if (getattr(group, key) or 0) < 0:
                yield f"{at}: {key} is below 0"
        if group.total == 0:
            yield f"{at}: total is 0"
        if group.events is not None and group.total and group.events > group.total:
            yield f"{at}: {group.events} events in {group.total} people"
        if (group.percent or 0) > 100:
            yield f"{at}: percent is above 100"
        if group.rate is not None and not extraction.rate_of:
            yield f"{at}: rate without rate_of"
        if group.error is not None and group.average is None:
            yield f"{at}: error without average"
        yield from percent_faults(at, group)
    if extraction.people and totals > extraction.people:
        yield f"{place}: people: {extraction.people}, and {totals} in the two groups"


def percent_faults(at: str, group: Group) -> Iterator[str]:
    """What is printed twice must agree, but for rounding."""
    if group.percent is None or group.events is None or not group.total:
        return
    worked_out = 100 * group.events / group.total
    if abs(worked_out - group.percent) > 1:
        yield f"{at}: {group.events} of {group.total} are not {group.percent:g} percent"


def effect_faults(at: str, effect: Effect) -> Iterator[str]:
    ends = [end for end in (effect.low, effect.high) if end is not None]
    if len(ends) == 1:
        yield f"{at}: an interval needs both low and high"
    if len(ends) == len(("low", "high")):
        if ends[0] > ends[1]:
            yield f"{at}: low is above high"
        elif not ends[0] <= effect.value <= ends[1]:
            yield f"{at}: {effect.value:g} is not between {ends[0]:g} and {ends[1]:g}"
    if effect.measure in RATIOS and min([effect.value, *ends]) <= 0:
        yield f"{at}: a ratio is above 0"
    if effect.level not in LEVELS:
        yield f"{at}: level: one of {', '.join(map(str, LEVELS))}"


def shown_faults(place: str, extraction: Extraction) -> Iterator[str]:
    """What it would show must be something, and must be named."""
    effect, groups = extraction.effect, (extraction.with_, extraction.without)
    of_people = [share(extraction, group) is not None for group in groups]
    of_averages = [group.average is not None for group in groups]
    if not effect and not all(of_people) and not all(of_averages):
        yield f"{place}: nothing to show: neither two groups nor an effect"
    if extraction.baseline and not (effect and effect.measure in RATIOS):
        yield f"{place}: baseline: of no use without a ratio"
    if extraction.baseline and not 0 <= extraction.baseline.percent <= 100:
        yield f"{place}: baseline: percent is not between 0 and 100"
    in_units = any(of_averages) or bool(effect and effect.measure == "MD")
    if in_units != bool(extraction.unit):
        yield f"{place}: unit: {'missing' if in_units else 'nothing is told in it'}"
    if extraction.times < 1 or (extraction.times > 1 and not extraction.unit):
        yield f"{place}: times: 1 or more, of a unit"
    if extraction.minimal is not None and not extraction.unit:
        yield f"{place}: minimal: without a unit"
