"""The same 20 questions on one page in other programs: what asking and answering costs them.

Each is installed from PyPI into a venv of its own under .local/peers/ and set up through its own
models. Nothing of theirs is in this repository.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from habits.engine.loaded import get_content
from tests.browser.server import free_port, wait_for
from tests.harness.speed.grown import SIDE_BY_SIDE, side_by_side
from tests.harness.speed.measure import (
    Answer,
    Request,
    Server,
    Target,
    compare,
    one,
    print_figures,
    send,
)
from tests.harness.speed.people import Visitor

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PEERS = ROOT / ".local" / "peers"
SURVEY = ("django-survey-and-report==1.5.0", "gunicorn==27.0.1")
# Form fields as any of these programs write them, in whatever order their attributes come.
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')


def run(ours: Server, twenty: Server, rounds: int, times: int) -> None:
    """`twenty` is ours too, with a page of the same questions more."""
    bare = one("bare view", ours, "GET", "/bare/", {})
    visitor = Visitor(ours)
    path = f"/check/{SIDE_BY_SIDE}/"
    chosen = {q.id: q.options[0].id for q in side_by_side(get_content()).questions}
    answered = visitor.post(path, visitor.done, **{"continue": "1"}, **chosen)
    way = visitor.journey()
    targets = [
        one("ours: 20 questions", twenty, "GET", path, visitor.done),
        Target("ours: 20 answers", twenty, lambda n: [answered] * n),
        Target("ours: make and keep a result", ours, visitor.making),
        Target(
            f"ours: the whole way, {len(way) // 2} pages",
            ours,
            lambda n: [r for _ in range(n) for r in (*way, *visitor.making(1))],
        ),
    ]
    with ExitStack() as servers:
        survey = servers.enter_context(survey_server())
        targets += asked("django-survey-and-report", survey, "/survey/1/")
        if place := docassemble():
            targets += asked("docassemble", *place)
        print_figures(
            f"The same 20 questions on one page; medians of {rounds} x {times}",
            compare(targets, bare, rounds, times),
        )


def asked(name: str, server: Server, path: str) -> list[Target]:
    """Asking all the questions, and sending the first option of each as a browser does."""

    def answering(times: int) -> Iterator[Request]:
        """Each from a page of its own."""
        return (fill_in(path, send(server, Request("GET", path, {}))) for _ in range(times))

    known = send(server, Request("GET", path, {})).cookies
    return [
        one(f"{name}: 20 questions", server, "GET", path, known),
        Target(f"{name}: 20 answers", server, lambda times: list(answering(times))),
    ]


def docassemble() -> tuple[Server, str] | None:
    """It needs more than pip: Redis, RabbitMQ, PostgreSQL, system libraries, and data of NLTK.

    So whoever wants to see it starts it under gunicorn with the interview that is written here,
    and says where: DOCASSEMBLE="http://127.0.0.1:8100/interview?i=... 1234", the master's id last.
    """
    PEERS.mkdir(parents=True, exist_ok=True)
    (PEERS / "twenty.yml").write_text(interview())
    address, _, master = os.environ.get("DOCASSEMBLE", "").partition(" ")
    if not master:
        print("docassemble is not measured: DOCASSEMBLE does not say where it runs.")
        return None
    parts = urlsplit(address)
    return Server(address, int(master)), f"{parts.path}?{parts.query}"


def interview() -> str:
    """The questions as docassemble reads them. JSON is YAML too."""
    asked = json.loads(questions())
    fields = [
        {"label": q["text"], "field": f"a{n}", "datatype": "radio", "choices": q["options"]}
        for n, q in enumerate(asked)
    ]
    blocks = [
        {"question": "Twenty", "fields": fields},
        {"mandatory": True, "code": "\n".join([*(f"a{n}" for n in range(len(asked))), "done"])},
        {"event": "done", "question": "Done", "subquestion": "${ a0 }"},
    ]
    return "\n---\n".join(map(json.dumps, blocks)) + "\n"


def fill_in(path: str, page: Answer) -> Request:
    fields: dict[str, str] = {}
    for found in INPUT.findall(page.body.decode()):
        attributes = dict(ATTRIBUTE.findall(found))
        if attributes.get("type") in {"hidden", "radio"} and attributes.get("name"):
            fields.setdefault(attributes["name"], unescape(attributes.get("value", "")))
    return Request("POST", path, page.cookies, urlencode(fields))


def questions() -> str:
    """The questions and their options as JSON, for whoever makes a form of them."""
    return json.dumps(
        [
            {"text": question.text, "options": [option.label for option in question.options]}
            for question in side_by_side(get_content()).questions
        ]
    )


def installed(name: str, *packages: str) -> Path:
    """The Python of a venv with these packages, made when it is missing."""
    folder = PEERS / name
    done = folder / "done"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(pip, check=True)
        done.touch()
    return folder / "bin" / "python"


@contextmanager
def survey_server() -> Iterator[Server]:
    python = installed("survey", *SURVEY)
    with TemporaryDirectory() as folder:
        env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "DJANGO_SETTINGS_MODULE": "tests.harness.speed.survey_settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SURVEY_DATABASE": f"{folder}/survey.sqlite3",
        }
        (Path(folder) / "questions.json").write_text(questions())
        make = [python, "-m", "tests.harness.speed.survey_make", f"{folder}/questions.json"]
        subprocess.run(make, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        with gunicorn(python, "django.core.wsgi:get_wsgi_application()", env) as server:
            yield server


@contextmanager
def gunicorn(python: Path, app: str, env: dict[str, str]) -> Iterator[Server]:
    """Started as ours is, with our gunicorn.conf.py."""
    port = free_port()
    process = subprocess.Popen(
        [python, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", "--workers", "1",
         "--worker-class", "sync", "--no-control-socket"],
        cwd=ROOT, env=env,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/bare/", process)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(20)
