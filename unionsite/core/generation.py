"""Stamps of everything public, and what a process remembers under them.

Menus, settings, lists and rendered parts of pages are read all the time but change a few times a week. Each process
keeps them in memory with the stamps of what they were made of. Stamps are random and lie in the shared cache, a key for
each topic; whoever changes something writes new ones and, last of all, a new stamp for the whole, the generation. It
alone is read at each request: while it stays the same so do all others. Nothing is ever read, changed and written back,
so no change can be lost, whoever else changes what in that moment (0060).
"""

from __future__ import annotations

import contextlib
import functools
import logging
import secrets
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache
from django.db import transaction

KEY = "site-generation"
# Topics. `SITE` is everything that is no piece: sites, languages, settings, restrictions, people, files, pages of text;
# its change, like every taking down, moving and closing, renews all there is. The others are parts of it that change
# often and alone; `below(path)` are the pieces of one section.
SITE = "site"
PIECES = "pieces"
WORDS = "words"
# The text of statutes changes with an import alone, and outlives every other change.
LAWS = "laws"

MOST_VALUES = 3000
MOST_PARTS = 600
MOST_ROUTES = 2000
# From this length on a rendered part is kept compressed: a long statute has 230,000 characters.
LONG = 40_000
GLANCE_SECONDS = 1

logger = logging.getLogger(__name__)


def below(path: str) -> str:
    """Return the topic of the pieces below the page at a tree path."""
    return f"below:{path}"


def new_stamp() -> str:
    return secrets.token_hex(8)


class Stamps:
    """The stamps of one generation; that of a topic is read from the shared cache when it is first asked for."""

    def __init__(self, generation: str, *, is_shared: bool = True):
        self.generation = generation
        self._is_shared = is_shared
        self._known: dict[Any, Any] = {}

    def of(self, topics: tuple[str, ...] | None) -> tuple[str, ...]:
        """Return the stamps under which something made of these topics is remembered; None: of anything at all."""
        if topics is None:
            return (self.generation,)
        try:
            return self._known[topics]
        except KeyError:
            named = topics if topics == (LAWS,) else (SITE, *topics)
            stamps = self._known[topics] = tuple(self._stamp(topic) for topic in named)
            return stamps

    def _stamp(self, topic: str) -> str:
        if topic not in self._known:
            # Where nobody else knows the stamp, what is made under it is not used beyond this generation.
            self._known[topic] = new_stamp()
            if self._is_shared:
                with _telling("The cache cannot be reached"):
                    self._known[topic] = _shared(f"{KEY}:{topic}")
        return self._known[topic]


_pinned: ContextVar[Stamps | None] = ContextVar("site-generation", default=None)
_last = Stamps("")
# The generation as it was last glanced at, and when.
_seen: tuple[float, str] | None = None
# Topics changed in the transaction that a thread is in; what a rollback leaves here is renewed for nothing, once.
_changing = threading.local()
# Topics whose change could not be written, as the cache did not answer: written before anything else is read.
_owed: set[str] = set()
_owing = threading.Lock()


