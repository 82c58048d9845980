"""Makes the secrets of this machine, where there are none, for `make run`; settings.py reads them.

python -m gutskin.local_secrets
"""

from __future__ import annotations

import base64
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

# Everything this machine makes and keeps: its secrets, SQLite's file, collected static files.
LOCAL_DIR = Path(__file__).resolve().parent.parent / ".local"


def new_secret_key() -> str:
    return secrets.token_urlsafe(50)


def new_server_keys() -> str:
    """32 random bytes as key 1, in the form that SERVER_KEYS has."""
    return "1:" + base64.b64encode(os.urandom(32)).decode()


def make_secrets(folder: Path = LOCAL_DIR) -> None:
    """Once, so that what they sealed outlives a restart. Raises OSError."""
    folder.mkdir(mode=0o700, exist_ok=True)
    make(folder / "secret_key", new_secret_key())
    make(folder / "server_keys", new_server_keys())


def make(path: Path, value: str) -> None:
    """A file for us alone. Of several processes that come at once, one makes it, whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


if __name__ == "__main__":
    try:
        make_secrets()
    except OSError as error:
        sys.exit(f"{LOCAL_DIR} cannot be written to keep secrets there: {error.strerror}.")
