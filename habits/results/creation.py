"""A result is made of a draft and saved; when it cannot be, the tips are read all the same."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ..engine.answers import applicable_answers
from ..engine.assess import Result, assess
from ..engine.loaded import get_content
from ..journey import drafts
from ..site import days, metrics, open_results, rate_limits
from ..site.phrases import region_of
from ..store import failures, plans, saved_results
from ..store.sealing import NotSealed, nonce_of_turn

# A result that is deleted leaves nothing behind, so nobody can know that its draft was used up. The
# code that an old copy of the draft's cookie makes is another one after this time, in seconds; for
# an hour a press finds what an earlier one made. Shorter, a retry would more often make a second
# row; longer, the link of a deleted result could be made to open again for longer.
TURN, TURNS_BACK = 10 * 60, 6


def create_result(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    """Save the result and lead on to it; when it cannot be saved, to the tips all the same."""
    today = date.today()
    made = days.local_day(request.POST.get("day", ""), region_of(get_content(), draft.answers))
    record = saved_results.Record(
        draft.answers, made, fingerprints(assess(get_content(), draft.answers))
    )
    # Too often in a short time (check_answers): nobody goes without tips for it.
    if seconds := getattr(request, "seconds_to_wait", 0):
        metrics.NOT_SAVED.labels("too often").inc()
        return lead_to_not_saved(request, wait=seconds)
    try:
        code, note = save_or_replace(request, draft, record, today)
    except failures.NetworkLimitReached as error:
        metrics.NOT_SAVED.labels(error.because).inc()
        return lead_to_not_saved(request, wait=error.seconds)
    except failures.StorageUnavailable as error:
        metrics.NOT_SAVED.labels(error.because).inc()
        return lead_to_not_saved(request)
    handle = open_results.handle_of(request, code)
    response = redirect(reverse("result", args=[handle]) + note)
    open_results.remember(request, response, handle, code)
    # It goes when the browser has shown the way back to the result: see shown().
    draft.made = handle
    # Answers that are corrected after that make another result, and the plan goes on with it.
    draft.before = draft.before and code
    drafts.write(response, draft)
    return response


def save_or_replace(
    request: HttpRequest, draft: drafts.Draft, record: saved_results.Record, today: date
) -> tuple[str, str]:
    """The code of the saved result, and what to tell about its link. Raises StorageUnavailable.

    Changed answers can take the place of the old ones under the same link; when that opens nothing
    any more they get a new one. What was made of this draft before and still opens is not made
    again.
    """
    note = ""
    if "replace" in request.POST and draft.changes:
        try:
            saved_results.replace_answers(settings.SERVER_KEYS, draft.changes, record, today)
            return draft.changes, ""
        except NotSealed:
            note = "?link=new"
    made = open_results.code_at(request, draft.made) if draft.made else None
    if made and made != draft.changes and saved_results.opens(made, settings.SERVER_KEYS, today):
        return made, note
    nonce, *earlier = nonces(draft)
    networks, keyring = rate_limits.networks_of(request), settings.SERVER_KEYS
    if draft.before:
        return saved_results.save_check_in(
            keyring, nonce, record, today, draft.before, going_on, earlier, networks
        ), note
    return saved_results.save_result(keyring, nonce, record, today, earlier, networks), note


def nonces(draft: drafts.Draft) -> list[bytes]:
    """What the code of a result is made with: for a press now, then for those of the last hour,
    newest first. What was made of the draft and is gone again is not made by it once more."""
    nonce = bytes.fromhex(draft.nonce)
    if draft.made:
        nonce = nonce_of_turn(nonce, draft.made)
    now = max(0, int(time.time()) - draft.sealed) // TURN
    turns = range(now, max(now - TURNS_BACK, -1), -1)
    return [nonce_of_turn(nonce, str(turn)) if turn else nonce for turn in turns]


def going_on(old: saved_results.Record, now: date) -> dict[str, Any] | None:
    """The plan of a result as a check-in of the day `now` keeps it; one that we do not know stays
    where it is."""
    try:
        plan = plans.read(old.plan)
    except plans.UnknownPlan:
        return None
    if plan is None:
        return None
    form = get_content().questionnaire
    answers = applicable_answers(form, old.answers)
    said = {q.id: min(answers[q.id]) for q in form.weekly if answers.get(q.id)}
    return plans.raw_of(plans.gone_on(plan, old.made, said, now))


def lead_to_not_saved(request: HttpRequest, **query: int) -> HttpResponse:
    """Who tries again there gets what was pressed here: a new link, or the old one."""
    if "replace" in request.POST:
        query["replace"] = 1
    return redirect(reverse("not-saved", query=query))


def fingerprints(assessed: Result) -> dict[str, str]:
    return {shown.tip.id: get_content().fingerprints[shown.tip.id] for shown in assessed.tips}
