"""One stamp for the whole site that changes whenever something public may have changed, and values remembered under it.

Menus, settings, sites, locales and view restrictions are read on every page but change a few times a week. Each process
keeps them in memory under the current generation; any publish, settings or tree change makes a new one, and every
worker sees that at its next request, because the stamp itself lives in the shared cache.
"""

from __future__ import annotations

import contextlib
import functools
import secrets
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache
from django.db import transaction

KEY = "site-generation"
_pinned: ContextVar[str | None] = ContextVar("site-generation", default=None)
_remembered: dict[tuple, Any] = {}
_remembered_for: list[str] = [""]


def new_stamp() -> str:
    return secrets.token_hex(8)


def current() -> str:
    """The generation as an opaque string; within a request it is read once."""
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    stamp = cache.get(KEY)
    if stamp is None:
        stamp = new_stamp()
        # Another worker may have set one meanwhile: `add` keeps the first.
        if not cache.add(KEY, stamp, None):
            stamp = cache.get(KEY) or stamp
    return stamp


def bump() -> None:
    """Forget everything remembered, in all workers, once the running transaction has been committed."""

    def _bump():
        cache.set(KEY, new_stamp(), None)
        if _pinned.get() is not None:
            _pinned.set(cache.get(KEY))

    transaction.on_commit(_bump)


@contextlib.contextmanager
def pinned() -> Iterator[None]:
    """Read the generation once for all that happens inside."""
    token = _pinned.set(current())
    try:
        yield
    finally:
        _pinned.reset(token)


def remembered(function: Callable) -> Callable:
    """Decorator: one call for each set of hashable arguments and generation; callers must not change the value."""

    @functools.wraps(function)
    def wrapper(*args):
        stamp = current()
        if _remembered_for[0] != stamp:
            _remembered.clear()
            _remembered_for[0] = stamp
        key = (function.__module__, function.__qualname__, args)
        try:
            return _remembered[key]
        except KeyError:
            value = function(*args)
            _remembered[key] = value
            return value

    return wrapper


def forget() -> None:
    """Empty this process's memory: for tests, where the database goes back in time."""
    _remembered.clear()
