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
        if record.exc_info and record.exc_info[0]:
            parts.append(record.exc_info[0].__name__)
            frames = traceback.extract_tb(record.exc_info[2])[-4:]
            parts += [f"{PurePath(f.filename).name}:{f.lineno}:{f.name}" for f in frames]
        return " ".join(parts)
