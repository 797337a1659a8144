"""What both databases have in common: from a query to objects in order, counts and facets.

A database tells which rows of its index match and how well (`rows`). For relevance the best `CANDIDATES` of them are
put in order by BM25F over their texts, if the model has `ranking_fields`: the names of its columns for title, summary,
body, a factor of the score and when they were written. Hits beyond these stay in the database's order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import BigIntegerField, BooleanField, CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Left
from django.utils.functional import cached_property
from wagtail.search.backends.base import BaseSearchResults, FilterFieldError
from wagtail.search.utils import get_descendants_content_types_pks

from search.analysis import ranking
from search.analysis.normalise import normalise
from search.analysis.query import ParsedQuery
from search.analysis.ranking import LONGEST_BODY, Candidate, rank
from search.backend.matching import Completer, Dialect, Matcher, Matching
from search.index.statistics import count_terms, statistics_for
from search.words.queries import current_dictionary
from unionsite.core.generation import remembered_of

CANDIDATES = 220
TOO_MANY = 8000
# How many texts this process remembers, and of how many characters: some 2 MB, 12 at most.
MOST_REMEMBERED, LONGEST_REMEMBERED = 2000, 3000
# So many of the best rows of the index are fetched at once; filters are applied to them in steps.
DEEPEST = 4000


class Hit(NamedTuple):
    """An object by its primary key; a higher score is better. `values` are the fields that were asked for."""

    key: Any
    score: float
    values: tuple = ()


class Among(Func):
    """The condition that the primary key, a number, is one of some keys: one parameter, where hundreds take a while."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, keys: list[int]):
        self.keys = keys
        super().__init__(F("pk"))

    def as_sqlite(self, compiler, connection, **extra_context):
        template, keys = "%(expressions)s IN (SELECT value FROM json_each(%%s))", json.dumps(self.keys)
        sql, params = self.as_sql(compiler, connection, template=template)
        return sql, [*params, keys]

    def as_postgresql(self, compiler, connection, **extra_context):
        sql, params = self.as_sql(compiler, connection, template="%(expressions)s = ANY(%%s)")
        return sql, [*params, self.keys]


def among(keys: Iterable) -> Among | Q:
    """Return the condition that the primary key is one of some keys."""
    keys = list(keys)
    return Among(keys) if all(isinstance(key, int) for key in keys) else Q(pk__in=keys)


@remembered_of()
def _texts() -> dict[tuple[type, Any], tuple[str, Candidate, float]]:
    """Return the candidates that this process has read, each with the moment when it was written and its weight."""
    return {}


