"""`manage.py doctor` finds what is wrong and says it in plain words."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from habits.management.commands import doctor
from habits.models import Sealed
from habits.store import key_check
from habits.store.sealing import parse_keys
from tests.database import fill, on_a_file

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def sound(settings, tmp_path, capsys, monkeypatch):
    """An installation with nothing wrong; gives what the doctor says and how it ends."""
    tmp_path.chmod(0o755)
    settings.LOCAL_HTTP = settings.DEBUG = False
    settings.GENERATED_SECRETS = []
    settings.BEHIND_PROXY = True
    settings.ALLOWED_HOSTS = ["thread.example"]
    settings.LOCAL_DIR = tmp_path
    fill(monkeypatch, 0.5)
    key_check.check(settings.SERVER_KEYS)

    def ask() -> tuple[int, str]:
        try:
            call_command("doctor")
        except SystemExit as end:
            return end.code, capsys.readouterr().err
        out = capsys.readouterr()
        assert out.out.endswith("All is well.\n")
        return 0, out.err

    return ask


@pytest.mark.database
def test_nothing_is_found_where_nothing_is_wrong(sound) -> None:
    assert sound() == (0, "")


SETTINGS = {
    "DEBUG": (True, "DEBUG is on."),
    "LOCAL_HTTP": (True, "LOCAL_HTTP is on"),
    "GENERATED_SECRETS": (["SERVER_KEYS"], "SERVER_KEYS is not set."),
    "ALLOWED_HOSTS": (["localhost"], "ALLOWED_HOSTS names only this machine."),
    "BEHIND_PROXY": (False, "BEHIND_PROXY is off"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_not_for_readers_is_told(sound, settings, name) -> None:
    value, sentence = SETTINGS[name]
    setattr(settings, name, value)
    code, told = sound()
    assert code == 1
    assert told.startswith(sentence)
    assert told.count("\n") == 1


def test_a_key_file_that_others_can_read_is_told(sound, tmp_path, monkeypatch) -> None:
    file = tmp_path / "keys"
    file.write_text("secret words")
    file.chmod(0o640)
    monkeypatch.setenv("SERVER_KEYS_FILE", str(file))
    code, told = sound()
    assert code == 1
    assert told == f"Other users of this machine can read {file}. Run: chmod go= {file}\n"
    file.chmod(0o400)
    assert sound() == (0, "")


@pytest.mark.database
def test_a_wrong_key_is_told(sound, settings) -> None:
    settings.SERVER_KEYS = parse_keys("1:" + base64.b64encode(bytes(range(32))).decode())
    assert sound() == (1, "Server key 1 is not the one that sealed the results.\n")


def test_a_full_disk_is_told(sound, monkeypatch) -> None:
    fill(monkeypatch, 0.95)
    code, told = sound()
    assert code == 1
    assert "is 95% full. Make room." in told


def test_a_disk_that_takes_nothing_new_is_told(sound, settings, monkeypatch, tmp_path) -> None:
    settings.DISK_FULL_PERCENT = 80
    folder = tmp_path / "database"
    folder.mkdir(mode=0o700)
    with on_a_file(folder / "results.sqlite3"):
        key_check.check(settings.SERVER_KEYS)
        for full in (0.5, 0.80):
            fill(monkeypatch, full)
            assert sound() == (0, "")
        fill(monkeypatch, 0.85)
        sentence = f"The disk of {folder} is 85% full, and nothing new is kept. Make room.\n"
        assert sound() == (1, sentence)
        settings.DISK_FULL_PERCENT = 0
        assert sound() == (0, "")


def test_how_full_the_disk_is_and_how_much_is_kept_are_told(
    sound, settings, monkeypatch, tmp_path
) -> None:
    settings.DISK_FULL_PERCENT, settings.NEW_ROWS_A_DAY = 90, 20_000
    assert list(doctor.notes())[-1] == (
        "Note: each worker keeps 20,000 new results and lists a day, and no more."
    )
    settings.NEW_ROWS_A_DAY = 0
    with on_a_file(tmp_path / "results.sqlite3"):
        fill(monkeypatch, 0.42)
        told = "Note: the disk of the database is 42% full."
        assert list(doctor.notes())[-1] == f"{told} Above 90%, nothing new is kept."
        settings.DISK_FULL_PERCENT = 0
        assert list(doctor.notes())[-1] == f"{told} New results fill it to the end."


class Tomorrow(date):
    @classmethod
    def today(cls) -> date:
        return date(2031, 1, 1)


class Yesterday(date):
    @classmethod
    def today(cls) -> date:
        return date(2001, 1, 1)


def test_overdue_reviews_are_told(sound, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "date", Tomorrow)
    code, told = sound()
    assert code == 1
    assert "reviews are overdue, the first: " in told


def test_a_clock_that_stands_before_the_content_is_told(sound, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "date", Yesterday)
    code, told = sound()
    assert code == 1
    assert told.startswith("The clock says 2001-01-01, before")


def test_static_files_that_are_not_collected_are_told(sound, monkeypatch) -> None:
    monkeypatch.setattr(doctor.staticfiles_storage, "hashed_files", {}, raising=False)
    code, told = sound()
    assert code == 1
    assert told.endswith("static files are not collected. Run: manage.py collectstatic\n")


@pytest.mark.database
def test_a_database_older_than_the_code_is_told(sound, monkeypatch) -> None:
    monkeypatch.setattr(doctor.MigrationExecutor, "migration_plan", lambda *args: ["one"])
    assert sound() == (1, "The database is older than the code. Run: manage.py migrate\n")


@pytest.mark.database
def test_a_database_that_is_away_is_told_once(sound, monkeypatch) -> None:
    def away() -> None:
        raise DatabaseError("secret words")

    monkeypatch.setattr(doctor, "migrations", away)
    code, told = sound()
    assert code == 1
    assert told == "The database does not answer as it should (DatabaseError). Is it up?\n"


@pytest.mark.database
def test_a_database_that_could_lose_results_is_told(sound) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete=OFF")
        else:
            cursor.execute("SET synchronous_commit=off")
    try:
        code, told = sound()
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA secure_delete=ON")
    assert code == 1
    assert "saved results are at risk" in told


@pytest.mark.database
def test_a_purge_that_does_not_run_is_told(sound) -> None:
    Sealed.objects.create(locator=b"x" * 32, blob=b"\x01\x01", expires_on=TODAY - timedelta(days=5))
    Sealed.objects.create(locator=b"y" * 32, blob=b"\x01\x01", expires_on=TODAY - timedelta(days=3))
    code, told = sound()
    assert code == 1
    assert told.startswith("1 results are past their day.")


@pytest.mark.database
def test_clocks_that_differ_are_told(sound, monkeypatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no clock of its own")

    class Late(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime.now(UTC) + timedelta(minutes=5)

    monkeypatch.setattr(doctor, "datetime", Late)
    code, told = sound()
    assert code == 1
    assert "The clocks here and in the database differ by 300 seconds." in told
