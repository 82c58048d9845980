"""What every test shares."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from hypothesis import Phase, is_hypothesis_test
from hypothesis import settings as hypothesis_settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from habits.engine.content import Content
from habits.engine.loaded import get_content
from habits.store import clock, key_check
from tests.database import on_a_file
from tests.every_page import Seen, every_page

Walk = Callable[[], list[Seen]]

# `ci` is what `make test` and CI run; `dev` is quick, for work on the code; `long`, for before a
# release, tries others each time.
# None looks for someone simpler to fail for: that takes minutes, and a failure says for whom it is.
PHASES = (Phase.explicit, Phase.generate)
for profile, examples, same in (("ci", 10_000, True), ("dev", 500, True), ("long", 100_000, False)):
    hypothesis_settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        derandomize=same,
        database=None,
        phases=PHASES,
    )
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """To walk every page takes seconds, whatever is then looked for on them."""
    if "pages" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.slow)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no worker is left with it when the others are done.

    Before that, as pytest-django has it, whatever asks the database: a browser leaves an event loop
    in its thread, where Django refuses to.
    """
    place = places_in_files(items) if "PYTEST_XDIST_WORKER" in os.environ else {}
    items.sort(key=lambda i: (not asks_the_database(i), not takes_long(i), place.get(i.nodeid, 0)))


def pytest_collection_finish() -> None:
    """Leave what was collected out of garbage collection: it stays, and is looked through often."""
    gc.collect()
    gc.freeze()


def places_in_files(items: list[pytest.Item]) -> dict[str, float]:
    """Node id -> place in its file, 0 to 1, of tests that are given out one by one: by that, files
    are mixed. What drives a browser and what waits for servers then go side by side."""
    files: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if one_by_one(item.nodeid):
            files[file_of(item.nodeid)].append(item.nodeid)
    return {name: at / len(found) for found in files.values() for at, name in enumerate(found)}


def asks_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


def takes_long(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("slow") or item.get_closest_marker("browser")
    return bool(marked) or is_hypothesis_test(getattr(item, "obj", None))


# Their tests take seconds each: one at a time to whichever worker is free.
ONE_BY_ONE = ("tests/browser/", "tests/operations/test_faults.py")
# But for these, which set up for all their tests what takes seconds.
WHOLE = {
    "tests/browser/test_back.py",
    "tests/browser/test_fhir.py",
    "tests/browser/test_library_screens.py",
    "tests/browser/test_links.py",
    "tests/browser/test_other_sites.py",
}


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def one_by_one(nodeid: str) -> bool:
    return nodeid.startswith(ONE_BY_ONE) and file_of(nodeid) not in WHOLE


class InOrder(LoadScopeScheduling):
    """A file after another to whichever worker is free, and of some files a test."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if one_by_one(nodeid) else file_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> InOrder | None:
    return InOrder(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def content() -> Content:
    return get_content()


@pytest.fixture(autouse=True)
def keys_that_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that began with its database there."""
    monkeypatch.setattr(key_check, "passed", True)
    monkeypatch.setattr(clock, "known_day", None)


@pytest.fixture
def client() -> Client:
    # Errors answer with the page a reader would see, instead of raising in the test.
    return Client(raise_request_exception=False)


@pytest.fixture(scope="session")
def in_its_own_database(tmp_path_factory, django_db_blocker) -> Callable[[Walk], list[Seen]]:
    """Walks pages with a database that nothing else uses; once for all workers of a run."""

    def walked(walk: Walk) -> list[Seen]:
        folder = tmp_path_factory.mktemp("pages")
        with django_db_blocker.unblock(), on_a_file(folder / "pages.sqlite3"):
            return walk()

    # In a thread of its own: in this one a browser may run an event loop, which Django refuses.
    def alone(walk: Walk) -> list[Seen]:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(walked, walk).result()

    def shared(walk: Walk) -> list[Seen]:
        if "PYTEST_XDIST_WORKER" not in os.environ:
            return alone(walk)
        kept = tmp_path_factory.getbasetemp().parent / f"{walk.__module__}.{walk.__name__}"
        with kept.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever comes first walks, and the others wait for it.
            if not file.seek(0, os.SEEK_END):
                pickle.dump(alone(walk), file)
            file.seek(0)
            return pickle.load(file)  # noqa: S301  our own file

    return shared


@pytest.fixture(scope="session")
def pages(in_its_own_database) -> list[Seen]:
    """Every page in every state."""
    return in_its_own_database(every_page)
