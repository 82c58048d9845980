"""T12 and T14: many presses at the same moment make one link, and no list loses one."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from habits.store import saved_lists, sealing
from tests.harness.faults.app import KEYRING, App
from tests.harness.faults.table import Row
from tests.harness.faults.visitors import Answer, Form, Jar, Visitor, together


def press_twice(app: App, visitor: Visitor, forms: int, times: int) -> Row:
    """`forms` forms, each sent `times` times at once."""
    before = len(app.rows())
    links, answers = set(), []
    for number in range(forms):
        form = Form.of(number)
        answers += together(times, visitor.submit, [form] * times)
    links = {answer.code for answer in answers if answer.code}
    errors = sum(not answer.code for answer in answers)
    rows = len(app.rows()) - before
    return Row(
        f"T12 {forms} forms sent {times} times at once",
        f"{forms} rows, {forms} links, 0 errors",
        f"{rows} rows, {len(links)} links, {errors} errors of {len(answers)}",
        rows == len(links) == forms and not errors,
    )


def edited(visitor: Visitor) -> Row:
    """The same form with another answer."""
    form = Form.of(1)
    changed = "7_9" if form.answers["sleep_hours"] != ["7_9"] else "5_6"
    other = Form.of(1, form.nonce, sleep_hours=[changed])
    codes = {visitor.submit(each).code for each in (form, other, form)}
    return Row(
        "T12 links of a form and the same edited",
        "2",
        str(len(codes - {""})),
        len(codes - {""}) == 2 and "" not in codes,
    )


def add_at_once(app: App, visitor: Visitor, lists: int, adds: int) -> Row:
    """On each list as many results at once."""
    codes = [visitor.submit(Form.of(number)).code for number in range(adds + 1)]
    kept, statuses = 0, []
    for _ in range(lists):
        name = settings.SAVED_COOKIE_NAME
        visitor.cookies.pop(name, None)
        visitor.on_result(codes[0], "add")
        listed = {name: visitor.cookies[name]}
        # Opened before, so that nothing but the presses is left to be done at once.
        jars = [visitor.jar(**listed) for _ in codes[1:]]
        opened = together(8, visitor.address, codes[1:], jars)

        def add(address: str, jar: Jar) -> Answer:
            return visitor.post(f"{address}add/", jar)

        statuses += [answer.status for answer in together(adds, add, opened, jars)]
        kept += len(set(codes[1:]) & set(on_list(app, listed[name])))
    wrong = sum(status != 302 for status in statuses)
    return Row(
        f"T14 {adds} added at once, {lists} lists",
        f"{adds * lists}/{adds * lists} kept",
        f"{kept}/{adds * lists} kept, {wrong} refused",
        kept == adds * lists and not wrong,
    )


def on_list(app: App, code: str) -> list[str]:
    secret = sealing.secret_of(code)
    blob = app.rows()[sealing.locator_of(secret, "list")]
    items = saved_lists.list_from_json(sealing.open_blob(KEYRING, secret, "list", blob))
    return [item.code for item in items]


def run(folder: Path, forms: int, times: int, lists: int, adds: int) -> list[Row]:
    with App(folder) as app:
        app.start()
        visitor = Visitor(app)
        return [
            press_twice(app, visitor, forms, times),
            edited(visitor),
            add_at_once(app, visitor, lists, adds),
        ]
