"""Counts addresses that readers missed, by day and path, never by person; and forgets them again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from unionsite.oversight.health.choices import MISS_DAYS
from unionsite.oversight.health.models import MissedAddress
from unionsite.oversight.health.rules import missed_path

logger = logging.getLogger(__name__)

# Limits, so that nobody can fill the memory or the table with made-up addresses.
MOST_BUFFERED = 500
MOST_A_DAY = 1000

Key = tuple[date, str]
_lock = threading.Lock()
_counts: dict[Key, tuple[int, str]] = {}
_written_at = float("-inf")


def note_miss(*, path: str, referrer: str) -> None:
    """Count in memory that somebody missed an address; of `referrer` the path is kept, if it is a page of ours."""
    if not settings.MISSES_SECONDS or not (counted := missed_path(path, quiet=settings.QUIET_PATHS)):
        return
    came_from = own_path(referrer)
    key = (timezone.localdate(), counted)
    with _lock:
        if key not in _counts and len(_counts) >= MOST_BUFFERED:
            return
        number, known = _counts.get(key, (0, ""))
        _counts[key] = (number + 1, came_from or known)


def own_path(referrer: str) -> str:
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return ""
    is_own = f"{parts.scheme}://{parts.netloc}" == settings.BASE_URL
    return missed_path(parts.path, quiet=settings.QUIET_PATHS) if is_own else ""


def write_when_due() -> None:
    """After a request, write what is counted, at most once in `MISSES_SECONDS`."""
    global _written_at
    if not _counts or time.monotonic() - _written_at < settings.MISSES_SECONDS:
        return
    _written_at = time.monotonic()
    try:
        flush()
    except DatabaseError as error:
        # The reader has had the answer; it is only not counted.
        logger.warning("Missed addresses were not counted: %s", type(error).__name__)
    finally:
        if not connection.in_atomic_block:
            # Django has closed its connections already; close one that this may have opened again.
            close_old_connections()


def flush() -> int:
    """Write what is counted in this process; return the number of addresses."""
    global _counts
    with _lock:
        counts, _counts = _counts, {}
    add_counts(counts)
    return len(counts)


@transaction.atomic
def add_counts(counts: Mapping[Key, tuple[int, str]]) -> None:
    """Add (times, page it came from) by (day, path). Always in the same order, so that processes doing the same wait
    for each other instead of deadlocking."""
    for (day, path), (number, came_from) in sorted(counts.items()):
        known = MissedAddress.objects.filter(day=day, path=path)
        fresh = {"came_from": came_from} if came_from else {}
        if known.update(count=F("count") + number, **fresh):
            continue
        if MissedAddress.objects.filter(day=day).count() >= MOST_A_DAY:
            continue
        rows = [MissedAddress(day=day, path=path)]
        # Another process may have made the row in between.
        MissedAddress.objects.bulk_create(rows, ignore_conflicts=True)
        known.update(count=F("count") + number, **fresh)


def forget_misses(*, today: date) -> int:
    return MissedAddress.objects.filter(day__lt=today - timedelta(days=MISS_DAYS)).delete()[0]
