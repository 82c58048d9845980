"""What this machine keeps is closed to its other users, also where it was open before."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from .database import database_file

OTHERS = 0o077


def database_files() -> list[Path]:
    """SQLite's file, and what it keeps beside it; none for a database that is no file of ours."""
    name = database_file()
    return [Path(name + end) for end in ("", "-wal", "-shm", "-journal")] if name else []


def kept_here() -> list[Path]:
    """Files that only we may read, and our own folder when they are in it. Of other folders we do
    not know what else they are for."""
    keys = [settings.LOCAL_DIR / name for name in ("secret_key", "server_keys")]
    files = [file for file in (*keys, *database_files()) if file.exists()]
    folders = {file.parent for file in files} & {settings.LOCAL_DIR}
    return [*folders, *files]


def close(places: Iterable[Path]) -> list[str]:
    """Take away what others may do with these folders and files.

    Returns a sentence for each that stays open: it is somebody else's, or its disk cannot do it.
    """
    told = []
    for place in places:
        mode = place.stat().st_mode
        if not mode & OTHERS:
            continue
        try:
            place.chmod(mode & 0o7777 & ~OTHERS)
        except OSError:
            told.append(f"Other users of this machine can read {place}, and we cannot close it.")
    return told


def make_closed(file: Path) -> None:
    """An empty file, where there is none. SQLite gives its other files the mode of this one."""
    if file.parent == settings.LOCAL_DIR:
        file.parent.mkdir(mode=0o700, exist_ok=True)
    if file.parent.is_dir() and not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
