"""Counts what readers do, by day and never by person: in memory first, written after an answer has gone out."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

logger = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
C = TypeVar("C")


class Tally(Generic[K, C]):
    """Counts of one process by key. `write` stores what was counted since the last time; it adds, never replaces.

    At most `most` keys are kept at a time, so that nobody can fill the memory. What a process has not written when it
    ends, or cannot write, is lost: an answer must go out even if it cannot be counted.
    """

    def __init__(self, *, name: str, write: Callable[[Mapping[K, C]], None], most: int):
        self.name = name
        self.most = most
        self._write = write
        self._lock = threading.Lock()
        self._counts: dict[K, C] = {}
        self._written_at = float("-inf")
        TALLIES.append(self)

    def note(self, key: K, count: Callable[[C | None], C]) -> None:
        """Count in memory; `count` takes what is counted of the key so far, None for nothing, and returns the new."""
        with self._lock:
            if key in self._counts or len(self._counts) < self.most:
                self._counts[key] = count(self._counts.get(key))

    def flush(self) -> int:
        """Write what is counted in this process; return the number of keys."""
        with self._lock:
            counts, self._counts = self._counts, {}
        self._write(counts)
        return len(counts)

    def forget(self) -> None:
        """Drop what is counted and not written, as in a process that has just started."""
        self._counts, self._written_at = {}, float("-inf")

    def write_when_due(self) -> None:
        """After a request, write what is counted, at most once in `COUNTS_SECONDS`; 0 leaves it to `flush`."""
        if not self._counts or not settings.COUNTS_SECONDS:
            return
        if time.monotonic() - self._written_at < settings.COUNTS_SECONDS:
            return
        self._written_at = time.monotonic()
        try:
            self.flush()
        except DatabaseError as error:
            logger.warning("%s were not counted: %s", self.name, type(error).__name__)
        finally:
            if not connection.in_atomic_block:
                # Django has closed its connections already; close one that this may have opened again.
                close_old_connections()


TALLIES: list[Tally] = []
