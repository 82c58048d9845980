"""While someone works on the app, a change of content or of a page is seen without a word."""

import pytest
from django.conf import settings
from django.utils.autoreload import StatReloader, file_changed

from habits import reloading
from habits.engine.loading import FOLDER


@pytest.mark.parametrize(
    "path", [settings.BASE_DIR / "templates/habits/pages/home.html", FOLDER / "tips/food.toml"]
)
def test_a_change_of_content_or_of_a_page_starts_the_server_anew(path) -> None:
    assert path.exists()
    reloader = StatReloader()
    reloading.watch(reloader)
    assert path in set(reloader.watched_files())
    with pytest.raises(SystemExit) as stopped:
        reloading.start_anew(reloader, path)
    # What runserver takes for "start again".
    assert stopped.value.code == 3


def test_other_files_start_nothing_anew() -> None:
    reloading.start_anew(file_changed, settings.BASE_DIR / "README.md")
