"""How frequent words are in the index: counted at a rebuild and when the index has grown, read at each search."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Avg, Count
from django.db.models.functions import Length
from wagtail.search.models import IndexEntry

from search.analysis.query import Term
from search.analysis.ranking import FIELDS, Statistics
from search.index.models import IndexStatistics, SearchEntry, TokenCount
from unionsite.core import generation
from unionsite.core.generation import WORDS, remembered_of

BATCH = 4000
MOST_REMEMBERED = 30_000
# The index is counted anew when it has grown or shrunk by this share.
GROWTH = 0.05
# Tokens on a smaller share of rows than this are not stored.
RARE = 1 / 5000
_VOCABULARY = "search_vocabulary"
# Pages of FTS5 that one step of joining its segments writes, and the most steps.
JOINED, MOST_STEPS = 500, 2000

# The stamp of a count, and the rows of each token that was asked for since.
_known: tuple[int, dict[str, int]] = (0, {})


@remembered_of(WORDS)
def current() -> IndexStatistics:
    """Return the last count; one without rows if the index was never counted. One query in each generation."""
    return IndexStatistics.objects.order_by("pk").first() or IndexStatistics()


def count_terms(terms: Iterable[Term]) -> tuple[Mapping[str, int], int]:
    """Return the rows of the index with each term, by its text (as many as its rarest token has), and all rows."""
    terms = list(terms)
    statistics = current()
    if not statistics.rows:
        return {term.text: 1 for term in terms}, 0
    rows = _rows_of({token for term in terms for token in term.tokens}, statistics)
    return {term.text: min(rows[token] for token in term.tokens) for term in terms if term.tokens}, statistics.rows


def statistics_for(terms: Iterable[Term]) -> Statistics:
    """Return the figures that the ranking needs."""
    frequencies, rows = count_terms(terms)
    statistics = current()
    lengths = {name: getattr(statistics, f"{name}_length") for name in FIELDS}
    return Statistics(max(rows, 1), lengths, frequencies)


def _rows_of(tokens: set[str], statistics: IndexStatistics) -> dict[str, int]:
    global _known
    if _known[0] != statistics.stamp or len(_known[1]) > MOST_REMEMBERED:
        _known = (statistics.stamp, {})
    known = _known[1]
    # Not the difference of two sets, which would look at all that is known.
    if missing := [token for token in tokens if token not in known]:
        counted = dict(TokenCount.objects.filter(token__in=missing).values_list("token", "rows"))
        rare = max(int(statistics.rows * RARE) // 2, 1)
        known.update({token: counted.get(token, rare) for token in missing})
    return {token: known[token] for token in tokens}


def join_segments() -> None:
    """Have FTS5 drop what was written over or deleted, in short transactions; PostgreSQL does so by itself."""
    if connection.vendor != "sqlite":
        return
    fts = f"{IndexEntry._meta.db_table}_fts"
    with connection.cursor() as cursor:
        # The negative number begins: join whatever there is. The others go on until there is nothing to do.
        for pages in (-JOINED, *[JOINED] * MOST_STEPS):
            before = cursor.execute("SELECT total_changes()").fetchone()[0]
            cursor.execute(f"INSERT INTO {fts} ({fts}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608  # nosec B608  (no values)
            if cursor.execute("SELECT total_changes()").fetchone()[0] - before < 2:
                return


def refresh() -> None:
    """Count the whole index: some seconds for 100,000 pages, written in short transactions."""
    rows = IndexEntry.objects.count()
    least = max(int(rows * RARE), 2)
    counted = _tokens(least)
    lengths = SearchEntry.objects.aggregate(
        entries=Count("pk"), title=Avg(Length("title")), summary=Avg(Length("summary")), body=Avg(Length("text"))
    )
    stamp = (IndexStatistics.objects.order_by("pk").values_list("stamp", flat=True).first() or 0) + 1
    for start in range(0, len(counted), BATCH):
        TokenCount.objects.bulk_create(
            [
                TokenCount(token=token[:64], rows=number, stamp=stamp)
                for token, number in counted[start : start + BATCH]
            ],
            update_conflicts=True,
            unique_fields=["token"],
            update_fields=["rows", "stamp"],
        )
    with transaction.atomic():
        TokenCount.objects.exclude(stamp=stamp).delete()
        IndexStatistics.objects.update_or_create(
            pk=1,
            defaults={
                "stamp": stamp,
                "rows": rows,
                "entries": lengths["entries"],
                "title_length": lengths["title"] or 0,
                "summary_length": lengths["summary"] or 0,
                "body_length": lengths["body"] or 0,
            },
        )
        generation.bump(generation.WORDS)


def refresh_if_grown() -> bool:
    """Count again if the index has changed so much that the last count misleads; return whether it did."""
    rows = IndexEntry.objects.count()
    known = IndexStatistics.objects.order_by("pk").first()
    if known is not None and abs(rows - known.rows) <= GROWTH * max(known.rows, 1):
        return False
    refresh()
    return True


def _tokens(least: int) -> list[tuple[str, int]]:
    """Return (token, number of rows) for each token on at least `least` rows."""
    table = IndexEntry._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT word, ndoc FROM ts_stat(%s) WHERE ndoc >= %s",
                [f"SELECT body FROM {table}", least],  # noqa: S608  # nosec B608  (no values)
            )
            return cursor.fetchall()
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{_VOCABULARY} USING fts5vocab(main, {table}_fts, row)")
        cursor.execute(f"SELECT term, doc FROM temp.{_VOCABULARY} WHERE doc >= %s", [least])  # noqa: S608  # nosec B608
        return cursor.fetchall()
