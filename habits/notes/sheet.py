"""What a result says to take along: notes for an appointment, on one side of A4."""

from __future__ import annotations

from collections.abc import Collection

from ..engine.answers import applicable_answers
from ..engine.assess import OPEN_TIPS, assess
from ..engine.loaded import get_content
from ..plan.notes import plan_notes
from ..plan.shown_tips import hidden_tips
from ..results.who_to_call import who_to_call
from ..site.phrases import region_of, summary_rows
from ..store.saved_results import Record
from . import plain_text

# All that fit on one side of A4 with everything else, worst first.
MOST_PRINTED, LONG_LIST = 10, 40
# "None of these" says nothing where what was asked is not to be seen.
ASKED_NONE = "None of those that this website asks about"


def sheet(record: Record, known: Collection[Record] = ()) -> dict[str, object]:
    """What the notes for an appointment say, to the person and to who has a link to them.

    known: other results of the person, which may tell what to name no more.
    """
    answers = record.answers
    assessed = assess(get_content(), answers, record.edition)
    form = get_content().questionnaire
    said = applicable_answers(form, answers)
    health = form.role["health"]
    listed = [row for row in summary_rows(plain_text.printed(form), said) if row.labels]
    long = sum(len(row.labels) for row in listed) > LONG_LIST
    plan = plan_notes(get_content(), assessed, record, known)
    hidden = hidden_tips(get_content(), assessed, [record, *known])
    shown = [each.tip for each in assessed.tips if each.tip.id not in hidden]
    flags = () if assessed.emergency else assessed.care_cards[:MOST_PRINTED]
    return {
        "made": record.made,
        "rows": [row._replace(name=in_own_words(row.name)) for row in listed],
        # Smaller letters for who has more to tell than a page holds otherwise.
        "long": long,
        "flags": flags,
        # A doctor may see the page days later: which signs could not wait has to stand on it.
        "same_day": any(card.flag.urgency == "urgent" for card in flags),
        "more_flags": len(assessed.care_cards[MOST_PRINTED:]),
        "cautions": [
            ASKED_NONE if option.exclusive and not option.undisclosed else option.label
            for option in health.options
            if option.id in said.get(health.id, ())
        ],
        # What is tried stands for what was shown.
        "tips": [] if plan else shown[:OPEN_TIPS],
        "plan": plan,
        "region": region_of(get_content(), answers),
        **who_to_call(record),
    }


def in_own_words(name: str) -> str:
    said = plain_text.own_words(name)
    return said[:1].upper() + said[1:]


def form_words(record: Record, known: Collection[Record] = ()) -> list[tuple[int, str]]:
    """The notes as text for an online form, for each length that forms have room for; none in an
    emergency, which is not for a form."""
    if who_to_call(record):
        return []
    assessed = assess(get_content(), record.answers, record.edition)
    plan = plan_notes(get_content(), assessed, record, known)
    tried = plan.tried if plan else ()
    parts = plain_text.parts_of(get_content(), record.answers, record.edition, tried)
    return [(most, plain_text.text_of(parts, most)) for most in plain_text.LIMITS]
