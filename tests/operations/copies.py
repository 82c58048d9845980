"""A copy of the app in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings


def copied_app(folder: Path) -> Path:
    for name in ("gutskin", "habits", "templates", "static"):
        shutil.copytree(settings.BASE_DIR / name, folder / name)
    shutil.copy(settings.BASE_DIR / "manage.py", folder)
    return folder
