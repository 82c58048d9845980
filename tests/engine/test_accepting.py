"""`manage.py cases` tells what differs from what was agreed, and accepts it when asked."""

import re
import shutil

import pytest
from django.core.management import CommandError, call_command

from tests import cases


@pytest.fixture
def folder(tmp_path, monkeypatch):
    copy = tmp_path / "cases"
    shutil.copytree(cases.FOLDER, copy)
    monkeypatch.setattr(cases, "FOLDER", copy)
    return copy


def texts(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")}


def test_nothing_is_written_when_all_is_as_agreed(folder) -> None:
    before = texts(folder)
    call_command("cases", write=True)
    assert texts(folder) == before


def test_what_differs_is_named_and_nothing_written(folder, capsys) -> None:
    file = folder / "edges.toml"
    agreed = file.read_text()
    at = agreed.index('"sleep", ')
    file.write_text(agreed[:at] + agreed[at:].replace('"sleep", ', "", 1))
    changed = re.findall(r'(?m)^name = "(.+)"$', agreed[:at])[-1]
    before = texts(folder)
    with pytest.raises(CommandError, match="1 differ"):
        call_command("cases")
    assert capsys.readouterr().out == f"edges.toml: {changed}\n  tips: now also sleep\n"
    assert texts(folder) == before


def test_writing_puts_back_every_result_and_leaves_the_rest_alone(folder) -> None:
    before = texts(folder)
    for name, text in before.items():
        # Every result gone, whatever stands behind it kept.
        without = re.sub(r"(?m)^\[cases\.result\]\n(?:.+\n)*\n?", "", text)
        assert "[cases.result]" not in without
        (folder / name).write_text(without, encoding="utf-8")
    call_command("cases", write=True)
    assert texts(folder) == before
