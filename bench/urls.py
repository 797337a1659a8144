"""The site's addresses and `/_bare/<size>`: a view that only answers, behind the same middleware."""

from functools import cache

from django.http import HttpResponse
from django.urls import path

from unionsite.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]


@cache
def html(size: int) -> bytes:
    return (b"<!doctype html><title>bare</title>" + b"<p>bare</p>" * (size // 11 + 1))[:size]


def bare(_request, size):
    return HttpResponse(html(size))


# Before the pattern that takes every path for a page's.
urlpatterns = [path("_bare/<int:size>", bare), *urlpatterns]
