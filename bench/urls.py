"""The site's addresses and `/_bare/<size>`: a view that only answers, behind the same middleware."""

import secrets
from functools import cache

from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from interact.activities.models import Ballot
from interact.models import Participation
from unionsite.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]


@cache
def html(size: int) -> bytes:
    return (b"<!doctype html><title>bare</title>" + b"<p>bare</p>" * (size // 11 + 1))[:size]


def bare(_request, size):
    return HttpResponse(html(size))


def bare_vote(request, key):
    """Store what a ballot stores, and nothing else: the row of who took part, and a sealed row."""
    with transaction.atomic():
        Participation.objects.create(activity=key, person=request.user)
        Ballot.objects.create(activity=key, receipt=secrets.token_hex(32), sealed="0" * 280)
    return HttpResponse(html(6000))


# Before the pattern that takes every path for a page's.
urlpatterns = [path("_bare/<int:size>", bare), path("_bare/vote/<uuid:key>", bare_vote), *urlpatterns]
