"""What is kept on this machine is closed to its other users, however it came to be there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as project

from habits.store import file_modes, saved_results, sealing
from habits.store.saved_results import Record
from tests.database import on_a_file
from tests.people import ECZEMA

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """As most machines have it: what is made can be read by everyone."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(place: Path) -> int:
    return place.stat().st_mode & 0o777


def keep() -> None:
    record = Record(ECZEMA, date.today())
    saved_results.save_result(project.SERVER_KEYS, sealing.new_secret(), record, date.today())


@pytest.mark.django_db
def test_the_files_of_a_new_database_are_closed(tmp_path) -> None:
    with on_a_file(tmp_path / "results.sqlite3"):
        keep()
        files = [file for file in file_modes.database_files() if file.exists()]
        assert len(files) == 3
        assert {mode(file) for file in files} == {0o600}


@pytest.mark.django_db
def test_a_folder_and_files_that_were_open_are_closed_at_the_start(tmp_path, settings) -> None:
    settings.LOCAL_DIR = tmp_path / "local"
    settings.LOCAL_DIR.mkdir(mode=0o755)
    key, other = settings.LOCAL_DIR / "secret_key", tmp_path / "other"
    key.write_text("x")
    other.write_text("not ours")
    with on_a_file(settings.LOCAL_DIR / "results.sqlite3") as path:
        keep()
        files = [Path(f"{path}{end}") for end in ("", "-wal", "-shm")]
        for file in files:
            file.chmod(0o644)
        assert file_modes.close(file_modes.kept_here()) == []
        assert {mode(file) for file in (key, *files)} == {0o600}
    assert mode(settings.LOCAL_DIR) == 0o700
    assert (mode(tmp_path), mode(other)) == (0o700, 0o644)


def test_a_folder_of_others_is_left_as_it_is(tmp_path, settings, db) -> None:
    tmp_path.chmod(0o755)
    with on_a_file(tmp_path / "results.sqlite3") as path:
        path.chmod(0o664)
        file_modes.close(file_modes.kept_here())
        assert (mode(path), mode(tmp_path)) == (0o600, 0o755)


def test_what_cannot_be_closed_is_told(tmp_path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    file = tmp_path / "key"
    file.touch(0o644)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert file_modes.close([file]) == [
        f"Other users of this machine can read {file}, and we cannot close it."
    ]


def test_a_server_that_starts_closes_what_was_open(tmp_path) -> None:
    file = tmp_path / "results.sqlite3"
    tmp_path.chmod(0o755)
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOCAL_HTTP": "1",
        "DATABASE_URL": f"sqlite:///{file}",
    }
    migrate = ["manage.py", "migrate", "--skip-checks"]
    for command in (migrate, ["-c", "import gutskin.wsgi"]):
        subprocess.run([sys.executable, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        assert mode(file) == 0o600, command
        file.chmod(0o644)
