"""The scripts that a page loads, and the fingerprints that browsers hold them against."""

from __future__ import annotations

import base64
import hashlib
import re


def scripts_of(html: str) -> list[tuple[str, str]]:
    """Address and fingerprint of each script that a page loads; "" where it names none."""
    tags = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", html)
    return [(value(tag, "src"), value(tag, "integrity")) for tag in tags]


def value(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


def fingerprint_of(data: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()
