from django.http import HttpRequest, HttpResponse
from django.urls import path

from gutskin.urls import *  # noqa: F403
from gutskin.urls import urlpatterns as ours


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("bare/", bare), *ours]
