"""The search in PostgreSQL: vectors of our own tokens under the `simple` configuration, no extension.

`ts_rank` does not know how rare a word is and is asked for each group of words separately; it only picks candidates.
"""

import re
from functools import reduce
from operator import add

from django.db.models import BooleanField, F, FloatField, Func, Value
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
from search.backend.searching import Compiler, Completing, Results
from search.index.statistics import count_terms, refresh

# Weights of D, C, B and A; titles are A, everything else is D.
WEIGHTS = "{0.25, 0.25, 0.25, 1.0}"
# The end of a word in an expression, with the asterisk of a beginning.
_ENDS = re.compile(r"'(?::(\*))?(?=[\s)]|$)")


def place_of(columns: tuple[str, ...], expression: str) -> tuple[str, str]:
    """Return the column to search, and the expression for it: `body` has the titles too, under a label of their own."""
    if columns == ("body",):
        # Only words under D; in an expression a quotation mark with something else behind it ends a word.
        return "body", _ENDS.sub(r"':\1D", expression)
    return columns[-1], expression


class Match(Func):
    """The condition that a vector matches an expression."""

    template = "%(expressions)s"
    output_field = BooleanField()
    conditional = True

    def __init__(self, column: str, expression: str):
        self.expression = expression
        super().__init__(F(column))

    def as_sql(self, compiler, connection, **extra_context):
        vector, params = super().as_sql(compiler, connection, **extra_context)
        return f"{vector} @@ %s::tsquery", [*params, self.expression]


class Rank(Match):
    """`ts_rank` of a vector, damped by the length of the text."""

    output_field = FloatField()
    conditional = False

    def as_sql(self, compiler, connection, **extra_context):
        vector, params = Func.as_sql(self, compiler, connection, **extra_context)
        return f"ts_rank('{WEIGHTS}', {vector}, %s::tsquery, 1)", [*params, self.expression]


class InVectors(Compiler):
    dialect = TSQUERY
    object_id = "object_id"

    def rows(self, columns, matching, content_types):
        column, expression = place_of(columns, matching.expression)
        scores = [
            Value(share, FloatField()) * Rank(column, expression=place_of(columns, group)[1])
            for share, group in self._shares(matching)
        ]
        score = reduce(add, scores) if scores else Value(0.0, FloatField())
        rows = IndexEntry.objects.filter(Match(column, expression=expression), content_type__in=content_types)
        return rows.annotate(score=score)

    def _shares(self, matching) -> list[tuple[float, str]]:
        """Return how much each group of words counts, and its expression."""
        counted, pages = count_terms(matching.query.terms)
        return [
            (group.weight * rarity(group, counted, pages), TSQUERY.write(ParsedQuery(groups=(group,))))
            for group in matching.query.groups
        ]


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
        # Titles stand in `body` too, so that a search of both reads one vector and needs one index.
        row = (
            "(%s, %s, setweight(to_tsvector('simple', %s), 'A'), to_tsvector('simple', %s), "
            "setweight(to_tsvector('simple', %s), 'A') || to_tsvector('simple', %s), 1.0, '', '')"
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
            for value in (content_type, document.object_id, *_vectors_of(document))
        ]
        if unique:
            with self.write_connection.cursor() as cursor:
                cursor.execute(statement, values)


def _vectors_of(document) -> tuple[str, str, str, str]:
    return document.title, document.autocomplete, document.title, document.body


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
