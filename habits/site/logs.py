"""Log lines that cannot hold an answer."""

import logging
import traceback
from pathlib import PurePath


class BareFormatter(logging.Formatter):
    """Time, level, logger, status and where it broke; never a message, path, header or value."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [self.formatTime(record), record.levelname, record.name]
        if status := getattr(record, "status_code", None):
            parts.append(f"status={status}")
        return " ".join([*parts, *where(record)])


def where(record: logging.LogRecord) -> list[str]:
    """The class of the exception and where it came from; nothing for a record of none."""
    if not record.exc_info or not record.exc_info[0]:
        return []
    frames = traceback.extract_tb(record.exc_info[2])[-4:]
    places = [f"{PurePath(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in frames]
    return [record.exc_info[0].__name__, *places]


def without_request(record: logging.LogRecord) -> bool:
    """A filter for gunicorn, which names the address of a request that broke, search words and all,
    as when a worker takes too long. What it says of its workers stays."""
    if found := where(record):
        record.msg, record.args = " ".join(["It broke off:", *found]), ()
        record.exc_info = record.exc_text = None
    return True
