"""What others may take: the same bytes as the command makes, with the licence beside."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from html import unescape

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command

FILES = {
    "content.json": "application/json",
    "content.schema.json": "application/schema+json",
    "SHA256SUMS": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_served_is_what_the_command_makes_byte_for_byte(client, tmp_path, name) -> None:
    call_command("data", tmp_path / "new", stdout=io.StringIO())
    served = client.get(f"/data/{name}")
    assert served.status_code == 200
    assert served["Content-Type"] == FILES[name]
    assert served.content == (tmp_path / "new" / name).read_bytes()


def test_what_is_served_is_sound_by_the_schema_that_is_served(client) -> None:
    schema = client.get("/data/content.schema.json").json()
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    validator.check_schema(schema)
    data = client.get("/data/content.json").json()
    validator.validate(data)
    assert data["$schema"] == "content.schema.json"
    assert data["content"]["licence"]["spdx"] == "CC-BY-4.0"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_kept_by_caches_and_sent_once(client, name) -> None:
    address = f"/data/{name}"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == first.content
    assert packed["ETag"] != first["ETag"]


@pytest.mark.parametrize("name", [*FILES, ""])
def test_nothing_there_can_be_written(client, name) -> None:
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(f"/data/{name}").status_code == 405


def test_no_other_file_is_there(client) -> None:
    for name in ("content", "content.toml", "signoffs.toml", "..%2fmanage.py", "sha256sums"):
        assert client.get(f"/data/{name}").status_code == 404


def test_the_page_says_what_can_be_taken_and_on_what_terms(client, content) -> None:
    html = unescape(client.get("/data/").content.decode())
    licence = content.licence
    assert f"{licence.name} ({licence.spdx})" in html
    assert f'href="{licence.url}"' in html
    for words in (licence.attribution, licence.covers, licence.excludes):
        assert words in html
    data = client.get("/data/content.json").content
    assert json.loads(data)["version"] in html
    for name in FILES:
        assert f'href="/data/{name}"' in html
    for name in ("content.json", "content.schema.json"):
        body = client.get(f"/data/{name}").content
        assert hashlib.sha256(body).hexdigest() in html.replace("<wbr>", "")


def test_the_page_leads_to_the_questions_for_health_apps(client) -> None:
    html = client.get("/data/").content.decode()
    for address in re.findall(r'href="(/fhir/[^"]+)"', html):
        found = client.get(address)
        assert found.headers["Content-Type"].startswith("application/fhir+json")
        assert found.json()["resourceType"] == "Questionnaire"
    assert html.count('href="/fhir/') == 2


def test_the_licence_of_the_words_is_told_beside_that_of_the_programs(content) -> None:
    told = (settings.BASE_DIR / "LICENSE-CONTENT").read_text(encoding="utf-8")
    for words in (content.licence.name, content.licence.url, content.licence.attribution):
        assert words in told
