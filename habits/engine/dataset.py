"""All content as one file for others to use, the JSON Schema of it, and the hashes of both.

The same content makes the same bytes, on every machine: JSON in UTF-8, keys and sets sorted, no
space between, one line. `sha256` is the hash of `content` alone in that form, so that who has the
file can tell that nobody changed it:

    json.dumps(data["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from .content import Content
from .schema import Table

DATA, SCHEMA, SUMS = "content.json", "content.schema.json", "SHA256SUMS"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Dataset(Table, frozen=True, kw_only=True):
    # The schema, beside it.
    schema: str = msgspec.field(name="$schema")
    # The day of the newest change, and the beginning of the hash.
    version: str
    sha256: str
    content: Content


def files(content: Content) -> dict[str, bytes]:
    """Each file by its name."""
    made = {DATA: data(content), SCHEMA: schema()}
    return made | {SUMS: checksums(made)}


def data(content: Content) -> bytes:
    held = content_fields(content)
    digest = digest_of(held)
    made = {
        "$schema": SCHEMA,
        "version": version(content, digest),
        "sha256": digest,
        "content": held,
    }
    return encoded(made) + b"\n"


def content_fields(content: Content) -> dict[str, Any]:
    """What was read, without what was worked out from it."""
    return {name: getattr(content, name) for name in Content.__dataclass_fields__}


def digest_of(held: dict[str, Any]) -> str:
    return hashlib.sha256(encoded(held)).hexdigest()


def version(content: Content, digest: str) -> str:
    return f"{content.changes.newest}.{digest[:8]}"


def schema() -> bytes:
    """Made from the classes that content is read into, so the two cannot differ."""
    made = {"$schema": DRAFT, "title": "What Thread says", **msgspec.json.schema(Dataset)}
    return msgspec.json.format(encoded(made), indent=1) + b"\n"


def checksums(made: dict[str, bytes]) -> bytes:
    """As `sha256sum --check` reads it."""
    lines = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in made.items())
    return "".join(lines).encode()


def encoded(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")
