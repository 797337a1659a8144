"""Stamps of everything public, and what a process remembers under them.

Menus, settings, lists and rendered parts of pages are read all the time but change a few times a week. Each process
keeps them in memory with the stamps of what they were made of. Stamps are random and lie in the shared cache, a key for
each topic; whoever changes something writes new ones and, last of all, a new stamp for the whole, the generation. It
alone is read at each request: while it stays the same so do all others. Nothing is ever read, changed and written back,
so no change can be lost, whoever else changes what in that moment (0060).
"""

import contextlib
import functools
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction

KEY = "site-generation"
# Topics. `SITE` is what everything is made of: sites, languages, the menu, restrictions, files; its change, like every
# taking down, moving and closing, renews all there is. The others are what changes often and alone; `below(path)` are
# the pieces of one section, `tagged(tag)` those with one tag.
SITE = "site"
# What is public at all: renewed by each publication of a page.
PIECES = "pieces"
# Pages of text, answers about rights, published replies, activities and questionnaires, contacts, settings on pages.
TEXTS = "texts"
ANSWERS = "answers"
REPLIES = "replies"
ACTIVITIES = "activities"
QUESTIONNAIRES = "questionnaires"
CONTACTS = "contacts"
SETTINGS = "settings"
WORDS = "words"
# The text of statutes changes with an import alone, and outlives every other change.
LAWS = "laws"
# What is made of it is made anew after any change.
ANYTHING = ""

MOST_VALUES = 3000
MOST_PARTS = 600
MOST_ROUTES = 2000
MOST_PAGES = 300
GLANCE_SECONDS = 1

logger = logging.getLogger(__name__)


def below(path: str) -> str:
    """Return the topic of the pieces below the page at a tree path."""
    return f"below:{path}"


def tagged(tag: int) -> str:
    """Return the topic of the pieces with a tag, by its primary key."""
    return f"tag:{tag}"


def new_stamp() -> str:
    return secrets.token_hex(8)


class Stamps:
    """The stamps of one generation; that of a topic is read from the shared cache when it is first asked for."""

    def __init__(self, generation: str, *, is_shared: bool = True):
        self.generation = generation
        self._is_shared = is_shared
        self._known = {ANYTHING: generation}

    def of(self, topic: str) -> str:
        if topic not in self._known:
            # Where nobody else knows the stamp, what is made under it is not used beyond this generation.
            self._known[topic] = new_stamp()
            if self._is_shared:
                with _telling("The cache cannot be reached"):
                    self._known[topic] = _shared(f"{KEY}:{topic}")
        return self._known[topic]


class Pinned:
    """Inside the `with` the stamps are read once, when something first asks for them, and stay the same.

    Nothing may be remembered of what was read before: the router asks for the site, and so for the stamps, first.
    """

    __slots__ = ("_token", "stamps")

    def __enter__(self) -> None:
        self.stamps: Stamps | None = None
        self._token = _pinned.set(self)

    def __exit__(self, *_error: object) -> None:
        _pinned.reset(self._token)


_pinned: ContextVar[Pinned | None] = ContextVar("site-generation", default=None)
_last = Stamps("")
# Generations before that: a cache that lost its memory and comes up with an older one from its disk brings them back.
_former: deque[str] = deque(maxlen=1000)
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
    if (pin := _pinned.get()) is None:
        return _in_force()
    if pin.stamps is None:
        pin.stamps = _in_force()
    return pin.stamps


def _in_force() -> Stamps:
    global _last
    last = _last
    with _telling("The cache cannot be reached"):
        if _owed:
            _tell_what_is_owed()
        generation = _shared(KEY)
        if last.generation != generation:
            if generation in _former:
                # Values made under these stamps may have changed since.
                _remembered.forget()
                forget_parts()
            _former.append(last.generation)
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
    if (pin := _pinned.get()) is not None:
        pin.stamps = None


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


@dataclass(slots=True)
class Remembered:
    """A value with the stamps of the topics that it was made of; `seen` is the last generation in which they stood."""

    value: Any
    made_of: dict[str, str]
    seen: Stamps

    def stands(self, now: Stamps) -> bool:
        if self.seen is not now and any(now.of(topic) != stamp for topic, stamp in self.made_of.items()):
            return False
        self.seen = now
        return True


