"""A `QuestionnaireResponse`, R4 or R5, as answers to our questions.

Every answer that is ours is taken, wherever it stands, and what cannot be taken is named: nothing
is left out without a word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlsplit

from ..engine.content import Content
from ..engine.schema import Question, Questionnaire
from .names import KEPT_ANSWER, Json, answers_by_code, canonical, cut, path_of, quoted
from .questionnaire import questionnaire
from .response import KIND

# In bytes. A file of ours takes a third of it with every option of every question ticked.
LARGEST = 100 * 1024
# With more that does not fit, it is a file of other questions.
MOST_PROBLEMS = 20
# What must be understood by whoever reads a file, and we do not.
MUST_KNOW = ("modifierExtension", "implicitRules")
# Told of a response: all that will be answered has been.
FINISHED = {"completed", "amended"}
STATUSES = FINISHED | {"in-progress", "stopped", "entered-in-error"}


class NotReadable(Exception):
    """Nothing of the file can be taken. `problems` says why, in a sentence for each reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = [*problems]


@dataclass
class Reading:
    """What a file says.

    answers   question id -> ids of the options chosen, both in the order of the questionnaire
    edition   of the questionnaire that was answered; 0 where the file does not say
    finished  what is not answered was left open by choice
    partly    ids of the questions of which something could not be taken
    problems  a sentence for each thing that could not be taken, with its name
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    edition: int = 0
    finished: bool = False
    partly: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def read(content: Content, data: bytes) -> Reading:
    """The answers of a file, R4 or R5. Raises NotReadable."""
    raw = parsed(data)
    check_kind(raw)
    reading = Reading(edition=edition_of(raw), finished=raw["status"] in FINISHED)
    form = content.questionnaire
    found = Found(form, known_links(content), reading)
    found.take_all(raw)
    reading.answers = {
        question.id: [o.id for o in question.options if o.id in found.chosen[question.id]]
        for question in form.by_question.values()
        if found.chosen.get(question.id)
    }
    if len(reading.problems) > MOST_PROBLEMS:
        told = reading.problems[:MOST_PROBLEMS]
        raise NotReadable("Too much in the file does not fit our questions.", *told)
    if not reading.answers:
        raise NotReadable("There are no answers to our questions in the file.", *reading.problems)
    return reading


def parsed(data: bytes) -> Json:
    if len(data) > LARGEST:
        raise NotReadable(f"The file is larger than {LARGEST // 1024} KB.")
    try:
        text = data.decode("utf-8-sig")
        raw = json.loads(text, object_pairs_hook=without_doubles, parse_constant=no_number)
    except UnicodeError:
        raise NotReadable("The letters in the file cannot be read. Save it as UTF-8.") from None
    except (ValueError, RecursionError):
        kind = "XML" if text.lstrip().startswith("<") else "not JSON"
        raise NotReadable(f"The file is {kind}. Save it as JSON.") from None
    if not isinstance(raw, dict):
        raise NotReadable(f"The file is not a {KIND}.")
    return raw


def without_doubles(pairs: list[tuple[str, Any]]) -> Json:
    """Of two values under one name, programs take one and drop the other without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise NotReadable(f"{quoted(twice)} stands twice in one part of the file.")
    return found


def no_number(word: str) -> NoReturn:
    raise ValueError(word)


def check_kind(raw: Json) -> None:
    """Is it a response to our questions? Raises NotReadable."""
    if (kind := raw.get("resourceType")) != KIND:
        told = f" It is {quoted(kind)}." if isinstance(kind, str) else ""
        raise NotReadable(f"The file is not a {KIND}.{told}")
    check_known(raw)
    asked = raw.get("questionnaire")
    if not isinstance(asked, str):
        raise NotReadable("The file does not name the questions that it answers.")
    # A site can move: the same questions may have been asked at another address.
    if split(asked.partition("|")[0]) != path_of("Questionnaire"):
        raise NotReadable(f"The file answers other questions: {quoted(asked)}.")
    status = raw.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        raise NotReadable(f"The file has no status that we know: {quoted(status)}.")
    if status == "entered-in-error":
        raise NotReadable("The file says of itself that it is an error.")


def check_known(part: Json) -> None:
    for name in MUST_KNOW:
        if name in part:
            raise NotReadable(f"The file has a part that we must know and do not: {name}.")


