"""Counts what readers look for, by day and word, never by person; and forgets it again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from search.terms.models import SearchTerm
from search.terms.rules import term_of

logger = logging.getLogger(__name__)

KEEP_DAYS = 730
RARE_DAYS = 90
RARE = 3
# Limits, so that nobody can fill the memory or the table with made-up queries.
MOST_BUFFERED = 1000
MOST_A_DAY = 5000
_UPSERT = """
    INSERT INTO search_searchterm (day, language, term, asked, unanswered, found) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (day, language, term) DO UPDATE SET
        asked = search_searchterm.asked + excluded.asked,
        unanswered = search_searchterm.unanswered + excluded.unanswered,
        found = excluded.found
"""

Key = tuple[date, str, str]
Count = tuple[int, int, int]
_lock = threading.Lock()
_counts: dict[Key, Count] = {}
_written_at = float("-inf")


def note_query(*, text: str, number: int, language: str) -> None:
    """Count one query with its number of results, in memory; it is written after the answer has gone out.

    Neither user nor address is known here. What looks like personal data, or is too long to be asked twice, is dropped.
    """
    term = term_of(text)
    if not term:
        return
    key = (timezone.localdate(), language[:10], term)
    with _lock:
        if key not in _counts and len(_counts) >= MOST_BUFFERED:
            return
        asked, unanswered, _found = _counts.get(key, (0, 0, 0))
        _counts[key] = (asked + 1, unanswered + (number == 0), number)


def write_when_due() -> None:
    """After a request, write what is counted, at most once in `SEARCH_TERMS_SECONDS`; 0 leaves it to `flush`."""
    global _written_at
    if not _counts or not settings.SEARCH_TERMS_SECONDS:
        return
    if time.monotonic() - _written_at < settings.SEARCH_TERMS_SECONDS:
        return
    _written_at = time.monotonic()
    try:
        flush()
    except DatabaseError as error:
        # A search must be answered even if it cannot be counted.
        logger.warning("Search terms were not counted: %s", type(error).__name__)
    finally:
        if not connection.in_atomic_block:
            # Django has closed its connections already; close one that this may have opened again.
            close_old_connections()


def flush() -> int:
    """Write what is counted in this process; return the number of words."""
    global _counts
    with _lock:
        counts, _counts = _counts, {}
    add_counts(counts)
    return len(counts)


@transaction.atomic
def add_counts(counts: Mapping[Key, Count]) -> None:
    """Add (asked, unanswered, last number of results) by (day, language, word). Always in the same order, so that
    processes doing the same wait for each other instead of deadlocking."""
    for day in sorted({key[0] for key in counts}):
        rows = sorted((key, count) for key, count in counts.items() if key[0] == day)
        if SearchTerm.objects.filter(day=day).count() >= MOST_A_DAY:
            names = [key[2] for key, _count in rows]
            known = set(SearchTerm.objects.filter(day=day, term__in=names).values_list("language", "term"))
            rows = [row for row in rows if row[0][1:] in known]
        if rows:
            _upsert(rows)


def _upsert(rows: list[tuple[Key, Count]]) -> None:
    parameters = [
        (connection.ops.adapt_datefield_value(day), language, term, *count) for (day, language, term), count in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, parameters)


@transaction.atomic
def forget_terms(*, today: date) -> int:
    """Delete terms older than 24 months, and after 90 days those asked less than three times in all; return how many
    rows. A rare query may contain a name."""
    old, _by_model = SearchTerm.objects.filter(day__lt=today - timedelta(days=KEEP_DAYS)).delete()
    terms = SearchTerm.objects.order_by().values("language", "term").annotate(times=Sum("asked"))
    rare = terms.filter(times__lt=RARE)
    dropped = 0
    for language in list(SearchTerm.objects.order_by().values_list("language", flat=True).distinct()):
        names = rare.filter(language=language).values("term")
        stale = SearchTerm.objects.filter(language=language, day__lt=today - timedelta(days=RARE_DAYS), term__in=names)
        dropped += stale.delete()[0]
    return old + dropped
