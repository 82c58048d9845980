"""Visitors of the app whose requests are ready before the clock starts."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse

from habits.engine.assess import red_flags
from habits.engine.content import Content
from habits.engine.loaded import get_content
from habits.journey import drafts
from tests.harness.speed.measure import Request, Server, Target, follow, send

Answers = dict[str, list[str]]


def full_answers(content: Content, seed: int) -> Answers:
    """An answer to every question that is asked, the same for the same seed; no emergency."""
    chance = random.Random(seed)
    answers = {}
    for question in content.questionnaire.current_questions.values():
        options = sorted(question.plain)
        many = question.kind == "many"
        answers[question.id] = chance.sample(options, max(1, len(options) // 3) if many else 1)
    answers |= {"adult": ["yes"], "urgent_now": ["none"], "safety": ["diabetes"]}
    # Signs of which some together, or one alone, mean a call for help now: one that does not.
    if red_flags(content, answers).emergency:
        answers |= {"skin_signs": ["scarring"], "gut_signs": ["lump"]}
    return answers


def finished_draft(answers: Answers) -> str:
    """A draft cookie of someone who has answered everything, with a nonce of its own."""
    response = HttpResponse()
    done = list(get_content().questionnaire.by_page)
    drafts.write(response, drafts.Draft(dict(answers), done))
    return response.cookies[settings.DRAFT_COOKIE_NAME].value


class Visitor:
    """One person: a CSRF token, answers, and what has been made of them."""

    def __init__(self, server: Server, seed: int = 1) -> None:
        self.server = server
        self.answers = full_answers(get_content(), seed)
        got = send(server, Request("GET", "/check/you/", {}))
        self.token = got.cookies[settings.CSRF_COOKIE_NAME]
        self.cookies = {settings.CSRF_COOKIE_NAME: self.token}
        self.done = self.cookies | {settings.DRAFT_COOKIE_NAME: finished_draft(self.answers)}

    def post(self, path: str, cookies: dict[str, str] | None = None, **fields: object) -> Request:
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}, doseq=True)
        return Request("POST", path, self.cookies if cookies is None else cookies, body)

    def filled(self, page: str, cookies: dict[str, str] | None = None) -> Request:
        """The page of the questionnaire with every question answered."""
        asked = get_content().questionnaire.by_page[page].questions
        chosen = {question.id: self.answers[question.id] for question in asked}
        cookies = self.done if cookies is None else cookies
        return self.post(f"/check/{page}/", cookies, **{"continue": "1"}, **chosen)

    def making(self, times: int) -> list[Request]:
        """As many new results: each from a draft of its own."""
        drafts = [finished_draft(self.answers) for _ in range(times)]
        return [
            self.post("/check/answers/", self.cookies | {settings.DRAFT_COOKIE_NAME: draft})
            for draft in drafts
        ]

    def make(self) -> str:
        """Press "Show my tips"; returns the code of the result."""
        pressed = self.making(1)[0]
        html = send(self.server, follow(pressed, send(self.server, pressed))).body.decode()
        return html.split("/results/#")[1].split('"')[0]

    def doing(self, code: str) -> list[Target]:
        """Making a result and opening one: each part, and both as a browser does it."""
        opening = self.post("/results/open/", code=code)
        # As open.js asks for what stands behind the # of a link: the page comes at once.
        by_script = opening._replace(headers={"X-Fragment": "1"})
        page = follow(opening, send(self.server, opening))

        def same(request: Request) -> Callable[[int], list[Request]]:
            return lambda times: [request] * times

        return [
            Target("make and keep a result", self.server, self.making, follows=True),
            Target("  of that, saving it", self.server, self.making),
            Target("open a result by its link", self.server, same(by_script)),
            Target("the same without scripts", self.server, same(opening), follows=True),
            Target("  of that, finding it", self.server, same(opening)),
            Target("  of all, the page of a result", self.server, same(page)),
        ]

    def journey(self) -> list[Request]:
        """The short way, each page asked for and answered as a browser does it, up to the list."""
        found, cookies, path = [], dict(self.cookies), "/check/you/"
        while path != "/check/answers/":
            found += [
                Request("GET", path, dict(cookies)),
                self.filled(path.split("/")[2], dict(cookies)),
            ]
            answer = send(self.server, found[-1])
            assert answer.status == 302, (path, answer.status)
            cookies |= answer.cookies
            path = answer.location
        return [*found, Request("GET", path, dict(cookies))]
