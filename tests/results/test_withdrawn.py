"""A tip that we take back is gone at once, and whoever had it is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client

from habits.engine import loaded
from habits.engine.assess import OPEN_TIPS, assess
from habits.engine.loaded import get_content
from habits.engine.loading import FOLDER, load, without_withdrawn
from habits.engine.reader import ContentError
from habits.engine.schema import Withdrawn
from habits.journey import drafts
from habits.store import saved_results
from habits.store.saved_results import Record
from tests import every_page
from tests.fixed_content import FixedContent
from tests.harness.speed.people import full_answers
from tests.people import ECZEMA, make, visit
from tests.site.test_observatory import addresses

ENTRY = """
[[withdrawn]]
id = "{id}"
title = "Eat more fibre"
why = "We learned that it harms some people."
do = "Stop, and ask a pharmacist."
day = 2026-11-23
"""


def take_back(content, *tips: str):
    gone = tuple(
        Withdrawn(id=tip, title=tip, why="Because.", do="Stop.", day=date(2026, 11, 23))
        for tip in tips
    )
    return without_withdrawn(replace(content, withdrawn=gone))


def folder_with(tmp_path: Path, tip: str) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    (folder / "withdrawn.toml").write_text(ENTRY.format(id=tip))
    return folder


def test_one_block_in_one_file_takes_a_tip_back(content, tmp_path) -> None:
    tip = assess(content, ECZEMA).tips[0].tip
    changed = load(folder_with(tmp_path, tip.id))
    assert [t.id for t in changed.tips] == [t.id for t in content.tips if t.id != tip.id]
    assert changed.withdrawn[0].title == "Eat more fibre"
    assert tip.id not in {shown.tip.id for shown in assess(changed, ECZEMA).tips}


def test_a_slip_in_the_id_is_a_fault_that_names_it(tmp_path) -> None:
    with pytest.raises(ContentError, match=r"withdrawn\.toml: fibre_probiotic: unknown tip"):
        load(folder_with(tmp_path, "fibre_probiotic"))


@pytest.mark.slow
@pytest.mark.parametrize("tip_id", [tip.id for tip in get_content().tips])
def test_any_tip_can_be_taken_back_and_nothing_else_breaks(content, tip_id) -> None:
    tip = next(tip for tip in content.tips if tip.id == tip_id)
    changed = take_back(content, tip.id)
    foods = {kind.id for kind in content.food_kinds if kind.tip == tip.id}
    for seed in range(30):
        answers = full_answers(content, seed)
        before, after = assess(content, answers), assess(changed, answers)
        kept = [s.tip.id for s in after.tips if s.tip.id in {b.tip.id for b in before.tips}]
        assert set(kept) == {s.tip.id for s in before.tips} - {tip.id}
        # In its place may come what is good for most people.
        assert not [s for s in after.tips if s.tip.id not in kept and s.fits]
        # Which three stand first follows from all there are; the rest keeps its order.
        moved = {s.tip.id for s in (*before.tips[:OPEN_TIPS], *after.tips[:OPEN_TIPS])}
        rest = [s.tip.id for s in before.tips if s.tip.id not in {*moved, tip.id}]
        assert [name for name in kept if name not in moved] == rest
        # No food is offered to go with a tip that is gone.
        assert [f for f in before.foods if f.kind not in foods] == list(after.foods)


@pytest.mark.django_db
def test_who_had_the_tip_reads_it_at_the_next_opening_and_nobody_else_does(
    client, content, monkeypatch
) -> None:
    had = make(client, ECZEMA).content.decode().split('id="saved-link" href="/results/#')[1][:32]
    tips = [shown.tip.id for shown in assess(content, ECZEMA).tips]
    never = saved_results.save_result(
        project.SERVER_KEYS, bytes(drafts.NONCE_BYTES), Record(ECZEMA, date.today()), date.today()
    )
    monkeypatch.setattr(loaded, "read", FixedContent(take_back(content, tips[0])))
    page = visit(Client(), had).content.decode()
    assert "We took back a tip of this page" in page
    assert (
        f"<strong>{tips[0]}.</strong> Because. Stop. We took it back on 23 November 2026." in page
    )
    assert f'id="tip-{tips[0].replace("_", "-")}"' not in page
    assert "taken away" not in page
    assert page.index('id="withdrawn"') < page.index('id="tips"')
    other = visit(Client(), never).content.decode()
    assert "We took back" not in other


def test_the_start_page_names_it_for_who_comes_without_a_link(client, content, monkeypatch) -> None:
    assert ("We took back" in client.get("/").content.decode()) is bool(content.withdrawn)
    monkeypatch.setattr(loaded, "read", FixedContent(take_back(content, content.tips[0].id)))
    assert "We took back a tip" in client.get("/").content.decode()


@pytest.fixture
def rendered_anew() -> Iterator[None]:
    every_page.forget()
    yield
    every_page.forget()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("rendered_anew")
def test_every_page_of_the_library_stands_without_the_tip(client, content, monkeypatch) -> None:
    tip = content.tips[0]
    monkeypatch.setattr(loaded, "read", FixedContent(take_back(content, tip.id)))
    for address in addresses():
        assert client.get(address).status_code < 500, address
    assert client.get(f"/tips/{tip.id}/")["Location"] == "/tips/"
    assert "We took back a tip" in client.get("/tips/").content.decode()
