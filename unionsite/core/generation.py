"""The generation: one stamp for the whole site, changed whenever something public may have changed; values kept under
it.

Menus, settings, sites, locales and view restrictions are read on every page but change a few times a week. Each process
keeps them in memory under the current stamp; any publish, settings or tree change makes a new one, and every worker
sees that at its next request, because the stamp itself lives in the shared cache.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import secrets
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache
from django.db import transaction

KEY = "site-generation"
logger = logging.getLogger(__name__)
_pinned: ContextVar[str | None] = ContextVar("site-generation", default=None)
MOST_PARTS = 600


class Memory:
    """What one process remembers under the present stamp.

    Stamp and values are replaced together: a thread that still works under an older stamp then writes into values that
    nobody reads any more.
    """

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        self._kept: tuple[str, dict[tuple, Any]] = ("", {})

    def values(self) -> dict[tuple, Any]:
        """Return the remembered values by key; empty after the stamp has changed."""
        stamp, kept = current(), self._kept
        if kept[0] != stamp:
            kept = self._kept = (stamp, {})
        return kept[1]


_remembered = Memory()
# Rendered parts of pages; some 20 KB each, so their number is bounded.
_parts = Memory()


def new_stamp() -> str:
    return secrets.token_hex(8)


def current() -> str:
    """Return the generation as an opaque string; within a request it is read once."""
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    try:
        return _shared()
    except Exception as error:  # Each cache backend raises errors of its own.
        # The site stays up but slower: without the stamp nothing is remembered beyond this request (T81).
        logger.warning("The cache cannot be reached: %s", type(error).__name__)
        return new_stamp()


def _shared() -> str:
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
    """Read the generation once for everything that happens inside the `with`."""
    token = _pinned.set(current())
    try:
        yield
    finally:
        _pinned.reset(token)


def remembered(function: Callable) -> Callable:
    """Decorator: one call for each set of hashable arguments and generation; callers must not change the value."""

    @functools.wraps(function)
    def wrapper(*args):
        values = _remembered.values()
        key = (function.__module__, function.__qualname__, args)
        try:
            return values[key]
        except KeyError:
            value = values[key] = function(*args)
            return value

    return wrapper


def kept(key: tuple, make: Callable[[], str]) -> str:
    """Return a rendered part of a page, kept under a hashable key; made anew when the generation has changed."""
    parts = _parts.values()
    try:
        return parts[key]
    except KeyError:
        if len(parts) >= MOST_PARTS:
            # Drop the oldest: a part that is used often is soon made again, and unused parts do not pile up.
            parts.pop(next(iter(parts)), None)
        part = parts[key] = make()
        return part


def forget_parts() -> None:
    """Drop the rendered parts alone, so that a page costs what it costs after something has been published."""
    _parts.forget()


def forget() -> None:
    """Empty this process's memory: for tests, where the database is rolled back."""
    _remembered.forget()
    _parts.forget()