@contextlib.contextmanager
def _telling(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Each cache backend raises errors of its own.
        logger.warning("%s: %s", what, type(error).__name__)


def _shared(key: str) -> str:
    stamp = cache.get(key)
    if stamp is None:
        stamp = new_stamp()
        # Another worker may have set one meanwhile: `add` keeps the first.
        if not cache.add(key, stamp, None):
            stamp = cache.get(key) or stamp
    return stamp


def current() -> str:
    """Return the generation as an opaque string; within a request it is read once."""
    return stamps().generation


def stamps() -> Stamps:
    """Return the stamps in force; within a request they stay the same."""
    global _last
    pinned, last = _pinned.get(), _last
    if pinned is not None:
        return pinned
    with _telling("The cache cannot be reached"):
        if _owed:
            _tell_what_is_owed()
        generation = _shared(KEY)
        if last.generation != generation:
            _last = last = Stamps(generation)
        return last
    # The site stays up but slower: without the stamp nothing is remembered beyond this request (T81).
    return Stamps(new_stamp(), is_shared=False)


def glance() -> str:
    """Return the generation as this process saw it at most a second ago: for whole answers that are kept."""
    global _seen
    seen, moment = _seen, time.monotonic()
    if seen is None or not 0 <= moment - seen[0] < GLANCE_SECONDS:
        seen = _seen = (moment, current())
    return seen[1]


def bump(*topics: str) -> None:
    """Forget in all workers, once the running transaction has been committed, what was made of these topics; without
    any, everything."""
    vars(_changing).setdefault("topics", set()).update(topics or (SITE,))
    transaction.on_commit(_change)


def _change() -> None:
    global _seen
    # The first after a commit tells of all that changed in it.
    if not (topics := vars(_changing).pop("topics", None)):
        return
    _tell(topics)
    _seen = None
    if _pinned.get() is not None:
        _pinned.set(None)
        _pinned.set(stamps())


def _tell(topics: set[str]) -> None:
    try:
        for topic in topics:
            cache.set(f"{KEY}:{topic}", new_stamp(), None)
        # Last: whoever sees the new generation finds the new stamps of its topics.
        cache.set(KEY, new_stamp(), None)
    except Exception as error:  # Each cache backend raises errors of its own.
        with _owing:
            _owed.update(topics)
        logger.warning("The cache cannot be reached, a change is told later: %s", type(error).__name__)


def _tell_what_is_owed() -> None:
    with _owing:
        topics = set(_owed)
        _owed.clear()
    _tell(topics)


@contextlib.contextmanager
def pinned() -> Iterator[None]:
    """Read the generation once for everything that happens inside the `with`."""
    token = _pinned.set(stamps())
    try:
        yield
    finally:
        _pinned.reset(token)


class Memory:
    """What one process remembers: values with the stamps of what they were made of, at most `most` of them.

    A thread that still works under older stamps stores its value with these, so that nobody takes it for a new one.
    """

    def __init__(self, most: int):
        self.most = most
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._kept: dict[Any, tuple[tuple[str, ...], Any]] = {}
        self._being_made: set[Any] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def value(self, key: Any, topics: tuple[str, ...] | None, make: Callable[[], Any]) -> Any:
        """Return what is remembered under `key`, else make it.

        While one thread makes it anew, others get the former value if only topics have changed, never after a change of
        `SITE`: that stamp stands first, and what was taken down or closed is in no value that was made under it.
        """
        wanted, found = stamps().of(topics), self._kept.get(key)
        if found is not None:
            if found[0] == wanted:
                return found[1]
            if found[0][0] == wanted[0] and key in self._being_made:
                return found[1]
        self._being_made.add(key)
        try:
            value = make()
        finally:
            self._being_made.discard(key)
        with self._lock:
            # At the end, and the first goes: what is often needed is soon made again, and the rest does not pile up.
            self._kept.pop(key, None)
            while len(self._kept) >= self.most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (wanted, value)
        return value


_remembered = Memory(MOST_VALUES)
# Rendered parts of pages; some 20 KB each, so their number is bounded.
_parts = Memory(MOST_PARTS)
# What addresses lead to: apart, as there are as many as pages.
routes = Memory(MOST_ROUTES)


def remembered(function: Callable) -> Callable:
    """Decorator: one call for each set of hashable arguments, until anything public changes; callers must not change
    the value."""
    return _remembering(function, None)


def remembered_of(*topics: str) -> Callable[[Callable], Callable]:
    """Decorator as `remembered`, for what is made of `SITE` and these topics alone."""
    return functools.partial(_remembering, topics=tuple(topic for topic in topics if topic != SITE))


def _remembering(function: Callable, topics: tuple[str, ...] | None) -> Callable:
    @functools.wraps(function)
    def wrapper(*args):
        key = (function.__module__, function.__qualname__, args)
        return _remembered.value(key, topics, lambda: function(*args))

    return wrapper


def kept(key: tuple, topics: tuple[str, ...] | None, make: Callable[[], str]) -> str:
    """Return a rendered part of a page, kept under a hashable key; made anew when one of its topics has changed."""
    part = _parts.value(key, topics, lambda: _packed(make()))
    return part if isinstance(part, str) else zlib.decompress(part).decode()


def _packed(part: str) -> str | bytes:
    return part if len(part) < LONG else zlib.compress(part.encode(), 1)


def forget_parts() -> None:
    """Drop rendered parts and routes alone, so that a page costs what its queries and templates cost."""
    _parts.forget()
    routes.forget()


def forget() -> None:
    """Empty this process's memory: for tests, where the database is rolled back."""
    global _last, _seen
    _last, _seen = Stamps(""), None
    _owed.clear()
    vars(_changing).clear()
    _remembered.forget()
    forget_parts()
