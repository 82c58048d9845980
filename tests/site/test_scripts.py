"""A page names the fingerprint of each script, so that a browser runs no other in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.template.loader import render_to_string
from django_htmx.jinja import htmx_script

from habits.templatetags import scripts
from tests.scripts import fingerprint_of, scripts_of

HTMX = "django_htmx/htmx-2.min.js"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    scripts.fingerprint.cache_clear()
    yield
    scripts.fingerprint.cache_clear()


def ours() -> str:
    """Our tags that load htmx."""
    return "".join(re.findall(r"<script.*</script>", render_to_string("habits/site/_htmx.html")))


def test_htmx_is_loaded_as_django_htmx_loads_it_and_with_its_fingerprint() -> None:
    assert re.sub(r' integrity="[^"]+"', "", ours()) == htmx_script()
    [(src, integrity)] = scripts_of(ours())
    assert src == f"/static/{HTMX}"
    assert integrity == fingerprint_of(scripts.served(HTMX))


def test_while_we_work_on_a_script_pages_take_it_as_it_is(settings) -> None:
    settings.DEBUG = True
    assert ours() == htmx_script()
    assert ours().count("<script") == 2


@pytest.mark.slow
def test_the_fingerprint_is_that_of_the_collected_file_not_of_its_source(
    settings, tmp_path
) -> None:
    source = tmp_path / "source" / "a.js"
    source.parent.mkdir()
    source.write_text("let a\n//# sourceMappingURL=a.js.map\n")
    source.with_name("a.js.map").write_text("{}")
    settings.STATICFILES_DIRS = [source.parent]
    settings.STATIC_ROOT = tmp_path / "collected"
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**project.STORAGES, "staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0)
    [collected] = settings.STATIC_ROOT.glob("a.*.js")
    assert scripts.fingerprint("a.js") == fingerprint_of(collected.read_bytes())
    assert scripts.fingerprint("a.js") != fingerprint_of(source.read_bytes())


def test_a_file_is_read_once_in_a_process(monkeypatch) -> None:
    read = []
    monkeypatch.setattr(scripts, "served", lambda path: read.append(path) or b"")
    assert scripts.integrity("a.js") == scripts.integrity("a.js") != ""
    assert read == ["a.js"]
