"""The search behind the admin's lists: Wagtail's own, asked for words alone (T94).

On SQLite it puts what was typed into a query of FTS5 without quoting, so that a `"` is a syntax error and answers 500.
The public search reads entries of its own (docs/decisions/0015).
"""

from django.db import connection
from wagtail.search.backends.database import SearchBackend as database_backend
from wagtail.search.query import MATCH_NONE, And, Not, Or, Phrase, PlainText, SearchQuery


def words_of(text: str) -> str:
    """The text without `"`, which FTS5 takes for a break between words anyway, and without words of signs alone."""
    return " ".join(word for word in text.replace('"', " ").split() if any(sign.isalnum() for sign in word))


def only_words(query: SearchQuery) -> SearchQuery:
    """The query with nothing in it that FTS5 might take for its own language; MATCH_NONE where no word is left."""
    if isinstance(query, PlainText | Phrase):
        words = words_of(query.query_string)
        if not words:
            return MATCH_NONE
        return PlainText(words, query.operator, query.boost) if isinstance(query, PlainText) else Phrase(words)
    if isinstance(query, Not):
        return Not(only_words(query.subquery))
    if isinstance(query, And | Or):
        parts = [part for subquery in query.subqueries if (part := only_words(subquery)) is not MATCH_NONE]
        # Signs among words say nothing.
        return type(query)(parts) if parts else MATCH_NONE
    return query


class WordsAlone:
    """A query compiler of the SQLite backend that is given words alone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.query = only_words(self.query)


def SearchBackend(params):
    """Wagtail's backend for the database in use."""
    backend = database_backend(params)
    if connection.vendor == "sqlite":
        for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
            compiler = getattr(backend, name)
            setattr(backend, name, type(compiler.__name__, (WordsAlone, compiler), {}))
    return backend
