"""Fragments of HTML that are the same for everyone, rendered once and kept, with placeholders.

For what a page holds many of: the options of a question, the tips of a result. What differs from
person to person, a few words and marks, is put in anew each time and kept nowhere. A placeholder
stands only where a template writes a variable out, never where it decides by one: each way of
deciding is compiled by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

# Never part of our content: TOML forbids it, and so does HTML.
DELIMITER = "\0"
# Far more than come up; what people choose cannot fill the memory.
MOST = 5_000


def placeholder(name: str) -> SafeString:
    """What stands for a value of this name until CompiledHtml.render()."""
    return mark_safe(f"{DELIMITER}{name}{DELIMITER}")  # noqa: S308  a name of our own


class CompiledHtml:
    """HTML cut at its placeholders."""

    def __init__(self, html: str) -> None:
        parts = html.split(DELIMITER)
        self.text = parts[0::2]
        self.names = parts[1::2]

    def render(self, values: Mapping[str, str]) -> SafeString:
        """With `values` for the placeholders, escaped unless marked safe. KeyError: no value."""
        parts = [self.text[0]]
        for name, text in zip(self.names, self.text[1:], strict=True):
            value = values[name]
            # Most are safe, and seen to be so at a tenth of what conditional_escape() takes.
            parts += value if type(value) is SafeString else conditional_escape(value), text
        return mark_safe("".join(parts))  # noqa: S308  rendered by templates, values escaped


@lru_cache(maxsize=MOST)
def compile_fragment(template: str, *names: str, **context: object) -> CompiledHtml:
    """The template with a context that is the same for everyone, and placeholders of these names.

    The context is hashable, and never a person's own words or code: it is kept.
    """
    placeholders = {name: placeholder(name) for name in names}
    return CompiledHtml(render_to_string(template, context | placeholders))


def render_fragment(template: str, **context: object) -> SafeString:
    """A fragment without a placeholder."""
    return compile_fragment(template, **context).render({})
