"""The project's settings with one more address: a bare view to measure the others against."""

from gutskin.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench_urls"
