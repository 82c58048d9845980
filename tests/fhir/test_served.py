"""What programs fetch from us: the right type, kept by caches, and no question to the database."""

from __future__ import annotations

import gzip
import json

import pytest
from django.test import Client

from habits.fhir.names import canonical, path_of
from habits.fhir.views import RESOURCES, addresses

R4, R5 = addresses()[: len(RESOURCES)], addresses()[len(RESOURCES) :]


@pytest.mark.parametrize("address", R4 + R5)
def test_a_resource_is_open_to_all_and_to_caches(address) -> None:
    # No database mark: a question to it would fail here.
    answer = Client().get(address)
    release = "5.0" if address in R5 else "4.0"
    assert answer.headers["Content-Type"] == f"application/fhir+json; fhirVersion={release}"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    kind, name = address.split("/")[-2:]
    data = json.loads(answer.content)
    assert (data["resourceType"], data["id"]) == (kind, name)
    again = Client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    packed = Client().get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == answer.content


@pytest.mark.parametrize("kind", ["Questionnaire", "CodeSystem"])
def test_the_canonical_address_leads_to_the_resource(kind, settings) -> None:
    data = json.loads(Client().get(path_of(kind)).content)
    assert data["url"] == canonical(kind) == settings.SITE_ADDRESS + path_of(kind)


def test_the_host_of_a_request_changes_nothing() -> None:
    answers = {Client(headers={"Host": h}).get(R4[0]).content for h in ("localhost", "127.0.0.1")}
    assert len(answers) == 1


@pytest.mark.parametrize(
    "address", ["Questionnaire/other", "Patient/skin-and-gut", "r4/Questionnaire/skin-and-gut"]
)
def test_nothing_else_is_there(address) -> None:
    assert Client().get(f"/fhir/{address}").status_code == 404


@pytest.mark.parametrize("search", ["Questionnaire", "Questionnaire?url=x", "metadata"])
def test_there_is_no_search(search) -> None:
    assert Client().get(f"/fhir/{search}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method) -> None:
    answer = getattr(Client(), method)(R4[0])
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
