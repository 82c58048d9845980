"""The project's settings for tests: plain http as `make run` serves it, files without hashes."""

import os

os.environ.setdefault("LOCAL_HTTP", "1")
# However full the disk of this machine is; what is said about that has tests of its own.
os.environ.setdefault("DISK_FULL_PERCENT", "0")

from gutskin.settings import *  # noqa: F403

# Hashed names need `collectstatic` first.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# whitenoise warns of a folder that only `collectstatic` makes.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
