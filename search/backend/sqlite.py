"""The search in SQLite: MATCH on FTS5, ranked in one pass by its bm25().

Wagtail's own backend asks for the score in a subquery for each hit, which takes seconds for a common word.
"""

from django.db import transaction
from django.db.models import BooleanField, F, FloatField, Func, IntegerField
from wagtail.search.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchRebuilder,
)
from wagtail.search.models import IndexEntry, SQLiteFTSIndexEntry

from search.backend.indexing import DocumentIndex
from search.backend.matching import FTS5
from search.backend.searching import Compiler, Completing, Results
from search.index.statistics import join_segments, refresh

TABLE = SQLiteFTSIndexEntry._meta.db_table


class Match(Func):
    """The condition that a row of the index matches an expression in some columns."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *columns: str, expression: str):
        self.columns = columns
        self.expression = expression
        super().__init__()

    def as_sql(self, compiler, connection, **extra_context):
        return f"{TABLE} MATCH %s", [f"{{{' '.join(self.columns)}}} : {self.expression}"]


class Rank(Func):
    """The negated bm25(), with titles counting four times; FTS5 has the title in its third column."""

    output_field = FloatField()

    def as_sql(self, compiler, connection, **extra_context):
        return f"-bm25({TABLE}, 1.0, 1.0, 4.0)", []


class InFTS5(Compiler):
    dialect = FTS5
    object_id = "index_entry__object_id"

    def rows(self, columns, matching, content_types):
        # The plus sign keeps SQLite from using the index on the type and reading all its rows: MATCH must come first.
        content_type = Func(F("index_entry__content_type"), template="(+%(expressions)s)", output_field=IntegerField())
        rows = SQLiteFTSIndexEntry.objects.filter(Match(*columns, expression=matching.expression))
        return rows.alias(type_of_row=content_type).filter(type_of_row__in=content_types).annotate(score=Rank())


class QueryCompiler(InFTS5, SQLiteSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(Completing, InFTS5, SQLiteAutocompleteQueryCompiler):
    pass


class Index(DocumentIndex, SQLiteIndex):
    # Each batch is a transaction, and other writers wait no longer than one takes.
    batch = 50

    def _write(self, content_type, documents):
        """Write the tokens into FTS5 alone; Wagtail's own table then only says whose row it is (0061)."""
        unique = {document.object_id: document for document in documents}
        with transaction.atomic(using=self.write_connection.alias, savepoint=False):
            self.entries.bulk_create(
                [IndexEntry(content_type_id=content_type, object_id=key, body="", autocomplete="") for key in unique],
                update_conflicts=True,
                unique_fields=["content_type", "object_id"],
                update_fields=["title", "body", "autocomplete"],
            )
            rows = self.entries.filter(content_type=content_type, object_id__in=unique)
            values = [
                (row, document.title, document.body, document.autocomplete)
                for row, key in rows.order_by("pk").values_list("pk", "object_id")
                for document in [unique[key]]
            ]
            with self.write_connection.cursor() as cursor:
                cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(row[0],) for row in values])  # noqa: S608  # nosec B608  (no values)
                cursor.executemany(
                    f"INSERT INTO {TABLE} (rowid, title, body, autocomplete) VALUES (%s, %s, %s, %s)",  # noqa: S608  # nosec B608  (no values)
                    values,
                )


class Rebuilder(SQLiteSearchRebuilder):
    """Writes over existing rows: the site keeps searching, and others can write between two batches."""

    def finish(self):
        join_segments()
        refresh()


class SQLiteBackend(SQLiteSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
    results_class = Results
    rebuilder_class = Rebuilder
    atomic_rebuilder_class = Rebuilder
