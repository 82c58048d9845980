"""The score that Mozilla's HTTP Observatory gives to one response, by its published rules.

Ported because the scanner itself is a Node program that looks at one page over the internet, and we
want every response of ours judged in every run of the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http.cookies import Morsel, SimpleCookie
from typing import NamedTuple

HALF_A_YEAR = 15_768_000
GOOD_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


class Answer(NamedTuple):
    """headers: lower-case names; cookies: each Set-Cookie header; http: where http:// leads."""

    headers: Mapping[str, str]
    cookies: list[str]
    body: str
    http: str


def score(answer: Answer) -> tuple[int, dict[str, int]]:
    """The score and what each of the twelve tests gave. Bonuses count from 90 on."""
    given = {test.__name__: test(answer) for test in TESTS}
    losses = 100 + sum(points for points in given.values() if points < 0)
    bonuses = sum(points for points in given.values() if points > 0)
    return max(0, losses + bonuses if losses >= 90 else losses), given


def grade(score: int) -> str:
    steps = {100: "A+", 90: "A", 85: "A-", 80: "B+", 70: "B", 65: "B-", 60: "C+", 50: "C", 45: "C-"}
    return next((letter for least, letter in steps.items() if score >= least), "D or worse")


def content_security_policy(answer: Answer) -> int:
    text = answer.headers.get("content-security-policy")
    if not text:
        return -25
    policy = {words[0]: set(words[1:]) for part in text.split(";") if (words := part.split())}
    default = policy.get("default-src", {"*"})
    scripts = policy.get("script-src", default)
    loose = {"'unsafe-inline'", "data:", "https:", "*"}
    if scripts & loose or policy.get("object-src", default) & (loose - {"'unsafe-inline'"}):
        return -20
    if any(source.startswith("http:") for sources in policy.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in policy.get("style-src", default):
        return 0
    return 10 if default == {"'none'"} else 5


def cookies(answer: Answer) -> int:
    found = [morsel for text in answer.cookies for morsel in SimpleCookie(text).values()]
    strict = "strict-transport-security" in answer.headers
    return min((cookie(morsel, strict) for morsel in found), default=0)


def cookie(morsel: Morsel[str], strict: bool) -> int:
    session = re.search("sess|login|key|token", morsel.key, re.IGNORECASE)
    if session and not morsel["httponly"]:
        return -30
    if not morsel["secure"]:
        return -40 if session else -5 if strict else -20
    if not morsel["samesite"]:
        return -20 if "csrf" in morsel.key else 0
    return 5


def cross_origin_resource_sharing(answer: Answer) -> int:
    origin = answer.headers.get("access-control-allow-origin")
    return -50 if origin == "*" and "access-control-allow-credentials" in answer.headers else 0


def redirection(answer: Answer) -> int:
    return 0 if answer.http.startswith("https://thread.example/") else -20


def referrer_policy(answer: Answer) -> int:
    policy = answer.headers.get("referrer-policy")
    if policy is None:
        return 0
    return 5 if policy in GOOD_REFERRERS else -5


def strict_transport_security(answer: Answer) -> int:
    age = re.search(r"max-age=(\d+)", answer.headers.get("strict-transport-security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def subresource_integrity(answer: Answer) -> int:
    scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", answer.body)
    if any('src="http:' in script for script in scripts):
        return -50
    if any('src="https:' in s or 'src="//' in s for s in scripts if "integrity=" not in s):
        return -5
    return 5 if scripts and all("integrity=" in script for script in scripts) else 0


def x_content_type_options(answer: Answer) -> int:
    return 0 if answer.headers.get("x-content-type-options") == "nosniff" else -5


def x_frame_options(answer: Answer) -> int:
    if "frame-ancestors" in answer.headers.get("content-security-policy", ""):
        return 5
    return 5 if answer.headers.get("x-frame-options") in {"DENY", "SAMEORIGIN"} else -20


def cross_origin_resource_policy(answer: Answer) -> int:
    return header(answer, "cross-origin-resource-policy", {"same-origin", "same-site"})


def cross_origin_embedder_policy(answer: Answer) -> int:
    return header(answer, "cross-origin-embedder-policy", {"require-corp", "credentialless"})


def cross_origin_opener_policy(answer: Answer) -> int:
    return header(answer, "cross-origin-opener-policy", {"same-origin"})


def header(answer: Answer, name: str, good: Iterable[str]) -> int:
    value = answer.headers.get(name)
    if value is None:
        return 0
    return 10 if value in good else -5


TESTS = (
    content_security_policy, cookies, cross_origin_resource_sharing, redirection, referrer_policy,
    strict_transport_security, subresource_integrity, x_content_type_options, x_frame_options,
    cross_origin_resource_policy, cross_origin_embedder_policy, cross_origin_opener_policy,
)  # fmt: skip
