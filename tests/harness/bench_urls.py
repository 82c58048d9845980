import os
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gutskin.urls import *  # noqa: F403
from gutskin.urls import urlpatterns as ours
from habits.engine import loaded
from tests.harness.speed.grown import grown

# More or fewer tips than the content has, or a page of so many questions.
if change := os.environ.get("BENCH_CONTENT"):
    changed = grown(loaded.get_content(), change)
    loaded.read = cache(lambda: changed)


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("bare/", bare), *ours]
