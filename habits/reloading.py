"""For work on the app: a change of content or of a page starts the server anew, as code does.

Django watches Python alone, and reads a changed template without a new start; ours are kept.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.autoreload import BaseReloader, autoreload_started, file_changed, trigger_reload

from .engine.loading import FOLDER

WATCHED = ((FOLDER, "**/*.toml"), (settings.BASE_DIR / "templates", "**/*"))


def watch(sender: BaseReloader, **kwargs: object) -> None:
    for folder, pattern in WATCHED:
        sender.watch_dir(folder, pattern)


def start_anew(sender: object, file_path: Path, **kwargs: object) -> None:
    if any(folder in file_path.parents for folder, _ in WATCHED):
        trigger_reload(file_path)


def connect() -> None:
    autoreload_started.connect(watch, dispatch_uid="watch")
    file_changed.connect(start_anew, dispatch_uid="start anew")
