"""What every test shares."""

from __future__ import annotations

import os

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings

from habits.engine.content import Content, load

# `ci` is what `make test` and CI run; `dev` is quick, for work on the code.
hypothesis_settings.register_profile(
    "ci", max_examples=20_000, deadline=None, derandomize=True, database=None
)
hypothesis_settings.register_profile(
    "dev", max_examples=500, deadline=None, derandomize=True, database=None
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def content() -> Content:
    return load()


@pytest.fixture
def client() -> Client:
    # Errors answer with the page a reader would see, instead of raising in the test.
    return Client(raise_request_exception=False)
