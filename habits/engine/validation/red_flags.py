"""What is wrong with red flags, and with what keeps people safe."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content
from ..schema import URGENCIES, When
from .conditions import conditions
from .unknown import unknown


def flag_faults(content: Content) -> Iterator[str]:
    """What keeps someone safe rests on what everyone is asked, and never gives way to less."""
    flags = {flag.id: flag for flag in content.red_flags}
    for flag in content.red_flags:
        for name in flag.replaces:
            place = f"red_flags.toml: {flag.id}: replaces"
            if name not in flags:
                yield f"{place}: {unknown('flag', name, flags)}"
            elif URGENCIES.index(flags[name].urgency) < URGENCIES.index(flag.urgency):
                yield f"{place}: {name} is more urgent"
    form = content.questionnaire
    optional = {q.id for page in form.pages if page.area for q in page.questions}
    for place, condition in conditions(content):
        if isinstance(condition, When) and not place.startswith(("tips", "claims.toml:", "facts:")):
            for name in sorted(optional & {*condition.all_of, *condition.any_of}):
                yield f"{place}: when: rests on {name}, which not everyone is asked"
