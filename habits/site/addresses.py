"""Addresses by their names in urls.py."""

from django.urls import Resolver404, resolve


def name_of(path: str) -> str:
    """The name of an address, "" for one that leads nowhere."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
