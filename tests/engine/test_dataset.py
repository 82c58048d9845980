"""The content as data: the same bytes everywhere, sound by its schema, whole, marked if changed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace

import jsonschema
import msgspec
import pytest

from habits.engine import dataset


@pytest.fixture(scope="module")
def made(content) -> dict[str, bytes]:
    return dataset.files(content)


@pytest.fixture(scope="module")
def data(made) -> dict:
    return json.loads(made["content.json"])


@pytest.fixture(scope="module")
def validator(made) -> jsonschema.Draft202012Validator:
    schema = json.loads(made["content.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_the_data_is_sound_by_its_schema(validator, data) -> None:
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("version"),
        lambda data: data["content"].pop("tips"),
        lambda data: data["content"]["tips"][0].pop("title"),
        lambda data: data["content"]["tips"][0].update(title=1),
        lambda data: data["content"]["tips"][0].update(tilte="A slip"),
        lambda data: data["content"]["claims"][0].update(verdict="proven"),
        lambda data: data["content"]["changes"]["changes"][0].update(day="yesterday"),
    ],
)
def test_the_schema_finds_what_is_not_sound(validator, made, spoil) -> None:
    data = json.loads(made["content.json"])
    spoil(data)
    assert list(validator.iter_errors(data))


def test_it_holds_everything_that_the_content_holds(content, data) -> None:
    held = msgspec.convert(data["content"], type(content))
    for name in type(content).__dataclass_fields__:
        ours, theirs = getattr(content, name), getattr(held, name)
        assert msgspec.to_builtins(ours, order="sorted") == msgspec.to_builtins(
            theirs, order="sorted"
        )
    assert len(data["content"]["tips"]) == len(content.tips)


def test_its_hash_is_that_of_the_content_in_the_form_that_is_told(data) -> None:
    told = json.dumps(
        data["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert data["sha256"] == hashlib.sha256(told).hexdigest()
    newest = data["content"]["changes"]["changes"][0]["day"]
    assert data["version"] == f"{newest}.{data['sha256'][:8]}"


def test_the_sums_are_those_of_the_files_as_sha256sum_checks_them(made, tmp_path) -> None:
    for name, body in made.items():
        (tmp_path / name).write_bytes(body)
    check = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    spoilt = made["content.json"].replace(b"sunscreen", b"sunscream", 1)
    (tmp_path / "content.json").write_bytes(spoilt)
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(made, seed) -> None:
    # Sets stand in another order there.
    program = (
        "import sys; from habits.engine import dataset, loading\n"
        "sys.stdout.buffer.write(dataset.files(loading.load())['content.json'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert run.stdout == made["content.json"]


def test_what_was_worked_out_from_the_content_is_not_in_it(content, made) -> None:
    used = replace(content)
    assert used.reads
    assert used.fingerprints
    assert dataset.files(used) == made


def test_a_changed_word_is_another_version(content, made, data) -> None:
    tip = msgspec.structs.replace(content.tips[0], title="Something else")
    after = json.loads(dataset.data(replace(content, tips=(tip, *content.tips[1:]))))
    assert after["sha256"] != data["sha256"]
    assert after["version"] != data["version"]
