"""The content, read once in each process."""

from functools import cache

from .engine.content import Content, load


@cache
def content() -> Content:
    """All content. Raises ContentError when a file has a fault."""
    return load()
