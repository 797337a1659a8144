"""Counts what readers look for, by day and word, never by person; and forgets it again."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from search.terms.models import SearchTerm
from search.terms.rules import term_of
from unionsite.core.tally import Tally

KEEP_DAYS = 730
RARE_DAYS = 90
RARE = 3
# Limits, so that nobody can fill the memory or the table with made-up queries.
MOST_BUFFERED = 1000
MOST_A_DAY = 5000
_UPSERT = """
    INSERT INTO search_searchterm (day, language, term, asked, unanswered, found, useful, useless)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (day, language, term) DO UPDATE SET
        asked = search_searchterm.asked + excluded.asked,
        unanswered = search_searchterm.unanswered + excluded.unanswered,
        found = CASE WHEN excluded.asked > 0 THEN excluded.found ELSE search_searchterm.found END,
        useful = search_searchterm.useful + excluded.useful,
        useless = search_searchterm.useless + excluded.useless
"""

Key = tuple[date, str, str]
Count = tuple[int, int, int, int, int]


def note_query(*, text: str, number: int, language: str) -> None:
    """Count one query with its number of results, in memory; it is written after the answer has gone out.

    Neither user nor address is known here. What looks like personal data, or is too long to be asked twice, is dropped.
    """

    def count(before: Count | None) -> Count:
        asked, unanswered, _found, *said = before or (0, 0, 0, 0, 0)
        return asked + 1, unanswered + (number == 0), number, said[0], said[1]

    _note(text, language, count)


def note_verdict(*, text: str, is_useful: bool, language: str) -> None:
    """Count in the same way what a reader said of what was found."""

    def count(before: Count | None) -> Count:
        *asked, useful, useless = before or (0, 0, 0, 0, 0)
        return asked[0], asked[1], asked[2], useful + is_useful, useless + (not is_useful)

    _note(text, language, count)


def _note(text: str, language: str, count: Callable[[Count | None], Count]) -> None:
    if term := term_of(text):
        counted.note((timezone.localdate(), language[:10], term), count)


@transaction.atomic
def add_counts(counts: Mapping[Key, Count]) -> None:
    """Add (asked, unanswered, last number of results, useful, useless) by (day, language, word). Always in the same
    order, so that processes doing the same wait for each other instead of deadlocking."""
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


counted = Tally(name="Search terms", write=add_counts, most=MOST_BUFFERED)


@transaction.atomic
def forget_terms(*, today: date | None = None) -> int:
    """Delete terms older than 24 months, and after 90 days those asked less than three times in all; return how many
    rows. A rare query may contain a name."""
    today = today or timezone.localdate()
    old, _by_model = SearchTerm.objects.filter(day__lt=today - timedelta(days=KEEP_DAYS)).delete()
    terms = SearchTerm.objects.order_by().values("language", "term").annotate(times=Sum("asked"))
    rare = terms.filter(times__lt=RARE)
    dropped = 0
    for language in list(SearchTerm.objects.order_by().values_list("language", flat=True).distinct()):
        names = rare.filter(language=language).values("term")
        stale = SearchTerm.objects.filter(language=language, day__lt=today - timedelta(days=RARE_DAYS), term__in=names)
        dropped += stale.delete()[0]
    return old + dropped
