"""The search in PostgreSQL: vectors of our own tokens under the `simple` configuration, no extension.

`ts_rank` does not know how rare a word is and is asked for each group of words separately; it only picks candidates.
"""

from __future__ import annotations

from functools import reduce
from operator import add

from django.db import connections
from django.db.models import BooleanField, F, FloatField, Func, TextField, Value
from wagtail.search.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
    PostgresSearchRebuilder,
)
from wagtail.search.models import IndexEntry

from search.analysis.query import ParsedQuery
from search.analysis.ranking import rarity
from search.backend.indexing import DocumentIndex
from search.backend.matching import TSQUERY
from search.backend.searching import Compiler, Completing, Hit, Results
from search.index.statistics import count_terms, refresh

# Weights of D, C, B and A; titles are A, everything else is D.
WEIGHTS = "{0.25, 0.25, 0.25, 1.0}"


class Match(Func):
    """The condition that the columns together match an expression; written as in the index on `title || body`."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = BooleanField()
    conditional = True

    def __init__(self, *columns: str, expression: str):
        self.expression = expression
        super().__init__(*map(F, columns))

    def as_sql(self, compiler, connection, **extra_context):
        vector, params = super().as_sql(compiler, connection, **extra_context)
        return f"{vector} @@ %s::tsquery", [*params, self.expression]


class Rank(Func):
    """`ts_rank` of the columns together, damped by the length of the text."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = FloatField()

    def __init__(self, *columns: str, expression: str):
        self.expression = expression
        super().__init__(*map(F, columns))

    def as_sql(self, compiler, connection, **extra_context):
        vector, params = super().as_sql(compiler, connection, **extra_context)
        return f"ts_rank('{WEIGHTS}', {vector}, %s::tsquery, 1)", [*params, self.expression]


class Vector(Func):
    """The columns together."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class InVectors(Compiler):
    dialect = TSQUERY
    object_id = "object_id"

    def _matching(self, columns, matching, content_types):
        return IndexEntry.objects.filter(
            Match(*columns, expression=matching.expression), content_type__in=content_types
        )

    def _shares(self, matching) -> list[tuple[float, str]]:
        """Return how much each group of words counts, and its expression."""
        counted, pages = count_terms(matching.query.terms)
        return [
            (group.weight * rarity(group, counted, pages), TSQUERY.write(ParsedQuery(groups=(group,))))
            for group in matching.query.groups
        ]

    def rows(self, columns, matching, content_types):
        scores = [
            Value(share, FloatField()) * Rank(*columns, expression=expression)
            for share, expression in self._shares(matching)
        ]
        score = reduce(add, scores) if scores else Value(0.0, FloatField())
        return self._matching(columns, matching, content_types).annotate(score=score)

    def _ranked_rows(self, columns, number):
        # The vector is built and unpacked only once for each row, however many groups there are.
        rows = self._matching(columns, self.matching, self._content_types).annotate(
            key=self.key, vector=Vector(*map(F, columns))
        )
        inner, params = rows.order_by().values_list("key", "vector", "pk").query.sql_with_params()
        shares = self._shares(self.matching)
        score = " + ".join([f"%s * ts_rank('{WEIGHTS}', found.vector, %s::tsquery, 1)"] * len(shares)) or "0.0"
        statement = (
            f"SELECT found.key, {score} AS score FROM ({inner} OFFSET 0) AS found (key, vector, pk) "  # noqa: S608  # nosec B608  (no values)
            "ORDER BY score DESC, found.pk DESC LIMIT %s"
        )
        with connections[rows.db].cursor() as cursor:
            cursor.execute(statement, [*(value for share in shares for value in share), *params, number])
            return [Hit(*row) for row in cursor.fetchall()]


class QueryCompiler(InVectors, PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(Completing, InVectors, PostgresAutocompleteQueryCompiler):
    pass


class Index(DocumentIndex, PostgresIndex):
    batch = 100

    def _write(self, content_type, documents):
        # Each object once, because one statement cannot write a row twice. In one order, so that two writers wait for
        # each other instead of deadlocking.
        unique = {one.object_id: one for one in sorted(documents, key=lambda one: one.object_id)}
        row = (
            "(%s, %s, setweight(to_tsvector('simple', %s), 'A'), to_tsvector('simple', %s), "
            "to_tsvector('simple', %s), 1.0, '', '')"
        )
        table = IndexEntry._meta.db_table
        statement = (
            f"INSERT INTO {table} (content_type_id, object_id, title, autocomplete, body, title_norm, title_text, "  # noqa: S608  # nosec B608  (no values)
            f"body_text) VALUES {', '.join([row] * len(unique))} ON CONFLICT (content_type_id, object_id) DO UPDATE "
            "SET title = EXCLUDED.title, autocomplete = EXCLUDED.autocomplete, body = EXCLUDED.body"
        )
        values = [
            value
            for document in unique.values()
            for value in (content_type, document.object_id, document.title, document.autocomplete, document.body)
        ]
        if unique:
            with self.write_connection.cursor() as cursor:
                cursor.execute(statement, values)


class Rebuilder(PostgresSearchRebuilder):
    def finish(self):
        refresh()


class PostgreSQLBackend(PostgresSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
    results_class = Results
    rebuilder_class = Rebuilder
    atomic_rebuilder_class = Rebuilder

    def __init__(self, params):
        super().__init__({"SEARCH_CONFIG": "simple", **params})
