"""Who is behind the request in hand: receivers of signals know no request, the audit log must name a person."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from django.http import HttpRequest

_request: ContextVar[HttpRequest | None] = ContextVar("acting-request", default=None)


@contextlib.contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def current_actor():
    """The signed-in user, or None: nobody signed in, or a command."""
    request = _request.get()
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
