"""What is wrong with cautions, across files."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Content
from .unknown import unknown


def caution_faults(content: Content) -> Iterator[str]:
    tips = {tip.id for tip in content.tips} | {claim.id for claim in content.claims}
    for caution in content.cautions:
        for tip in (*caution.tips, *caution.hides):
            if tip not in tips:
                yield f"cautions.toml: {caution.id}: {unknown('tip', tip, tips)}"
        if caution.when is None and (
            caution.hides
            or caution.excludes_foods_with
            or caution.hides_all_foods
            or not caution.tips
        ):
            yield f"cautions.toml: {caution.id}: without when it can only be said beside tips"
