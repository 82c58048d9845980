"""What a reviewer is given: all that is signed, in words, on a screen and on paper."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.core.management import CommandError, call_command

from habits.engine.loaded import get_content
from habits.engine.schema import Signoff
from habits.engine.signing import State, digest, plain, signed_text, signoff_status
from habits.library.review.parts import CASES, Shown
from habits.library.review.printing import listing, render_html, render_text
from habits.library.review.sheet import sheet
from habits.management.commands import review

KEY = "tip/sunscreen"
TODAY = date(2026, 12, 1)


def said(*args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("review", *args, stdout=out, **options)
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if " " in value else []
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in held for text in strings(each)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", get_content().items_by_kind)
def test_every_word_that_is_signed_stands_on_the_sheet(content, kind) -> None:
    for key in content.items:
        if not key.startswith(f"{kind}/"):
            continue
        made = sheet(content, key, [], TODAY)
        signed = strings(plain(signed_text(content, key)))
        on_screen, on_paper = flat(render_text(made)), flat(unescape(render_html(made)))
        lines = flat(" ".join(f"{line.label} {line.says}" for p in made.parts for line in p.lines))
        assert [words for words in signed if words not in lines] == []
        for part in made.parts:
            for line in part.lines:
                assert line.says in on_screen
                assert line.says in on_paper


def test_the_sheet_of_a_tip_has_all_that_it_rests_on(content) -> None:
    text = flat(said("sunscreen"))
    for words in (
        "Protect your skin from strong sun",
        "tip/sunscreen: Not signed",
        "WHAT READERS READ",
        "WHO SEES IT, AND WHEN",
        "In strong sun I often have no shade, hat or sunscreen",
        "For skin that ages: Moderate. 1 good trial: hands aged less with daily sunscreen.",
        "For health: Strong.",
        "Beside it: If you take isotretinoin",
        "Annals of Internal Medicine 158(11):781-790, 2013.",
        "Seen. https://doi.org/10.7326/0003-4819-158-11-201306040-00002",
        "Checked: 26 November 2026",
        "26 November 2026: Sunscreen: “strong” became moderate",
        "AGREED CASES THAT SHOW IT",
    ):
        assert words in text
    shown = review.cases_with(KEY)
    assert shown
    assert f"{shown[0].name}: {shown[0].because}" in text


def test_a_sign_that_nobody_is_asked_about_says_where_it_stands(content) -> None:
    says = "Nobody is asked. It stands on the page of help, for everyone."
    for flag in content.red_flags:
        made = sheet(content, f"flag/{flag.id}", [], TODAY)
        told = [line.says for part in made.parts for line in part.lines]
        assert (says in told) == (flag.when is None), flag.id


@pytest.mark.slow
def test_the_cases_are_those_that_show_the_item(content) -> None:
    from tests.cases import cases

    for key, name in (("flag/glass_test_rash", "care_cards"), ("claim/leaky_gut", "claims")):
        wanted = key.partition("/")[2]
        shown = {case.name for case in cases() if wanted in case.expected[name]}
        assert shown <= {case.name for case in review.cases_with(key)}
        assert shown
    assert review.cases_with("region/uk") == []


def test_many_cases_are_counted_and_the_first_told(content) -> None:
    many = [Shown(f"Case {n}", "Because.", {"skin_concerns": ["eczema"]}) for n in range(20)]
    made = sheet(content, "flag/rash_unseen", many, TODAY)
    part = next(part for part in made.parts if part.title.startswith("Agreed"))
    assert part.lines[0].says.startswith("Because.")
    assert part.lines[-1] == ("And more", f"{20 - CASES}, in tests/cases/.")


def test_the_block_to_paste_signs_the_words_once_it_is_filled_in(content) -> None:
    block = sheet(content, KEY, [], TODAY).block
    assert block in said("sunscreen").replace(str(date.today()), str(TODAY))
    filled = re.sub(r'(name|profession|register) = ""', r'\1 = "Made up"', block)
    (raw,) = tomllib.loads(filled)["signoffs"]
    signed = replace(content, signoffs=(Signoff(**raw),))
    assert signoff_status(signed, KEY).state is State.SIGNED
    assert "Signed by Made up, Made up (Made up), on 1 December 2026" in listing(signed)


def test_a_sheet_says_who_signed_and_that_words_changed_since(content) -> None:
    text = digest(content, KEY)
    facts = {"item": KEY, "name": "Ada", "profession": "Nurse", "register": "TEST 1", "day": TODAY}
    for hash_, state in (
        (text, "Signed by Ada, Nurse (TEST 1), on 1 December 2026"),
        ("0" * 64, "Changed since it was signed by Ada, Nurse (TEST 1), on 1 December 2026"),
    ):
        signed = replace(content, signoffs=(Signoff(text=hash_, **facts),))
        made = sheet(signed, KEY, [], TODAY)
        assert f"{KEY}: {state}" in render_text(made)
        assert f"{state}." in render_html(made)


def test_without_an_id_it_lists_every_item_with_its_state(content) -> None:
    lines = said().splitlines()
    assert len(lines) == len(content.items) + 1
    assert f"{KEY}: Not signed: Protect your skin from strong sun" in lines
    count = len(content.items)
    assert lines[-1] == f"{count} items: 0 signed, 0 changed since, {count} not signed"


@pytest.mark.parametrize(
    ("typed", "says"),
    [("sunscren", "Did you mean tip/sunscreen"), ("alcohol", "tip/alcohol, question/alcohol")],
)
def test_a_name_that_is_no_items_ends_with_what_it_may_be(typed, says) -> None:
    with pytest.raises(CommandError, match=says):
        said(typed)


def test_the_page_needs_nothing_else_and_has_room_to_sign(tmp_path) -> None:
    path = tmp_path / "sheet.html"
    assert str(path) in said("sunscreen", html=path)
    html = path.read_text(encoding="utf-8")
    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert parser.errors == []
    # Nothing is fetched: it is mailed, and opened from a file.
    assert not re.search(r"<(?:script|link|img|iframe)|url\(|@import|\bsrc=", html)
    assert "@media print" in html
    for words in ("<dt>Name</dt>", "<dt>Signature</dt>", "[[signoffs]]", "<svg"):
        assert words in html


@pytest.mark.parametrize("key", ["tip/sunscreen", "claim/dairy", "flag/cellulitis", "food/oats"])
def test_every_line_of_the_page_has_a_name(tmp_path, key) -> None:
    path = tmp_path / "sheet.html"
    said(key, html=path)
    page = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    lines = page.findall(".//dl/div")
    assert lines
    assert all(line.find("dt") is not None and line.find("dt").text for line in lines)


def test_a_page_of_the_list_is_not_made(tmp_path) -> None:
    with pytest.raises(CommandError, match="--html needs the id"):
        said(html=tmp_path / "all.html")


@pytest.mark.slow
def test_where_the_tests_are_not_it_prints_the_rest(tmp_path) -> None:
    # As deployed: the folders that the Dockerfile copies.
    root = Path(review.__file__).resolve().parents[3]
    for name in ("gutskin", "habits", "templates", "static"):
        (tmp_path / name).symlink_to(root / name)
    shutil.copy(root / "manage.py", tmp_path)
    run = subprocess.run(
        [root / ".venv/bin/python", "manage.py", "review", "sunscreen", "--skip-checks"],
        cwd=tmp_path,
        env={"LOCAL_HTTP": "1", "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "WHAT IT RESTS ON" in run.stdout
    assert "AGREED CASES" not in run.stdout