class Memory:
    """What one process remembers: values with the stamps of what they were made of, at most `most` of them.

    A value is made of the topics that it names and of those of every value that is asked for while it is made. A thread
    that still works under older stamps stores its value with these, so that nobody takes it for a new one.
    """

    def __init__(self, most: int, *, may_serve_former: bool = False):
        self.most, self._may_serve_former = most, may_serve_former
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._kept: dict[Any, Remembered] = {}
        self._being_made: set[Any] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def value(self, key: Any, topics: tuple[str, ...] | None, make: Callable[[], Any]) -> Any:
        """Return what is remembered under `key`, else make it; `SITE` is a topic of all but the text of statutes.

        While one thread makes a part of a page anew, others get the former one if only topics have changed, never after
        a change of `SITE`, which tells of all that was taken down or closed. Of values, such as switches, nobody does.
        """
        now, found = stamps(), self._kept.get(key)
        may_serve = self._may_serve_former and key in self._being_made
        if found is None or not ((may_serve and found.made_of.get(SITE) == now.of(SITE)) or found.stands(now)):
            found = self._made(key, topics, make, now)
        # Whoever shows a page names the topic that its publication renews; of anything is what all of them ask for.
        if (outer := _made_of.get()) is not None and ANYTHING not in found.made_of:
            for topic, stamp in found.made_of.items():
                outer.setdefault(topic, stamp)
        return found.value

    def _made(self, key: Any, topics: tuple[str, ...] | None, make: Callable[[], Any], now: Stamps) -> Remembered:
        named = (ANYTHING,) if topics is None else topics if topics == (LAWS,) else (SITE, *topics)
        made_of = {topic: now.of(topic) for topic in named}
        self._being_made.add(key)
        token = _made_of.set(made_of if SITE in made_of else None)
        try:
            made = Remembered(make(), made_of, now)
        finally:
            _made_of.reset(token)
            self._being_made.discard(key)
        with self._lock:
            # At the end, and the first goes: what is often needed is soon made again, and the rest does not pile up.
            self._kept.pop(key, None)
            while len(self._kept) >= self.most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = made
        return made


# Topics with their stamps of the value that is being made.
_made_of: ContextVar[dict[str, str] | None] = ContextVar("made-of", default=None)
_remembered = Memory(MOST_VALUES)
# Rendered parts of pages; some 20 KB each, so their number is bounded.
_parts = Memory(MOST_PARTS, may_serve_former=True)
kept = _parts.value
# What addresses lead to: apart, as there are as many as pages.
routes = Memory(MOST_ROUTES)
# Pages as their own types, each edition for itself.
pages = Memory(MOST_PAGES)


def remembered(function: Callable) -> Callable:
    """Decorator: one call for each set of hashable arguments, until anything public changes; callers must not change
    the value."""
    return _remembering(function, lambda *_args: None)


def remembered_of(*topics: str) -> Callable[[Callable], Callable]:
    """Decorator as `remembered`, for what is made of `SITE`, of these topics and of what it asks for."""
    return functools.partial(_remembering, topics_of=lambda *_args: topics)


def remembered_below(function: Callable) -> Callable:
    """Decorator as `remembered`, for what is made of the pieces below the page at a tree path, its first argument."""
    return _remembering(function, lambda path, *_args: (below(path),))


def _remembering(function: Callable, topics_of: Callable[..., tuple[str, ...] | None]) -> Callable:
    @functools.wraps(function)
    def wrapper(*args):
        key = (function.__module__, function.__qualname__, args)
        return _remembered.value(key, topics_of(*args), lambda: function(*args))

    return wrapper


def forget_parts() -> None:
    """Drop rendered parts, routes and pages alone, so that a page costs what its queries and templates cost."""
    _parts.forget()
    routes.forget()
    pages.forget()


def forget() -> None:
    """Empty this process's memory: for tests, where the database is rolled back."""
    global _last, _seen
    _last, _seen = Stamps(""), None
    _former.clear()
    _owed.clear()
    vars(_changing).clear()
    _remembered.forget()
    forget_parts()
