"""What changed, as an Atom feed (RFC 4287) for readers and for reviewers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from ..engine.loaded import get_content
from ..site.decorators import allows
from .cached_pages import CachedPage, cached_response

# A feed tells what is new; the page has all.
NEWEST = 100
KIND = "application/atom+xml; charset=utf-8"


@allows("GET")
def atom(request: HttpRequest) -> HttpResponse:
    return cached_response(request, atom_file())


@cache
def atom_file() -> CachedPage:
    """Made without a request: no address in it comes from a Host header."""
    told = get_content().changes
    page = settings.SITE_ADDRESS + reverse("changes")
    feed = Atom1Feed(
        title=f"What changed on {settings.SITE_NAME}",
        link=page,
        description="",
        subtitle="What changed in our words, and why.",
        language="en-GB",
        author_name=get_content().licence.attribution,
        feed_url=settings.SITE_ADDRESS + reverse("changes-feed"),
        feed_guid=told.feed.urn,
        feed_copyright=f"{get_content().licence.name} ({get_content().licence.spdx})",
    )
    for change in told.changes[:NEWEST]:
        feed.add_item(
            title=change.headline,
            link=f"{page}#{change.dom_id}",
            description=escape(change.says),
            unique_id=told.name_of(change),
            pubdate=begin(change.day),
            updateddate=begin(change.day),
            categories=change.about,
        )
    return CachedPage(feed.writeString("utf-8").encode(), KIND)


def begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
