"""The project's settings with two switches that the fault tests need."""

import os

from gutskin.settings import *  # noqa: F403
from gutskin.settings import DATABASES

# Collected apart from what `make run` collects.
STATIC_ROOT = os.environ["FAULTS_STATIC"]
# The negative control of the power cuts: a setting that is known to lose what was acknowledged.
if weaker := os.environ.get("FAULTS_SYNCHRONOUS"):
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace(
        "synchronous=FULL", f"synchronous={weaker}"
    )