def split(address: str) -> str:
    """The path of an address; "" for what is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def edition_of(raw: Json) -> int:
    """The number that the version begins with; 0 for none."""
    number = raw["questionnaire"].partition("|")[2].partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0


@cache
def known_links(content: Content) -> frozenset[str]:
    """The linkIds of groups and lines, which hold no answer of their own."""
    everything = links(questionnaire(content, "R4")["item"])
    return frozenset(everything) - content.questionnaire.current_questions.keys()


def links(items: list[Json]) -> Iterator[str]:
    for item in items:
        yield item["linkId"]
        yield from links(item.get("item", []))


class Found:
    """Collects the answers of a file, question by question, and what is wrong with them."""

    def __init__(self, form: Questionnaire, known: frozenset[str], reading: Reading) -> None:
        self.form, self.known, self.reading = form, known, reading
        self.codes = answers_by_code(form)
        self.chosen: dict[str, set[str]] = {}

    def take_all(self, raw: Json) -> None:
        # Not by recursion: whoever made the file chooses how deep it is.
        waiting = parts_of(raw, "item")[::-1]
        while waiting:
            item = waiting.pop()
            check_known(item)
            link = item.get("linkId")
            if not isinstance(link, str):
                raise NotReadable("A part of the file has no linkId.")
            answers = parts_of(item, "answer")
            inner = [part for answer in answers for part in parts_of(answer, "item")]
            waiting += (parts_of(item, "item") + inner)[::-1]
            if link in self.form.by_question:
                self.take(self.form.by_question[link], answers)
            elif link not in self.known or answers:
                self.leave(name_of(item, link))
        self.take_kept(raw)
        for question in self.form.by_question.values():
            self.check(question)

    def take(self, question: Question, answers: list[Json]) -> None:
        if question.id in self.chosen:
            self.tell(question, "is answered twice")
        chosen = self.chosen.setdefault(question.id, set())
        for answer in answers:
            check_known(answer)
            option = self.option_of(question, answer.get("valueCoding"))
            if option:
                chosen.add(option)
                # Nothing may stand beside it; what does gets lost with us.
                answer = {name: value for name, value in answer.items() if name != "valueCoding"}
            if not option or values_of(answer):
                self.tell(question, f"has an answer that is not ours: {shown(answer)}")

    def take_kept(self, raw: Json) -> None:
        """The answers to questions that were not enabled."""
        for extension in parts_of(raw, "extension"):
            address = extension.get("url")
            if not isinstance(address, str) or split(address) != path_of(
                "StructureDefinition", KEPT_ANSWER
            ):
                continue
            value = extension.get("valueCoding")
            code = value.get("code") if isinstance(value, dict) else None
            question, _ = (
                self.codes.get(code, (None, None)) if isinstance(code, str) else (None, None)
            )
            if question and (option := self.option_of(question, value)):
                self.chosen.setdefault(question.id, set()).add(option)
            else:
                self.leave(f"a kept answer, {shown(extension)}")

    def option_of(self, question: Question, value: object) -> str | None:
        """The option that a Coding stands for, if it is one of this question."""
        if not isinstance(value, dict):
            return None
        system, code = value.get("system", canonical("CodeSystem")), value.get("code")
        if not isinstance(code, str) or not isinstance(system, str):
            return None
        asked, option = self.codes.get(code, (None, None))
        ours = split(system) == path_of("CodeSystem")
        return option.id if ours and option and asked is question else None

    def check(self, question: Question) -> None:
        """What no form would take is not taken here either."""
        chosen = self.chosen.get(question.id, set())
        alone = chosen & question.exclusive
        if question.kind == "one" and len(chosen) > 1:
            self.tell(question, "has more than 1 answer")
            chosen.clear()
        elif alone and len(chosen) > 1:
            label = question.by_id[min(alone)].label
            self.tell(question, f"has {quoted(label)} beside another answer")
            # Nothing that was ticked may get lost behind "none of these".
            chosen -= alone

    def tell(self, question: Question, what: str) -> None:
        self.reading.partly.add(question.id)
        self.reading.problems.append(f"{quoted(question.name)} {what}.")

    def leave(self, name: str) -> None:
        self.reading.problems.append(f"{name} is not from our questions.")


def parts_of(part: Json, name: str) -> list[Json]:
    """The parts under a name, each an object. Raises NotReadable."""
    found = part.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise NotReadable(f"What stands under {quoted(name)} in the file is not a list of parts.")
    return found


def name_of(item: Json, link: str) -> str:
    """What the file calls an item: its words, and its linkId."""
    text = item.get("text")
    return f"{quoted(text)} ({cut(link)})" if isinstance(text, str) else quoted(link)


def shown(answer: Json) -> str:
    """The value of an answer, as short as can be told."""
    value = next(iter(values_of(answer)), None)
    if isinstance(value, dict):
        value = value.get("display", value.get("code", value))
    return quoted(value)


def values_of(answer: Json) -> list[object]:
    return [value for name, value in answer.items() if name.startswith("value")]
