"""While someone works on the app, an edit shows on reload: in DEBUG nothing is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.server import free_port, wait_for
from tests.operations.copies import copied_app

pytestmark = pytest.mark.slow

# An edit, and a page that shows what was edited: content, a form, a page and the parts of pages
# that are the same for everyone.
EDITS = {
    "a tip in the library": ("habits/content/tips/food.toml", "/tips/"),
    "a question": ("habits/content/questionnaire.toml", "/check/you/"),
    "a red flag": ("habits/content/red_flags.toml", "/help/"),
    "an option of a form": ("templates/crispy/options.html", "/check/you/"),
    "the whole of a form": ("templates/crispy/whole_uni_form.html", "/check/you/"),
    "a page": ("templates/habits/pages/about.html", "/about/"),
    "a page of the library": ("templates/habits/library/tips.html", "/tips/"),
    "the head of every page": ("templates/habits/site/_brand.html", "/about/"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The app in a place of its own, where it can be edited."""
    return copied_app(tmp_path_factory.mktemp("copy"))


@pytest.fixture(scope="module")
def address(copy) -> Iterator[str]:
    """The copy as it is served to whoever works on it, and never started anew."""
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    env |= {"DEBUG": "1", "LOCAL_HTTP": "1", "DATABASE_URL": f"sqlite:///{copy}/test.sqlite3"}
    env |= {"SECRET_KEY": "abcdefghij" * 5, "SERVER_KEYS": f"1:{'A' * 43}="}
    place = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", place]
    server = subprocess.Popen(
        command, cwd=copy, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://{place}/healthz", server)
        yield f"http://{place}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def asked(address: str) -> str:
    return urlopen(address, timeout=20).read().decode()  # noqa: S310  our own server


def test_an_edit_shows_on_reload(copy, address) -> None:
    def shown(page: str) -> bool:
        return "Edited" in asked(address + page)

    # Asked twice, so that whatever is kept is kept.
    assert not any(shown(page) for page in [*{page for _, page in EDITS.values()}] * 2)
    wrong = []
    for name, (file, page) in EDITS.items():
        path = copy / file
        before = path.read_text(encoding="utf-8")
        path.write_text(edited(before, path), encoding="utf-8")
        there = shown(page)
        path.write_text(before, encoding="utf-8")
        if not there or shown(page):
            wrong.append(name)
    assert wrong == []


def edited(text: str, path: Path) -> str:
    """With another word in its first title or question, or behind its first tag."""
    if path.suffix == ".toml":
        key = "text" if path.name == "questionnaire.toml" else "title"
        before, found, after = text.partition(f'\n{key} = "')
        assert found
        return f"{before}{found}Edited {after}"
    mark = "{% block main %}" if "{% block main %}" in text else "{% block library %}"
    return text.replace(mark, f"{mark}Edited", 1) if mark in text else f"Edited{text}"
