"""The project's settings with one more address: a bare view to measure the others against."""

import os

from gutskin.settings import *  # noqa: F403

ROOT_URLCONF = "tests.harness.bench_urls"
# Django alone, to see what our middleware costs.
if os.environ.get("BENCH_PLAIN"):
    MIDDLEWARE = []
