"""What research says of a tip, in a line."""

from __future__ import annotations

from django.utils.safestring import SafeString

from ..engine.browse import all_gradings
from ..engine.grading import Grading, rank
from ..engine.loaded import get_content
from ..engine.schema import Tip
from ..site.cards import sure_line
from ..site.phrases import join_words


def reasons_for_everyone() -> list[str]:
    return [reason.says for reason in get_content().reasons if reason.when == "everyone"]


def best_lines(tip: Tip) -> list[SafeString]:
    """The best that is known of it: a line for skin, and before it one for health where surer."""
    names = get_content().questionnaire.concerns
    skin = all_gradings(get_content(), tip)[0]
    lines = [sure_line("your health", tip.general)] if surer_for_health(tip, skin) else []
    if skin.evidence:
        lines.append(sure_line(join_words([names[name] for name in skin.concerns]), skin.evidence))
    return lines


def surer_for_health(tip: Tip, skin: Grading) -> bool:
    """Is the grade for health better than that for skin?"""
    return rank(tip.general) < rank(skin.evidence)
