"""The content, read once in each process."""

from functools import cache
from threading import Lock

from .content import Content
from .loading import load

reading = Lock()


def get_content() -> Content:
    """All content. Raises ContentError when a file has a fault."""
    # One thread at a time: msgspec crashes when two make the same class for the first time.
    if not read.cache_info().currsize:
        with reading:
            return read()
    return read()


@cache
def read() -> Content:
    return load()