class Compiler:
    """Mixed into a query compiler of Wagtail, which checks fields and filters."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True
    dialect: Dialect
    matcher_class: type[Matcher] = Matcher
    # The path from a row of the index to the key of its object.
    object_id: str

    @cached_property
    def matching(self) -> Matching:
        return self.matcher_class(self.dialect, current_dictionary(), count_terms).match(self.query)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the index that are searched; everything but `title` is in one column."""
        if self.fields is None:
            return ("title", "body")
        return tuple(dict.fromkeys("title" if field == "title" else "body" for field in self.fields))

    def rows(self, columns: tuple[str, ...], matching: Matching, content_types: list[int]) -> QuerySet:
        """Return the rows of the index of these types that match, each with its `score`."""
        raise NotImplementedError

    @property
    def key(self) -> Cast:
        return Cast(self.object_id, self._key_field)

    @property
    def _key_field(self):
        field = self.queryset.model._meta.pk
        while field.remote_field:
            field = field.target_field
        return (
            CharField() if field.get_internal_type() in {"CharField", "UUIDField", "SlugField"} else BigIntegerField()
        )

    @property
    def _content_types(self) -> list[int]:
        return get_descendants_content_types_pks(self.queryset.model)

    def _rows_of_queryset(self) -> QuerySet:
        wanted = self.queryset.order_by().filter(pk=Cast(OuterRef(self.object_id), self._key_field))
        return self.rows(self.columns, self.matching, self._content_types).filter(Exists(wanted))

    def found(self) -> QuerySet:
        """Return the objects that match, in the order of the queryset."""
        if self.matching.is_everything:
            return self.queryset
        if self.matching.is_nothing:
            return self.queryset.none()
        rows = self.rows(self.columns, self.matching, self._content_types)
        keys = rows.order_by().values_list(self.key, flat=True)
        return self.queryset.exclude(pk__in=keys) if self.matching.is_negated else self.queryset.filter(pk__in=keys)

    @property
    def is_positive(self) -> bool:
        return bool(self.matching.expression) and not self.matching.is_negated

    def count(self) -> int:
        """Return how many objects match, counted in the index where possible."""
        return self._rows_of_queryset().count() if self.is_positive else self.found().count()

    def exists(self) -> bool:
        return bool(self._best(1)) if self.is_positive else self.found().exists()

    @property
    def is_ranked(self) -> bool:
        return self.order_by_relevance and self.is_positive

    def hits(self, stop: int | None, fields: tuple[str, ...] = ()) -> list[Hit]:
        """Return the best objects, best first, at least up to `stop` if there are so many; all of them for None."""
        known: dict = self.__dict__.setdefault("_known_hits", {})
        limit = None if stop is None else max(stop, CANDIDATES)
        if (limit, fields) not in known:
            known[limit, fields] = self._in_order(self._best(limit, fields))
        return known[limit, fields]

    def narrowed(self, queryset: QuerySet) -> Compiler:
        """Return the compiler of the same search among fewer objects; what the index has told is not asked again."""
        narrowed = copy(self)
        narrowed.queryset = queryset
        narrowed.__dict__.pop("_known_hits", None)
        return narrowed

    def _best(self, limit: int | None, fields: tuple[str, ...] = ()) -> list[Hit]:
        """Return the best hits in the database's order. Filters are applied only to the best rows as long as enough
        pass: applying them to every row of a common word takes longer than finding it."""
        if limit is not None:
            wanted = limit + max(limit // 4, 20)
            columns = [self.columns]
            if self.matching.expected > TOO_MANY and len(self.columns) > 1:
                # A very common word: try the pages that have it in the title first.
                columns.insert(0, self.columns[:1])
            for each in columns:
                # Somebody who wants a few is not made to wait for thousands.
                depth = DEEPEST if limit >= CANDIDATES else wanted
                rows = self._rows_known(each, depth)
                if len(rows) < wanted and each is not columns[-1]:
                    continue
                found = self._passing(rows, limit, fields)
                if len(found) == limit or len(rows) < depth:
                    return found
        rows = self._rows_of_queryset().order_by("-score", "-pk").values_list(self.key, "score")[:limit]
        return self._passing(list(rows), len(rows), fields)

    def _rows_known(self, columns: tuple[str, ...], number: int) -> list[tuple]:
        """Return (key, score) of the best rows of the index; asked once, also for the narrowed."""
        known: dict = self.__dict__.setdefault("_known_rows", {})
        if (columns, number) not in known:
            rows = self.rows(columns, self.matching, self._content_types).order_by("-score", "-pk")
            query = rows.values_list(self.key, "score")[:number].query
            # Both are plain numbers: thousands of rows need no conversion one by one.
            with connections[rows.db].cursor() as cursor:
                cursor.execute(*query.get_compiler(rows.db).as_sql())
                known[columns, number] = cursor.fetchall()
        return known[columns, number]

    def _passing(self, rows: list[tuple], limit: int, fields: tuple[str, ...]) -> list[Hit]:
        """Return the best of these rows that pass the filters of the queryset, at most `limit`."""
        found: list[Hit] = []
        start, size = 0, limit + max(limit // 4, 20)
        while start < len(rows) and len(found) < limit:
            part = rows[start : start + size]
            # As the database writes it: of hundreds of moments it is only asked whether they are the same.
            written = [Cast(column, CharField()) for column in self._ranking_fields[-1:]]
            passing = self.queryset.order_by().filter(among(row[0] for row in part))
            values = {row[0]: row[1:] for row in passing.values_list("pk", *fields, *written)}
            found += [Hit(key, score, values[key]) for key, score in part if key in values]
            # The first few did not do: few objects pass, and all others are looked at together.
            start, size = start + size, len(rows)
        return found[:limit]

    @cached_property
    def _ranking_fields(self) -> tuple[str, ...]:
        """Return the names of the columns that hits are put in order by; none if they stay as the database has them."""
        is_ranked = self.fields is None and self.matcher_class is Matcher
        return getattr(self.queryset.model, "ranking_fields", ()) if is_ranked else ()

    def _in_order(self, hits: list[Hit]) -> list[Hit]:
        if not self._ranking_fields or not hits:
            return hits
        best, rest = hits[:CANDIDATES], hits[CANDIDATES:]
        read = self._read(best)
        query = self.matching.query
        # Hits with equal scores keep the database's order.
        ordered = [read[hit.key][1] for hit in best if hit.key in read]
        scores = rank(query, ordered, statistics_for(query.terms))
        for key, score in self._ranked_by_shared_words(query, ordered, scores).items():
            scores[key] += score
        scored = [Hit(hit.key, scores[hit.key] * read[hit.key][2], hit.values) for hit in best if hit.key in scores]
        scored.sort(key=lambda hit: -hit.score)
        if rest and scored:
            share = scored[-1].score / max(rest[0].score, 1e-9)
            scored += [Hit(hit.key, hit.score * share, hit.values) for hit in rest]
        return [Hit(hit.key, hit.score, hit.values[:-1]) for hit in scored]

    def _read(self, hits: list[Hit]) -> dict[Any, tuple[str, Candidate, float]]:
        """Return candidates by key, each with when it was written and its weight: known ones unless they were written
        anew, and the others by one query; each is read once, also for the narrowed."""
        model, texts, known = self.queryset.model, _texts(), self.__dict__.setdefault("_known_texts", {})
        for hit in hits:
            if (one := texts.get((model, hit.key))) and one[0] == hit.values[-1]:
                known.setdefault(hit.key, one)
        if missing := [hit.key for hit in hits if hit.key not in known]:
            title, summary, body, weight, written = self._ranking_fields
            asked = "pk", title, Left(body, LONGEST_BODY), summary, weight, Cast(written, CharField())
            if len(texts) > MOST_REMEMBERED:
                # All at once: what is often found is soon read again.
                texts.clear()
            for key, *fields, factor, version in model._default_manager.filter(among(missing)).values_list(*asked):
                known[key] = version, Candidate(key, *map(normalise, fields)), factor
                if len(known[key][1].text) <= LONGEST_REMEMBERED:
                    texts[model, key] = known[key]
        return known

    def _ranked_by_shared_words(
        self, query: ParsedQuery, candidates: list[Candidate], scores: dict[Any, float]
    ) -> dict[Any, float]:
        if query.citation:
            return {}
        best = ranking.best_of_each(candidates, scores)
        groups = ranking.shared_groups(query, best, current_dictionary(), count_terms)
        shared = ParsedQuery(groups=groups)
        return rank(shared, candidates, statistics_for(shared.terms)) if groups else {}


class Completing(Compiler):
    """Makes a compiler search for autocompletion."""

    matcher_class = Completer

    @property
    def columns(self) -> tuple[str, ...]:
        return ("autocomplete",)


class Results(BaseSearchResults):
    """The objects found, read from the database when first needed."""

    supports_facet = True

    def get_queryset(self) -> QuerySet:
        """Return the objects found, without the order of relevance."""
        found = self.query_compiler.found()
        return found if found.query.order_by or self.query_compiler.matching.is_everything else found.order_by("-pk")

    def hits(self, stop: int, *fields: str) -> list[Hit]:
        """Return keys, scores and these fields of the best, best first, at most `stop`, without reading the objects."""
        return self.query_compiler.hits(stop, fields)[:stop] if self.query_compiler.is_ranked else []

    def narrowed(self, *conditions, **filters) -> Results:
        """Return the results of the same search among fewer objects, which costs less than another search."""
        queryset = self.query_compiler.queryset.filter(*conditions, **filters)
        return type(self)(self.backend, self.query_compiler.narrowed(queryset))

    def _do_search(self) -> list:
        if not self.query_compiler.is_ranked:
            found = list(self.get_queryset()[self.start : self.stop])
            if self._score_field:
                self._annotate(found, {})
            return found
        hits = self.query_compiler.hits(self.stop)[self.start : self.stop]
        keys = [hit.key for hit in hits]
        wanted = self.query_compiler.queryset.order_by().filter(among(keys))
        objects = {_plain(item.pk): item for item in wanted}
        found = [objects[hit.key] for hit in hits if hit.key in objects]
        if self._score_field:
            self._annotate(found, {hit.key: hit.score for hit in hits})
        return found

    def _annotate(self, objects: Iterable, scores: dict[Any, float]) -> None:
        for item in objects:
            setattr(item, self._score_field, scores.get(_plain(item.pk), 0.0))

    def _do_count(self) -> int:
        if self.start or self.stop is not None:
            return self.query_compiler.found()[self.start : self.stop].count()
        return self.query_compiler.count()

    def exists(self) -> bool:
        """Whether anything is found; the cheapest question."""
        return self.query_compiler.exists()

    def facet(self, field_name: str) -> dict:
        """Return the values of a filter field with the number of objects found, most frequent first."""
        if self.query_compiler._get_filterable_field(field_name) is None:
            model = self.query_compiler.queryset.model.__name__
            raise FilterFieldError(
                f"Cannot facet search results with field {field_name!r}: {model} has no such FilterField.",
                field_name=field_name,
            )
        counted = self.query_compiler.found().order_by().values(field_name).annotate(count=Count("pk"))
        return {row[field_name]: row["count"] for row in counted.order_by("-count", field_name)}


def _plain(key):
    """Return a key as the index has it: numbers stay, everything else is text."""
    return key if isinstance(key, int) else str(key)
