"""Answers go out as a file and come in again, in a browser, with scripts and without."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from habits.engine.loaded import get_content
from habits.fhir.response import response
from habits.fhir.views import compact
from tests.people import ECZEMA

pytestmark = pytest.mark.browser

DATA = response(get_content(), ECZEMA, date(2026, 11, 26))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my-notes.fhir.json"
    path.write_bytes(compact(DATA))
    return path


def test_a_file_is_uploaded_checked_shown_and_downloaded_again(watched, file) -> None:
    page = watched.page
    page.goto("/results/")
    page.get_by_role("link", name="Bring answers from a file").click()
    page.get_by_label("File, at most").set_input_files(file)
    page.get_by_role("button", name="Bring the answers").click()
    page.get_by_role("heading", name="Check your answers").wait_for()
    page.get_by_role("button", name="Show my tips").click()
    page.get_by_role("heading", name="Your tips").wait_for()
    page.get_by_text("More", exact=True).click()
    with page.expect_download() as started:
        page.get_by_role("link", name="For a health app").click()
    again = Path(started.value.path()).read_bytes()
    today = f'"authored":"{date.today().isoformat()}"'
    assert again.decode().strip().replace(today, '"authored":"2026-11-26"') == file.read_text()
    assert watched.complaints == []
    assert watched.outside == []


def test_a_text_is_pasted_and_what_does_not_fit_is_asked_about(watched, file) -> None:
    page = watched.page
    page.goto("/check/import/")
    page.get_by_label("Or paste its text").fill("hello")
    page.get_by_role("button", name="Bring the answers").click()
    page.get_by_text("The file is not JSON").wait_for()
    assert page.evaluate("document.activeElement.className") == "problems"
    text = file.read_text().replace("poo_form.hard", "poo_form.green")
    page.get_by_label("Or paste its text").fill(text)
    page.get_by_role("button", name="Bring the answers").click()
    page.get_by_text("“What your poo is like” has an answer that is not ours").wait_for()
    page.get_by_role("button", name="Go on with the other answers").click()
    page.get_by_role("heading", name="Your gut in the last 7 days").wait_for()
    # Back asks for nothing to be sent again.
    page.go_back()
    page.get_by_role("heading", name="Bring answers from a file").wait_for()
    assert watched.complaints == []


def test_a_file_that_is_far_too_large_is_told(watched, tmp_path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b"x" * 5_000_000)
    page = watched.page
    page.goto("/check/import/")
    page.get_by_label("File, at most").set_input_files(large)
    page.get_by_role("button", name="Bring the answers").click()
    page.get_by_role("heading", name="That was too much at once").wait_for()
