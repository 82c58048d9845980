"""What is wrong with the statement on access."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..content import Content
from ..file_names import ACCESS
from ..schema import Level

# Every criterion of WCAG 2.2 at levels A and AA: what we say of access is whole or is a fault.
CRITERIA: dict[Level, str] = {
    "A": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1"
    " 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7"
    " 4.1.2",
    "AA": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7"
    " 2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}


def access_faults(content: Content) -> Iterator[str]:
    access = content.accessibility
    for level, numbers in CRITERIA.items():
        told = Counter(c.number for c in access.criteria if c.level == level)
        for number in sorted(set(numbers.split()) ^ set(told)):
            fault = "is not of" if number in told else "is missing at"
            yield f"{ACCESS}: {number} {fault} level {level}"
    for number, times in Counter(c.number for c in access.criteria).items():
        if times > 1:
            yield f"{ACCESS}: {number} is told {times} times"
    for criterion in access.criteria:
        if not criterion.tested and not criterion.looked:
            yield f"{ACCESS}: {criterion.number} is neither tested nor looked at: nothing shows it"
